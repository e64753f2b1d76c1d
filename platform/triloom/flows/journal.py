"""Writes a step back to the rows of its instance, under compare-and-set, with its event."""

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.store import Instance, user_id
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
from triloom_core.json_types import JsonObject
from triloom_flow.commands import Command, command_name
from triloom_flow.effects import StepResult
from triloom_flow.state import FlowState, instant_of

_ROW: sa.BindParameter[object] = sa.bindparam("b_id")
_MOVED: tuple[str, ...] = (
    "rev", "status", "outcome", "stage", "stage_entered_at", "counter", "variables", "incident",
)  # fmt: skip
_ADVANCE = (
    flow_instance.update()
    .where(flow_instance.c.id == _ROW, flow_instance.c.rev == sa.bindparam("b_rev"))
    .values({name: sa.bindparam(f"v_{name}", type_=flow_instance.c[name].type) for name in _MOVED})
)
_MOVE_TOKEN = (
    flow_token.update()
    .where(flow_token.c.instance_id == _ROW, flow_token.c.number == sa.bindparam("b_number"))
    .values({name: sa.bindparam(f"v_{name}") for name in ("node", "waiting", "arrived_by")})
)
_INSERT_TOKEN = flow_token.insert()
_INSERT_EVENT = flow_event.insert()
_INSERT_STAGE = flow_stage_change.insert()


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
        _ADVANCE,
        {
            "b_id": instance.id,
            "b_rev": instance.rev,
            "v_rev": rev,
            "v_status": state.status,
            "v_outcome": state.outcome,
            "v_stage": state.stage,
            "v_stage_entered_at": state.stage_entered_at,
            "v_counter": state.counter,
            "v_variables": state.variables,
            "v_incident": incident,
        },
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
        if number not in before:
            row = {
                "tenant_id": ctx.tenant_id,
                "instance_id": instance.id,
                "number": number,
                "node": token.node,
                "waiting": token.waiting,
                "arrived_by": token.arrived_by,
            }
            ctx.connection.execute(_INSERT_TOKEN, row)
        elif before[number] != token:
            moved = {
                "b_id": instance.id,
                "b_number": number,
                "v_node": token.node,
                "v_waiting": token.waiting,
                "v_arrived_by": token.arrived_by,
            }
            ctx.connection.execute(_MOVE_TOKEN, moved)


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
        _INSERT_EVENT,
        {
            "tenant_id": ctx.tenant_id,
            "instance_id": instance.id,
            "seq": rev,
            "at": ctx.now,
            "actor": actor,
            "type": command_name(command),
            "action": action,
            "comment": getattr(command, "comment", "") or None,
            "request_id": ctx.request_id,
            "changes": list(result.changes),
        },
    )
    stage = next((item for item in reversed(result.changes) if item["change"] == "stage"), None)
    if stage is not None:
        ctx.connection.execute(
            _INSERT_STAGE,
            {
                "tenant_id": ctx.tenant_id,
                "instance_id": instance.id,
                "seq": rev,
                "form_id": instance.form_id,
                "record_id": instance.record_id,
                "from_stage": instance.state.stage,
                "to_stage": stage["to"],
                "entered_at": instant_of(stage["at"]),
                "recorded_at": ctx.now,
                "actor": actor,
                "action": action,
            },
        )
