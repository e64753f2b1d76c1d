"""`…/forms/{form}/compiled`: a form as one reader may fill it now."""

import uuid
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query, Response

from triloom.api.dependencies import Read
from triloom.metadata.client_form import ClientForm

router = APIRouter(tags=["records"])


@router.get("/apps/{app}/forms/{form}/compiled", response_class=Response)
def read_compiled(
    ctx: Read,
    app: Annotated[str, Path(description="Key of the app.", examples=["repair"])],
    form: Annotated[str, Path(description="Key of the form.", examples=["machine"])],
    record: Annotated[uuid.UUID | None, Query(description="The record to be filled.")] = None,
    action: Annotated[str | None, Query(description="The flow action to be taken.")] = None,
) -> Response:
    """Return JSON Schema, fields, layout, rules, stages and actions for the caller."""
    published = ctx.catalog.form(app, form)
    compiled = ClientForm(ctx, published, record_id=record, action=action)
    return Response(orjson.dumps(compiled.to_json()), media_type="application/json")
