"""Loads the state of an instance from its rows, and writes a step back under compare-and-set."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.tables import (
    flow_event,
    flow_instance,
    flow_stage_change,
    flow_task,
    flow_timer,
    flow_token,
)
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Command, command_name
from triloom_flow.effects import StepResult
from triloom_flow.state import FlowState, Task, Timer, Token, instant_of

if TYPE_CHECKING:
    from triloom.flows.graphs import FlowVersion
    from triloom.metadata.catalog import PublishedForm


@dataclass(slots=True)
class Instance:
    """An instance with its state loaded; `rev` moves with every step that is written."""

    id: uuid.UUID
    app_key: str
    form_id: uuid.UUID
    record_id: uuid.UUID
    flow_id: uuid.UUID
    version: int
    sha256: str
    rev: int
    state: FlowState


def create_instance(
    ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID, flow: "FlowVersion"
) -> Instance:
    """Write the row of a new instance that has not started yet."""
    identifier = new_id()
    ctx.connection.execute(
        flow_instance.insert().values(
            tenant_id=ctx.tenant_id,
            id=identifier,
            app_key=form.app_key,
            form_id=form.id,
            record_id=record_id,
            flow_id=flow.flow_id,
            version=flow.number,
            sha256=flow.sha256,
            rev=0,
            status="new",
            counter=0,
            variables={},
            started_at=ctx.now,
            started_by=ctx.principal.user_id,
        )
    )
    return Instance(
        identifier,
        form.app_key,
        form.id,
        record_id,
        flow.flow_id,
        flow.number,
        flow.sha256,
        0,
        FlowState(),
    )


def find_instance(
    ctx: RequestContext,
    *,
    record_id: uuid.UUID | None = None,
    instance_id: uuid.UUID | None = None,
    lock: bool = False,
) -> Instance | None:
    """Return the instance of a record, or one by its id, with everything that stands in it."""
    chosen = (
        flow_instance.c.record_id == record_id
        if instance_id is None
        else flow_instance.c.id == instance_id
    )
    statement = sa.select(flow_instance).where(flow_instance.c.tenant_id == ctx.tenant_id, chosen)
    if lock:
        statement = statement.with_for_update()
    row = ctx.connection.execute(statement.limit(1)).first()
    if row is None:
        return None
    return Instance(
        row.id,
        row.app_key,
        row.form_id,
        row.record_id,
        row.flow_id,
        row.version,
        row.sha256,
        row.rev,
        _load_state(ctx, row),
    )


def _load_state(ctx: RequestContext, row: Any) -> FlowState:
    state = FlowState()
    state.status, state.outcome, state.stage = row.status, row.outcome, row.stage
    state.stage_entered_at, state.counter = row.stage_entered_at, row.counter
    state.variables = dict(row.variables)
    tokens = sa.select(flow_token).where(flow_token.c.instance_id == row.id)
    for token in ctx.connection.execute(tokens.order_by(flow_token.c.number)):
        state.tokens[token.number] = Token(
            token.number, token.node, token.waiting, token.arrived_by
        )
    kinds = {(token.waiting or "").partition(":")[0] for token in state.tokens.values()}
    if "task" in kinds:
        open_tasks = sa.select(flow_task).where(
            flow_task.c.instance_id == row.id, flow_task.c.state == "pending"
        )
        for task in ctx.connection.execute(open_tasks.order_by(flow_task.c.number)):
            state.tasks[task.number] = task_of(task)
    if "timer" in kinds:
        armed = sa.select(flow_timer).where(
            flow_timer.c.instance_id == row.id,
            flow_timer.c.state.in_(("armed", "queued", "sleeping")),
        )
        for timer in ctx.connection.execute(armed.order_by(flow_timer.c.number)):
            state.timers[timer.number] = Timer(timer.number, timer.token, timer.node, timer.due_at)
    return state


def task_of(row: Any) -> Task:
    """Return a task row as the engine knows it."""
    return Task(
        row.number,
        row.token,
        row.node,
        None if row.assignee is None else str(row.assignee),
        row.candidate_role,
        row.state,
        None if row.requested_by is None else str(row.requested_by),
    )


def write_step(
    ctx: RequestContext, instance: Instance, command: Command, result: StepResult
) -> None:
    """Write what a step changed; raises 409 `flow.conflict` when somebody was faster."""
    state, rev = result.state, instance.rev + 1
    incident = next(
        (
            {key: change.get(key) for key in ("code", "node", "data")}
            for change in result.changes
            if change["change"] == "instance" and change["status"] == "incident"
        ),
        None,
    )
    written = ctx.connection.execute(
        flow_instance.update()
        .where(flow_instance.c.id == instance.id, flow_instance.c.rev == instance.rev)
        .values(
            rev=rev,
            status=state.status,
            outcome=state.outcome,
            stage=state.stage,
            stage_entered_at=state.stage_entered_at,
            counter=state.counter,
            variables=state.variables,
            incident=incident,
        )
    )
    if written.rowcount != 1:
        raise TriloomError("flow.conflict", status=409, data={"record": str(instance.record_id)})
    _write_tokens(ctx, instance, state)
    for change in result.changes:
        _write_change(ctx, instance, change, rev)
    _write_event(ctx, instance, command, result, rev)
    instance.rev, instance.state = rev, state


def _write_tokens(ctx: RequestContext, instance: Instance, state: FlowState) -> None:
    before, after = instance.state.tokens, state.tokens
    gone = [number for number in before if number not in after]
    if gone:
        ctx.connection.execute(
            flow_token.delete().where(
                flow_token.c.instance_id == instance.id, flow_token.c.number.in_(gone)
            )
        )
    for number, token in after.items():
        values = {"node": token.node, "waiting": token.waiting, "arrived_by": token.arrived_by}
        if number not in before:
            ctx.connection.execute(
                flow_token.insert().values(
                    tenant_id=ctx.tenant_id, instance_id=instance.id, number=number, **values
                )
            )
        elif before[number] != token:
            ctx.connection.execute(
                flow_token.update()
                .where(flow_token.c.instance_id == instance.id, flow_token.c.number == number)
                .values(**values)
            )


def _write_change(ctx: RequestContext, instance: Instance, change: JsonObject, rev: int) -> None:
    match change["change"]:
        case "task":
            _insert_task(ctx, instance, change)
        case "task_state":
            ctx.connection.execute(
                flow_task.update()
                .where(flow_task.c.instance_id == instance.id, flow_task.c.number == change["n"])
                .values(
                    state=change["state"],
                    closed_at=ctx.now,
                    closed_by=user_id(change.get("by")),
                    comment=change.get("comment") or None,
                )
            )
        case "timer":
            ctx.connection.execute(
                flow_timer.insert().values(
                    tenant_id=ctx.tenant_id,
                    id=new_id(),
                    instance_id=instance.id,
                    number=change["n"],
                    token=change["token"],
                    node=change["node"],
                    due_at=instant_of(change["due_at"]),
                    state="armed",
                    rev=rev,
                )
            )
        case "timer_state":
            ctx.connection.execute(
                flow_timer.update()
                .where(flow_timer.c.instance_id == instance.id, flow_timer.c.number == change["n"])
                .values(state=change["state"])
            )


def _insert_task(ctx: RequestContext, instance: Instance, change: JsonObject) -> None:
    ctx.connection.execute(
        flow_task.insert().values(
            tenant_id=ctx.tenant_id,
            id=new_id(),
            instance_id=instance.id,
            number=change["n"],
            token=change["token"],
            node=change["node"],
            kind="approval",
            app_key=instance.app_key,
            form_id=instance.form_id,
            record_id=instance.record_id,
            state="pending",
            assignee=user_id(change["assignee"]),
            candidate_role=change["role"],
            requested_by=user_id(change.get("by")),
            created_at=ctx.now,
        )
    )


def _write_event(
    ctx: RequestContext, instance: Instance, command: Command, result: StepResult, rev: int
) -> None:
    actor = user_id(command.actor.user_id)
    action = getattr(command, "action", None) or getattr(command, "decision", None)
    ctx.connection.execute(
        flow_event.insert().values(
            tenant_id=ctx.tenant_id,
            instance_id=instance.id,
            seq=rev,
            at=ctx.now,
            actor=actor,
            type=command_name(command),
            action=action,
            comment=getattr(command, "comment", "") or None,
            request_id=ctx.request_id,
            changes=list(result.changes),
        )
    )
    stage = next((item for item in reversed(result.changes) if item["change"] == "stage"), None)
    if stage is not None:
        ctx.connection.execute(
            flow_stage_change.insert().values(
                tenant_id=ctx.tenant_id,
                instance_id=instance.id,
                seq=rev,
                form_id=instance.form_id,
                record_id=instance.record_id,
                from_stage=instance.state.stage,
                to_stage=stage["to"],
                entered_at=cast("datetime", instant_of(stage["at"])),
                recorded_at=ctx.now,
                actor=actor,
                action=action,
            )
        )


def stored_changes(ctx: RequestContext, instance_id: uuid.UUID) -> list[JsonObject]:
    """Return the changes of all events of an instance, in order."""
    statement = (
        sa.select(flow_event.c.changes)
        .where(flow_event.c.instance_id == instance_id)
        .order_by(flow_event.c.seq)
    )
    return [change for row in ctx.connection.execute(statement) for change in row.changes]


def user_id(text: Json) -> uuid.UUID | None:
    """Return a user id from its text; None for the engine and for what is no id."""
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        return None
