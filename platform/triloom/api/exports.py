"""Exports over HTTP: the rows of a list as a streamed file."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from triloom.access.rights import require
from triloom.api.bodies import body_of, described_body
from triloom.api.detached import Detached
from triloom.audit.security_log import log
from triloom.records.exports import Exporter, ExportRequest, file_name
from triloom.records.model import RecordQuery
from triloom.records.query_text import read_sort
from triloom.records.views import with_view

router = APIRouter(tags=["exports"])
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class ExportBody(BaseModel):
    """Which rows to export and as what."""

    model_config = ConfigDict(extra="forbid")
    format: str = "csv"
    filter: Any = None
    sort: str | list[str] | None = None
    search: str | None = None
    view: str | None = None
    labels: bool = True


@router.post(
    "/apps/{app}/forms/{form}/exports",
    openapi_extra=described_body(ExportBody, {"format": "csv", "filter": "amount > 100"}),
)
def export(
    detached: Detached,
    app: str,
    form: str,
    body: Annotated[ExportBody, Depends(body_of(ExportBody))],
) -> StreamingResponse:
    """Stream the rows the caller may export; rights are checked again with every page."""
    query = RecordQuery(filter=body.filter, sort=read_sort(body.sort), search=body.search)
    with detached.services.transaction(detached.principal, language=detached.language) as ctx:
        published = ctx.catalog.form(app, form)
        require(ctx, published, "export")
        query = with_view(ctx, published, query, body.view)
        name = file_name(ctx, published, body.format)
        data = {"app": app, "form": form, "format": body.format[:20]}
        log(ctx, "record.export", data=data)
    asked = ExportRequest(app, form, body.format, query, labels=body.labels)
    exporter = Exporter(detached.services, detached.principal, detached.language, asked)
    return StreamingResponse(
        exporter.chunks(),
        media_type=MEDIA_TYPES[body.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
