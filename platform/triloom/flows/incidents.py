"""Flows that stopped by themselves: listed with the reason, and tried again."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.flows.effects import resend
from triloom.flows.engine import locked_instance, run
from triloom.flows.facts import actor_of
from triloom.flows.rearm import rearm
from triloom.flows.tables import flow_instance
from triloom.messages import CATALOGUE
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject
from triloom_core.messages import render
from triloom_flow.commands import Fail, Retry

if TYPE_CHECKING:
    from triloom.services import Services

MOST_INCIDENTS = 200


def list_incidents(ctx: RequestContext, app_key: str) -> list[JsonObject]:
    """Return the stopped instances of an app, the newest first."""
    statement = (
        sa.select(flow_instance)
        .where(
            flow_instance.c.tenant_id == ctx.tenant_id,
            flow_instance.c.app_key == app_key,
            flow_instance.c.status == "incident",
        )
        .order_by(flow_instance.c.started_at.desc())
        .limit(MOST_INCIDENTS)
    )
    found: list[JsonObject] = []
    for row in ctx.connection.execute(statement):
        incident = row.incident or {}
        code = str(incident.get("code"))
        data = {"node": incident.get("node"), **(incident.get("data") or {})}
        found.append(
            {
                "instance": str(row.id),
                "record": str(row.record_id),
                "form": ctx.catalog.form_by_id(row.form_id).key,
                "code": code,
                "message": render(CATALOGUE, code, ctx.language, data),
                "node": incident.get("node"),
            }
        )
    return found


def stop_with(services: "Services", instance_id: uuid.UUID, node: str, error: TriloomError) -> None:
    """Mark an instance as stopped, after the transaction that was to move it was rolled back."""
    with services.transaction(SYSTEM) as ctx:
        instance = locked_instance(ctx, instance_id)
        if instance is None or instance.state.status not in ("new", "running"):
            return
        form = ctx.catalog.form_by_id(instance.form_id)
        data: JsonObject = {**error.data, "faults": [fault.pointer for fault in error.faults]}
        run(ctx, form, instance, Fail(error.code, node, data))


def retry_instance(ctx: RequestContext, app_key: str, instance_id: uuid.UUID) -> JsonObject:
    """Leave the incident and try again; raises 404, and 409 when it did not stop."""
    instance = locked_instance(ctx, instance_id)
    if instance is None or instance.app_key != app_key:
        raise TriloomError("flow.unknown_instance", status=404)
    form = ctx.catalog.form_by_id(instance.form_id)
    run(ctx, form, instance, Retry(actor_of(ctx, app_key)))
    rearm(ctx, instance_id)
    resend(ctx, instance_id)
    return {"instance": str(instance_id), "status": instance.state.status}
