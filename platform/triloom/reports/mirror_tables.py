"""What is mirrored of a form, and how rows of the record store become Arrow batches."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.database.types import Day, Identifier, Instant, JsonDocument

if TYPE_CHECKING:
    import pyarrow as pa

    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class MirrorColumn:
    """One mirrored column: its name and its DuckDB type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class MirrorTable:
    """One table of the mirror and where its rows come from.

    `owner` is the column that holds the id of the record a row belongs to: `id` itself for records,
    the parent for sub-rows and stage events. `form` (with `form_column`) narrows a shared table.
    """

    name: str
    source: sa.Table
    columns: tuple[MirrorColumn, ...]
    owner: str
    form_column: str | None = None
    form_id: uuid.UUID | None = None

    @property
    def signature(self) -> str:
        """Text that differs when the table must be rebuilt."""
        return ",".join(f"{column.name} {column.type}" for column in self.columns)

    def select(self, owners: Sequence[uuid.UUID] | None = None) -> sa.Select[Any]:
        """Return the statement for all rows, or for those that belong to some records."""
        statement = sa.select(*(self.source.c[column.name] for column in self.columns))
        if self.form_column is not None:
            statement = statement.where(self.source.c[self.form_column] == self.form_id)
        if owners is not None:
            statement = statement.where(self.source.c[self.owner].in_(owners))
        return statement


def duck_type(column: sa.Column[Any]) -> str:
    """Return the DuckDB type that keeps the values of a column of the record store."""
    kind = column.type
    for known, name in _TYPES:
        if isinstance(kind, known):
            return name
    return "VARCHAR"


_TYPES: tuple[tuple[type[Any], str], ...] = (
    (Identifier, "UUID"),
    (Instant, "TIMESTAMP WITH TIME ZONE"),
    (Day, "DATE"),
    (JsonDocument, "JSON"),
    (sa.Boolean, "BOOLEAN"),
    (sa.Float, "DOUBLE"),
    (sa.Integer, "BIGINT"),
)


def mirror_columns(table: sa.Table, hidden: frozenset[str]) -> tuple[MirrorColumn, ...]:
    """Return the columns to mirror; `hidden` names those that must never leave the record store."""
    return tuple(
        MirrorColumn(column.name, duck_type(column))
        for column in table.columns
        if column.name not in hidden
    )


def tables_of(form: "PublishedForm") -> tuple[MirrorTable, ...]:
    """Return the tables that one form needs: its records and its sub-tables."""
    hidden = frozenset(
        column_of(field.id) for field in form.spec.fields if field.settings.get("encrypted")
    )
    found = [MirrorTable(form.table.name, form.table, mirror_columns(form.table, hidden), "id")]
    for subtable in form.subtables.values():
        columns = mirror_columns(subtable.table, frozenset())
        found.append(MirrorTable(subtable.table.name, subtable.table, columns, "parent_id"))
    return tuple(found)


def column_of(field_id: uuid.UUID) -> str:
    """Return the physical column name of a field."""
    from triloom_core.ids import column_name

    return column_name(field_id)


def to_arrow(table: MirrorTable, rows: Iterable[Sequence[Any]]) -> "pa.Table":
    """Return rows of the record store as one Arrow table that DuckDB reads without a copy."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = [
        _ARRAYS.get(column.type, _plain)(values)
        for column, values in zip(table.columns, columns, strict=True)
    ]
    return pa.table(arrays, names=[column.name for column in table.columns])


def _plain(values: Sequence[Any]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string(), from_pandas=False)


def _typed(
    name: str, convert: Callable[[Any], Any] | None = None
) -> Callable[[Sequence[Any]], Any]:
    def build(values: Sequence[Any]) -> Any:
        import pyarrow as pa

        used = values if convert is None else [v if v is None else convert(v) for v in values]
        return pa.array(used, getattr(pa, name)())

    return build


def _instants(values: Sequence[datetime | None]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.timestamp("us", tz="UTC"))


def _json(values: Sequence[Any]) -> Any:
    import orjson
    import pyarrow as pa

    return pa.array([None if v is None else orjson.dumps(v).decode() for v in values], pa.string())


_ARRAYS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "UUID": _typed("string", str),
    "TIMESTAMP WITH TIME ZONE": _instants,
    "DATE": _typed("date32"),
    "JSON": _json,
    "BOOLEAN": _typed("bool_"),
    "DOUBLE": _typed("float64"),
    "BIGINT": _typed("int64"),
}
