"""Reads the rows that a model learns from, through the same query layer as every list.

The engine reads as the system principal; what a reader may see of the outcome is decided when the
computed field is shown. Values become the plain types of the plugin protocol.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.records.layout import instant_text, layout_of
from triloom.records.relations import field_of, target_form
from triloom.records.source import SYSTEM_TYPES, Source
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


def read_table(
    ctx: RequestContext,
    form: "PublishedForm",
    paths: Sequence[str],
    *,
    only: Sequence[uuid.UUID] | None = None,
    open_only: bool = False,
) -> JsonObject:
    """Return `{ids, columns}` of the records that are not in the trash, oldest first.

    Columns are named by their path; `outcome` tells true, false or null (still open) of records
    with a pipeline.
    """
    system = ctx.acting_as(SYSTEM)
    layout = layout_of(form)
    source = Source.of(system, layout)
    columns = [source.column(tuple(path.split("."))) for path in paths]
    table = layout.table
    statement = (
        sa.select(table.c.id, table.c.stage_kind, *columns)
        .select_from(source.clause)
        .where(table.c.deleted_at.is_(None))
        .order_by(table.c.id)
    )
    if only is not None:
        statement = statement.where(table.c.id.in_(list(only)))
    if open_only:
        is_open = sa.or_(table.c.closed.is_(None), table.c.closed.is_(sa.false()))
        statement = statement.where(is_open)
    rows = ctx.connection.execute(statement).all()
    specs = [_spec_at(system, form, path.split(".")) for path in paths]
    read: JsonObject = {
        path: [plain(spec, row[at + 2]) for row in rows]
        for at, (path, spec) in enumerate(zip(paths, specs, strict=True))
    }
    outcomes: dict[str | None, Json] = {"success": True, "failure": False}
    read["outcome"] = [outcomes.get(row[1]) for row in rows]
    return {"ids": [str(row[0]) for row in rows], "columns": read}


def _spec_at(ctx: RequestContext, form: "PublishedForm", path: list[str]) -> FieldSpec | None:
    if len(path) == 1 and path[0] in SYSTEM_TYPES:
        return None
    spec = field_of(form, path[0])
    if spec is None or len(path) == 1:
        return spec
    target = target_form(ctx, form, spec)
    return None if target is None else _spec_at(ctx, target, path[1:])


def plain(spec: FieldSpec | None, stored: object) -> Json:
    """Return a stored value as number, boolean, ISO text or null."""
    if stored is None:
        return None
    value: object = stored
    if spec is not None:
        kind = field_type(spec.type)
        value = kind.to_expression(spec, kind.from_storage(spec, stored))
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else None


def late_columns(
    ctx: RequestContext, form: "PublishedForm", paths: Sequence[str], outcome_path: str
) -> list[str]:
    """Return own fields that users often change on or after the day of the outcome.

    The feed knows when a value was written; a column that is mostly filled in at the closing knows
    the outcome. One record in ten is often.
    """
    from triloom.records.tables import change

    layout = layout_of(form)
    outcome = layout.plan.by_key.get(outcome_path)
    own = {
        item.field.id_text: item.field.key for item in layout.plan.stored if item.field.key in paths
    }
    if outcome is None or not own:
        return []
    table = layout.table
    closed = {
        row[0]: row[1]
        for row in ctx.connection.execute(
            sa.select(table.c.id, outcome.column).where(table.c.closed.is_(sa.true()))
        )
        if isinstance(row[1], date | datetime)
    }
    if not closed:
        return []
    counts: dict[str, int] = dict.fromkeys(own.values(), 0)
    statement = sa.select(change.c.record_id, change.c.effective_at, change.c.changes).where(
        change.c.form_id == form.id, change.c.op == "update", change.c.source == "user"
    )
    for record_id, moment, changes in ctx.connection.execute(statement):
        day = closed.get(record_id)
        if day is None or moment.date() < (day.date() if isinstance(day, datetime) else day):
            continue
        for field_id in changes:
            if field_id in own:
                counts[own[field_id]] += 1
    return [key for key, count in counts.items() if count > 0.1 * len(closed)]
