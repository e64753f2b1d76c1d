"""Records that come with a past: their way through the stages written in a few statements.

For imports and generated data: no guards, no effects. The record must have no instance yet.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.facts import actor_of
from triloom.flows.graphs import published_flow
from triloom.flows.starts import begin_many
from triloom.flows.tables import flow_instance, flow_stage_change
from triloom.records.layout import layout_of
from triloom.records.read import load_images
from triloom_core.errors import TriloomError
from triloom_flow.commands import Command, Place

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

Path = Sequence[tuple[str, datetime]]
"""(stage key, instant of entry), oldest first; the last one is where the record stands."""


def place_paths(
    ctx: RequestContext, form: "PublishedForm", paths: Mapping[uuid.UUID, Path]
) -> None:
    """Start instances in the last stage of each path, and note the earlier stages as passed.

    Raises 409 when the form has no published flow, 422 for an unknown stage.
    """
    flow = published_flow(ctx, form)
    if flow is None:
        raise TriloomError("flow.none", status=409, data={"form": form.spec.name(ctx.language)})
    actor = actor_of(ctx, form.app_key)
    commands: dict[uuid.UUID, Command] = {
        record_id: Place(path[-1][0], path[-1][1], actor) for record_id, path in paths.items()
    }
    begin_many(ctx, form, flow, commands, load_images(ctx, layout_of(form), list(paths)))
    instances = {
        row.record_id: row.id
        for row in ctx.connection.execute(
            sa.select(flow_instance.c.record_id, flow_instance.c.id).where(
                flow_instance.c.record_id.in_(list(paths)),
                flow_instance.c.flow_id == flow.flow_id,
            )
        )
    }
    stage_ids = {stage.key: str(stage.id) for stage in flow.graph.spec.stages}
    rows, last = [], []
    for record_id, path in paths.items():
        before: str | None = None
        for number, (stage, entered_at) in enumerate(path[:-1], 1):
            rows.append(
                {
                    "tenant_id": ctx.tenant_id, "instance_id": instances[record_id],
                    "seq": number - len(path), "form_id": form.id, "record_id": record_id,
                    "from_stage": before, "to_stage": stage_ids[stage], "entered_at": entered_at,
                    "recorded_at": ctx.now, "actor": None,
                }
            )  # fmt: skip
            before = stage_ids[stage]
        if before is not None:
            last.append({"b_instance": instances[record_id], "b_before": before})
    if rows:
        ctx.connection.execute(flow_stage_change.insert(), rows)
        statement = (
            flow_stage_change.update()
            .where(
                flow_stage_change.c.instance_id == sa.bindparam("b_instance"),
                flow_stage_change.c.seq == 1,
            )
            .values(from_stage=sa.bindparam("b_before"))
        )
        ctx.connection.execute(statement, last)
