"""Lookups and roll-ups: which forms they read, and their value computed live under a reader's rights.

A lookup follows the link `via` to one record. A roll-up aggregates the rows of the sub-table `via`,
or the records of the form `source` whose link `via` points at this record.
"""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.link_reads import link_reads
from triloom.context import RequestContext
from triloom.records.layout import layout_of
from triloom.records.predicates import may_read_all, row_condition
from triloom_core.errors import TriloomError
from triloom_core.ids import column_name
from triloom_core.sql import Call, Literal, Native
from triloom_core.sql.core_printer import to_core
from triloom_core.value_types import INTEGER
from triloom_form.derived import result_of
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type
from triloom_form.types.rollup import rollup_path

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm
    from triloom.records.source import Node, Source


def setting(spec: FieldSpec, name: str) -> str | None:
    """Return a text setting of a field."""
    value = spec.settings.get(name)
    return value if isinstance(value, str) and value else None


def form_by_key(
    ctx: RequestContext, form: "PublishedForm", key: str | None
) -> "PublishedForm | None":
    """Return a published form of the same app, or None."""
    if key is None:
        return None
    if key == form.key:
        return form
    try:
        return ctx.catalog.form(form.app_key, key)
    except TriloomError:
        return None


def target_form(
    ctx: RequestContext, form: "PublishedForm", spec: FieldSpec
) -> "PublishedForm | None":
    """Return the form that a link field points at."""
    return form_by_key(ctx, form, setting(spec, "target")) if spec.type == "link" else None


def field_of(form: "PublishedForm", key: str | None) -> FieldSpec | None:
    """Return a field of a form by key or id."""
    if key is None:
        return None
    layout = layout_of(form)
    return layout.fields_by_key.get(key) or layout.fields_by_id.get(key)


def sources_of(
    ctx: RequestContext, form: "PublishedForm", spec: FieldSpec
) -> "list[PublishedForm]":
    """Return the other forms whose records a stored derived value is made of, all hops."""
    if spec.type == "formula":
        keys = sorted(link_reads(ctx.catalog, form, spec).forms)
        return [other for key in keys if (other := form_by_key(ctx, form, key)) is not None]
    found: list[PublishedForm] = []
    pending: list[tuple[PublishedForm, FieldSpec]] = [(form, spec)]
    seen: set[object] = set()
    while pending:
        current, field = pending.pop()
        if field.id in seen:
            continue
        seen.add(field.id)
        other = _source(ctx, current, field)
        if other is None:
            continue
        found.append(other)
        inner = field_of(other, setting(field, "field"))
        if inner is not None and inner.type in ("lookup", "rollup"):
            pending.append((other, inner))
    return found


def may_read_sources(ctx: RequestContext, form: "PublishedForm", spec: FieldSpec) -> bool:
    """Whether the reader may read every record that a stored derived value can be made of."""
    return all(may_read_all(ctx, other) for other in sources_of(ctx, form, spec))


def _source(ctx: RequestContext, form: "PublishedForm", spec: FieldSpec) -> "PublishedForm | None":
    if spec.type == "lookup":
        via = field_of(form, setting(spec, "via"))
        return None if via is None else target_form(ctx, form, via)
    if spec.type == "rollup":
        return form_by_key(ctx, form, rollup_path(spec.settings)[0])
    return None


def live_column(source: "Source", node: "Node", spec: FieldSpec) -> sa.ColumnElement[Any]:
    """Return a derived field as this reader may see it."""
    if spec.type == "formula":
        return _guarded_formula(source, node, spec)
    if spec.type == "lookup":
        via = node.visibility.field(setting(spec, "via") or "")
        target = source.target(node, via) if via is not None and via.type == "link" else None
        inner = None if target is None else target.known(setting(spec, "field") or "")
        if target is None or inner is None:
            return sa.null()
        return source.field(target, inner, is_raw=True)
    return _live_rollup(source, node, spec)


def _guarded_formula(source: "Source", node: "Node", spec: FieldSpec) -> sa.ColumnElement[Any]:
    """Return the stored value where the reader may see every record it was made of, else null."""
    reads = link_reads(source.ctx.catalog, node.form, spec)
    column = node.table.c.get(column_name(spec.id))
    if column is None or reads.has_many:
        return sa.null()
    conditions: list[sa.ColumnElement[bool]] = []
    for path in sorted(reads.paths):
        condition = _is_reached(source, node, path)
        if condition is None:
            return sa.null()
        conditions.append(condition)
    return sa.case((sa.and_(*conditions), column), else_=sa.null())


def _is_reached(
    source: "Source", node: "Node", path: tuple[str, ...]
) -> sa.ColumnElement[bool] | None:
    """Return whether a chain of links is empty or leads to a readable record, hop by hop."""
    via = field_of(node.form, path[0])
    target = source.target(node, via) if via is not None and via.type == "link" else None
    if via is None or target is None:
        return None
    reached: sa.ColumnElement[bool] = target.table.c.id.is_not(None)
    if path[1:]:
        further = _is_reached(source, target, path[1:])
        if further is None:
            return None
        reached = sa.and_(reached, further)
    return sa.or_(node.table.c[column_name(via.id)].is_(None), reached)


def _live_rollup(source: "Source", node: "Node", spec: FieldSpec) -> sa.ColumnElement[Any]:
    ctx = source.ctx
    source_key, via_key = rollup_path(spec.settings)
    child = form_by_key(ctx, node.form, source_key)
    via = None if child is None else field_of(child, via_key)
    if child is None or via is None:
        return sa.null()
    layout = layout_of(child)
    alias = layout.table.alias(source.next_name())
    conditions: list[sa.ColumnElement[bool]] = [
        alias.c[column_name(via.id)] == node.table.c.id,
        alias.c.deleted_at.is_(None),
    ]
    readable = row_condition(ctx, child, "read", alias)
    if readable is not None:
        conditions.append(readable)
    matching = filter_condition(ctx, child, spec, alias)
    if matching is not None:
        conditions.append(matching)
    value = aggregate(spec, field_of(child, setting(spec, "field")), alias)
    return sa.select(value).where(*conditions).correlate(node.table).scalar_subquery()


def scale_of(spec: FieldSpec) -> int:
    """Return the fraction digits that a field's stored integers have; 0 for everything else."""
    shown = result_of(spec) if field_type(spec.type).computed else spec
    storage = field_type(shown.type).storage(shown)
    return storage.scale if storage is not None else 0


def aggregate(
    spec: FieldSpec, value: FieldSpec | None, table: sa.FromClause
) -> sa.ColumnElement[Any]:
    """Return the aggregate of a roll-up in the storage of its result.

    Counts and sums of nothing are 0, other figures of nothing null. Means of exact numbers are
    rounded half to even at the scale of the result.
    """
    name = setting(spec, "aggregate") or "sum"
    column = None if value is None else table.c.get(column_name(value.id))
    if name == "count":
        return sa.func.count() if column is None else sa.func.count(column)
    if column is None or value is None:
        return sa.null()
    match name:
        case "count_distinct":
            return sa.func.count(sa.distinct(column))
        case "min":
            return sa.func.min(column)
        case "max":
            return sa.func.max(column)
        case "avg":
            return _mean(column, 10 ** max(0, scale_of(spec) - scale_of(value)))
        case _:
            return sa.func.coalesce(sa.cast(sa.func.sum(column), column.type), 0)


def _mean(column: sa.ColumnElement[Any], factor: int) -> sa.ColumnElement[Any]:
    if not isinstance(column.type, sa.BigInteger):
        return sa.func.avg(column)
    total = Native(INTEGER, sa.cast(sa.func.sum(column), sa.BigInteger))
    count = Native(INTEGER, sa.func.count(column))
    arguments = (total, Literal(INTEGER, factor), count, Literal(INTEGER, 1))
    return to_core(Call(INTEGER, "exact_ratio", arguments), lambda _column: column)


def filter_condition(
    ctx: RequestContext, form: "PublishedForm", spec: FieldSpec, table: sa.FromClause
) -> sa.ColumnElement[bool] | None:
    """Return the condition of a roll-up's `filter` over the source's own columns; None without one."""
    from triloom.records.filters import own_condition  # noqa: PLC0415  (mutual recursion)

    condition = spec.settings.get("filter")
    return None if condition in (None, "") else own_condition(ctx, form, condition, table)
