"""`advance`: commands on the instance of a record, each one step, all in the caller's transaction."""

import uuid
from collections import deque
from typing import TYPE_CHECKING, cast

from triloom.access.predicate import check_row
from triloom.access.rights import require
from triloom.context import RequestContext
from triloom.flows.effects import carry_out
from triloom.flows.facts import actor_of, facts_of
from triloom.flows.graphs import FlowVersion, pinned_flow, published_flow
from triloom.flows.journal import write_step
from triloom.flows.refusals import explained
from triloom.flows.store import Instance, create_instance, find_instance
from triloom.records import write
from triloom.records.engine_values import apply_engine_values_many
from triloom.records.layout import layout_of
from triloom.records.listeners import Image
from triloom.records.read import get_record, load_image, not_found
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json
from triloom_flow.commands import Act, Command, RecordChanged, Start
from triloom_flow.errors import FlowRefused
from triloom_flow.graph import FlowGraph
from triloom_flow.step import VISIT_LIMIT, step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from triloom.metadata.catalog import PublishedForm
    from triloom.records.model import Record

DEEPEST_CHAIN = 16
"""Flows that set off one another inside one transaction, at most."""
_RUNNING = "triloom_flows_running"


def advance(
    ctx: RequestContext,
    form: "PublishedForm",
    record_id: uuid.UUID,
    action: str,
    *,
    values: "Mapping[str, Json] | None" = None,
    comment: str = "",
    base_rev: int | None = None,
) -> "Record":
    """Take an action on a record, after writing `values` to it under the caller's own rights.

    `base_rev` is the revision that the caller saw. Raises 404, 403, 412 when the record has moved
    on since, 409 with the reason (guard, stage, somebody was faster), 422 with the fields that are
    missing. Nothing is changed then.
    """
    require(ctx, form, "transition")
    found = _locked(ctx, form, record_id)
    image: Image | None = found
    if base_rev is not None and base_rev != found["rev"]:
        stale: dict[str, Json] = {"revision": base_rev, "current": found["rev"]}
        raise TriloomError("record.stale", status=412, data=stale)
    if values:
        write.update_record(ctx, form, record_id, values, base_rev=int(str(found["rev"])))
        image = None
    instance = find_instance(ctx, record_id=record_id, lock=True)
    if instance is None:
        instance = ensure_instance(ctx, form, record_id)
    if instance is None:
        raise TriloomError("flow.none", status=409, data={"form": form.spec.name(ctx.language)})
    try:
        run(ctx, form, instance, Act(action, actor_of(ctx, form.app_key), comment), image=image)
    except FlowRefused as refused:
        raise explained(ctx, form, refused) from refused
    return get_record(ctx, form, record_id)


def _locked(ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID) -> Image:
    """Return the record, locked: 404 when the caller may not see it, 403 when not move it."""
    require(ctx, form, "read")
    image = load_image(ctx, layout_of(form), record_id, lock=True)
    if image is None or image["deleted_at"] is not None:
        raise not_found(form, record_id)
    if not check_row(ctx, form, "read", image):
        raise not_found(form, record_id)
    if not check_row(ctx, form, "transition", image):
        data: dict[str, Json] = {"form": form.spec.name(ctx.language)}
        raise TriloomError("record.out_of_reach", status=403, data=data)
    return image


def locked_instance(ctx: RequestContext, instance_id: uuid.UUID) -> Instance | None:
    """Return an instance, locked after its record: every writer takes the two in this order."""
    found = find_instance(ctx, instance_id=instance_id)
    if found is None:
        return None
    form = ctx.catalog.form_by_id(found.form_id)
    load_image(ctx, layout_of(form), found.record_id, lock=True)
    return find_instance(ctx, instance_id=instance_id, lock=True)


def ensure_instance(
    ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID
) -> Instance | None:
    """Return the instance of a record, started now when there was none; None without a flow."""
    found = find_instance(ctx, record_id=record_id, lock=True)
    if found is not None:
        return found
    flow = published_flow(ctx, form)
    if flow is None:
        return None
    instance = create_instance(ctx, form, record_id, flow)
    run(ctx, form, instance, Start(actor_of(ctx, form.app_key)), flow=flow)
    return instance


def run(
    ctx: RequestContext,
    form: "PublishedForm",
    instance: Instance,
    command: Command,
    *,
    flow: FlowVersion | None = None,
    image: Image | None = None,
) -> None:
    """Carry out a command and everything that follows from it inside this transaction.

    `image` is the record as this transaction has just read it, when the caller has it.

    A command that reaches an instance which is already at work here (its own record effect wrote
    the record) waits in line until that step is written.
    """
    running = cast("dict[uuid.UUID, deque[Command]]", ctx.connection.info.setdefault(_RUNNING, {}))
    line = running.get(instance.id)
    if line is not None:
        line.append(command)
        return
    if len(running) >= DEEPEST_CHAIN:
        raise TriloomError("flow.too_deep", status=409, data={"limit": DEEPEST_CHAIN})
    used = flow or pinned_flow(ctx, form, instance.flow_id, instance.version, instance.sha256)
    line = running[instance.id] = deque([command])
    try:
        budget = VISIT_LIMIT
        while line:
            budget -= _step(ctx, form, instance, line, used, budget=budget, image=image)
            image = None
    finally:
        del running[instance.id]


def _step(
    ctx: RequestContext,
    form: "PublishedForm",
    instance: Instance,
    line: "deque[Command]",
    flow: FlowVersion,
    *,
    budget: int,
    image: Image | None,
) -> int:
    command = line.popleft()
    if isinstance(command, RecordChanged) and not listens(flow.graph, instance):
        return 0
    image = image or load_image(ctx, layout_of(form), instance.record_id)
    if image is None:
        raise not_found(form, instance.record_id)
    result = step(
        flow.graph,
        instance.state,
        command,
        now=ctx.now,
        seed=instance.id.int & 0xFFFFFFFF,
        facts=facts_of(ctx, form, image, flow),
        budget=max(budget, 0),
    )
    if not result.changes:
        return result.visits
    stage_before = (instance.state.stage, instance.state.stage_entered_at)
    write_step(ctx, instance, command, result)
    if stage_before != (instance.state.stage, instance.state.stage_entered_at):
        _write_stage(ctx, form, instance, flow, command, image)
    for effect in result.effects:
        current = load_image(ctx, layout_of(form), instance.record_id) or image
        resume = carry_out(ctx, form, instance, current, effect)
        if resume is not None:
            line.append(resume)
    return result.visits


def listens(graph: FlowGraph, instance: Instance) -> bool:
    """Tell whether anything that stands in an instance reacts to changes of the record."""
    for token in instance.state.tokens.values():
        if token.waiting == "event":
            return True
        if token.waiting == "stage" and any(
            way.edge.action is None for way in graph.outgoing[token.node]
        ):
            return True
    return False


def _write_stage(
    ctx: RequestContext,
    form: "PublishedForm",
    instance: Instance,
    flow: FlowVersion,
    command: Command,
    image: Image,
) -> None:
    apply_engine_values_many(
        ctx,
        form,
        {instance.record_id: stage_columns(instance, flow)},
        images={instance.record_id: image},
        reason=f"flow:{getattr(command, 'action', None) or type(command).__name__.lower()}",
    )


def stage_columns(instance: Instance, flow: FlowVersion) -> dict[object, object]:
    """Return the system columns that mirror the stage of an instance."""
    stage = flow.graph.stages.get(instance.state.stage or "")
    return {
        "stage": instance.state.stage,
        "stage_kind": None if stage is None else stage.kind,
        "stage_entered_at": instance.state.stage_entered_at,
        "closed": stage is not None and stage.is_closed,
    }
