"""How a record's flow got where it stands: one entry per command, with actor and comment."""

from typing import cast

import sqlalchemy as sa

from triloom.access.users import user_names
from triloom.context import RequestContext
from triloom.flows.graphs import pinned_flow
from triloom.flows.store import find_instance
from triloom.flows.tables import flow_event, flow_instance
from triloom.messages import CATALOGUE
from triloom.records.model import Record
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_core.text import pick

LONGEST_HISTORY = 500


def flow_history(ctx: RequestContext, record: Record) -> JsonObject:
    """Return status, version, standing nodes and events of a record's flow; `{}` without one."""
    instance = find_instance(ctx, record_id=record.id)
    if instance is None:
        return {}
    flow = pinned_flow(ctx, record.form, instance.flow_id, instance.version, instance.sha256)
    graph, default = flow.graph, ctx.organisation.default_language
    rows = ctx.connection.execute(
        sa.select(flow_event)
        .where(flow_event.c.instance_id == instance.id)
        .order_by(flow_event.c.seq.desc())
        .limit(LONGEST_HISTORY)
    ).all()
    names = user_names(ctx, [row.actor for row in rows if row.actor is not None])
    events: list[Json] = []
    for row in rows:
        stage = next((item for item in row.changes if item["change"] == "stage"), None)
        spec = None if stage is None else graph.stages.get(str(stage["to"]))
        events.append(
            {
                "seq": row.seq,
                "at": row.at.isoformat().replace("+00:00", "Z"),
                "type": row.type,
                "action": row.action,
                "comment": row.comment,
                "actor": None
                if row.actor is None
                else {"id": str(row.actor), "name": names.get(row.actor)},
                "stage": None
                if spec is None
                else {"key": spec.key, "label": pick(spec.label, ctx.language, default)},
            }
        )
    return {
        "flow": graph.spec.key,
        "version": instance.version,
        "status": instance.state.status,
        "outcome": instance.state.outcome,
        "incident": _incident(ctx, instance.id),
        "standing": [
            {
                "node": graph.nodes[token.node].key,
                "label": pick(graph.nodes[token.node].label, ctx.language, default),
                "waiting": (token.waiting or "").partition(":")[0] or None,
            }
            for token in instance.state.tokens.values()
            if token.node in graph.nodes
        ],
        "events": events,
    }


def _incident(ctx: RequestContext, instance_id: object) -> JsonObject | None:
    found = ctx.connection.execute(
        sa.select(flow_instance.c.incident).where(flow_instance.c.id == instance_id)
    ).scalar()
    if not isinstance(found, dict):
        return None
    data = {"node": found.get("node"), **cast("JsonObject", found.get("data") or {})}
    code = str(found.get("code"))
    return {"code": code, "message": render(CATALOGUE, code, ctx.language, data)}
