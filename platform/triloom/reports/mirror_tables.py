"""What is mirrored of a form, and how rows of the record store become Arrow batches."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
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

    @cached_property
    def statement(self) -> sa.Select[Any]:
        """The statement for all rows."""
        return sa.select(*(column.source for column in self.columns))

    def select(self, owners: Sequence[uuid.UUID]) -> sa.Select[Any]:
        """Return the statement for the rows of some records."""
        return self.statement.where(self.column(self.owner).in_(owners))

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
