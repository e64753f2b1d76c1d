"""Puts timers back that could not fire when they were due."""

import uuid

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.tables import flow_instance, flow_timer


def wake_timers(ctx: RequestContext, record_id: uuid.UUID) -> None:
    """Arm the timers that came due while their record was in the trash."""
    of_record = sa.select(flow_instance.c.id).where(flow_instance.c.record_id == record_id)
    set_timers(ctx, flow_timer.c.instance_id.in_(of_record), "sleeping", "armed")


def rearm(ctx: RequestContext, instance_id: uuid.UUID) -> None:
    """Arm the timers of an instance whose job ended without firing them."""
    set_timers(ctx, flow_timer.c.instance_id == instance_id, "queued", "armed")


def set_timers(
    ctx: RequestContext, chosen: sa.ColumnElement[bool], before: str, after: str
) -> None:
    """Turn timers from one state into another; their next job gets an id of its own."""
    ctx.connection.execute(
        flow_timer.update()
        .where(chosen, flow_timer.c.state == before)
        .values(state=after, rev=flow_timer.c.rev + 1)
    )
