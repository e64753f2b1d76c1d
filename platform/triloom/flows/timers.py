"""Timers: rows that a sweep turns into jobs, and the job that fires one."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.principal import SYSTEM
from triloom.flows.engine import locked_instance, run
from triloom.flows.incidents import stop_with
from triloom.flows.rearm import set_timers
from triloom.flows.tables import flow_timer
from triloom.jobs.run import RetryLater
from triloom.records.layout import layout_of
from triloom.records.read import load_image
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import FireTimer

if TYPE_CHECKING:
    from triloom.services import Services

BATCH = 200


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


def fire_timer(services: "Services", payload: JsonObject) -> Json:
    """Wake the token of a timer; a canceled or fired one does nothing.

    What the flow cannot do then (a record effect is refused) becomes an incident to be retried.
    """
    timer_id = uuid.UUID(str(payload["timer"]))
    try:
        return _fire(services, timer_id)
    except TriloomError as error:
        if error.code == "flow.conflict":
            raise RetryLater(timedelta(seconds=1), {"code": error.code}) from None
        with services.reading(SYSTEM) as ctx:
            row = ctx.connection.execute(
                sa.select(flow_timer).where(flow_timer.c.id == timer_id)
            ).one()
        stop_with(services, row.instance_id, row.node, error)
        return {"fired": False, "incident": error.code}


def _fire(services: "Services", timer_id: uuid.UUID) -> Json:
    with services.transaction(SYSTEM) as ctx:
        row = ctx.connection.execute(
            sa.select(flow_timer).where(flow_timer.c.id == timer_id)
        ).first()
        if row is None or row.state not in ("armed", "queued"):
            return {"fired": False}
        instance = locked_instance(ctx, row.instance_id)
        if instance is None:
            return {"fired": False}
        form = ctx.catalog.form_by_id(instance.form_id)
        image = load_image(ctx, layout_of(form), instance.record_id)
        if image is None or image["deleted_at"] is not None:
            set_timers(ctx, flow_timer.c.id == row.id, "queued", "sleeping")
            return {"fired": False}
        run(ctx, form, instance, FireTimer(row.number))
        return {"fired": True}
