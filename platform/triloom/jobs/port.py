"""The port to durable jobs, and the part that every implementation shares."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.database.database import Database
from triloom.jobs import rows
from triloom.jobs.handlers import SCHEDULES, sweeps
from triloom.jobs.run import execute
from triloom.jobs.schedules import put_schedule, take_due
from triloom.jobs.tables import job_schedule
from triloom_core.clock import Clock, SystemClock
from triloom_core.json_types import JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

BATCH = 200
"""Jobs released by one transaction of a sweep."""
MOST_BATCHES = 25
"""Transactions of one sweep; the next one goes on a second later."""


class JobPort(Protocol):
    """Durable jobs: enqueued with the caller's transaction, run at least once after its commit."""

    def enqueue(
        self,
        connection: Connection,
        job_id: str,
        kind: str,
        payload: JsonObject,
        *,
        queue: str = "default",
        created_by: str | None = None,
    ) -> None:
        """Enqueue inside the caller's transaction; an id that is there already is left alone."""
        ...

    def enqueue_at(
        self, connection: Connection, job_id: str, kind: str, payload: JsonObject, due: datetime
    ) -> None:
        """Store a job that is enqueued when `due` comes, about a second late at most."""
        ...

    def cancel(self, connection: Connection, job_id: str) -> rows.JobRow:
        """Cancel a waiting job, ask a running one to stop; raises 404 and 409."""
        ...

    def status(self, connection: Connection, job_id: str) -> rows.JobRow:
        """Return a job; raises 404."""
        ...

    def run_pending(self, limit: int = 1000) -> int:
        """Run what is due now in this thread; returns how many ran. For tests and one-shots."""
        ...

    def bind(self, services: "Services") -> None:
        """Give the handlers their services."""
        ...

    def start(self) -> None:
        """Start to run jobs in this process."""
        ...

    def stop(self) -> None:
        """Stop; jobs that wait stay stored."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...

    def health(self) -> str:
        """Return `running`, `stopped` or what is wrong, for the readiness page."""
        ...


class StoredJobs:
    """Jobs as rows of our own; runs them only when `run_pending` is called."""

    def __init__(self, database: Database, tenant_id: UUID, clock: Clock | None = None) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._clock = clock or SystemClock()
        self._services: Services | None = None

    def bind(self, services: "Services") -> None:
        """Give the handlers their services, and take over their clock."""
        self._services = services
        self._clock = services.clock

    @property
    def services(self) -> "Services":
        """The services that handlers get."""
        if self._services is None:
            raise RuntimeError("bind() comes before jobs run")
        return self._services

    def enqueue(
        self,
        connection: Connection,
        job_id: str,
        kind: str,
        payload: JsonObject,
        *,
        queue: str = "default",
        created_by: str | None = None,
    ) -> None:
        """Write the row of a job with the caller's transaction."""
        is_new = rows.insert(
            connection,
            self._tenant_id,
            job_id=job_id,
            kind=kind,
            payload=payload,
            queue=queue,
            now=self._clock.now(),
            created_by=created_by,
            dispatched=self.delivers,
        )
        if is_new and self.delivers:
            self.deliver(connection, job_id, job_id, queue)

    def enqueue_at(
        self, connection: Connection, job_id: str, kind: str, payload: JsonObject, due: datetime
    ) -> None:
        """Write the row of a job that waits for its time."""
        rows.insert(
            connection,
            self._tenant_id,
            job_id=job_id,
            kind=kind,
            payload=payload,
            queue="default",
            now=self._clock.now(),
            due_at=due,
        )

    def cancel(self, connection: Connection, job_id: str) -> rows.JobRow:
        """Cancel a waiting job, ask a running one to stop."""
        return rows.request_cancel(connection, self._tenant_id, job_id, self._clock.now())

    def status(self, connection: Connection, job_id: str) -> rows.JobRow:
        """Return a job."""
        return rows.find(connection, self._tenant_id, job_id)

    @property
    def delivers(self) -> bool:
        """Whether an executor of this process can be told of a job now."""
        return False

    def deliver(self, connection: Connection, job_id: str, workflow_id: str, queue: str) -> None:
        """Tell the executors of a job, inside the transaction that stores it."""
        raise RuntimeError("only jobs that reach an executor are delivered")

    def sweep(self) -> int:
        """Turn rows whose time has come into queued jobs; returns how many.

        Many at once go in several transactions, so that nobody waits long for the database.
        """
        total = 0
        for _ in range(MOST_BATCHES):
            now = self._clock.now()
            with self._database.read() as connection:
                if not self._is_something_due(connection, now):
                    return total
            released = self._release(now)
            total += released
            if released < BATCH:
                break
        return total

    def _release(self, now: datetime) -> int:
        released = 0
        with self._database.write() as connection:
            for job_id, kind, payload in take_due(connection, self._tenant_id, now):
                self.enqueue(connection, job_id, kind, payload)
            for sweep in sweeps():
                released += sweep(self.services, connection, now)
            for row in rows.due(connection, self._tenant_id, now, BATCH, with_queued=self.delivers):
                rows.release(connection, row.id, dispatched=self.delivers)
                if self.delivers:
                    self.deliver(connection, row.id, row.workflow_id, row.queue)
                released += 1
        return released

    def _is_something_due(self, connection: Connection, now: datetime) -> bool:
        from triloom.flows.tables import flow_timer

        waiting = sa.select(sa.literal(1)).where(
            rows.is_due(self._tenant_id, now, with_queued=self.delivers)
        )
        planned = sa.select(sa.literal(1)).where(
            job_schedule.c.tenant_id == self._tenant_id,
            job_schedule.c.is_enabled.is_(sa.true()),
            job_schedule.c.next_at <= now,
        )
        timers = sa.select(sa.literal(1)).where(
            flow_timer.c.tenant_id == self._tenant_id,
            flow_timer.c.state == "armed",
            flow_timer.c.due_at <= now,
        )
        found = sa.select(sa.or_(sa.exists(waiting), sa.exists(planned), sa.exists(timers)))
        return bool(connection.execute(found).scalar())

    def run_pending(self, limit: int = 1000) -> int:
        """Run queued jobs one after another until none is left."""
        ran = 0
        while ran < limit:
            self.sweep()
            with self._database.read() as connection:
                waiting = rows.list_rows(
                    connection, self._tenant_id, states=("queued",), limit=BATCH
                )
            if not waiting:
                return ran
            for row in sorted(waiting, key=lambda item: (item.created_at, item.id)):
                execute(self.services, row.id)
                ran += 1
        return ran

    def seed_schedules(self) -> None:
        """Make sure that the schedules that every organisation has exist."""
        now = self._clock.now()
        with self._database.write() as connection:
            for key, kind, seconds in SCHEDULES:
                known = sa.select(job_schedule.c.key).where(job_schedule.c.key == key)
                if connection.execute(known).first() is None:
                    put_schedule(
                        connection,
                        self._tenant_id,
                        key=key,
                        kind=kind,
                        every_seconds=seconds,
                        first_at=now,
                    )

    def start(self) -> None:
        """Start nothing: `run_pending` drives the jobs."""

    def stop(self) -> None:
        """Stop nothing."""

    def close(self) -> None:
        """Release nothing."""

    def health(self) -> str:
        """Say that jobs run on demand only."""
        return "on demand"
