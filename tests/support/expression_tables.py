"""Tables that hold the fields of the conformance file, one form for each dialect."""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from tests.support.conformance import Case, type_of, value_of
from triloom_core.expression import ExpressionType, Kind, Value
from triloom_core.sql.sqlite_functions import SQLITE_FUNCTIONS

SQLITE, POSTGRESQL, DUCKDB = "sqlite", "postgresql", "duckdb"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_COLUMNS: dict[Kind, tuple[str, str, str]] = {
    Kind.BOOLEAN: ("BOOLEAN", "boolean", "BOOLEAN"),
    Kind.INTEGER: ("INTEGER", "bigint", "BIGINT"),
    Kind.DECIMAL: ("INTEGER", "bigint", "BIGINT"),
    Kind.CURRENCY: ("INTEGER", "bigint", "BIGINT"),
    Kind.FLOAT: ("REAL", "double precision", "DOUBLE"),
    Kind.TEXT: ("TEXT", 'text COLLATE "C"', "VARCHAR"),
    Kind.DATE: ("TEXT", "date", "DATE"),
    Kind.DATETIME: ("INTEGER", "timestamptz", "TIMESTAMPTZ"),
    Kind.TIME: ("TEXT", "time", "TIME"),
    Kind.LINK: ("BLOB", "uuid", "UUID"),
    Kind.LIST: ("TEXT", "jsonb", "JSON"),
}


class Store:
    """The statements that make and fill both tables: `single` (one row) and `several`."""

    def __init__(self, head: Mapping[str, Any], cases: Sequence[Case], dialect: str) -> None:
        self._head = head
        self._dialect = dialect
        self._fields = {
            name: (type_of(field["type"]), value_of(field["value"]))
            for case in cases
            for name, field in case.fields.items()
        }

    def statements(self) -> Iterator[str]:
        """Yield the statements."""
        types = {name: kind for name, (kind, _value) in self._fields.items()}
        yield from self._table("single", types, [[value for _, value in self._fields.values()]])
        rows = self._head["rows"]
        types = {name: type_of(text) for name, text in rows["fields"].items()}
        yield from self._table(
            "several", types, [list(map(value_of, row)) for row in rows["values"]]
        )

    def _table(
        self, name: str, types: Mapping[str, ExpressionType], rows: Sequence[Sequence[Value]]
    ) -> Iterator[str]:
        place = (SQLITE, POSTGRESQL, DUCKDB).index(self._dialect)
        columns = ", ".join(f'"{key}" {_COLUMNS[kind.kind][place]}' for key, kind in types.items())
        yield f"CREATE TABLE {name} ({columns})"
        for row in rows:
            values = ", ".join(
                self._literal(value, kind) for value, kind in zip(row, types.values(), strict=True)
            )
            yield f"INSERT INTO {name} VALUES ({values})"

    def _literal(self, value: Value, kind: ExpressionType) -> str:
        if value is None:
            return "NULL"
        if kind.is_exact and isinstance(value, (int, Decimal)):
            return str(int(Decimal(value).scaleb(kind.scale)))
        if isinstance(value, (bool, float)):
            return repr(value)
        if isinstance(value, datetime) and self._dialect == SQLITE:
            return str((value - _EPOCH) // timedelta(microseconds=1))
        if kind.kind is Kind.LINK and self._dialect == SQLITE:
            return f"X'{uuid.UUID(str(value)).hex}'"
        if isinstance(value, tuple):
            return _quoted(json.dumps(value))
        return _quoted(value if isinstance(value, str) else value.isoformat())  # type: ignore[union-attr]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sqlite_engine() -> sa.Engine:
    """Return an engine on an empty database in memory, with our functions registered."""
    engine = sa.create_engine("sqlite://", module=sqlite3)

    @sa.event.listens_for(engine, "connect")
    def _register(connection: Any, _record: object) -> None:
        for name, (arity, function) in SQLITE_FUNCTIONS.items():
            connection.create_function(name, arity, function, deterministic=True)

    return engine


def read_back(raw: Any, kind: ExpressionType) -> Value:
    """Return the value of a result column."""
    if raw is None:
        return None
    if kind.is_exact:
        return Decimal(int(raw)).scaleb(-kind.scale)
    if kind.kind is Kind.FLOAT:
        return float(raw)
    if kind.kind is Kind.BOOLEAN:
        return bool(raw)
    if isinstance(raw, bytes):
        return str(uuid.UUID(bytes=raw))
    if isinstance(raw, uuid.UUID):
        return str(raw)
    if kind.kind is Kind.DATE and isinstance(raw, str):
        return date.fromisoformat(raw)
    if kind.kind is Kind.TIME and isinstance(raw, str):
        return time.fromisoformat(raw)
    if kind.kind is Kind.DATETIME and isinstance(raw, int):
        return _EPOCH + timedelta(microseconds=raw)
    return raw  # type: ignore[no-any-return]
