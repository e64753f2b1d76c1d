"""Unique fields: who already has a value, asked in sets before a bulk, or after one write clashed."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from triloom.access.predicate import check_row
from triloom.context import RequestContext
from triloom.records.drafts import Draft
from triloom.records.layout import FormLayout, StoredField
from triloom.records.read import load_image
from triloom.records.visibility import visibility_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json

CHUNK = 500
"""Values per IN list."""


def unique_column(item: StoredField) -> sa.Column[Any]:
    """Return the column that is compared: the folded key of a text, else the value."""
    return item.key_column if item.key_column is not None else item.column


def unique_value(item: StoredField, value: Json) -> object:
    """Return what is compared; None never clashes."""
    if value is None:
        return None
    return item.encode(value)[unique_column(item).key]


def _one_of(
    connection: Connection, column: sa.Column[Any], values: Sequence[object]
) -> sa.ColumnElement[bool]:
    """Return the membership test; PostgreSQL gets one array, which it hashes or looks up."""
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    array = sa.bindparam(None, list(values), type_=postgresql.ARRAY(column.type))
    return column == sa.any_(array)


def owners_of(
    connection: Connection, layout: FormLayout, item: StoredField, values: Iterable[object]
) -> dict[object, uuid.UUID]:
    """Return which live record has each of the compared values."""
    column = unique_column(item)
    table = layout.table
    wanted = list({value for value in values if value is not None})
    found: dict[object, uuid.UUID] = {}
    for start in range(0, len(wanted), CHUNK):
        statement = sa.select(column, table.c.id).where(
            _one_of(connection, column, wanted[start : start + CHUNK]),
            table.c.deleted_at.is_(None),
        )
        found.update((row[0], row[1]) for row in connection.execute(statement))
    return found


def add_clashes(ctx: RequestContext, layout: FormLayout, drafts: Sequence[Draft]) -> None:
    """Add a fault to every draft whose unique value another record or an earlier draft has."""
    for item in layout.unique:
        key = item.field.key
        values = {
            index: unique_value(item, draft.after.get(key))
            for index, draft in enumerate(drafts)
            if draft.before is None or draft.before.get(key) != draft.after.get(key)
        }
        owners = owners_of(ctx.connection, layout, item, values.values())
        first: dict[object, Draft] = {}
        for index, value in values.items():
            draft = drafts[index]
            if value is None:
                continue
            owner = owners.get(value)
            if owner is not None and owner != draft.record_id:
                draft.faults.append(_fault(ctx, layout, item, draft, owner))
            elif value in first:
                place = first[value].pointer
                data = {"field": item.field.title(ctx.language), "other": place}
                pointer = f"{draft.pointer}/{key}"
                draft.faults.append(Fault(pointer, "record.unique_in_request", dict(data)))
            else:
                first[value] = draft


def _fault(
    ctx: RequestContext, layout: FormLayout, item: StoredField, draft: Draft, owner: uuid.UUID
) -> Fault:
    data = _names(ctx, layout, item, draft.after.get(item.field.key), owner)
    return Fault(f"{draft.pointer}/{item.field.key}", "record.unique_taken", data)


def _names(
    ctx: RequestContext, layout: FormLayout, item: StoredField, value: Json, owner: uuid.UUID
) -> dict[str, Json]:
    """Return what a message may say; a record the caller may not see stays nameless."""
    image = load_image(ctx, layout, owner)
    shown = image is not None and check_row(ctx, layout.form, "read", image)
    title = "–"
    if image is not None and shown:
        title = layout.title(visibility_of(ctx, layout.form).show(image), ctx.language)
    return {
        "field": item.field.title(ctx.language),
        "value": str(value)[:80],
        "record": str(owner) if shown else None,
        "title": title,
    }


def clash_error(
    ctx: RequestContext, layout: FormLayout, drafts: Sequence[Draft], error: IntegrityError
) -> TriloomError | IntegrityError:
    """Return the 409 of a write that broke a unique index; the original when it is something else.

    PostgreSQL has aborted the transaction by now, so the other record is sought in a new one.
    """
    with ctx.services.database.read() as connection:
        reading = ctx.services.context(connection, ctx.principal, language=ctx.language)
        for item in layout.unique:
            for draft in drafts:
                value = draft.after.get(item.field.key)
                owners = owners_of(connection, layout, item, [unique_value(item, value)])
                for owner in owners.values():
                    if owner != draft.record_id:
                        fault = _fault(reading, layout, item, draft, owner)
                        return TriloomError(
                            "record.unique_taken", status=409, data=fault.data, faults=[fault]
                        )
    text = str(error.orig)
    for item in layout.unique:
        if unique_column(item).name in text:
            data: dict[str, Json] = {"field": item.field.title(ctx.language)}
            return TriloomError("record.unique_taken_unknown", status=409, data=data)
    return error
