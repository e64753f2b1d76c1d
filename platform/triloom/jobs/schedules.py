"""Schedules: rows that become a job every so many seconds."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.jobs.tables import job_schedule
from triloom_core.json_types import JsonObject


def put_schedule(
    connection: Connection,
    tenant_id: UUID,
    *,
    key: str,
    kind: str,
    every_seconds: int,
    first_at: datetime,
    payload: JsonObject | None = None,
) -> None:
    """Create a schedule, or change one; a changed one keeps its next time unless it gets sooner."""
    found = connection.execute(
        sa.select(job_schedule.c.next_at).where(job_schedule.c.key == key)
    ).first()
    values = {"kind": kind, "every_seconds": every_seconds, "payload": payload or {}}
    if found is None:
        connection.execute(
            job_schedule.insert().values(
                tenant_id=tenant_id, key=key, next_at=first_at, is_enabled=True, **values
            )
        )
        return
    next_at = min(found.next_at, first_at)
    connection.execute(
        job_schedule.update()
        .where(job_schedule.c.key == key)
        .values(next_at=next_at, is_enabled=True, **values)
    )


def drop_schedule(connection: Connection, key: str) -> None:
    """Delete a schedule; an unknown key is no failure."""
    connection.execute(job_schedule.delete().where(job_schedule.c.key == key))


def take_due(
    connection: Connection, tenant_id: UUID, now: datetime
) -> list[tuple[str, str, JsonObject]]:
    """Move due schedules on and return (job id, kind, payload) of what to run, each slot once.

    After a stand-still only one run is made up for.
    """
    statement = sa.select(job_schedule).where(
        job_schedule.c.tenant_id == tenant_id,
        job_schedule.c.is_enabled.is_(sa.true()),
        job_schedule.c.next_at <= now,
    )
    if connection.dialect.name == "postgresql":
        statement = statement.with_for_update(skip_locked=True)
    found = []
    for row in connection.execute(statement).all():
        slot = row.next_at
        every = timedelta(seconds=row.every_seconds)
        next_at = slot + every * ((now - slot) // every + 1)
        connection.execute(
            job_schedule.update()
            .where(job_schedule.c.key == row.key, job_schedule.c.next_at == slot)
            .values(next_at=next_at)
        )
        found.append((f"{row.key}@{slot.isoformat()}", row.kind, row.payload))
    return found
