import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from triloom.jobs.durable import STALE_AFTER, DurableJobs, migrate, orphans, pending
from triloom.jobs.tables import executor_heartbeat
from triloom_core.clock import SystemClock


@pytest.fixture
def durable(bench):
    """The bench with durable jobs that run in threads of this process."""
    services = bench.lab.services
    services.clock = SystemClock()
    bench.enqueue("early", n=0)
    services.jobs = DurableJobs(services.database, services.organisation.id)
    services.jobs.bind(services)
    services.jobs.seed_schedules = lambda: None
    bench.done = threading.Semaphore(0)
    services.jobs.start()
    yield bench
    services.jobs.stop()


def test_durable_jobs_from_commit_to_history(durable):
    bench, services = durable, durable.lab.services

    def behave(_services, payload):
        bench.done.release()
        return payload["n"]

    bench.behave = behave
    with pytest.raises(ZeroDivisionError), services.database.write() as connection:
        bench.jobs.enqueue(connection, "never", "test", {"n": 0})
        raise ZeroDivisionError
    bench.enqueue("one", n=1)
    bench.enqueue("one", n=2)
    with services.database.write() as connection:
        due = services.clock.now() + timedelta(milliseconds=10)
        bench.jobs.enqueue_at(connection, "later", "test", {"n": 3}, due)
    for _ in range(3):
        assert bench.done.acquire(timeout=30)
    bench.jobs.stop()
    assert sorted(payload["n"] for payload in bench.ran) == [0, 1, 3]
    assert (bench.row("one").state, bench.row("one").result) == ("done", 1)
    schema = '"dbos".' if services.database.dialect == "postgresql" else ""
    with services.database.read() as connection:
        assert pending(connection) == []
        stored = connection.execute(
            sa.text(
                f"SELECT workflow_uuid, serialization, application_version FROM {schema}workflow_status"
            )  # noqa: S608
        ).all()
        if services.database.dialect == "sqlite":
            assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
    assert {row.serialization for row in stored} == {"portable_json"}
    assert {row.application_version for row in stored} == {"1"}
    assert {row.workflow_uuid for row in stored} == {"early", "one", "later"}
    bench.jobs.forget_history(services.clock.now() - timedelta(days=1))
    count = sa.text(f"SELECT count(*) FROM {schema}workflow_status")  # noqa: S608
    with services.database.read() as connection:
        assert connection.execute(count).scalar() == 3
    bench.jobs.forget_history(services.clock.now() + timedelta(seconds=1))
    with services.database.read() as connection:
        assert connection.execute(count).scalar() == 0
    with services.database.read() as connection:
        assert connection.execute(sa.select(executor_heartbeat)).all() == []


def test_started_jobs_of_an_executor_without_a_heartbeat_are_orphans(bench):
    services = bench.lab.services
    migrate(services.database)
    schema = '"dbos".' if services.database.dialect == "postgresql" else ""
    now = services.clock.now()
    with services.database.write() as connection:
        for name, status in (("dead", "PENDING"), ("alive", "PENDING"), ("gone", "SUCCESS")):
            connection.execute(
                sa.text(
                    f"INSERT INTO {schema}workflow_status (workflow_uuid, status, executor_id)"  # noqa: S608
                    " VALUES (:name, :status, :name)"
                ),
                {"name": name, "status": status},
            )
        connection.execute(
            executor_heartbeat.insert().values(
                tenant_id=services.organisation.id, executor_id="alive", started_at=now, beat_at=now
            )
        )
        assert orphans(connection) == ["dead"]


def test_a_beat_buries_the_silent(bench):
    services = bench.lab.services
    migrate(services.database)
    jobs = DurableJobs(services.database, services.organisation.id, services.clock)
    now = services.clock.now()
    with services.database.write() as connection:
        for name, beat in (("silent", now - STALE_AFTER * 2), ("slow", now - STALE_AFTER / 2)):
            connection.execute(
                executor_heartbeat.insert().values(
                    tenant_id=services.organisation.id, executor_id=name,
                    started_at=now, beat_at=beat,
                )
            )  # fmt: skip
    jobs._beat()
    with services.database.read() as connection:
        left = set(connection.execute(sa.select(executor_heartbeat.c.executor_id)).scalars())
    assert left == {"slow", jobs.executor_id}
