"""Search over all forms of an app: titles of what the caller may read, grouped by form."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from triloom.access.rights import can
from triloom.api.dependencies import Read
from triloom.api.records import answer_json
from triloom.records.layout import layout_of
from triloom.records.model import RecordQuery, SortItem
from triloom.records.present import records_to_json
from triloom.records.query import list_records
from triloom_core.json_types import Json

router = APIRouter(tags=["search"])
NEWEST_FIRST = (SortItem(("updated_at",), descending=True),)


@router.get("/apps/{app}/search", response_class=Response)
def search(
    ctx: Read,
    app: str,
    q: Annotated[str, Query(min_length=1, max_length=200, description="words to find")],
    limit: Annotated[int, Query(ge=1, le=50, description="hits per form")] = 5,
) -> Response:
    """Find records in every form of an app the caller may read, newest first."""
    ctx.catalog.app(app)
    groups: list[Json] = []
    for form in ctx.catalog.forms(app):
        layout = layout_of(form)
        if not layout.searchable or not can(ctx, form, "read"):
            continue
        query = RecordQuery(search=q, limit=limit, sort=NEWEST_FIRST, fields=(), count="capped")
        page = list_records(ctx, form, query)
        if not page.items:
            continue
        items: list[Json] = [
            {"id": body["id"], "title": body["title"], "updated_at": body["updated_at"]}
            for body in records_to_json(ctx, form, page.items)
        ]
        groups.append(
            {
                "form": {"key": form.key, "label": form.spec.name(ctx.language)},
                "items": items,
                "count": page.count.to_json(),
            }
        )
    return answer_json({"groups": groups})
