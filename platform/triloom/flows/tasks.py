"""Tasks of people: their boxes, what a decision needs to know, and the decision itself."""

import uuid
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from triloom.access.users import user_names
from triloom.context import RequestContext
from triloom.flows.engine import locked_instance, run
from triloom.flows.facts import actor_of
from triloom.flows.graphs import pinned_flow
from triloom.flows.people import ADMINISTRATORS
from triloom.flows.store import task_of
from triloom.flows.tables import flow_instance, flow_task
from triloom.records.layout import layout_of
from triloom.records.present import record_to_json
from triloom.records.read import get_record, load_image
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import LocalizedText, pick
from triloom_flow.commands import Decide
from triloom_flow.spec import NodeSpec, texts
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

BOXES: tuple[str, ...] = ("mine", "done", "sent")
DECISIONS: tuple[str, ...] = ("approve", "reject", "withdraw")


def list_tasks(
    ctx: RequestContext,
    box: str,
    *,
    record_id: uuid.UUID | None = None,
    state: str | None = None,
    limit: int = 100,
) -> list[JsonObject]:
    """Return the tasks of a box: to decide (mine), decided by the caller (done), asked for (sent)."""
    if box not in BOXES:
        data: dict[str, Json] = {"box": box[:40], "boxes": ", ".join(BOXES)}
        raise TriloomError("task.bad_box", status=400, data=data)
    me = ctx.principal.user_id
    chosen: sa.ColumnElement[bool]
    if box == "mine":
        chosen = sa.and_(flow_task.c.state == "pending", _may_decide(ctx))
    elif box == "done":
        chosen = flow_task.c.closed_by == me
    else:
        chosen = flow_task.c.requested_by == me
    return _list(ctx, chosen, record_id=record_id, state=state, limit=limit)


def tasks_of_record(ctx: RequestContext, record_id: uuid.UUID) -> list[JsonObject]:
    """Return all tasks of a record that the caller has been found to see."""
    return _list(ctx, sa.true(), record_id=record_id, state=None, limit=200)


def _list(
    ctx: RequestContext,
    chosen: sa.ColumnElement[bool],
    *,
    record_id: uuid.UUID | None,
    state: str | None,
    limit: int,
) -> list[JsonObject]:
    statement = (
        sa.select(
            flow_task, flow_instance.c.flow_id, flow_instance.c.version, flow_instance.c.sha256
        )
        .join(flow_instance, flow_instance.c.id == flow_task.c.instance_id)
        .where(flow_task.c.tenant_id == ctx.tenant_id, chosen)
    )
    if record_id is not None:
        statement = statement.where(flow_task.c.record_id == record_id)
    if state is not None:
        statement = statement.where(flow_task.c.state == state)
    rows = ctx.connection.execute(
        statement.order_by(flow_task.c.created_at.desc(), flow_task.c.id.desc()).limit(limit)
    ).all()
    people = [row.requested_by for row in rows] + [row.assignee for row in rows]
    names = user_names(ctx, [person for person in people if person is not None])
    shown = (_shown(ctx, row, names) for row in rows)
    return [task for task in shown if task is not None]


def _may_decide(ctx: RequestContext) -> sa.ColumnElement[bool]:
    principal = ctx.principal
    ways: list[sa.ColumnElement[bool]] = [flow_task.c.assignee == principal.user_id]
    ways += [
        sa.and_(flow_task.c.app_key == app, flow_task.c.candidate_role == role)
        for app, role in sorted(principal.app_roles)
    ]
    if principal.is_admin:
        ways.append(flow_task.c.candidate_role == ADMINISTRATORS)
    return sa.or_(*ways)


def get_task(ctx: RequestContext, task_id: uuid.UUID) -> JsonObject:
    """Return a task that the caller has part in, or whose record they see; raises 404."""
    found = _list(ctx, flow_task.c.id == task_id, record_id=None, state=None, limit=1)
    if not found or not (found[0]["actions"] or _has_part(ctx, found[0])):
        raise TriloomError("task.unknown", status=404)
    return found[0]


def _has_part(ctx: RequestContext, task: JsonObject) -> bool:
    me = str(ctx.principal.user_id)
    people = (task["requested_by"], task["assignee"])
    return ctx.principal.is_admin or any(
        isinstance(person, dict) and person.get("id") == me for person in people
    )


def decide(ctx: RequestContext, task_id: uuid.UUID, decision: str, comment: str) -> JsonObject:
    """Decide a task and let its flow go on, in this transaction.

    Raises 404 for a task the caller knows nothing of, 403 for somebody else's, 409 for a closed
    one.
    """
    row = ctx.connection.execute(
        sa.select(flow_task).where(
            flow_task.c.tenant_id == ctx.tenant_id, flow_task.c.id == task_id
        )
    ).first()
    if row is None:
        raise TriloomError("task.unknown", status=404)
    _require_part(ctx, row, decision)
    instance = locked_instance(ctx, row.instance_id)
    if instance is None:
        raise TriloomError("task.unknown", status=404)
    if row.number not in instance.state.tasks:
        current = ctx.connection.execute(
            sa.select(flow_task).where(flow_task.c.id == task_id)
        ).one()
        instance.state.tasks[row.number] = task_of(current)
    form = ctx.catalog.form_by_id(instance.form_id)
    run(ctx, form, instance, Decide(row.number, decision, actor_of(ctx, form.app_key), comment))
    shown = _list(ctx, flow_task.c.id == task_id, record_id=None, state=None, limit=1)
    return shown[0] if shown else {"id": str(task_id), "state": decision}


def _require_part(ctx: RequestContext, row: Any, decision: str) -> None:
    mine = ctx.connection.execute(
        sa.select(flow_task.c.id).where(flow_task.c.id == row.id, _may_decide(ctx))
    ).first()
    asked_by_me = row.requested_by is not None and row.requested_by == ctx.principal.user_id
    is_allowed = asked_by_me if decision == "withdraw" else mine is not None
    if is_allowed or ctx.principal.is_admin:
        return
    knows = mine is not None or asked_by_me or _sees_record(ctx, row)
    if knows:
        raise TriloomError("task.not_yours", status=403)
    raise TriloomError("task.unknown", status=404)


def _sees_record(ctx: RequestContext, row: Any) -> bool:
    try:
        get_record(ctx, ctx.catalog.form_by_id(row.form_id), row.record_id)
    except TriloomError:
        return False
    return True


def _shown(ctx: RequestContext, row: Any, names: Any) -> JsonObject | None:
    """Return a task as an answer; None when its record is in the trash."""
    form = ctx.catalog.form_by_id(row.form_id)
    image = load_image(ctx, layout_of(form), row.record_id)
    if image is None or image["deleted_at"] is not None:
        return None
    flow = pinned_flow(ctx, form, row.flow_id, row.version, row.sha256)
    node = flow.graph.nodes.get(row.node)
    default = ctx.organisation.default_language
    record = _record(ctx, form, row.record_id)
    title = "" if node is None else _title(node, ctx.language, default)
    return {
        "id": str(row.id),
        "kind": row.kind,
        "state": row.state,
        "title": title,
        "app": row.app_key,
        "form": {"key": form.key, "label": pick(form.spec.label, ctx.language, default)},
        "record": {
            "id": str(row.record_id),
            "title": None if record is None else record["title"],
        },
        "requested_by": _person(row.requested_by, names),
        "assignee": _person(row.assignee, names),
        "candidate_role": row.candidate_role,
        "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        "due_at": None if row.due_at is None else row.due_at.isoformat().replace("+00:00", "Z"),
        "closed_at": None
        if row.closed_at is None
        else row.closed_at.isoformat().replace("+00:00", "Z"),
        "comment": row.comment,
        "facts": [] if node is None or record is None else _facts(ctx, form, node, record),
        "actions": cast("list[Json]", _actions(ctx, row)),
    }


def _title(node: NodeSpec, language: str, default: str) -> str:
    title = pick(cast("LocalizedText", node.settings.get("title") or ""), language, default)
    return title or pick(node.label, language, default)


def _actions(ctx: RequestContext, row: Any) -> list[str]:
    if row.state != "pending":
        return []
    principal = ctx.principal
    is_mine = (
        principal.is_admin
        or row.assignee == principal.user_id
        or (row.app_key, row.candidate_role) in principal.app_roles
    )
    actions = ["approve", "reject"] if is_mine else []
    if row.requested_by is not None and row.requested_by == principal.user_id:
        actions.append("withdraw")
    return actions


def _record(ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID) -> JsonObject | None:
    try:
        return record_to_json(ctx, get_record(ctx, form, record_id))
    except TriloomError:
        return None


def _facts(
    ctx: RequestContext, form: "PublishedForm", node: NodeSpec, record: JsonObject
) -> list[Json]:
    values = cast("JsonObject", record["values"])
    links = cast("JsonObject", record["links"])
    fields = layout_of(form).fields_by_key
    facts: list[Json] = []
    for key in texts(node.settings.get("facts")):
        field = fields.get(key)
        if field is None or key not in values:
            continue
        value, link = values[key], links.get(key)
        if isinstance(link, dict) and not field.fields:
            text = str(link.get("title") or "")
        elif value is None:
            text = ""
        else:
            text = field_type(field.type).format_text(field, value, ctx.language)
        facts.append({"label": field.title(ctx.language), "value": text})
    return facts


def _person(user_id: uuid.UUID | None, names: Any) -> JsonObject | None:
    return None if user_id is None else {"id": str(user_id), "name": names.get(user_id)}
