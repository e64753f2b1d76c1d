"""What passes is told from what is broken: requests answer 503 or 507, jobs run again."""

import errno
import sys
import types

import pytest
import sqlalchemy.exc

from tests.support.world import World
from triloom.database.outages import outage_code, outage_error
from triloom.jobs import handlers
from triloom.jobs.tables import job
from triloom_core.errors import TriloomError


class DriverError(Exception):
    pass


def database_error(text: str) -> sqlalchemy.exc.OperationalError:
    return sqlalchemy.exc.OperationalError("SELECT 1", {}, DriverError(text))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "service.disk_full"),
        (database_error("database or disk is full"), "service.disk_full"),
        (RuntimeError("IO Error: No space left on device"), "service.disk_full"),
        (database_error("database is locked"), "service.busy"),
        (sqlalchemy.exc.TimeoutError("QueuePool limit"), "service.busy"),
        (database_error("server closed the connection"), "service.unavailable"),
        (TriloomError("report.engine_unavailable", status=503), "report.engine_unavailable"),
        (TriloomError("record.invalid", status=422), None),
        (sqlalchemy.exc.DataError("x", {}, DriverError("out of range")), None),
        (OSError(errno.ENOENT, "no such file"), None),
        (ValueError("a defect"), None),
    ],
)
def test_an_outage_is_told_from_a_defect(error: Exception, code: str | None) -> None:
    assert outage_code(error) == code
    if code is not None and code.startswith("service."):
        assert outage_error(code).status in (503, 507)


def test_a_job_that_meets_a_full_disk_runs_again_and_ends(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def work(_services: object, _payload: object) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise database_error("database or disk is full")
        return "done"

    module = types.ModuleType("outage_handlers")
    module.work = work  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "outage_handlers", module)
    monkeypatch.setitem(handlers.HANDLERS, "test.outage", "outage_handlers:work")
    jobs = sqlite_world.services.jobs
    with sqlite_world.transaction() as ctx:
        jobs.enqueue(ctx.connection, "outage", "test.outage", {})
    jobs.run_pending()
    with sqlite_world.transaction() as ctx:
        row = jobs.status(ctx.connection, "outage")
        assert (row.state, row.error) == ("scheduled", {"code": "service.disk_full", "data": {}})
        ctx.connection.execute(job.update().where(job.c.id == "outage").values(due_at=ctx.now))
    jobs.run_pending()
    with sqlite_world.reading() as ctx:
        assert jobs.status(ctx.connection, "outage").state == "done"
    assert len(tries) == 2
