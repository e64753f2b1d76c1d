"""The jobs of imports: stage, apply, undo; each step in its own transaction, resumable after a kill."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.principal import SYSTEM, Principal
from triloom.access.principals import principal_of
from triloom.context import RequestContext
from triloom.records.imports import runs
from triloom.records.imports.apply import apply_chunk
from triloom.records.imports.csv_source import CsvSource, SourceRow
from triloom.records.imports.json_source import json_rows
from triloom.records.imports.runs import Run, find_run, set_run
from triloom.records.imports.staging import GOOD, Stager, chunks_of
from triloom.records.imports.undo import undo_chunk
from triloom.records.tables import import_row, import_run
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services


def import_path(services: "Services", run_id: uuid.UUID) -> Path:
    """Return where the uploaded file of a run lies until the run has ended."""
    return services.settings.data_dir / "imports" / str(services.organisation.id) / str(run_id)


@contextmanager
def _transaction(services: "Services", run: Run) -> Iterator[RequestContext]:
    """Yield a transaction of the person who started the run, with the rights of this moment."""
    with services.transaction(SYSTEM, language=run.plan.language) as ctx:
        principal: Principal = (
            SYSTEM if run.created_by is None else principal_of(ctx, run.created_by)
        )
        yield ctx.acting_as(principal)


def _load(services: "Services", run_id: uuid.UUID) -> Run | None:
    with services.database.read() as connection:
        return find_run(connection, services.organisation.id, run_id)


def run_import(services: "Services", payload: JsonObject) -> Json:
    """Carry an import to its end; called again after a kill it goes on where it stood."""
    run_id = uuid.UUID(str(payload["import"]))
    run = _load(services, run_id)
    if run is None or run.state in runs.ENDED:
        return None
    if run.state == runs.UNDOING:
        _go_on_undoing(services, run)
        return _ended(services, run_id)
    try:
        if run.state in (runs.QUEUED, runs.STAGING) and not _stage(services, run):
            return _ended(services, run_id)
        _apply(services, run)
    except TriloomError as error:
        _fail(services, run, {"code": error.code, "data": error.data})
    return _ended(services, run_id)


def _ended(services: "Services", run_id: uuid.UUID) -> Json:
    run = _load(services, run_id)
    if run is not None and run.state in runs.ENDED:
        import_path(services, run_id).unlink(missing_ok=True)
    return None if run is None else {"state": run.state}


def _form(ctx: RequestContext, run: Run) -> "PublishedForm":
    return ctx.catalog.form_by_id(run.form_id)


def _rows(services: "Services", run: Run) -> Iterator[SourceRow]:
    path = import_path(services, run.id)
    if run.plan.kind == "json":
        return json_rows(path, run.plan.header)
    return CsvSource(path, run.plan.encoding, run.plan.delimiter, run.plan.header).rows()


def _stage(services: "Services", run: Run) -> bool:
    """Stage and check all rows; returns whether they are to be applied."""
    with services.database.write() as connection:
        connection.execute(import_row.delete().where(import_row.c.import_id == run.id))
        set_run(connection, run.id, state=runs.STAGING, total=0, good=0, bad=0)
    stager: Stager | None = None
    for chunk in chunks_of(_rows(services, run)):
        with _transaction(services, run) as ctx:
            if _is_cancelled(ctx, run):
                _finish(ctx, run, runs.CANCELLED)
                return False
            if stager is None:
                stager = Stager(_form(ctx, run), run)
            stager.stage(ctx, chunk)
    with _transaction(services, run) as ctx:
        bad = stager.bad if stager is not None else 0
        if run.plan.dry_run:
            created = stager.created if stager is not None else 0
            updated = stager.updated if stager is not None else 0
            set_run(ctx.connection, run.id, created=created, updated=updated)
            _finish(ctx, run, runs.CHECKED)
            return False
        if bad and run.plan.on_error == "stop":
            problem: JsonObject = {"code": "import.stopped", "data": {"count": bad}}
            _finish(ctx, run, runs.FAILED, problem)
            return False
        set_run(ctx.connection, run.id, state=runs.RUNNING)
    return True


def _apply(services: "Services", run: Run) -> None:
    while True:
        with _transaction(services, run) as ctx:
            if _is_cancelled(ctx, run):
                break
            taken, refused = apply_chunk(ctx, _form(ctx, run), run)
            if taken == 0:
                _finish(ctx, run, runs.DONE)
                return
        if refused and run.plan.on_error == "stop":
            _fail(services, run, {"code": "import.stopped", "data": {"count": refused}})
            return
    _undo_all(services, run, runs.CANCELLED, None)


def _fail(services: "Services", run: Run, problem: JsonObject) -> None:
    """Undo what was applied and leave the run failed with its reason."""
    _undo_all(services, run, runs.FAILED, problem)


def _undo_all(services: "Services", run: Run, state: str, problem: JsonObject | None) -> None:
    with services.database.write() as connection:
        # the reason is kept from the start, so that a run that is killed here still ends with it
        set_run(connection, run.id, state=runs.UNDOING, problem=problem)
    while True:
        with services.transaction(SYSTEM, language=run.plan.language) as ctx:
            if undo_chunk(ctx, _form(ctx, run), run) == 0:
                _finish(ctx, run, state, problem)
                return


def _go_on_undoing(services: "Services", run: Run) -> None:
    """End what a killed run had begun: it was cancelled, or it stopped at its own rows.

    A finished import that is taken back is carried by the undo job, not by this one.
    """
    with services.database.read() as connection:
        problem = connection.execute(
            sa.select(import_run.c.problem).where(import_run.c.id == run.id)
        ).scalar()
    if problem is not None:
        _undo_all(services, run, runs.FAILED, problem)
    elif run.cancel:
        _undo_all(services, run, runs.CANCELLED, None)


def undo_import(services: "Services", payload: JsonObject) -> Json:
    """Take a finished import back; called again after a kill it goes on where it stood."""
    run = _load(services, uuid.UUID(str(payload["import"])))
    if run is not None and run.state == runs.UNDOING:
        _undo_all(services, run, runs.UNDONE, None)
    return None


def _is_cancelled(ctx: RequestContext, run: Run) -> bool:
    fresh = find_run(ctx.connection, ctx.tenant_id, run.id)
    return fresh is None or fresh.cancel


def _finish(ctx: RequestContext, run: Run, state: str, problem: JsonObject | None = None) -> None:
    set_run(ctx.connection, run.id, state=state, finished_at=ctx.now, problem=problem)


def waiting(services: "Services", run: Run) -> int:
    """Return how many checked rows still wait to be applied."""
    with services.database.read() as connection:
        statement = sa.select(sa.func.count()).where(
            import_row.c.import_id == run.id, import_row.c.state == GOOD
        )
        return int(connection.execute(statement).scalar_one())
