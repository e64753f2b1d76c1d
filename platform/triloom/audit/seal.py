"""The seal over the security log: a hash chain written by a job, never in a user's transaction.

`hash = SHA-256(previous hash ‖ canonical JSON of the event)`. Events are sealed in the order of
their ids once they are older than `SETTLE`, because transactions commit out of order.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.audit.tables import event, seal

FIRST_HASH = bytes(32)
SETTLE = timedelta(minutes=2)
"""No transaction is open for longer than this (every statement has a shorter time-out)."""
BATCH = 1_000

_COLUMNS = (
    event.c.id,
    event.c.at,
    event.c.kind,
    event.c.actor_id,
    event.c.subject_id,
    event.c.address,
    event.c.request_id,
    event.c.data,
)


def canonical(event_row: Mapping[str, object]) -> bytes:
    """Return the bytes of an event that its hash covers; equal on every database."""
    content: dict[str, object] = {}
    for name, value in event_row.items():
        if isinstance(value, uuid.UUID):
            content[name] = str(value)
        elif isinstance(value, datetime):
            content[name] = value.isoformat()
        else:
            content[name] = value
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def next_hash(previous: bytes, event_row: Mapping[str, object]) -> bytes:
    """Return the hash of an event that follows `previous`."""
    return hashlib.sha256(previous + canonical(event_row)).digest()


def _head(connection: Connection, tenant_id: uuid.UUID) -> tuple[int, bytes]:
    row = connection.execute(
        sa.select(seal.c.seq, seal.c.hash)
        .where(seal.c.tenant_id == tenant_id)
        .order_by(seal.c.seq.desc())
        .limit(1)
    ).first()
    return (0, FIRST_HASH) if row is None else (row[0], bytes(row[1]))


def seal_events(connection: Connection, tenant_id: uuid.UUID, now: datetime) -> int:
    """Seal the next batch of settled events; return how many. One sealer runs at a time."""
    seq, previous = _head(connection, tenant_id)
    sealed = sa.exists().where(seal.c.tenant_id == tenant_id, seal.c.event_id == event.c.id)
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .where(event.c.tenant_id == tenant_id, event.c.at <= now - SETTLE, ~sealed)
        .order_by(event.c.id)
        .limit(BATCH)
    ).mappings()
    links: list[dict[str, object]] = []
    for row in rows:
        seq += 1
        previous = next_hash(previous, {str(name): value for name, value in row.items()})
        links.append(
            {
                "tenant_id": tenant_id,
                "seq": seq,
                "event_id": row["id"],
                "hash": previous,
                "sealed_at": now,
            }
        )
    if links:
        connection.execute(seal.insert(), links)
    return len(links)


@dataclass(frozen=True, slots=True)
class SealReport:
    """What verifying the chain found; `broken_at` is the first bad sequence number."""

    sealed: int
    unsealed: int
    head: str
    broken_at: int | None
    reason: str | None


_CHAIN = (
    sa.select(seal.c.seq, seal.c.hash, *_COLUMNS)
    .select_from(
        seal.outerjoin(
            event, sa.and_(event.c.tenant_id == seal.c.tenant_id, event.c.id == seal.c.event_id)
        )
    )
    .where(seal.c.tenant_id == sa.bindparam("tenant"))
    .order_by(seal.c.seq)
)


def _first_break(
    connection: Connection, tenant_id: uuid.UUID
) -> tuple[bytes, int | None, str | None]:
    """Return the last good hash, and the first bad sequence number with its reason."""
    previous = FIRST_HASH
    rows = connection.execute(_CHAIN, {"tenant": tenant_id}).mappings()
    for expected, row in enumerate(rows, start=1):
        content: dict[str, Any] = {str(name): value for name, value in row.items()}
        seq, stored = content.pop("seq"), bytes(content.pop("hash"))
        if seq != expected:
            return previous, expected, "a link of the chain is missing"
        if content["id"] is None:
            return previous, seq, "the sealed event was deleted"
        if next_hash(previous, content) != stored:
            return previous, seq, "the event differs from what was sealed"
        previous = stored
    return previous, None, None


def _count(connection: Connection, table: sa.Table, tenant_id: uuid.UUID) -> int:
    statement = sa.select(sa.func.count()).select_from(table)
    return int(connection.execute(statement.where(table.c.tenant_id == tenant_id)).scalar_one())


def verify_chain(connection: Connection, tenant_id: uuid.UUID) -> SealReport:
    """Recompute every hash; name the first event that was changed, removed or put in between."""
    previous, broken_at, reason = _first_break(connection, tenant_id)
    sealed = _count(connection, seal, tenant_id)
    return SealReport(
        sealed=sealed,
        unsealed=max(0, _count(connection, event, tenant_id) - sealed),
        head=previous.hex(),
        broken_at=broken_at,
        reason=reason,
    )
