"""The change feed: one row per change of a record, read in an order that skips nothing.

On PostgreSQL sequence numbers commit out of order, so readers follow (xid8, seq) and stop below the
oldest transaction that still runs; on SQLite there is one writer and `seq` alone is the order.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.context import RequestContext
from triloom.records.tables import change
from triloom_core.json_types import Json

Operation = Literal["create", "update", "delete", "restore", "engine"]


@dataclass(frozen=True, slots=True, order=True)
class FeedPosition:
    """A place in the feed; a reader has seen every row at or before it."""

    transaction: int
    sequence: int

    def to_text(self) -> str:
        """Return the position as text, for storage and answers."""
        return f"{self.transaction}.{self.sequence}"

    @staticmethod
    def from_text(text: str) -> "FeedPosition":
        """Return the position of a text that `to_text` made; ValueError when it is not one."""
        transaction, _, sequence = text.partition(".")
        return FeedPosition(int(transaction), int(sequence))


START = FeedPosition(0, 0)
"""Before the first row."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a writer knows of one change; time, actor and transaction are added by `append`."""

    form_id: uuid.UUID
    record_id: uuid.UUID
    rev: int
    computed_rev: int
    op: Operation
    changes: Mapping[str, Json]
    schema_version: int
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One change as it is stored."""

    position: FeedPosition
    at: datetime
    effective_at: datetime
    actor: uuid.UUID | None
    on_behalf_of: uuid.UUID | None
    request_id: str
    source: str
    form_id: uuid.UUID
    record_id: uuid.UUID
    rev: int
    computed_rev: int
    op: Operation
    changes: dict[str, Json]
    schema_version: int


_CURRENT_TRANSACTION = sa.cast(sa.cast(sa.func.pg_current_xact_id(), sa.Text), sa.BigInteger)
_OLDEST_TRANSACTION = sa.cast(
    sa.cast(sa.func.pg_snapshot_xmin(sa.func.pg_current_snapshot()), sa.Text), sa.BigInteger
)
_INSERT = {
    "sqlite": change.insert(),
    "postgresql": change.insert().values(xid8=_CURRENT_TRANSACTION),
}


def append(ctx: RequestContext, entries: Iterable[FeedEntry], *, source: str) -> None:
    """Write the changes of this transaction; all rows go in one statement."""
    rows = [
        {
            "tenant_id": ctx.tenant_id,
            "at": ctx.now,
            "effective_at": entry.effective_at or ctx.now,
            "actor": ctx.principal.user_id,
            "on_behalf_of": None,
            "request_id": ctx.request_id,
            "source": source,
            "form_id": entry.form_id,
            "record_id": entry.record_id,
            "rev": entry.rev,
            "computed_rev": entry.computed_rev,
            "op": entry.op,
            "changes": dict(entry.changes),
            "schema_version": entry.schema_version,
        }
        for entry in entries
    ]
    if rows:
        ctx.connection.execute(
            _INSERT[ctx.services.database.dialect], rows if len(rows) > 1 else rows[0]
        )


def _after(position: FeedPosition) -> sa.ColumnElement[bool]:
    return sa.tuple_(change.c.xid8, change.c.seq) > sa.tuple_(
        sa.literal(position.transaction, sa.BigInteger),
        sa.literal(position.sequence, sa.BigInteger),
    )


def _to_row(row: sa.Row[Any]) -> FeedRow:
    found = row._mapping  # noqa: SLF001  (the documented accessor of SQLAlchemy rows)
    return FeedRow(
        position=FeedPosition(found["xid8"], found["seq"]),
        **{name: found[name] for name in FeedRow.__slots__ if name != "position"},
    )


def read(
    connection: Connection,
    tenant_id: uuid.UUID,
    after: FeedPosition,
    *,
    limit: int = 1_000,
    form_ids: Sequence[uuid.UUID] | None = None,
) -> list[FeedRow]:
    """Return up to `limit` rows after a position that no later commit can precede."""
    statement = (
        sa.select(change)
        .where(change.c.tenant_id == tenant_id, _after(after))
        .order_by(change.c.xid8, change.c.seq)
        .limit(limit)
    )
    if form_ids is not None:
        statement = statement.where(change.c.form_id.in_(form_ids))
    if connection.dialect.name == "postgresql":
        statement = statement.where(change.c.xid8 < _OLDEST_TRANSACTION)
    return [_to_row(row) for row in connection.execute(statement)]


def watermark(connection: Connection) -> FeedPosition:
    """Return the position up to which this snapshot of the feed is complete."""
    statement = (
        sa.select(change.c.xid8, change.c.seq)
        .order_by(change.c.xid8.desc(), change.c.seq.desc())
        .limit(1)
    )
    if connection.dialect.name == "postgresql":
        statement = statement.where(change.c.xid8 < _OLDEST_TRANSACTION)
    row = connection.execute(statement).first()
    return FeedPosition(row[0], row[1]) if row else START


_OF_RECORD = (
    sa.select(change)
    .where(change.c.record_id == sa.bindparam("record"), change.c.rev > sa.bindparam("base"))
    .order_by(change.c.seq)
)


def since_revision(connection: Connection, record_id: uuid.UUID, base_rev: int) -> list[FeedRow]:
    """Return the changes of a record that a writer with `base_rev` has not seen."""
    rows = connection.execute(_OF_RECORD, {"record": record_id, "base": base_rev})
    return [_to_row(row) for row in rows if row.op != "engine"]


def of_record(
    connection: Connection,
    record_id: uuid.UUID,
    *,
    before: int | None = None,
    limit: int = 100,
) -> list[FeedRow]:
    """Return the newest changes of a record first; `before` is a sequence number to go on from."""
    statement = (
        sa.select(change)
        .where(change.c.record_id == record_id)
        .order_by(change.c.seq.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(change.c.seq < before)
    return [_to_row(row) for row in connection.execute(statement)]
