"""Roll-ups of many records: over other forms in one statement, over sub-tables in memory."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from triloom.computed.graph import ComputedField, Path, tree_of
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, StoredField, layout_of
from triloom.records.listeners import Image
from triloom.records.relations import aggregate, field_of, filter_condition, form_by_key, setting
from triloom_core.expression import Environment, compile_expression
from triloom_core.ids import column_name
from triloom_core.json_types import Json
from triloom_core.value_types import Value
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type
from triloom_form.types.rollup import rollup_path


def rollups(
    ctx: RequestContext,
    layout: FormLayout,
    images: Sequence[Image],
    item: ComputedField,
    plan: StoredField,
    *,
    are_new: bool,
) -> list[Json]:
    """Return a roll-up over another form's records for each image; one statement."""
    child = form_by_key(ctx, layout.form, item.source_form)
    via = None if child is None else field_of(child, item.source_via)
    name = setting(item.field, "aggregate") or "sum"
    empty = plan.decode(0) if name in ("sum", "count", "count_distinct") else None
    if child is None or via is None or are_new:
        return [empty for _ in images]
    table = layout_of(child).table
    link = table.c[column_name(via.id)]
    conditions: list[sa.ColumnElement[bool]] = [
        link.in_([uuid.UUID(str(image["id"])) for image in images]),
        table.c.deleted_at.is_(None),
    ]
    matching = filter_condition(ctx, child, item.field, table)
    if matching is not None:
        conditions.append(matching)
    value = aggregate(item.field, field_of(child, setting(item.field, "field")), table)
    statement = sa.select(link, value.label("v")).where(*conditions).group_by(link)
    found = {str(row[0]): row[1] for row in ctx.connection.execute(statement)}
    return [
        plan.decode(found[key]) if (key := str(image["id"])) in found else empty for image in images
    ]


def sub_rollup(
    ctx: RequestContext, layout: FormLayout, image: Mapping[str, Json], field: FieldSpec
) -> Json:
    """Aggregate the rows of a sub-table in memory: they are part of the record's image."""
    _source, via = rollup_path(field.settings)
    sub = layout.fields_by_key.get(via) or layout.fields_by_id.get(via)
    rows = image.get(sub.key) if sub is not None else None
    given = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if sub is None:
        return None
    condition = tree_of(field.settings.get("filter"))
    if condition not in (None, ""):
        keep = compile_expression(condition)
        given = [row for row in given if keep(row_environment(ctx, sub, row)) is True]
    key = setting(field, "field")
    inner = next((item for item in sub.fields if key in (item.key, item.id_text)), None)
    values: list[Value] = []
    if inner is not None:
        kind = field_type(inner.type)
        values = [
            kind.to_expression(inner, row[inner.key])
            for row in given
            if row.get(inner.key) is not None
        ]
    found = _figure(
        setting(field, "aggregate") or "sum", values, len(given), has_field=inner is not None
    )
    try:
        return None if found is None else field_type(field.type).from_expression(field, found)
    except (TextFault, ArithmeticError, ValueError):
        return None


def row_environment(ctx: RequestContext, sub: FieldSpec, row: Mapping[str, Json]) -> Environment:
    """Return the surroundings of an expression over one row of a sub-table."""

    def read(path: Path) -> Value:
        inner = next((item for item in sub.fields if path[0] in (item.key, item.id_text)), None)
        value = row.get(inner.key) if inner is not None else None
        if inner is None or value is None or len(path) > 1:
            return None
        return field_type(inner.type).to_expression(inner, value)

    return Environment(field=read, now=ctx.now, zone=ctx.organisation.zone)


def _figure(name: str, values: Sequence[Value], rows: int, *, has_field: bool) -> Value:
    match name:
        case "count":
            return len(values) if has_field else rows
        case "count_distinct":
            return len(set(values))
        case "sum":
            return sum((_number(value) for value in values), Decimal(0))
        case "avg":
            total = sum((_number(value) for value in values), Decimal(0))
            return total / len(values) if values else None
        case "min":
            return min(values, default=None)  # type: ignore[type-var]  # values of one kind
        case _:
            return max(values, default=None)  # type: ignore[type-var]


def _number(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
