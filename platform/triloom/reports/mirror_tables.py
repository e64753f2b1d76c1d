"""What is mirrored of a form, and how rows of the record store become Arrow batches."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.database.types import Day, Identifier, Instant, JsonDocument
from triloom.flows.tables import flow_stage_change
from triloom.metadata.form_table import FOLD_SUFFIX
from triloom_core.ids import column_name

if TYPE_CHECKING:
    import pyarrow as pa

    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class MirrorColumn:
    """One mirrored column: its name there, its DuckDB type, and the column it is read from."""

    name: str
    type: str
    source: sa.Column[Any]


@dataclass(frozen=True)
class MirrorTable:
    """One table of the mirror and where its rows come from.

    `owner` is the column that holds the id of the record a row belongs to: `id` itself for records,
    the parent for sub-rows and stage changes. `key` is the primary key, None when rows have none.
    """

    name: str
    columns: tuple[MirrorColumn, ...]
    owner: str
    key: str | None = "id"

    @property
    def signature(self) -> str:
        """Text that differs when the table must be rebuilt: also after a type change moved a column."""
        return ",".join(f"{c.name} {c.type} {c.source.name}" for c in self.columns)

    def statement(self, dialect: str) -> sa.Select[Any]:
        """Return the statement for all rows, with values as `to_arrow` takes them: plain and cheap."""
        return sa.select(*(_plain(column, dialect) for column in self.columns))

    def select(self, dialect: str, owners: Sequence[uuid.UUID]) -> sa.Select[Any]:
        """Return the statement for the rows of some records."""
        return self.statement(dialect).where(self.column(self.owner).in_(owners))

    def column(self, name: str) -> sa.Column[Any]:
        """Return the column of the record store behind a mirrored one."""
        return next(column.source for column in self.columns if column.name == name)

    def place(self, name: str) -> int:
        """Return the index of a column in the rows."""
        return next(i for i, column in enumerate(self.columns) if column.name == name)


STAGE_CHANGES = MirrorTable(
    name="flow_stage_change",
    columns=(
        MirrorColumn("record_id", "UUID", flow_stage_change.c.record_id),
        MirrorColumn("stage", "VARCHAR", flow_stage_change.c.to_stage),
        MirrorColumn("entered_at", "TIMESTAMP WITH TIME ZONE", flow_stage_change.c.entered_at),
        MirrorColumn("position", "BIGINT", flow_stage_change.c.seq),
    ),
    owner="record_id",
    key=None,
)
"""Stage changes of all forms; they are only read beside records that the reader may see."""


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
    """Return the columns to mirror; `hidden` names those that must never leave the record store.

    Names are the logical ones of the fields; folding keys of unique texts stay behind.
    """
    return tuple(
        MirrorColumn(column.key, duck_type(column), column)
        for column in table.columns
        if column.key not in hidden and not column.key.endswith(FOLD_SUFFIX)
    )


def tables_of(form: "PublishedForm") -> tuple[MirrorTable, ...]:
    """Return the tables that one form needs: its records and its sub-tables."""
    hidden = frozenset(
        column_name(field.id)
        for parent in form.spec.fields
        for field in (parent, *parent.fields)
        if field.settings.get("encrypted")
    )
    records = MirrorTable(form.table.name, mirror_columns(form.table, hidden), "id")
    rows = (
        MirrorTable(part.table.name, mirror_columns(part.table, hidden), "parent_id")
        for part in form.subtables.values()
    )
    return (records, *rows)


def _plain(column: MirrorColumn, dialect: str) -> sa.ColumnElement[Any]:
    """Return a column without the conversions that a client of the record store would want.

    Instants arrive as microseconds, JSON as text; on SQLite ids are 16 bytes and days are texts.
    """
    if dialect == "sqlite":
        return sa.type_coerce(column.source, sa.types.NullType())
    if column.type == INSTANT:
        microseconds = sa.extract("epoch", column.source) * 1_000_000
        return sa.cast(microseconds, sa.BigInteger)
    if column.type == "JSON":
        return sa.cast(column.source, sa.Text)
    return column.source


def as_identifier(value: Any) -> uuid.UUID:
    """Return an id of a row as it was read."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(bytes=bytes(value))


def to_arrow(table: MirrorTable, rows: Sequence[Sequence[Any]]) -> "pa.Table":
    """Return rows of `MirrorTable.statement` as one Arrow table that DuckDB reads without a copy."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = [
        _ARRAYS[column.type](values) for column, values in zip(table.columns, columns, strict=True)
    ]
    return pa.table(arrays, names=[column.name for column in table.columns])


def _typed(name: str) -> Callable[[Sequence[Any]], Any]:
    def build(values: Sequence[Any]) -> Any:
        import pyarrow as pa

        return pa.array(values, getattr(pa, name)())

    return build


def _identifiers(values: Sequence[Any]) -> Any:
    import pyarrow as pa

    plain = [v.bytes if isinstance(v, uuid.UUID) else v for v in values]
    return pa.ExtensionArray.from_storage(pa.uuid(), pa.array(plain, pa.binary(16)))


def _instants(values: Sequence[int | None]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.int64()).cast(pa.timestamp("us", tz="UTC"))


def _days(values: Sequence[Any]) -> Any:
    import pyarrow as pa

    if any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, pa.date32())


def _booleans(values: Sequence[Any]) -> Any:
    import pyarrow as pa

    return pa.array([None if v is None else bool(v) for v in values], pa.bool_())


INSTANT = "TIMESTAMP WITH TIME ZONE"
_ARRAYS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "UUID": _identifiers,
    INSTANT: _instants,
    "DATE": _days,
    "JSON": _typed("string"),
    "VARCHAR": _typed("string"),
    "BOOLEAN": _booleans,
    "DOUBLE": _typed("float64"),
    "BIGINT": _typed("int64"),
}
