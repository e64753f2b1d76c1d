"""Jobs over a migrated database, with a handler that the tests control."""

import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.lab import Lab, open_lab
from tests.support.postgres import PostgresServer
from triloom.jobs import handlers
from triloom_core.clock import FixedClock

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass
class Bench:
    """A lab, its clock, and what the handler `test` was given."""

    lab: Lab
    clock: FixedClock
    ran: list = field(default_factory=list)
    behave: object = None

    @property
    def jobs(self):
        return self.lab.services.jobs

    def enqueue(self, job_id, **payload):
        with self.lab.services.database.write() as connection:
            self.jobs.enqueue(connection, job_id, "test", payload)

    def row(self, job_id):
        with self.lab.services.database.read() as connection:
            return self.jobs.status(connection, job_id)


@pytest.fixture(scope="session")
def job_database(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgres_server.create_database()
    open_lab(tmp_path_factory.mktemp("job_pg"), postgres_server.url(name)).close()
    return name


def make_bench(folder: Path, url: str | None, monkeypatch: pytest.MonkeyPatch) -> Bench:
    clock = FixedClock(START)
    bench = Bench(open_lab(folder, url, clock=clock), clock)

    def handle(services, payload):
        bench.ran.append(payload)
        return bench.behave(services, payload) if bench.behave else {"seen": payload}

    module = types.ModuleType("triloom_test_handlers")
    module.handle = handle
    monkeypatch.setitem(sys.modules, "triloom_test_handlers", module)
    monkeypatch.setitem(handlers.HANDLERS, "test", "triloom_test_handlers:handle")
    return bench


@pytest.fixture
def sqlite_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    bench = make_bench(tmp_path / "data", None, monkeypatch)
    yield bench
    bench.lab.close()


@pytest.fixture
def postgres_bench(
    postgres_server: PostgresServer,
    job_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bench]:
    name = postgres_server.create_database(template=job_database)
    bench = make_bench(tmp_path / "data", postgres_server.url(name), monkeypatch)
    yield bench
    bench.lab.close()
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bench(request: pytest.FixtureRequest) -> Bench:
    name = "sqlite_bench" if request.param == "sqlite" else "postgres_bench"
    found: Bench = request.getfixturevalue(name)
    return found
