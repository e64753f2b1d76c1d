"""Jobs over HTTP: what runs, how far it is, and stopping it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from triloom.api.dependencies import Read, Write
from triloom.api.records import answer_json
from triloom.context import RequestContext
from triloom.jobs import rows
from triloom.messages import CATALOGUE
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject
from triloom_core.messages import render

router = APIRouter(tags=["jobs"])


@router.get("/jobs", response_class=Response)
def list_(
    ctx: Read,
    state: Annotated[str | None, Query(max_length=20)] = None,
    kind: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """List jobs, the newest first: all for administrators, else the caller's own."""
    found = rows.list_rows(
        ctx.connection,
        ctx.tenant_id,
        states=() if state is None else (state,),
        kind=kind,
        created_by=None if _sees_all(ctx) else str(ctx.principal.user_id),
        limit=limit,
    )
    return answer_json({"items": [_shown(ctx, row) for row in found]})


@router.get("/jobs/{job}", response_class=Response)
def read(ctx: Read, job: str) -> Response:
    """Return one job with its progress."""
    return answer_json(_shown(ctx, _find(ctx, job)))


@router.post("/jobs/{job}/cancel", response_class=Response)
def cancel(ctx: Write, job: str) -> Response:
    """Cancel a job that waits; ask a running one to stop."""
    _find(ctx, job)
    return answer_json(_shown(ctx, ctx.services.jobs.cancel(ctx.connection, job)))


def _sees_all(ctx: RequestContext) -> bool:
    return ctx.principal.has_capability("administer")


def _find(ctx: RequestContext, job: str) -> rows.JobRow:
    row = ctx.services.jobs.status(ctx.connection, job)
    if not _sees_all(ctx) and row.created_by != str(ctx.principal.user_id):
        raise TriloomError("job.unknown", status=404, data={"job": job})
    return row


def _shown(ctx: RequestContext, row: rows.JobRow) -> JsonObject:
    error: JsonObject | None = None
    if isinstance(row.error, dict):
        data = row.error.get("data")
        code = str(row.error.get("code"))
        message = render(CATALOGUE, code, ctx.language, data if isinstance(data, dict) else {})
        error = {"code": code, "message": message}
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "attempt": row.attempt,
        "cancel_requested": row.cancel_requested,
        "progress": {"done": row.progress_done, "total": row.progress_total},
        "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        "started_at": _instant(row.started_at),
        "finished_at": _instant(row.finished_at),
        "due_at": _instant(row.due_at),
        "result": row.result,
        "error": error,
    }


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")
