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
