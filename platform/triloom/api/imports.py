"""Imports over HTTP: start with a file, watch, read the reasons of refused rows, take back."""

import uuid
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from triloom.access.rights import require
from triloom.api.dependencies import Read, Write
from triloom.api.detached import Detached, DetachedRequest
from triloom.api.records import answer_json
from triloom.api.uploads import Upload, receive
from triloom.records.imports import runs
from triloom.records.imports.jobs import import_path
from triloom.records.imports.start import (
    ImportRequest,
    examine,
    keep_file,
    start_import,
    take_back,
)
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

router = APIRouter(tags=["imports"])
PATH = "/apps/{app}/forms/{form}/imports"

MULTIPART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "mapping": {
                            "type": "string",
                            "description": "JSON: column → field key, or "
                            "{field, values: {cell: value}, match: field of the linked form}",
                        },
                        "upsert_on": {"type": "string"},
                        "dry_run": {"type": "boolean"},
                        "on_error": {"type": "string", "enum": ["stop", "skip"]},
                        "encoding": {"type": "string"},
                        "delimiter": {"type": "string"},
                    },
                }
            }
        },
    }
}


def _mapping(text: str | None) -> Json:
    if not text or not text.strip():
        return None
    try:
        found: Json = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        data: dict[str, Json] = {"reason": str(error)}
        raise TriloomError("request.malformed_json", status=422, data=data) from None
    return found


@router.post(PATH, status_code=202, response_class=Response, openapi_extra=MULTIPART)
async def start(detached: Detached, request: Request, app: str, form: str) -> Response:
    """Take a CSV or JSON file and import it in the background; `dry_run` only checks it."""
    await run_in_threadpool(_may_import, detached, app, form)
    async with receive(request) as upload:
        return await run_in_threadpool(_start, detached, app, form, upload)


def _may_import(detached: DetachedRequest, app: str, form: str) -> None:
    with detached.services.reading(detached.principal, language=detached.language) as ctx:
        require(ctx, ctx.catalog.form(app, form), "import")


def _start(detached: DetachedRequest, app: str, form: str, upload: Upload) -> Response:
    if upload.file is None:
        raise TriloomError("import.file_missing", status=422)
    fields = upload.fields
    asked = ImportRequest(
        file_name=upload.file.filename or "",
        mapping=_mapping(fields.get("mapping")),
        upsert_on=fields.get("upsert_on") or None,
        dry_run=upload.flag("dry_run"),
        on_error=fields.get("on_error") or "stop",
        encoding=fields.get("encoding") or None,
        delimiter={"\\t": "\t", "tab": "\t"}.get(
            fields.get("delimiter", ""), fields.get("delimiter") or None
        ),
    )
    run_id = keep_file(detached.services, upload.file.file)
    try:
        found = examine(import_path(detached.services, run_id), asked)
        with detached.services.transaction(detached.principal, language=detached.language) as ctx:
            published = ctx.catalog.form(app, form)
            run = start_import(ctx, published, run_id, asked, found)
            body = runs.run_to_json(ctx, published, run)
    except BaseException:
        import_path(detached.services, run_id).unlink(missing_ok=True)
        raise
    return answer_json(body, status=202)


@router.get(PATH, response_class=Response)
def list_(ctx: Read, app: str, form: str) -> Response:
    """List the imports of a form, newest first: one's own, or all for administrators."""
    published = ctx.catalog.form(app, form)
    require(ctx, published, "import")
    items: list[Json] = [
        runs.run_to_json(ctx, published, run) for run in runs.list_runs(ctx, published)
    ]
    return answer_json({"items": items})


@router.get(PATH + "/{import_id}", response_class=Response)
def read(
    ctx: Read,
    app: str,
    form: str,
    import_id: uuid.UUID,
    after: Annotated[int, Query(ge=0, description="refused rows behind this line")] = 0,
) -> Response:
    """Return how far an import is and why rows were refused."""
    published = ctx.catalog.form(app, form)
    require(ctx, published, "import")
    run = runs.visible_run(ctx, published, import_id)
    return answer_json(runs.run_to_json(ctx, published, run, with_rows=True, after=after))


@router.delete(PATH + "/{import_id}", status_code=202, response_class=Response)
def undo(ctx: Write, app: str, form: str, import_id: uuid.UUID) -> Response:
    """Take an import back, or cancel it while it runs."""
    published = ctx.catalog.form(app, form)
    run = take_back(ctx, published, import_id)
    return answer_json(runs.run_to_json(ctx, published, run), status=202)
