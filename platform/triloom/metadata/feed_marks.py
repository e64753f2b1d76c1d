"""Places in the change feed, so that a conversion only looks again at records that changed meanwhile."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.records.tables import change

if TYPE_CHECKING:
    from triloom.context import RequestContext


def last_position(ctx: "RequestContext") -> int:
    """Return the highest place in the feed that this transaction sees; 0 while it is empty."""
    statement = sa.select(sa.func.coalesce(sa.func.max(change.c.seq), 0))
    return int(ctx.connection.execute(statement).scalar_one())


def changed_since(form_id: uuid.UUID, position: int) -> sa.Select[uuid.UUID]:
    """Return a selection of the records of a form that have a place after `position`."""
    return sa.select(change.c.record_id).where(change.c.seq > position, change.c.form_id == form_id)


def written_under_older_version(
    form_id: uuid.UUID, position: int, version: int
) -> sa.Select[uuid.UUID]:
    """Return a selection of the records whose last change after `position` knew an older version."""
    older = sa.case((change.c.schema_version < version, change.c.seq), else_=0)
    return (
        sa.select(change.c.record_id)
        .where(change.c.seq > position, change.c.form_id == form_id)
        .group_by(change.c.record_id)
        .having(sa.func.max(older) == sa.func.max(change.c.seq))
    )
