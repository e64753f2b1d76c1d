"""Changes of records as live events, filtered by what their reader may see now."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.rights import can
from triloom.context import RequestContext
from triloom.records import feed
from triloom.records.predicates import row_condition
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

BATCH = 500
Event = tuple[feed.FeedPosition, str, JsonObject]
"""Where an event stands in the feed, its name, its data."""


def visible_events(
    ctx: RequestContext, position: feed.FeedPosition, app_key: str | None
) -> tuple[list[Event], feed.FeedPosition]:
    """Return what happened after a position, and the position reached.

    Deleted records are told to those who could read them; no value of a record is ever sent.
    """
    rows = feed.read(ctx.connection, ctx.tenant_id, position, limit=BATCH)
    if not rows:
        return [], position
    by_form: dict[uuid.UUID, list[feed.FeedRow]] = {}
    for row in rows:
        by_form.setdefault(row.form_id, []).append(row)
    readable: set[tuple[uuid.UUID, uuid.UUID]] = set()
    forms: dict[uuid.UUID, PublishedForm] = {}
    for form_id, group in by_form.items():
        try:
            form = ctx.catalog.form_by_id(form_id)
        except TriloomError:
            continue
        if (app_key is not None and form.app_key != app_key) or not can(ctx, form, "read"):
            continue
        forms[form_id] = form
        readable.update((form_id, found) for found in _readable(ctx, form, group))
    events: list[Event] = []
    for row in rows:
        if (row.form_id, row.record_id) in readable:
            form = forms[row.form_id]
            data: JsonObject = {
                "app": form.app_key, "form": form.key, "id": str(row.record_id), "op": row.op,
                "rev": row.rev, "seq": row.position.sequence,
            }  # fmt: skip
            events.append((row.position, "record", data))
    return events, rows[-1].position


def _readable(
    ctx: RequestContext, form: "PublishedForm", rows: Sequence[feed.FeedRow]
) -> list[uuid.UUID]:
    table = form.table
    ids = list({row.record_id for row in rows})
    condition = row_condition(ctx, form, "read", table)
    statement = sa.select(table.c.id).where(table.c.id.in_(ids))
    if condition is not None:
        statement = statement.where(condition)
    return list(ctx.connection.execute(statement).scalars())
