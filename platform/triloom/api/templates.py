"""`…/records/{id}/documents/{template}`: a record filled into a published template."""

import uuid

from fastapi import APIRouter
from fastapi.responses import Response

from triloom.api.dependencies import Read
from triloom.templates.documents import render_document

router = APIRouter(tags=["templates"])
_MEDIA_TYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8"}


@router.get(
    "/apps/{app}/forms/{form}/records/{record_id}/documents/{template}",
    response_class=Response,
    responses={200: {"content": {"text/html": {}, "text/plain": {}}}},
)
def read_document(ctx: Read, app: str, form: str, record_id: uuid.UUID, template: str) -> Response:
    """Return the document as HTML or text; it may run no script and load nothing."""
    shape, text = render_document(ctx, ctx.catalog.form(app, form), record_id, template)
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        "Content-Disposition": f'inline; filename="{template}.{"html" if shape == "html" else "txt"}"',
    }
    return Response(text, media_type=_MEDIA_TYPES[shape], headers=headers)
