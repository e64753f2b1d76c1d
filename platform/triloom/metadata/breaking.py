"""Rows that the new rules of a form would break: counted before publishing, so that nobody is surprised."""

import uuid
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.metadata.catalog import PublishedForm
from triloom_core.ids import column_name
from triloom_form.schema import compile_validator
from triloom_form.spec import FieldSpec
from triloom_form.storage import fold
from triloom_form.types import field_type

SCAN_LIMIT = 20_000
"""Rows looked at for a changed rule; above it the count says "at least"."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """Rows of a form that do not fit a rule of its next version."""

    code: str
    field: FieldSpec
    rows: int
    blocks: bool
    sample: tuple[str, ...] = ()


def count_rows(connection: Connection, table: sa.Table) -> int:
    """Return the number of live rows of a table."""
    statement = sa.select(sa.func.count()).select_from(table).where(table.c.deleted_at.is_(None))
    return int(connection.execute(statement).scalar_one())


def count_cells(connection: Connection, form: PublishedForm, field: FieldSpec) -> int:
    """Return how many rows, trash included, hold a value of a field; rows for a sub-table."""
    if field.type == "subtable":
        return count_rows(connection, form.subtables[field.id].table)
    for table in (form.table, *(item.table for item in form.subtables.values())):
        column = table.c.get(column_name(field.id))
        if column is not None:
            statement = sa.select(sa.func.count()).select_from(table).where(column.is_not(None))
            return int(connection.execute(statement).scalar_one())
    return 0


def breakages(
    connection: Connection, form: PublishedForm, after: tuple[FieldSpec, ...]
) -> list[Breakage]:
    """Return what the rows of a published form break of the fields of its next version."""
    found: list[Breakage] = []
    before = {item.id: item for item in form.spec.fields}
    for field in after:
        old = before.get(field.id)
        kind = field_type(field.type)
        if kind.computed or field.type == "subtable":
            continue
        if field.required and not (old is not None and old.required):
            found += _missing(connection, form, field, old)
        if old is None or old.type != field.type:
            continue
        if field.unique and not old.unique:
            found += _repeated(connection, form, field)
        if kind.json_schema(field) != kind.json_schema(old) or _limits(field) != _limits(old):
            found += _misfits(connection, form, old, field)
    return found


def _limits(field: FieldSpec) -> tuple[object, object]:
    return field.settings.get("min"), field.settings.get("max")


def _column(form: PublishedForm, field_id: uuid.UUID) -> sa.Column[object] | None:
    return form.table.c.get(column_name(field_id))


def _missing(
    connection: Connection, form: PublishedForm, field: FieldSpec, old: FieldSpec | None
) -> list[Breakage]:
    column = None if old is None else _column(form, field.id)
    table = form.table
    statement = sa.select(sa.func.count()).select_from(table).where(table.c.deleted_at.is_(None))
    if column is not None:
        statement = statement.where(column.is_(None))
    rows = int(connection.execute(statement).scalar_one())
    return [Breakage("plan.rows_without_value", field, rows, blocks=False)] if rows else []


def _repeated(connection: Connection, form: PublishedForm, field: FieldSpec) -> list[Breakage]:
    column = _column(form, field.id)
    if column is None:
        return []
    statement = sa.select(column).where(column.is_not(None), form.table.c.deleted_at.is_(None))
    counts = Counter(
        fold(value) if isinstance(value, str) else value
        for (value,) in connection.execute(statement)
    )
    repeated = [(value, count) for value, count in counts.items() if count > 1]
    if not repeated:
        return []
    sample = tuple(str(value) for value, _count in repeated[:3])
    rows = sum(count for _value, count in repeated)
    return [Breakage("publish.values_repeat", field, rows, blocks=True, sample=sample)]


def _misfits(
    connection: Connection, form: PublishedForm, old: FieldSpec, new: FieldSpec
) -> list[Breakage]:
    column = _column(form, new.id)
    if column is None:
        return []
    kind = field_type(new.type)
    validator = compile_validator(kind.json_schema(new))
    statement = (
        sa.select(column)
        .where(column.is_not(None), form.table.c.deleted_at.is_(None))
        .limit(SCAN_LIMIT)
    )
    rows = 0
    sample: list[str] = []
    for (stored,) in connection.execute(statement):
        value = kind.from_storage(old, stored)
        if not validator.is_valid(value) or list(kind.check_value(new, value)):
            rows += 1
            if len(sample) < 3:  # noqa: PLR2004
                sample.append(kind.format_text(old, value, "en")[:60])
    if not rows:
        return []
    return [Breakage("plan.rows_outside_rule", new, rows, blocks=False, sample=tuple(sample))]
