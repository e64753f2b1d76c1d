"""Instances for many records at once: new rows of a bulk write or import, placed ones, back-fill."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.engine import ensure_instance, run, stage_columns
from triloom.flows.facts import actor_of, facts_of
from triloom.flows.graphs import FlowVersion, published_flow
from triloom.flows.store import Instance, find_instance, user_id
from triloom.flows.tables import flow_event, flow_instance, flow_stage_change, flow_token
from triloom.records.engine_values import apply_engine_values_many
from triloom.records.layout import layout_of
from triloom.records.listeners import Image, RecordChange
from triloom.records.read import load_images
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_flow.commands import Command, Place, Start, command_name
from triloom_flow.effects import StepResult
from triloom_flow.state import FlowState
from triloom_flow.step import step

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class _Begun:
    instance: Instance
    command: Command
    result: StepResult


def start_many(ctx: RequestContext, form: "PublishedForm", changes: Sequence[RecordChange]) -> None:
    """Start the published flow on many records that have just been created."""
    flow = published_flow(ctx, form)
    if flow is None:
        return
    command = Start(actor_of(ctx, form.app_key))
    images = {change.record_id: change.after or {} for change in changes}
    begin_many(ctx, form, flow, dict.fromkeys(images, command), images)


def place(
    ctx: RequestContext,
    form: "PublishedForm",
    record_id: uuid.UUID,
    stage_key: str,
    entered_at: datetime | None = None,
) -> None:
    """Put one record into a stage: no guards, no effects; raises 422 for an unknown stage."""
    place_many(ctx, form, {record_id: (stage_key, entered_at)})


def place_many(
    ctx: RequestContext,
    form: "PublishedForm",
    stages: Mapping[uuid.UUID, tuple[str, datetime | None]],
) -> None:
    """Put records into stages, each (stage key, when it got there); for imports and demo data.

    An instance that exists (its creation started it) is moved; its first event stays in history.
    """
    flow = published_flow(ctx, form)
    if flow is None:
        raise TriloomError("flow.none", status=409, data={"form": form.spec.name(ctx.language)})
    actor = actor_of(ctx, form.app_key)
    fresh: dict[uuid.UUID, Command] = {}
    known = instances_of(ctx, list(stages))
    for record_id, (stage_key, entered_at) in stages.items():
        command = Place(stage_key, entered_at, actor)
        if record_id in known:
            instance = find_instance(ctx, instance_id=known[record_id], lock=True)
            if instance is not None:
                run(ctx, form, instance, command)
        else:
            fresh[record_id] = command
    if fresh:
        images = load_images(ctx, layout_of(form), list(fresh))
        begin_many(ctx, form, flow, fresh, images)


def begin_many(
    ctx: RequestContext,
    form: "PublishedForm",
    flow: FlowVersion,
    commands: Mapping[uuid.UUID, Command],
    images: Mapping[uuid.UUID, Image],
) -> None:
    """Carry out the first command of many new instances; one that does more goes the long way."""
    begun: list[_Begun] = []
    for record_id, command in commands.items():
        image = images.get(record_id)
        if image is None:
            continue
        instance = Instance(
            new_id(), form.app_key, form.id, record_id, flow.flow_id, flow.number, flow.sha256,
            0, FlowState(),
        )  # fmt: skip
        result = step(
            flow.graph,
            instance.state,
            command,
            now=ctx.now,
            seed=instance.id.int & 0xFFFFFFFF,
            facts=facts_of(ctx, form, image, flow),
        )
        state = result.state
        if result.effects or state.tasks or state.timers or state.status == "incident":
            ensure_instance(ctx, form, record_id)
            continue
        begun.append(_Begun(instance, command, result))
    if begun:
        _write(ctx, begun)
        values: dict[uuid.UUID, Mapping[object, object]] = {}
        for item in begun:
            item.instance.rev, item.instance.state = 1, item.result.state
            values[item.instance.record_id] = stage_columns(item.instance, flow)
        apply_engine_values_many(ctx, form, values, reason="flow:start", images=images)


def _write(ctx: RequestContext, begun: Sequence[_Begun]) -> None:
    instances, tokens, events, stages = [], [], [], []
    for item in begun:
        instance, state = item.instance, item.result.state
        actor = user_id(item.command.actor.user_id)
        instances.append(
            {
                "tenant_id": ctx.tenant_id, "id": instance.id, "app_key": instance.app_key,
                "form_id": instance.form_id, "record_id": instance.record_id,
                "flow_id": instance.flow_id, "version": instance.version,
                "sha256": instance.sha256, "rev": 1, "status": state.status,
                "outcome": state.outcome, "stage": state.stage,
                "stage_entered_at": state.stage_entered_at, "counter": state.counter,
                "variables": state.variables, "started_at": ctx.now,
                "started_by": ctx.principal.user_id,
            }
        )  # fmt: skip
        tokens += [
            {
                "tenant_id": ctx.tenant_id, "instance_id": instance.id, "number": token.number,
                "node": token.node, "waiting": token.waiting, "arrived_by": token.arrived_by,
            }
            for token in state.tokens.values()
        ]  # fmt: skip
        events.append(
            {
                "tenant_id": ctx.tenant_id, "instance_id": instance.id, "seq": 1, "at": ctx.now,
                "actor": actor, "type": command_name(item.command),
                "request_id": ctx.request_id, "changes": list(item.result.changes),
            }
        )  # fmt: skip
        if state.stage is not None:
            stages.append(
                {
                    "tenant_id": ctx.tenant_id, "instance_id": instance.id, "seq": 1,
                    "form_id": instance.form_id, "record_id": instance.record_id,
                    "from_stage": None, "to_stage": state.stage,
                    "entered_at": state.stage_entered_at, "recorded_at": ctx.now, "actor": actor,
                }
            )  # fmt: skip
    for table, rows in (
        (flow_instance, instances),
        (flow_token, tokens),
        (flow_event, events),
        (flow_stage_change, stages),
    ):
        if rows:
            ctx.connection.execute(table.insert(), rows)


def instances_of(ctx: RequestContext, records: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the instances of records by record id; records without one are missing."""
    statement = sa.select(flow_instance.c.record_id, flow_instance.c.id).where(
        flow_instance.c.tenant_id == ctx.tenant_id, flow_instance.c.record_id.in_(records)
    )
    return {row.record_id: row.id for row in ctx.connection.execute(statement)}
