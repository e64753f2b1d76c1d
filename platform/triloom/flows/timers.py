"""Timers: rows that a sweep turns into jobs, and the job that fires one."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.flows.engine import run
from triloom.flows.store import find_instance
from triloom.flows.tables import flow_instance, flow_timer
from triloom.records.layout import layout_of
from triloom.records.read import load_image
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import FireTimer

if TYPE_CHECKING:
    from triloom.services import Services

BATCH = 500


def enqueue_due_timers(services: "Services", connection: Connection, now: datetime) -> int:
    """Enqueue a job for each timer whose time has come; returns how many."""
    statement = (
        sa.select(flow_timer.c.id, flow_timer.c.rev)
        .where(
            flow_timer.c.tenant_id == services.organisation.id,
            flow_timer.c.state == "armed",
            flow_timer.c.due_at <= now,
        )
        .order_by(flow_timer.c.due_at)
        .limit(BATCH)
    )
    if connection.dialect.name == "postgresql":
        statement = statement.with_for_update(skip_locked=True)
    due = connection.execute(statement).all()
    for timer in due:
        services.jobs.enqueue(
            connection, f"{timer.id}:{timer.rev}", "flow.timer", {"timer": str(timer.id)}
        )
    if due:
        connection.execute(
            flow_timer.update()
            .where(flow_timer.c.id.in_([timer.id for timer in due]))
            .values(state="queued")
        )
    return len(due)


def wake_timers(ctx: RequestContext, record_id: uuid.UUID) -> None:
    """Arm the timers that came due while their record was in the trash."""
    of_record = sa.select(flow_instance.c.id).where(flow_instance.c.record_id == record_id)
    _set(ctx, flow_timer.c.instance_id.in_(of_record), "sleeping", "armed")


def _set(ctx: RequestContext, chosen: sa.ColumnElement[bool], before: str, after: str) -> None:
    ctx.connection.execute(
        flow_timer.update()
        .where(chosen, flow_timer.c.state == before)
        .values(state=after, rev=flow_timer.c.rev + 1)
    )


def fire_timer(services: "Services", payload: JsonObject) -> Json:
    """Wake the token of a timer; a canceled or fired one does nothing."""
    with services.transaction(SYSTEM) as ctx:
        row = ctx.connection.execute(
            sa.select(flow_timer).where(flow_timer.c.id == uuid.UUID(str(payload["timer"])))
        ).first()
        if row is None or row.state not in ("armed", "queued"):
            return {"fired": False}
        instance = find_instance(ctx, instance_id=row.instance_id, lock=True)
        if instance is None:
            return {"fired": False}
        form = ctx.catalog.form_by_id(instance.form_id)
        image = load_image(ctx, layout_of(form), instance.record_id)
        if image is None or image["deleted_at"] is not None:
            _set(ctx, flow_timer.c.id == row.id, "queued", "sleeping")
            return {"fired": False}
        run(ctx, form, instance, FireTimer(row.number))
        return {"fired": True}
