"""Asks the report engine under the rights of one reader: document → plan → mirror → table."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import orjson

from triloom.access.predicate import user_of
from triloom.reports.duck import run
from triloom.reports.mirror_tables import STAGE_CHANGES, tables_of
from triloom.reports.reach import CrossFilter, dimension_of
from triloom.reports.running import Cancellable
from triloom.reports.sources import ReaderSources
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression.environment import Environment
from triloom_core.expression.errors import ExpressionError
from triloom_core.json_types import Json, JsonObject
from triloom_form.schema import compile_validator
from triloom_form.schema_faults import schema_faults
from triloom_report.analysis import Analysis, KnownDimension, analyse, is_zone
from triloom_report.board import MetricSpec
from triloom_report.documents import unreadable
from triloom_report.funnel import FunnelStep, read_funnel, render_funnel
from triloom_report.grains import read_value
from triloom_report.json_schema import QUERY_SCHEMA
from triloom_report.plan import Coordinate, Plan
from triloom_report.planner import Calendar, Planner
from triloom_report.render import render, render_drill
from triloom_report.render_rows import Target
from triloom_report.results import ResultTable, read_result
from triloom_report.spec import ReportSpec, WeekStart

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.reports.mirror import MirrorSnapshot

MIRROR = Target("duckdb", has_macros=True)
DRILL_LIMIT = 1_000
Totals = tuple[tuple[tuple[str, ...], ResultTable], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine answered, before anything is shown to anybody."""

    spec: ReportSpec
    analysis: Analysis
    sources: ReaderSources
    table: ResultTable
    totals: Totals
    steps: tuple[FunnelStep, ...]
    ignored: tuple[CrossFilter, ...]
    position: str


@lru_cache(maxsize=1)
def _validator() -> Any:
    return compile_validator(QUERY_SCHEMA)


def read_query(body: Json) -> ReportSpec:
    """Read a report that somebody sends; raises TriloomError 422 with every fault."""
    faults = [
        Fault(f"/report{fault.pointer}", fault.code, fault.data)
        for fault in schema_faults(_validator(), body, {})
    ]
    if faults:
        raise TriloomError("report.invalid", faults=faults)
    document = cast("JsonObject", body)
    try:
        return ReportSpec.from_json(document)
    except ExpressionError as error:
        found = unreadable(document, error, ("filter", "having"), "/report")
        raise TriloomError("report.invalid", faults=found) from error


def published_report(ctx: "RequestContext", app_key: str, key: str) -> ReportSpec:
    """Return a published report by its key; raises 404."""
    return ReportSpec.from_json(ctx.catalog.document(app_key, "reports", key).body)


class Question:
    """One report, one reader: analysed once, asked as often as its kind needs."""

    def __init__(
        self,
        ctx: "RequestContext",
        app_key: str,
        spec: ReportSpec,
        *,
        zone: str | None = None,
        week_start: WeekStart | None = None,
        pointer: str = "",
        query: Cancellable | None = None,
    ) -> None:
        self.ctx = ctx
        self._query = query
        self.app_key = app_key
        self.spec = spec
        self.sources = ReaderSources(ctx, app_key)
        self.analysis = analyse(spec, self.sources, self._metric)
        if self.analysis.faults:
            faults = [Fault(pointer + f.pointer, f.code, f.data) for f in self.analysis.faults]
            raise TriloomError("report.invalid", faults=faults)
        chosen = zone or spec.zone
        self.calendar = Calendar(
            zone=chosen if chosen is not None and is_zone(chosen) else ctx.organisation.zone.key,
            week_start=week_start or spec.week_start or "monday",
        )

    def _metric(self, key: str) -> MetricSpec | None:
        document = self.ctx.catalog.find(self.app_key, "metrics", key)
        return None if document is None else MetricSpec.from_json(document.body)

    def planner(self) -> Planner:
        """Return a planner; each remembers the joins of its own coordinates."""
        environment = Environment(
            field=lambda _path: None,
            now=self.ctx.now,
            zone=self.ctx.organisation.zone,
            user=user_of(self.ctx),
        )
        return Planner(self.analysis, self.sources, environment, self.calendar)

    def ask(self, filters: Sequence[CrossFilter] = ()) -> Answer:
        """Return the answer under cross-filters; those that cannot reach this report are named."""
        planner = self.planner()
        coordinates, ignored = self._coordinates(planner, filters)
        table = ResultTable((), (), is_truncated=False)
        totals: Totals = ()
        steps: tuple[FunnelStep, ...] = ()
        if self.spec.kind == "funnel":
            funnel = planner.funnel(coordinates)
            with self._snapshot(planner) as snapshot:
                sql = render_funnel(funnel, MIRROR)
                steps = read_funnel(funnel, _execute(snapshot, sql, self._query)[0])
        else:
            plan = planner.plan(coordinates=coordinates)
            levels = self._levels(planner, coordinates)
            with self._snapshot(planner, is_shared=bool(levels)) as snapshot:
                table = self._run(snapshot, plan)
                totals = tuple((keys, self._run(snapshot, level)) for keys, level in levels)
        return Answer(
            self.spec, self.analysis, self.sources, table, totals, steps, ignored,
            snapshot.position,
        )  # fmt: skip

    def drill(
        self,
        cell: Mapping[str, Json],
        filters: Sequence[CrossFilter] = (),
        limit: int = DRILL_LIMIT,
    ) -> tuple[list[str], bool]:
        """Return the ids of the records behind a cell, and whether there are more.

        Needs no right beyond reading the records: it is the same plan without the aggregation.
        """
        planner = self.planner()
        coordinates, _ignored = self._coordinates(planner, filters)
        cells = [self._cell(planner, key, value) for key, value in cell.items()]
        plan = planner.drill(cells, coordinates, limit)
        with self._snapshot(planner) as snapshot:
            rows = _execute(snapshot, render_drill(plan, MIRROR), self._query)
        return [str(row[0]) for row in rows[:limit]], len(rows) > limit

    def _cell(self, planner: Planner, key: str, value: Json) -> Coordinate:
        known = self.analysis.dimension(key)
        if known is None:
            raise TriloomError("report.unknown_coordinate", status=400, data={"name": key})
        if value == {"other": True}:
            return planner.coordinate(known, (), is_other=True)
        return planner.coordinate(known, (read_value(value, planner.dimension(known)),))

    def _coordinates(
        self, planner: Planner, filters: Sequence[CrossFilter]
    ) -> tuple[list[Coordinate], tuple[CrossFilter, ...]]:
        assert self.analysis.source is not None
        found: list[Coordinate] = []
        ignored: list[CrossFilter] = []
        for wanted in filters:
            spec = dimension_of(self.sources, self.analysis.source, wanted)
            known = None if spec is None else self._known(replace(spec, top=None))
            if known is None:
                ignored.append(wanted)
                continue
            column = planner.dimension(known)
            values = tuple(read_value(value, column) for value in wanted.values)
            found.append(planner.coordinate(known, values))
        return found, tuple(ignored)

    def _known(self, spec: Any) -> KnownDimension | None:
        alone = replace(
            self.spec, dimensions=(spec,), measures=(), filter=None, having=None, sort=(),
            chart=None, pivot=None, kind="table",
        )  # fmt: skip
        found = analyse(alone, self.sources, self._metric)
        return found.dimension(spec.key)

    def _snapshot(
        self, planner: Planner, *, is_shared: bool = False
    ) -> "AbstractContextManager[MirrorSnapshot]":
        """Return the mirror with the tables that the plans of a planner read."""
        names = {form.table for form in planner.scanned.values()}
        keys = {key.partition(".")[0] for key in planner.scanned}
        tables = [
            table
            for key in sorted(keys)
            for table in tables_of(self.sources.published[key])
            if table.name in names
        ]
        if self.spec.kind == "funnel":
            tables.append(STAGE_CHANGES)
        return self.ctx.services.mirror.snapshot(self.ctx, tables, is_shared=is_shared)

    def _run(self, snapshot: "MirrorSnapshot", plan: Plan) -> ResultTable:
        return read_result(self.spec, plan, _execute(snapshot, render(plan, MIRROR), self._query))

    def _levels(
        self, planner: Planner, coordinates: Sequence[Coordinate]
    ) -> list[tuple[tuple[str, ...], Plan]]:
        """Return the plans of a pivot's totals, each at its own grain."""
        pivot = self.spec.pivot
        if self.spec.kind != "pivot" or pivot is None or not pivot.totals:
            return []
        levels = dict.fromkeys((pivot.rows, pivot.columns, ()))
        levels.pop((*pivot.rows, *pivot.columns), None)
        if not self.spec.measures:
            levels.pop((), None)
        return [(keys, planner.plan(keys=keys, coordinates=coordinates)) for keys in levels]


def _execute(
    snapshot: "MirrorSnapshot", sql: str, query: Cancellable | None
) -> list[tuple[Any, ...]]:
    if "\x00" in sql:
        raise TriloomError("report.bad_coordinate", status=400, data={"name": "", "value": "NUL"})
    return run(snapshot.cursor, sql, (), query=query)


def hash_of(value: Json) -> str:
    """Return the content hash of JSON, for caches."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
