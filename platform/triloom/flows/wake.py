"""Tells running flows that their records changed; one light query for many records."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.engine import run
from triloom.flows.graphs import pinned_flow, published_flow
from triloom.flows.store import find_instance
from triloom.flows.tables import flow_instance
from triloom_flow.commands import RecordChanged

if TYPE_CHECKING:
    from triloom.records.listeners import RecordChange

_RUNNING = sa.select(
    flow_instance.c.id,
    flow_instance.c.record_id,
    flow_instance.c.flow_id,
    flow_instance.c.version,
    flow_instance.c.sha256,
).where(
    flow_instance.c.status == "running",
    flow_instance.c.record_id.in_(sa.bindparam("b_records", expanding=True)),
)


def wake_many(ctx: RequestContext, changes: "Sequence[RecordChange]") -> None:
    """Let the flows of changed records of one form see whether something they wait for is true.

    A version in which nothing waits for changes is passed over without loading its state.
    """
    if not changes or published_flow(ctx, changes[0].form) is None:
        return
    form = changes[0].form
    changed = {change.record_id: change.changed for change in changes}
    rows = ctx.connection.execute(_RUNNING, {"b_records": list(changed)}).all()
    for row in rows:
        flow = pinned_flow(ctx, form, row.flow_id, row.version, row.sha256)
        if not flow.graph.hears_changes:
            continue
        instance = find_instance(ctx, instance_id=row.id, lock=True)
        if instance is not None:
            run(ctx, form, instance, RecordChanged(changed[row.record_id]), flow=flow)
