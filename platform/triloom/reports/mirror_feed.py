"""The mirror's place in the change feed, and what has changed since.

On PostgreSQL commits do not come in the order of their numbers. So the *data* is everything that the
asker's snapshot shows (own writes are never hidden behind somebody's long import), while the stored
*position* stops at the oldest transaction that still runs; rows above it are read again next time and
recognised by their number.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.records.tables import change

if TYPE_CHECKING:
    from triloom.reports.duck import DuckFile

_OLDEST_RUNNING = sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_FETCH_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one transaction sees above the mirror's position."""

    position: int
    is_new_position: bool
    changed: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    """Form id → ids of its changed records."""
    above: frozenset[int] = field(default=frozenset())
    """Sequence numbers at or above the new position: applied, but to be met again."""


class FeedCursor:
    """Where the mirror stands; its memory of rows above the position lives as long as the process."""

    def __init__(self) -> None:
        self._position = 0
        self._above: frozenset[int] = frozenset()
        self._head = 0

    @property
    def position(self) -> str:
        """The last applied sequence number, as text for answers."""
        return str(self._head)

    def restore(self, file: "DuckFile") -> None:
        """Take the position that the file was committed with."""
        row = file.connection.execute("SELECT place, head FROM mirror_position").fetchone()
        self._position, self._head = (int(row[0]), int(row[1])) if row else (0, 0)
        self._above = frozenset()

    def read(self, connection: Connection, tenant_id: uuid.UUID) -> Backlog:
        """Return what a connection sees above the position; snapshots must come in their order."""
        is_postgresql = connection.dialect.name == "postgresql"
        order = change.c.xid8 if is_postgresql else change.c.seq
        place = self._position
        if is_postgresql:
            place = int(connection.execute(_OLDEST_RUNNING).scalar_one())
        statement = sa.select(change.c.seq, order, change.c.form_id, change.c.record_id).where(
            order >= self._position if is_postgresql else order > self._position,
            change.c.tenant_id == tenant_id,
        )
        changed: dict[uuid.UUID, set[uuid.UUID]] = {}
        above: set[int] = set()
        head = self._head
        for row in connection.execute(statement).yield_per(_FETCH_SIZE):
            sequence, at, form_id, record_id = row
            head = max(head, sequence)
            if is_postgresql and at >= place:
                above.add(sequence)
            if not is_postgresql:
                place = max(place, at)
            if sequence not in self._above:
                changed.setdefault(form_id, set()).add(record_id)
        self._seen_head = head
        return Backlog(
            position=place,
            is_new_position=place != self._position or above != self._above,
            changed={form_id: frozenset(ids) for form_id, ids in changed.items()},
            above=frozenset(above),
        )

    def store(self, cursor: Any, backlog: Backlog) -> None:
        """Write the new position in the transaction that applies the data."""
        cursor.execute("DELETE FROM mirror_position")
        cursor.execute(
            "INSERT INTO mirror_position VALUES (?, ?)", [backlog.position, self._seen_head]
        )

    def accept(self, backlog: Backlog) -> None:
        """Stand at the new position, after the data was committed."""
        self._position = backlog.position
        self._above = backlog.above
        self._head = self._seen_head
