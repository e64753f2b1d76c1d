"""Analysis → logical plan: which tables are joined, at which grain each measure is computed.

Nothing here knows a dialect. Row rights come from `Sources.predicate`, once per scanned form.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from triloom_core.errors import TriloomError
from triloom_core.expression.checker import Checked
from triloom_core.expression.environment import Environment
from triloom_core.expression.translate import to_sql
from triloom_core.expression.tree import path_of
from triloom_core.sql.nodes import Column, SqlNode
from triloom_report.analysis import Analysis, KnownDimension, KnownLeaf, ManyPath
from triloom_report.expressions import Path
from triloom_report.path_planner import BASE, PathPlanner, pushed
from triloom_report.plan import (
    Coordinate,
    DimensionColumn,
    DrillPlan,
    FunnelPlan,
    Grouping,
    Leaf,
    MeasureColumn,
    Order,
    Plan,
    Rows,
)
from triloom_report.sources import Sources
from triloom_report.spec import WeekStart

GROUPED = "g"
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The zone and the first day of the week that rule a report's periods."""

    zone: str = "UTC"
    week_start: WeekStart = "monday"


class Planner(PathPlanner):
    """Plans one analysed report; `environment` supplies now, zone and user to volatile functions."""

    def __init__(
        self, analysis: Analysis, sources: Sources, environment: Environment, calendar: Calendar
    ) -> None:
        if analysis.faults or analysis.source is None:
            raise TriloomError("report.invalid", faults=analysis.faults)
        super().__init__(analysis.source, sources, environment)
        self._analysis = analysis
        self._calendar = calendar
        self._coordinate_fields: frozenset[Path] = frozenset()

    def plan(
        self,
        *,
        keys: Sequence[str] | None = None,
        coordinates: Iterable[Coordinate] = (),
        limit: int | None = None,
    ) -> Plan:
        """Return the plan at the grain of the dimensions `keys` (all of them when None).

        Totals are plans of their own at a coarser grain, never sums of cells.
        """
        spec = self._analysis.spec
        shown = [
            self.dimension(item)
            for item in self._analysis.dimensions
            if keys is None or item.spec.key in keys
        ]
        tops = [self.dimension(item) for item in self._analysis.dimensions if item.spec.top]
        names = {item.key for item in shown} | {item.spec.key for item in self._analysis.measures}
        return Plan(
            groupings=self._groupings(tuple(coordinates)),
            dimensions=tuple(shown),
            tops=tuple(tops),
            measures=tuple(self._measures()),
            having=self._having(),
            order=tuple(
                Order(item.key, item.descending) for item in spec.sort if item.key in names
            ),
            limit=spec.limit if limit is None else limit,
        )

    def drill(
        self, cell: Iterable[Coordinate], filters: Iterable[Coordinate], limit: int
    ) -> DrillPlan:
        """Return the plan for the ids of the records behind a cell that was seen under `filters`.

        The top values of a dimension are those of the report, not those of the cell.
        """
        seen = tuple(filters)
        rows = self._rows((), (), (*seen, *cell))
        tops = [self.dimension(item) for item in self._analysis.dimensions if item.spec.top]
        return DrillPlan(rows, tuple(tops), self._groupings(seen), tuple(self._measures()), limit)

    def funnel(self, coordinates: Iterable[Coordinate] = ()) -> FunnelPlan:
        """Return the plan that counts how far records came through the stages."""
        spec, source = self._analysis.spec.funnel, self._source
        chosen = spec.stages or tuple(
            stage.key for stage in source.stages if stage.kind != "failure"
        )
        ids = {stage.key: stage.id for stage in source.stages}
        where = self._condition()
        taken = tuple(coordinates)
        return FunnelPlan(
            base=self.scan(source, BASE),
            joins=self.joins(self._fields(())),
            where=where,
            coordinates=taken,
            events=source.stage_events or "",
            stage_column=source.fields["stage"].column,
            stages=tuple(ids[key] for key in chosen),
            is_ordered=spec.mode == "ordered",
            rollups=self.rollups(self._fields(())),
        )

    def coordinate(
        self, known: KnownDimension, values: tuple[object, ...], *, is_other: bool = False
    ) -> Coordinate:
        """Return the condition that a dimension has one of the values; its joins are remembered."""
        self._coordinate_fields |= known.checked.fields
        return Coordinate(self.dimension(known), values, is_other)

    def dimension(self, known: KnownDimension) -> DimensionColumn:
        """Return the column of a dimension."""
        return DimensionColumn(
            key=known.spec.key,
            node=self.translate(known.checked, is_coded=True),
            type=known.type,
            grain=known.spec.grain,
            zone=self._calendar.zone,
            week_start=self._calendar.week_start,
            top=known.spec.top,
            codes=self.codes_of(known),
        )

    def _groupings(self, coordinates: tuple[Coordinate, ...]) -> tuple[Grouping, ...]:
        """One grouping per grain; the source's own comes first and has every group."""
        leaves: dict[ManyPath, list[KnownLeaf]] = {(): []}
        for number, measure in enumerate(self._analysis.measures):
            for leaf in measure.leaves:
                named = replace(leaf, name=_leaf_name(number, leaf.name))
                leaves.setdefault(leaf.grain, []).append(named)
        return tuple(
            Grouping(grain, self._rows(grain, found, coordinates), tuple(map(self._leaf, found)))
            for grain, found in leaves.items()
        )

    def _rows(
        self, grain: ManyPath, leaves: Sequence[KnownLeaf], coordinates: tuple[Coordinate, ...]
    ) -> Rows:
        fields = self._fields(leaves)
        behind = [item.grain for item in self._analysis.dimensions if item.grain]
        repeats = any(other != grain for other in behind) or len(grain) > 1
        return Rows(
            base=self.scan(self._source, BASE),
            joins=self.joins(fields, grain),
            where=self._condition(),
            coordinates=coordinates,
            key_alias=self.alias(grain),
            is_distinct=repeats,
            rollups=self.rollups(fields),
        )

    def _fields(self, leaves: Sequence[KnownLeaf]) -> frozenset[Path]:
        """Return the paths of all fields that rows must have at hand."""
        found = [item.checked.fields for item in self._analysis.dimensions]
        found += [leaf.checked.fields for leaf in leaves]
        if self._analysis.filter is not None:
            found.append(self._analysis.filter.fields)
        return self._coordinate_fields.union(*found)

    def _leaf(self, leaf: KnownLeaf) -> Leaf:
        columns = tuple(self.column(path) for path in sorted(leaf.checked.fields))
        return Leaf(leaf.name, self.translate(leaf.checked), columns)

    def _condition(self) -> SqlNode | None:
        found = self._analysis.filter
        return None if found is None else self.translate(found)

    def _having(self) -> SqlNode | None:
        found = self._analysis.having
        if found is None:
            return None
        types = {item.spec.key: item.outer.type for item in self._analysis.measures}
        return pushed(
            to_sql(found, lambda path: Column(types[path[0]], path[0], RESULT), self._environment)
        )

    def _measures(self) -> Iterable[MeasureColumn]:
        decided = self._deciding_keys()
        for number, measure in enumerate(self._analysis.measures):
            types = {
                leaf.name: Column(leaf.checked.type, _leaf_name(number, leaf.name), GROUPED)
                for leaf in measure.leaves
            }
            node = to_sql(measure.outer, lambda path, t=types: t[path[0]], self._environment)  # type: ignore[misc]
            is_plain = path_of(measure.outer.ast) is not None
            yield MeasureColumn(
                key=measure.spec.key,
                node=pushed(node),
                type=measure.outer.type,
                leaves=tuple(
                    (_leaf_name(number, leaf.name), leaf.checked.type) for leaf in measure.leaves
                ),
                zero_when_empty=_is_zero_when_empty(measure.outer, measure.leaves),
                is_deferred=not is_plain and measure.spec.key not in decided,
                outer=measure.outer,
            )

    def _deciding_keys(self) -> frozenset[str]:
        """Return the measures that decide which rows come, and in which order."""
        spec = self._analysis.spec
        keys = {item.key for item in spec.sort}
        keys |= {item.top.by for item in spec.dimensions if item.top is not None}
        if self._analysis.having is not None:
            keys |= {path[0] for path in self._analysis.having.fields}
        return frozenset(keys)


def _leaf_name(measure: int, name: str) -> str:
    return f"m{measure}_{name}"


def _is_zero_when_empty(outer: Checked, leaves: Sequence[KnownLeaf]) -> bool:
    """A lone count or sum over no rows shows 0 on a gap; averages and ratios show nothing."""
    if len(leaves) != 1 or outer.ast != {"field": [leaves[0].name]}:
        return False
    ast = leaves[0].checked.ast
    return isinstance(ast, dict) and next(iter(ast)) in {
        "count", "count_if", "count_distinct", "sum", "sum_if",
    }  # fmt: skip
