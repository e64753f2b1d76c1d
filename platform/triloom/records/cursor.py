"""Keyset cursors: where a page ended, signed, and the condition that goes on from there."""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias

import orjson
import sqlalchemy as sa

from triloom.database.types import instant_to_microseconds, microseconds_to_instant
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

StoredValue: TypeAlias = (
    "bool | int | float | str | uuid.UUID | datetime | date | time | Decimal | None"
)
SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column to sort by; nulls come last in both directions."""

    column: sa.ColumnElement[Any]
    descending: bool
    nullable: bool = True

    def clause(self) -> sa.ColumnElement[Any]:
        """Return the ORDER BY member."""
        ordered = self.column.desc() if self.descending else self.column.asc()
        return ordered.nulls_last() if self.nullable else ordered


def after(keys: Sequence[SortKey], values: Sequence[StoredValue]) -> sa.ColumnElement[bool]:
    """Return the condition that holds for rows strictly behind `values` in the order of `keys`."""
    alternatives: list[sa.ColumnElement[bool]] = []
    equal: list[sa.ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        behind = _behind(key, value)
        if behind is not None:
            alternatives.append(sa.and_(*equal, behind))
        equal.append(key.column.is_(None) if value is None else key.column == value)
    return sa.or_(*alternatives) if alternatives else sa.false()


def _behind(key: SortKey, value: StoredValue) -> sa.ColumnElement[bool] | None:
    if value is None:
        return None
    beyond = key.column < value if key.descending else key.column > value
    return sa.or_(beyond, key.column.is_(None)) if key.nullable else beyond


def fingerprint(*parts: object) -> str:
    """Return a short hash of what a cursor belongs to: form, filter, order, reader."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def encode(secret: bytes, scope: str, values: Sequence[StoredValue]) -> str:
    """Return the signed text of a place; `scope` ties it to one query of one reader."""
    payload = orjson.dumps([scope, [_tag(value) for value in values]])
    return base64.urlsafe_b64encode(_sign(secret, payload) + payload).decode().rstrip("=")


def decode(secret: bytes, scope: str, text: str, count: int) -> tuple[StoredValue, ...]:
    """Return the values of a cursor; raises 400 when it was not made for this query."""
    refused = TriloomError("query.cursor_invalid", status=400)
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, UnicodeEncodeError):
        raise refused from None
    signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign(secret, payload)):
        raise refused
    found_scope, tagged = orjson.loads(payload)
    if found_scope != scope or len(tagged) != count:
        raise refused
    return tuple(_untag(item) for item in tagged)


def _sign(secret: bytes, payload: bytes) -> bytes:
    return hmac.new(secret, b"cursor\x00" + payload, hashlib.sha256).digest()[:SIGNATURE_BYTES]


def _tag(value: StoredValue) -> Json:
    match value:
        case uuid.UUID():
            return {"u": value.hex}
        case datetime():
            return {"i": instant_to_microseconds(value)}
        case date():
            return {"d": value.isoformat()}
        case time():
            return {"t": value.isoformat()}
        case Decimal():
            return {"n": str(value)}
        case _:
            return value


def _untag(value: Json) -> StoredValue:
    if not isinstance(value, dict):
        return value  # type: ignore[return-value]  # lists never occur: `_tag` makes none
    ((kind, text),) = value.items()
    match kind:
        case "u":
            return uuid.UUID(str(text))
        case "i":
            return microseconds_to_instant(int(str(text)))
        case "d":
            return date.fromisoformat(str(text))
        case "t":
            return time.fromisoformat(str(text))
        case _:
            return Decimal(str(text))
