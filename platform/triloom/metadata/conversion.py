"""Type changes: cells of a field written into another column under another type, in batches.

The old column stays as it is. Going back later finds it again: a cell that nobody has touched since
is taken from there unchanged, so nothing that could not be converted is lost for good.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.database.types import BinaryText, Identifier
from triloom.metadata.form_plan import CellsConverted, KeysFolded
from triloom.metadata.form_table import FOLD_SUFFIX, column_type
from triloom_core.json_types import Json
from triloom_form.field_type import FieldType, TextFault
from triloom_form.schema import compile_validator
from triloom_form.spec import FieldSpec
from triloom_form.storage import fold
from triloom_form.types import field_type

BATCH = 1_000
SAMPLES = 20


@dataclass(slots=True)
class ConversionReport:
    """What a conversion does: `lost` cells become empty, `changed` ones lose digits or form."""

    cells: int = 0
    lost: int = 0
    changed: int = 0
    samples: list[dict[str, Json]] = field(default_factory=list)
    """Up to 20 cells that are lost: {record, value}."""


class Converter:
    """Converts API values of one field into those of another."""

    def __init__(self, before: FieldSpec, after: FieldSpec, language: str) -> None:
        self._before, self._after = before, after
        self._old: FieldType = field_type(before.type)
        self._new: FieldType = field_type(after.type)
        self._language = language
        self._validator: jsonschema_rs.Draft202012Validator = compile_validator(
            self._new.json_schema(after)
        )
        both = (self._old.expression_type(before), self._new.expression_type(after))
        self._numbers = all(found.is_number for found in both)

    def convert(self, value: Json) -> tuple[Json, bool]:
        """Return (new value or None, whether it says the same)."""
        try:
            new = self._numbers_or_text(value)
        except (TextFault, ValueError, TypeError, KeyError, ArithmeticError):
            return None, False
        if new is None or not self._fits(new):
            return None, False
        new = self._new.normalize(self._after, new)
        if new is None:
            return None, False
        return new, not self._numbers or self._same_number(value, new)

    def _numbers_or_text(self, value: Json) -> Json:
        if self._numbers:
            number = self._old.to_expression(self._before, value)
            return self._new.from_expression(self._after, number)
        text = self._old.format_text(self._before, value, self._language)
        return self._new.parse_text(self._after, text, self._language)

    def _same_number(self, value: Json, new: Json) -> bool:
        return self._old.to_expression(self._before, value) == self._new.to_expression(
            self._after, new
        )

    def _fits(self, value: Json) -> bool:
        if not self._validator.is_valid(value):
            return False
        return not list(self._new.check_value(self._after, value))


class CellConversion:
    """Converts the cells of one field of one table, batch by batch in the order of the ids."""

    def __init__(self, operation: CellsConverted, schema: str | None, language: str) -> None:
        self._operation = operation
        self._old_type = field_type(operation.before.type)
        self._new_type = field_type(operation.after.type)
        old = self._old_type.storage(operation.before)
        new = self._new_type.storage(operation.after)
        assert old is not None
        assert new is not None
        self._source = sa.Column(operation.source, column_type(old))
        self._target = sa.Column(operation.target, column_type(new))
        self._table = sa.Table(
            operation.table,
            sa.MetaData(schema=schema),
            sa.Column("id", Identifier, primary_key=True),
            sa.Column("parent_id", Identifier),
            self._source,
            self._target,
        )
        self._forward = Converter(operation.before, operation.after, language)
        self._backward = Converter(operation.after, operation.before, language)
        self.report = ConversionReport()

    def batch(
        self,
        connection: Connection,
        after: uuid.UUID | None = None,
        *,
        dry_run: bool = False,
        only: sa.Select[uuid.UUID] | None = None,
    ) -> uuid.UUID | None:
        """Convert the next batch after an id; return the last id of it, None when all is done.

        `only` limits it to records whose ids it selects (in a sub-table: to their rows).
        """
        rows = self._read(
            connection, after, only, with_target=not dry_run or self._operation.reused
        )
        if not rows:
            return None
        changes = [change for row in rows if (change := self._convert(row)) is not None]
        if changes and not dry_run:
            connection.execute(
                self._table.update()
                .where(self._table.c.id == sa.bindparam("b_id"))
                .values({self._target.name: sa.bindparam("b_value", type_=self._target.type)}),
                changes,
            )
        last: uuid.UUID = rows[-1][0]
        return last

    def run(
        self,
        connection: Connection,
        *,
        dry_run: bool = False,
        only: sa.Select[uuid.UUID] | None = None,
    ) -> ConversionReport:
        """Convert everything in one transaction, or only count what would become of it."""
        last = self.batch(connection, dry_run=dry_run, only=only)
        while last is not None:
            last = self.batch(connection, last, dry_run=dry_run, only=only)
        return self.report

    def _read(
        self,
        connection: Connection,
        after: uuid.UUID | None,
        only: sa.Select[uuid.UUID] | None,
        *,
        with_target: bool,
    ) -> list[sa.Row[*tuple[Any, ...]]]:
        identifier = self._table.c.id
        columns = [self._source, self._target] if with_target else [self._source]
        statement = sa.select(identifier, *columns).order_by(identifier).limit(BATCH)
        if only is None:
            filled: sa.ColumnElement[bool] = self._source.is_not(None)
            if self._operation.reused:
                filled = sa.or_(filled, self._target.is_not(None))
            statement = statement.where(filled)
        else:
            # What was emptied meanwhile must become empty in the target too.
            in_rows = self._operation.in_rows
            holder = self._table.c.parent_id if in_rows else identifier
            statement = statement.where(holder.in_(only))
        if after is not None:
            statement = statement.where(identifier > after)
        return list(connection.execute(statement))

    def _convert(self, row: sa.Row[*tuple[Any, ...]]) -> dict[str, object] | None:
        operation = self._operation
        value = None if row[1] is None else self._old_type.from_storage(operation.before, row[1])
        if operation.reused and row[2] is not None:
            kept = self._new_type.from_storage(operation.after, row[2])
            if self._backward.convert(kept)[0] == value:
                return None  # untouched since: what stands in the column is the original
        new, exact = (None, True) if value is None else self._forward.convert(value)
        _count(self.report, str(row[0]), value, new, exact=exact)
        stored = None if new is None else self._new_type.to_storage(operation.after, new)
        return {"b_id": row[0], "b_value": stored}


def _count(report: ConversionReport, record: str, value: Json, new: Json, *, exact: bool) -> None:
    if value is None:
        return
    report.cells += 1
    if new is None:
        report.lost += 1
        if len(report.samples) < SAMPLES:
            report.samples.append({"record": record, "value": value})
    elif not exact:
        report.changed += 1


class KeyFolding:
    """Writes the folded keys of a text that becomes unique, batch by batch in the order of the ids."""

    def __init__(self, operation: KeysFolded, schema: str | None) -> None:
        self._table = sa.Table(
            operation.table,
            sa.MetaData(schema=schema),
            sa.Column("id", Identifier, primary_key=True),
            sa.Column(operation.column, BinaryText),
            sa.Column(operation.column + FOLD_SUFFIX, BinaryText),
        )
        self._source = self._table.c[operation.column]
        self._key = self._table.c[operation.column + FOLD_SUFFIX]

    def batch(
        self,
        connection: Connection,
        after: uuid.UUID | None = None,
        *,
        only: sa.Select[uuid.UUID] | None = None,
    ) -> uuid.UUID | None:
        """Write the next batch after an id; return the last id of it, None when all is done."""
        identifier = self._table.c.id
        statement = sa.select(identifier, self._source).order_by(identifier).limit(BATCH)
        if only is not None:
            statement = statement.where(identifier.in_(only))
        else:
            statement = statement.where(self._source.is_not(None))
        if after is not None:
            statement = statement.where(identifier > after)
        rows = list(connection.execute(statement))
        if not rows:
            return None
        connection.execute(
            self._table.update()
            .where(identifier == sa.bindparam("b_id"))
            .values({self._key.name: sa.bindparam("b_key")}),
            [
                {"b_id": row[0], "b_key": None if row[1] is None else fold(str(row[1])) or None}
                for row in rows
            ],
        )
        last: uuid.UUID = rows[-1][0]
        return last

    def run(self, connection: Connection, *, only: sa.Select[uuid.UUID] | None = None) -> None:
        """Write all keys, or those of the records that `only` selects."""
        last = self.batch(connection, only=only)
        while last is not None:
            last = self.batch(connection, last, only=only)
