"""Creates instances and loads their state from rows; `journal` writes it back."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.flows.tables import (
    flow_event,
    flow_instance,
    flow_task,
    flow_timer,
    flow_token,
)
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject
from triloom_flow.state import FlowState, Task, Timer, Token

if TYPE_CHECKING:
    from triloom.flows.graphs import FlowVersion
    from triloom.metadata.catalog import PublishedForm


_ROW: sa.BindParameter[object] = sa.bindparam("b_id")
_BY_RECORD = sa.select(flow_instance).where(
    flow_instance.c.tenant_id == sa.bindparam("b_tenant"), flow_instance.c.record_id == _ROW
)
_BY_ID = sa.select(flow_instance).where(
    flow_instance.c.tenant_id == sa.bindparam("b_tenant"), flow_instance.c.id == _ROW
)
_FIND = {
    (True, False): _BY_RECORD,
    (True, True): _BY_RECORD.with_for_update(),
    (False, False): _BY_ID,
    (False, True): _BY_ID.with_for_update(),
}
"""(by record, locked) → statement; prebuilt, because every action runs one."""
_TOKENS = (
    sa.select(flow_token).where(flow_token.c.instance_id == _ROW).order_by(flow_token.c.number)
)


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
    statement = _FIND[instance_id is None, lock]
    wanted = {"b_tenant": ctx.tenant_id, "b_id": instance_id or record_id}
    row = ctx.connection.execute(statement, wanted).first()
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
    for token in ctx.connection.execute(_TOKENS, {"b_id": row.id}):
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
