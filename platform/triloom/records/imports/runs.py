"""The rows of import runs: created, looked up, moved from state to state."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.api.problems import fault_to_json
from triloom.context import RequestContext
from triloom.messages import CATALOGUE
from triloom.records.imports.plan import ImportPlan
from triloom.records.layout import instant_text
from triloom.records.tables import import_row, import_run
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

IMPORT_JOB = "records.import"
UNDO_JOB = "records.import_undo"
QUEUED, STAGING, RUNNING, CHECKED, DONE = "queued", "staging", "running", "checked", "done"
FAILED, CANCELLED, UNDOING, UNDONE = "failed", "cancelled", "undoing", "undone"
ENDED = frozenset({CHECKED, DONE, FAILED, CANCELLED, UNDONE})
SHOWN_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Run:
    """One import as it stands."""

    id: uuid.UUID
    app_key: str
    form_id: uuid.UUID
    created_by: uuid.UUID | None
    state: str
    cancel: bool
    plan: ImportPlan
    row: sa.RowMapping


def _run(row: sa.RowMapping) -> Run:
    return Run(
        id=row["id"],
        app_key=row["app_key"],
        form_id=row["form_id"],
        created_by=row["created_by"],
        state=row["state"],
        cancel=row["cancel"],
        plan=ImportPlan.from_json(row["plan"]),
        row=row,
    )


def create_run(
    ctx: RequestContext,
    form: "PublishedForm",
    run_id: uuid.UUID,
    plan: ImportPlan,
    file_name: str,
) -> None:
    """Write the row of a new run and enqueue its job."""
    ctx.connection.execute(
        import_run.insert().values(
            id=run_id, tenant_id=ctx.tenant_id, app_key=form.app_key, form_id=form.id,
            created_by=ctx.principal.user_id, created_at=ctx.now, state=QUEUED,
            file_name=file_name, plan=plan.to_json(),
        )
    )  # fmt: skip
    enqueue(ctx, run_id, IMPORT_JOB)


def enqueue(ctx: RequestContext, run_id: uuid.UUID, kind: str) -> None:
    """Enqueue the job that carries a run on."""
    creator = str(ctx.principal.user_id) if ctx.principal.user_id else None
    ctx.services.jobs.enqueue(
        ctx.connection, f"{kind}:{run_id}", kind, {"import": str(run_id)}, created_by=creator
    )


def find_run(
    connection: Connection, tenant_id: uuid.UUID, run_id: uuid.UUID, *, lock: bool = False
) -> Run | None:
    """Return a run by its id, or None."""
    statement = sa.select(import_run).where(
        import_run.c.id == run_id, import_run.c.tenant_id == tenant_id
    )
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else _run(row)


def visible_run(
    ctx: RequestContext, form: "PublishedForm", run_id: uuid.UUID, *, lock: bool = False
) -> Run:
    """Return a run of a form that the caller started or may administer; 404 otherwise."""
    run = find_run(ctx.connection, ctx.tenant_id, run_id, lock=lock)
    mine = run is not None and (
        run.created_by == ctx.principal.user_id or ctx.principal.sees_everything
    )
    if run is None or not mine or run.form_id != form.id:
        raise TriloomError("import.not_found", status=404, data={"id": str(run_id)})
    return run


def list_runs(ctx: RequestContext, form: "PublishedForm", *, limit: int = 50) -> list[Run]:
    """Return the newest runs of a form that the caller may see."""
    statement = (
        sa.select(import_run)
        .where(import_run.c.tenant_id == ctx.tenant_id, import_run.c.form_id == form.id)
        .order_by(import_run.c.created_at.desc(), import_run.c.id.desc())
        .limit(limit)
    )
    if not ctx.principal.sees_everything:
        statement = statement.where(import_run.c.created_by == ctx.principal.user_id)
    return [_run(row) for row in ctx.connection.execute(statement).mappings()]


def set_run(connection: Connection, run_id: uuid.UUID, **values: object) -> None:
    """Set columns of a run."""
    connection.execute(import_run.update().where(import_run.c.id == run_id).values(**values))


def run_to_json(
    ctx: RequestContext, form: "PublishedForm", run: Run, *, with_rows: bool = False, after: int = 0
) -> JsonObject:
    """Return a run as an answer, on demand with the reasons of refused rows."""
    row = run.row
    skipped = max(0, row["good"] - row["created"] - row["updated"]) if run.state == DONE else 0
    is_staging = run.state in (QUEUED, STAGING, CHECKED)
    body: JsonObject = {
        "id": str(run.id),
        "state": run.state,
        "app": run.app_key,
        "form": {"key": form.key, "label": form.spec.name(ctx.language)},
        "file_name": row["file_name"],
        "dry_run": run.plan.dry_run,
        "created_at": instant_text(row["created_at"]),
        "finished_at": instant_text(row["finished_at"]) if row["finished_at"] else None,
        "total": row["total"],
        "done": row["good"] + row["bad"] if is_staging else row["applied"] + row["bad"],
        "created": row["created"],
        "updated": row["updated"],
        "skipped": skipped,
        "refused": row["bad"],
        "undone": row["undone"],
        "encoding": run.plan.encoding,
        "delimiter": run.plan.delimiter,
        "mapping": {item.column: item.target for item in run.plan.columns},
        "message": _message(ctx, row["problem"]),
    }
    if with_rows:
        rows, following = _refused_rows(ctx, run, after)
        body["rows"], body["next_line"] = rows, following
    return body


def _message(ctx: RequestContext, problem: Json) -> Json:
    if not isinstance(problem, dict):
        return None
    data = problem.get("data")
    return render(
        CATALOGUE, str(problem.get("code")), ctx.language, data if isinstance(data, dict) else {}
    )


def _refused_rows(ctx: RequestContext, run: Run, after: int) -> tuple[list[Json], Json]:
    statement = (
        sa.select(import_row.c.line, import_row.c.reasons)
        .where(
            import_row.c.import_id == run.id, import_row.c.state == "bad", import_row.c.line > after
        )
        .order_by(import_row.c.line)
        .limit(SHOWN_ROWS)
    )
    found = ctx.connection.execute(statement).all()
    rows: list[Json] = []
    for line, reasons in found:
        faults: list[Json] = [fault_to_json(fault_of(item), ctx.language) for item in reasons or []]
        text = " ".join(str(item["message"]) for item in faults if isinstance(item, dict))
        rows.append({"line": line, "faults": faults, "message": text})
    return rows, found[-1][0] if len(found) == SHOWN_ROWS else None


def reason_of(fault: Fault) -> JsonObject:
    """Return a fault as it is kept with a row."""
    return {"pointer": fault.pointer, "code": fault.code, "data": dict(fault.data)}


def fault_of(reason: JsonObject) -> Fault:
    """Return the fault that `reason_of` wrote."""
    data = reason.get("data")
    return Fault(
        str(reason["pointer"]), str(reason["code"]), data if isinstance(data, dict) else {}
    )
