"""Files over HTTP: upload, and download for whoever may read a field that shows the file."""

import uuid
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from triloom.api.dependencies import Read
from triloom.api.detached import Detached, DetachedRequest
from triloom.api.records import answer_json
from triloom.api.uploads import Upload, receive
from triloom.files.service import accept_upload, files_of, readable_file
from triloom_core.errors import TriloomError

router = APIRouter(tags=["files"])

MULTIPART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@router.post("/files", status_code=201, response_class=Response, openapi_extra=MULTIPART)
async def upload(detached: Detached, request: Request) -> Response:
    """Keep an uploaded file; it is collected after a day unless a record is saved with it."""
    async with receive(request) as received:
        return await run_in_threadpool(_upload, detached, received)


def _upload(detached: DetachedRequest, received: Upload) -> Response:
    if received.file is None:
        raise TriloomError("file.missing", status=422)
    body = accept_upload(
        detached.services,
        detached.principal,
        name=received.file.filename or "file",
        declared=received.file.content_type,
        stream=received.file.file,
    )
    return answer_json(body, status=201)


@router.get("/files/{file_id}")
def download(ctx: Read, file_id: uuid.UUID) -> StreamingResponse:
    """Stream a file as an attachment that no browser runs."""
    found = readable_file(ctx, file_id)
    name = quote(found.name)
    return StreamingResponse(
        files_of(ctx.services).read(file_id),
        media_type=found.type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(found.size),
            "Content-Security-Policy": _SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "ETag": f'"{found.sha256}"',
        },
    )
