"""Instances for records that are older than the flow: a job that goes on where it stopped."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.flows.graphs import published_flow
from triloom.flows.starts import begin_many, instances_of
from triloom.flows.tables import flow_instance
from triloom.jobs import report_progress
from triloom.records.layout import layout_of
from triloom.records.read import load_images
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Command, Place, Start

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm
    from triloom.services import Services

BATCH = 200


def enqueue_backfill(ctx: RequestContext, form: "PublishedForm", version: int) -> None:
    """Ask for instances of all records of a form that have none; once per published version."""
    ctx.services.jobs.enqueue(
        ctx.connection,
        f"flow.backfill:{form.id}:{version}",
        "flow.backfill",
        {"form": str(form.id)},
        queue="heavy",
    )


def backfill(services: "Services", payload: JsonObject) -> Json:
    """Give every record without an instance one, a batch per transaction.

    A record that already carries a stage of the flow is placed there; any other starts anew.
    """
    form_id, done = uuid.UUID(str(payload["form"])), 0
    while True:
        with services.transaction(SYSTEM) as ctx:
            count = _batch(ctx, ctx.catalog.form_by_id(form_id))
        if count == 0:
            return {"started": done}
        done += count
        report_progress(services, done)


def _batch(ctx: RequestContext, form: "PublishedForm") -> int:
    flow = published_flow(ctx, form)
    if flow is None:
        return 0
    table = form.table
    has_one = sa.select(flow_instance.c.record_id).where(flow_instance.c.form_id == form.id)
    statement = (
        sa.select(table.c.id)
        .where(table.c.deleted_at.is_(None), table.c.id.not_in(has_one))
        .order_by(table.c.id)
        .limit(BATCH)
    )
    ids = list(ctx.connection.execute(statement).scalars())
    if not ids:
        return 0
    images = load_images(ctx, layout_of(form), ids, lock=True)
    meanwhile = instances_of(ctx, ids)
    commands: dict[uuid.UUID, Command] = {}
    for record_id, image in images.items():
        if record_id in meanwhile:
            continue
        stage = image.get("stage")
        is_known = isinstance(stage, str) and stage in flow.graph.stages_by_key
        commands[record_id] = Place(str(stage)) if is_known else Start()
    begin_many(ctx, form, flow, commands, images)
    return len(ids)
