"""Runs one job: claim, handler, end; the boundary where a handler's fault becomes a row."""

import logging
import threading
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from triloom.database.outages import outage_code
from triloom.jobs import rows
from triloom.jobs.handlers import handler_of
from triloom.jobs.patience import patiently, pause_after
from triloom.jobs.tables import job
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

log = logging.getLogger("triloom.jobs")
MOST_ATTEMPTS = 60
"""How often a job runs again because of outages; then it fails with the last one as its reason."""
_current: ContextVar[str | None] = ContextVar("triloom_job", default=None)


class RetryLater(Exception):
    """A handler asks to run again after a while; `error` says what went wrong this time."""

    def __init__(self, after: timedelta, error: JsonObject) -> None:
        super().__init__(error)
        self.after = after
        self.error = error


class JobCanceled(Exception):
    """A handler noticed that its job was canceled and stopped."""


def current_job() -> str | None:
    """Return the id of the job that this thread runs."""
    return _current.get()


def report_progress(services: "Services", done: int, total: int | None = None) -> None:
    """Store how far the running job is; raises JobCanceled when somebody canceled it."""
    job_id = _current.get()
    if job_id is None:
        return
    with services.database.write() as connection:
        values: dict[str, object] = {"progress_done": done}
        if total is not None:
            values["progress_total"] = total
        connection.execute(job.update().where(job.c.id == job_id).values(values))
        row = rows.find(connection, services.organisation.id, job_id)
    if row.cancel_requested:
        raise JobCanceled


def execute(services: "Services", job_id: str) -> str:
    """Run a job to its end and return its state; a finished job is left alone."""
    row = patiently(
        services, lambda connection: rows.claim(connection, job_id, services.clock.now())
    )
    if row is None:
        return "skipped"
    mark = _current.set(job_id)
    try:
        return _run(services, row)
    finally:
        _current.reset(mark)


def _run(services: "Services", row: rows.JobRow) -> str:
    try:
        result = handler_of(row.kind)(services, row.payload)
    except RetryLater as later:
        return _postpone(services, row, later.after, later.error)
    except JobCanceled:
        return _finish(services, row, "canceled")
    except TriloomError as error:
        problem: JsonObject = {"code": error.code, "data": error.data}
        log.warning("job %s of kind %s failed: %s", row.id, row.kind, error)
        return _finish(services, row, "failed", error=problem)
    except Exception as error:
        outage = outage_code(error)
        if outage is not None and row.attempt < MOST_ATTEMPTS:
            log.warning("job %s of kind %s met %s; it runs again", row.id, row.kind, outage)
            return _postpone(services, row, pause_after(row.attempt), {"code": outage, "data": {}})
        log.exception("job %s of kind %s failed", row.id, row.kind)
        unexpected: JsonObject = {
            "code": "internal.unexpected",
            "data": {"type": type(error).__name__},
        }
        return _finish(services, row, "failed", error=unexpected)
    return _finish(services, row, "done", result=result)


def _postpone(services: "Services", row: rows.JobRow, after: timedelta, error: JsonObject) -> str:
    due_at = services.clock.now() + after
    patiently(services, lambda connection: rows.postpone(connection, row, due_at, error))
    return "scheduled"


def _finish(
    services: "Services",
    row: rows.JobRow,
    state: str,
    *,
    result: Json = None,
    error: JsonObject | None = None,
) -> str:
    def write(connection: Connection) -> None:
        now = services.clock.now()
        rows.finish(connection, row.id, state, now, result=result, error=error)

    patiently(services, write)
    return state


class Ticker:
    """Calls a function every `seconds` in a thread of its own, until it is stopped."""

    def __init__(self, name: str, seconds: float) -> None:
        self._name = name
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, function: Callable[[], object]) -> None:
        """Begin; `function` takes no arguments, and its faults are logged, not raised."""

        def loop() -> None:
            while not self._stop.wait(self._seconds):
                try:
                    function()
                except Exception:
                    log.exception("%s failed; it runs again in %s s", self._name, self._seconds)

        self._stop.clear()
        self._thread = threading.Thread(target=loop, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None
