"""Ids of documents that come from elsewhere: kept where they are free, dropped where they are taken."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.metadata import tables
from triloom.metadata.present import copy_object
from triloom_core.json_types import JsonObject
from triloom_form.scope import raw_fields

if TYPE_CHECKING:
    from triloom.context import RequestContext


def with_free_ids(ctx: "RequestContext", app_key: str, kind: str, body: JsonObject) -> JsonObject:
    """Return the body without ids of a form or of fields that belong to another form already."""
    if kind != "forms":
        return body
    result = copy_object(body)
    document, field = tables.document, tables.field
    own = ctx.connection.execute(
        sa.select(document.c.id).where(
            document.c.app_id == ctx.catalog.app(app_key).id,
            document.c.kind == kind,
            document.c.key == str(body.get("key")),
            document.c.deleted_at.is_(None),
        )
    ).scalar()
    items = [item for top in raw_fields(result) for item in (top, *raw_fields(top))]
    given = {found for item in items if (found := _identifier(item)) is not None}
    taken: set[uuid.UUID] = set()
    if given:
        rows = ctx.connection.execute(
            sa.select(field.c.id, field.c.form_id).where(field.c.id.in_(list(given)))
        )
        taken = {row.id for row in rows if row.form_id != own}
    for item in items:
        if _identifier(item) in taken:
            del item["id"]
    return result


def _identifier(item: JsonObject) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(item["id"]))
    except (KeyError, ValueError):
        return None
