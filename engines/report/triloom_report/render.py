"""Logical plan → one SQL statement, through sqlglot; dialects differ only where they must.

Every scan is a subquery that ends in the row rights of its form, also on the far side of links.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlglot import exp

from triloom_core.sql.nodes import Aggregate, Column
from triloom_core.value_types import ExpressionType, Kind
from triloom_report.plan import (
    Coordinate,
    DimensionColumn,
    DrillPlan,
    Grouping,
    MeasureColumn,
    Plan,
)
from triloom_report.render_rows import ROWS, RowsRenderer, Target, name, row_name

RESULT = "result"


@lru_cache(maxsize=512)
def render(plan: Plan, target: Target) -> str:
    """Return the SQL of a plan: dimensions, measures, then one flag per top-N dimension.

    A deferred measure answers its leaves instead of itself. Equal plans have equal SQL, rights and
    values included, so the text is kept and shared.
    """
    return _Renderer(target).plan(plan)


def render_drill(plan: DrillPlan, target: Target) -> str:
    """Return the SQL for the ids of the records behind a cell, in the order of the ids."""
    return _Renderer(target).drill(plan)


class _Renderer(RowsRenderer):
    # --- the whole statement ---

    def plan(self, plan: Plan) -> str:
        dimensions, tops = plan.dimensions, plan.tops
        query = self._grouped(plan.groupings, dimensions, tops, plan.measures)
        if plan.having is not None:
            outer = exp.select("*").from_(query.subquery(RESULT))
            query = outer.where(self.node(plan.having))
        final = exp.select(
            *(self._output(item) for item in dimensions),
            *(column for item in plan.measures for column in self._shown(item)),
            *(name(_flag(item)) for item in dimensions if item.top is not None),
        ).from_(query.subquery(RESULT))
        order = self._order(plan)
        if order:
            final = final.order_by(*order)
        return self._text(final.limit(plan.limit + 1))

    def drill(self, plan: DrillPlan) -> str:
        is_other = any(item.is_other for item in plan.rows.coordinates)
        rows = self.rows(plan.rows, (), ())
        query = exp.select(name("id", plan.rows.base.alias)).distinct().from_(rows.args["from_"])
        query.set("joins", rows.args.get("joins"))
        query.set("where", rows.args.get("where"))
        if is_other:
            for item in plan.rows.coordinates:
                if item.is_other:
                    query = self._outside(query, item, plan)
        return self._text(query.order_by(name("id", plan.rows.base.alias)).limit(plan.limit + 1))

    def _outside(self, query: Any, coordinate: Coordinate, plan: DrillPlan) -> Any:
        dimension = coordinate.dimension
        top = self._top(dimension, plan.groupings, plan.measures).subquery("top_values")
        same = exp.NullSafeEQ(
            this=name(dimension.key, "top_values"), expression=self.value(dimension)
        )
        inner = exp.select(exp.Literal.number(1)).from_(top).where(same)
        return query.where(exp.Not(this=exp.Exists(this=inner)))

    def _text(self, query: Any) -> str:
        return str(query.sql(dialect=self.target.dialect))

    # --- grouping ---

    def _grouped(
        self,
        groupings: Sequence[Grouping],
        dimensions: Sequence[DimensionColumn],
        tops: Sequence[DimensionColumn],
        measures: Sequence[MeasureColumn],
    ) -> Any:
        """Return the select of dimensions, flags and measures, groupings joined one to one."""
        keys = [item.key for item in dimensions]
        keys += [_flag(item) for item in dimensions if item.top is not None]
        shown = [item for item in dimensions if item not in tops]
        used = [*shown, *tops]
        parts = [
            self._aggregated(grouping, keys, used, tops, groupings, measures)
            for grouping in groupings
        ]
        leaves = {
            leaf.name: f"g{index}"
            for index, grouping in enumerate(groupings)
            for leaf in grouping.leaves
        }
        columns = [exp.alias_(name(key, "g0"), key, quoted=True) for key in keys]
        for item in measures:
            if item.is_deferred:
                columns += [
                    exp.alias_(self._leaf(key, leaves, groupings), key, quoted=True)
                    for key, _type in item.leaves
                ]
            else:
                measure = self._measure(item, leaves, groupings)
                columns.append(exp.alias_(measure, item.key, quoted=True))
        query = exp.select(*columns).from_(parts[0].subquery("g0"))
        for index, part in enumerate(parts[1:], start=1):
            same = [
                exp.NullSafeEQ(this=name(key, "g0"), expression=name(key, f"g{index}"))
                for key in keys
            ]
            condition = exp.and_(*same) if same else exp.true()
            query = query.join(part.subquery(f"g{index}"), on=condition, join_type="left")
        return query

    def _aggregated(
        self,
        grouping: Grouping,
        keys: Sequence[str],
        dimensions: Sequence[DimensionColumn],
        tops: Sequence[DimensionColumn],
        groupings: Sequence[Grouping],
        measures: Sequence[MeasureColumn],
    ) -> Any:
        rows = self.rows(grouping.rows, dimensions, grouping.leaves)
        for item in tops:
            rows = self._with_top(rows, item, groupings, measures)
        aggregates = [
            exp.alias_(self.node(leaf.node, _row_column), leaf.name, quoted=True)
            for leaf in grouping.leaves
        ]
        columns = [name(key, ROWS) for key in keys]
        if not columns and not aggregates:
            aggregates = [exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)]
        query = exp.select(*columns, *aggregates).from_(rows.subquery(ROWS))
        return query.group_by(*(column.copy() for column in columns)) if columns else query

    def _measure(
        self, measure: MeasureColumn, leaves: dict[str, str], groupings: Sequence[Grouping]
    ) -> Any:
        return self.node(measure.node, lambda column: self._leaf(column.name, leaves, groupings))

    def _leaf(self, key: str, leaves: dict[str, str], groupings: Sequence[Grouping]) -> Any:
        """Return a leaf; a count over rows that a group has none of is 0, not nothing."""
        found = name(key, leaves[key])
        is_count = any(
            leaf.name == key and isinstance(leaf.node, Aggregate) and "count" in leaf.node.name
            for grouping in groupings[1:]
            for leaf in grouping.leaves
        )
        if is_count:
            return exp.Coalesce(this=found, expressions=[exp.Literal.number(0)])
        return found

    def _shown(self, measure: MeasureColumn) -> list[Any]:
        if not measure.is_deferred:
            return [self._output(measure)]
        return [self._exported(key, kind) for key, kind in measure.leaves]

    # --- top values ---

    def _top(
        self,
        dimension: DimensionColumn,
        groupings: Sequence[Grouping],
        measures: Sequence[MeasureColumn],
    ) -> Any:
        """Return the first values of a dimension by its measure, ties by the value itself."""
        assert dimension.top is not None
        wanted = [item for item in measures if item.key == dimension.top.by]
        query = self._grouped(groupings, [_without_top(dimension)], [], wanted)
        by = exp.Ordered(this=name(dimension.top.by, "ranked"), desc=True, nulls_first=False)
        tie = exp.Ordered(this=name(dimension.key, "ranked"), nulls_first=False)
        ranked = exp.select(name(dimension.key, "ranked")).from_(query.subquery("ranked"))
        return ranked.order_by(by, tie).limit(dimension.top.limit)

    def _with_top(
        self,
        rows: Any,
        dimension: DimensionColumn,
        groupings: Sequence[Grouping],
        measures: Sequence[MeasureColumn],
    ) -> Any:
        assert dimension.top is not None
        hit = exp.alias_(exp.true(), "hit", quoted=True)
        top = exp.select(name(dimension.key, "v"), hit).from_(
            self._top(dimension, groupings, measures).subquery("v")
        )
        found = exp.Is(this=name("hit", "top_values"), expression=exp.Null())
        value = exp.Case(
            ifs=[exp.If(this=exp.Not(this=found.copy()), true=name(dimension.key, "all_rows"))]
        )
        others = [
            column
            for column in (item.alias_or_name for item in rows.expressions)
            if column != dimension.key
        ]
        query = exp.select(
            *(name(column, "all_rows") for column in others),
            exp.alias_(value, dimension.key, quoted=True),
            exp.alias_(found.copy(), _flag(dimension), quoted=True),
        ).from_(rows.subquery("all_rows"))
        same = exp.NullSafeEQ(
            this=name(dimension.key, "all_rows"), expression=name(dimension.key, "top_values")
        )
        query = query.join(top.subquery("top_values"), on=same, join_type="left")
        return query if dimension.top.other else query.where(exp.Not(this=found.copy()))

    def _output(self, item: DimensionColumn | MeasureColumn) -> Any:
        if isinstance(item, DimensionColumn) and item.grain is not None:
            return exp.alias_(name(item.key, RESULT), item.key, quoted=True)
        return self._exported(item.key, item.type)

    def _exported(self, key: str, kind: ExpressionType) -> Any:
        """Instants leave as wall time in UTC, so that no driver applies a zone of its own."""
        column = name(key, RESULT)
        if kind.kind is Kind.DATETIME:
            utc = exp.Literal.string("UTC")
            column = exp.Anonymous(this="timezone", expressions=[utc, column])
        return exp.alias_(column, key, quoted=True)

    def _order(self, plan: Plan) -> list[Any]:
        """Asked order first, then the remaining dimensions: no tie is left to chance."""
        named = {item.key: item for item in plan.dimensions}
        asked = [(item.key, item.descending) for item in plan.order]
        rest = [(key, False) for key in named if key not in {item.key for item in plan.order}]
        order = []
        for key, descending in (*asked, *rest):
            dimension = named.get(key)
            if dimension is not None and dimension.top is not None:
                order.append(exp.Ordered(this=name(_flag(dimension), RESULT), nulls_first=False))
            value = name(key, RESULT)
            if dimension is not None and dimension.codes and dimension.grain is None:
                value = _position(value, dimension)
                order.append(exp.Ordered(this=value, desc=descending, nulls_first=False))
                value = name(key, RESULT)
            order.append(exp.Ordered(this=value, desc=descending, nulls_first=False))
        return order


def _position(value: Any, dimension: DimensionColumn) -> Any:
    """Choices and stages sort in the order of their document, not by their ids."""
    return exp.Case(
        ifs=[
            exp.If(
                this=exp.EQ(this=value.copy(), expression=exp.Literal.string(code)),
                true=exp.Literal.number(index),
            )
            for index, (code, _key) in enumerate(dimension.codes)
        ]
    )


def _without_top(dimension: DimensionColumn) -> DimensionColumn:
    return replace(dimension, top=None)


def _flag(dimension: DimensionColumn) -> str:
    return f"{dimension.key} other"


def _row_column(column: Column) -> Any:
    return name(row_name(column), ROWS)
