"""The row of a job: written with the caller's transaction, claimed, finished, listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.jobs.tables import job
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

OPEN_STATES: tuple[str, ...] = ("scheduled", "queued", "running")
FINAL_STATES: tuple[str, ...] = ("done", "failed", "canceled")
LONGEST_ID = 200
ABANDONED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as it is stored; `progress_total` is None while it is unknown."""

    id: str
    kind: str
    queue: str
    payload: JsonObject
    state: str
    attempt: int
    cancel_requested: bool
    progress_done: int
    progress_total: int | None
    created_at: datetime
    created_by: str | None
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    result: Json
    error: Json

    @property
    def workflow_id(self) -> str:
        """The id under which the present attempt travels; never empty, never reused."""
        return self.id if self.attempt == 0 else f"{self.id}#{self.attempt}"


_COLUMNS = [job.c[name] for name in JobRow.__dataclass_fields__]


def insert(
    connection: Connection,
    tenant_id: UUID,
    *,
    job_id: str,
    kind: str,
    payload: JsonObject,
    queue: str,
    now: datetime,
    due_at: datetime | None = None,
    created_by: str | None = None,
    dispatched: bool = False,
) -> bool:
    """Write a job; False when the id is there already, which is no failure."""
    if not job_id or len(job_id) > LONGEST_ID:
        message = f"a job needs an id of 1 to {LONGEST_ID} characters, not {job_id!r}"
        raise ValueError(message)
    if connection.execute(sa.select(job.c.id).where(job.c.id == job_id)).first() is not None:
        return False
    connection.execute(
        job.insert().values(
            tenant_id=tenant_id,
            id=job_id,
            kind=kind,
            queue=queue,
            payload=payload,
            state="queued" if due_at is None else "scheduled",
            dispatched=dispatched and due_at is None,
            created_at=now,
            created_by=created_by,
            due_at=due_at,
        )
    )
    return True


def find(connection: Connection, tenant_id: UUID, job_id: str) -> JobRow:
    """Return a job; raises 404."""
    statement = sa.select(*_COLUMNS).where(job.c.tenant_id == tenant_id, job.c.id == job_id)
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise TriloomError("job.unknown", status=404, data={"job": job_id})
    return JobRow(**row)


def list_rows(
    connection: Connection,
    tenant_id: UUID,
    *,
    states: Sequence[str] = (),
    kind: str | None = None,
    created_by: str | None = None,
    limit: int = 100,
) -> list[JobRow]:
    """Return jobs, the newest first."""
    statement = sa.select(*_COLUMNS).where(job.c.tenant_id == tenant_id)
    if states:
        statement = statement.where(job.c.state.in_(states))
    if kind is not None:
        statement = statement.where(job.c.kind == kind)
    if created_by is not None:
        statement = statement.where(job.c.created_by == created_by)
    statement = statement.order_by(job.c.created_at.desc(), job.c.id.desc()).limit(limit)
    return [JobRow(**row) for row in connection.execute(statement).mappings()]


def claim(connection: Connection, job_id: str, now: datetime) -> JobRow | None:
    """Mark a job as running; None when it is finished, canceled or waiting for its time.

    A running job may be claimed again: that is the redelivery after a crash.
    """
    statement = (
        job.update()
        .where(
            job.c.id == job_id,
            job.c.state.in_(("queued", "running")),
            job.c.cancel_requested.is_(sa.false()),
        )
        .values(state="running", started_at=now)
    )
    if connection.execute(statement).rowcount == 0:
        _close_canceled(connection, job_id, now)
        return None
    row = connection.execute(sa.select(*_COLUMNS).where(job.c.id == job_id)).mappings().one()
    return JobRow(**row)


def finish(connection: Connection, job_id: str, state: str, now: datetime, **values: Any) -> None:
    """Store how a job ended; a job that ended before keeps its first end."""
    connection.execute(
        job.update()
        .where(job.c.id == job_id, job.c.state == "running")
        .values(state=state, finished_at=now, **values)
    )


def postpone(connection: Connection, row: JobRow, due_at: datetime, error: Json) -> None:
    """Put a running job back until `due_at`, as its next attempt."""
    connection.execute(
        job.update()
        .where(job.c.id == row.id, job.c.state == "running")
        .values(
            state="scheduled",
            due_at=due_at,
            attempt=row.attempt + 1,
            dispatched=False,
            error=error,
        )
    )


def request_cancel(connection: Connection, tenant_id: UUID, job_id: str, now: datetime) -> JobRow:
    """Cancel a job that has not started; ask a running one to stop. Raises 404, 409."""
    row = find(connection, tenant_id, job_id)
    if row.state in FINAL_STATES:
        raise TriloomError("job.finished", status=409, data={"job": job_id, "state": row.state})
    connection.execute(job.update().where(job.c.id == job_id).values(cancel_requested=True))
    _close_canceled(connection, job_id, now)
    return find(connection, tenant_id, job_id)


def _close_canceled(connection: Connection, job_id: str, now: datetime) -> None:
    connection.execute(
        job.update()
        .where(
            job.c.id == job_id,
            job.c.cancel_requested.is_(sa.true()),
            job.c.state.in_(("scheduled", "queued")),
        )
        .values(state="canceled", finished_at=now)
    )


def is_due(tenant_id: UUID, now: datetime, *, with_queued: bool) -> sa.ColumnElement[bool]:
    """Return the condition of jobs whose time has come or that no executor knows of yet."""
    ways = [
        sa.and_(job.c.state == "scheduled", job.c.due_at <= now),
        # A command that ran jobs by itself and died: nobody else knows of this one.
        sa.and_(job.c.state == "running", job.c.started_at < now - ABANDONED_AFTER),
    ]
    if with_queued:
        ways.append(job.c.state == "queued")
    return sa.and_(job.c.tenant_id == tenant_id, job.c.dispatched.is_(sa.false()), sa.or_(*ways))


def due(
    connection: Connection, tenant_id: UUID, now: datetime, limit: int, *, with_queued: bool
) -> list[JobRow]:
    """Return jobs that are due, the oldest first; locked where the database can."""
    statement = (
        sa.select(*_COLUMNS)
        .where(is_due(tenant_id, now, with_queued=with_queued))
        .order_by(job.c.created_at, job.c.id)
        .limit(limit)
    )
    if connection.dialect.name == "postgresql":
        statement = statement.with_for_update(skip_locked=True)
    return [JobRow(**row) for row in connection.execute(statement).mappings()]


def release(connection: Connection, job_id: str, *, dispatched: bool) -> None:
    """Make a job whose time has come a queued one."""
    connection.execute(
        job.update()
        .where(job.c.id == job_id, job.c.state.in_(("scheduled", "queued", "running")))
        .values(state="queued", dispatched=dispatched)
    )


def forget(connection: Connection, tenant_id: UUID, before: datetime) -> int:
    """Delete jobs that ended before an instant; returns how many."""
    return connection.execute(
        job.delete().where(
            job.c.tenant_id == tenant_id,
            job.c.state.in_(FINAL_STATES),
            job.c.finished_at < before,
        )
    ).rowcount
