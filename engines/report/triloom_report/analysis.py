"""Reads a report document against the forms it asks: types, grains, and every fault by pointer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from triloom_core.errors import Fault
from triloom_core.expression.checker import Checked, Scope, check
from triloom_core.expression.tree import fields_of
from triloom_core.value_types import BOOLEAN, ExpressionType, Kind
from triloom_report.board import MetricSpec
from triloom_report.expressions import Ast, replace_aggregates
from triloom_report.metrics import with_condition, without_means
from triloom_report.sources import SourceForm, Sources, SourceScope, resolve
from triloom_report.spec import CYCLE_GRAINS, DimensionSpec, Grain, MeasureSpec, ReportSpec

ManyPath = tuple[str, ...]
FindMetric = Callable[[str], MetricSpec | None]
LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class KnownDimension:
    """A dimension whose expression fits; `grain` is the to-many relation it lies behind."""

    spec: DimensionSpec
    checked: Checked
    grain: ManyPath

    @property
    def type(self) -> ExpressionType:
        """The type of the values that are grouped by."""
        return self.checked.type


@dataclass(frozen=True, slots=True)
class KnownLeaf:
    """One aggregate call and the grain whose rows it counts."""

    name: str
    checked: Checked
    grain: ManyPath


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """A measure split into aggregate calls and the expression over them."""

    spec: MeasureSpec
    outer: Checked
    leaves: tuple[KnownLeaf, ...]
    metric: MetricSpec | None


@dataclass(slots=True)
class Analysis:
    """What is known about a report; it may be planned when `faults` is empty."""

    spec: ReportSpec
    source: SourceForm | None = None
    dimensions: list[KnownDimension] = field(default_factory=list)
    measures: list[KnownMeasure] = field(default_factory=list)
    filter: Checked | None = None
    having: Checked | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, pointer: str, code: str, **data: str | int) -> None:
        """Note a fault."""
        self.faults.append(Fault(pointer, code, data))

    def dimension(self, key: str) -> KnownDimension | None:
        """Return a dimension that was found good."""
        return next((item for item in self.dimensions if item.spec.key == key), None)


@dataclass(frozen=True, slots=True)
class KeyScope:
    """Names that stand for typed columns: the leaves of a measure, the columns of a result."""

    types: Mapping[str, ExpressionType]

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        """Return the type of the column."""
        return self.types.get(path[0]) if len(path) == 1 else None


def analyse(
    spec: ReportSpec, sources: Sources, find_metric: FindMetric = lambda _key: None
) -> Analysis:
    """Return what is known about a report; a client's mistakes become faults, never exceptions."""
    found = Analysis(spec)
    found.source = sources.form(spec.source)
    if found.source is None:
        found.fault("/source", "report.unknown_source", name=spec.source)
        return found
    scope = SourceScope(sources, found.source)
    _check_names(found)
    for index, dimension in enumerate(spec.dimensions):
        _dimension(found, scope, dimension, f"/dimensions/{index}")
    for index, measure in enumerate(spec.measures):
        _measure(found, scope, measure, f"/measures/{index}", find_metric)
    if len({item.grain for item in found.dimensions if item.grain}) > 1:
        found.fault("/dimensions", "report.two_many")
    found.filter = condition(found, scope, spec.filter, "/filter")
    found.having = _having(found)
    _check_references(found)
    return found


def condition(found: Analysis, scope: SourceScope, ast: Ast, pointer: str) -> Checked | None:
    """Check a filter over the source; fields behind a to-many relation are refused."""
    if ast is None:
        return None
    checked = check(scope.written_out(ast), scope, expected=BOOLEAN)
    if not take(found, checked, pointer) or many_grains(scope, checked.fields):
        if not checked.faults:
            found.fault(pointer, "report.filter_across_many")
        return None
    return checked


def take(found: Analysis, checked: Checked, pointer: str) -> bool:
    """Move the faults of an expression to the place where it stands; say whether there were none."""
    found.faults.extend(Fault(pointer, fault.code, fault.data) for fault in checked.faults)
    if not checked.faults and not checked.pushable:
        found.fault(pointer, "report.not_pushable")
        return False
    return not checked.faults


def many_grains(scope: SourceScope, paths: Iterable[tuple[str, ...]]) -> frozenset[ManyPath]:
    """Return the to-many relations that the paths go over."""
    grains = set()
    for path in paths:
        resolved = resolve(scope.sources, scope.source, path)
        if resolved is not None and resolved.grain:
            grains.add(resolved.grain)
    return frozenset(grains)


def _check_names(found: Analysis) -> None:
    seen: set[str] = set()
    named = [(f"/dimensions/{i}/key", item.key) for i, item in enumerate(found.spec.dimensions)]
    named += [(f"/measures/{i}/key", item.key) for i, item in enumerate(found.spec.measures)]
    for pointer, key in named:
        if key in seen:
            found.fault(pointer, "report.key_twice", name=key)
        seen.add(key)
    zone = found.spec.zone
    if zone is not None and not is_zone(zone):
        found.fault("/zone", "report.unknown_zone", name=zone)
    if found.spec.kind != "funnel" and not (found.spec.dimensions or found.spec.measures):
        found.fault("/measures", "report.empty")


def is_zone(name: str) -> bool:
    """Say whether this machine knows the zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _dimension(found: Analysis, scope: SourceScope, spec: DimensionSpec, pointer: str) -> None:
    checked = check(scope.written_out(spec.expression), scope)
    if not take(found, checked, pointer):
        return
    grains = many_grains(scope, checked.fields)
    kind = checked.type.kind
    if len(grains) > 1:
        found.fault(pointer, "report.two_many")
    elif kind is Kind.LIST:
        found.fault(pointer, "report.not_groupable", name=spec.key, type=str(checked.type))
    elif spec.grain and kind not in _grained(spec.grain):
        found.fault(f"{pointer}/grain", "report.no_grain", name=spec.key, type=str(checked.type))
    else:
        found.dimensions.append(KnownDimension(spec, checked, next(iter(grains), ())))


def _grained(grain: Grain) -> frozenset[Kind]:
    if grain in {"hour", "hour_of_day"}:
        return frozenset({Kind.DATETIME})
    return frozenset({Kind.DATE, Kind.DATETIME})


def _measure(
    found: Analysis, scope: SourceScope, spec: MeasureSpec, pointer: str, find_metric: FindMetric
) -> None:
    metric = find_metric(spec.metric) if spec.metric is not None else None
    expression = spec.expression
    if spec.metric is not None:
        if metric is None or metric.source != found.spec.source:
            found.fault(f"{pointer}/metric", "report.unknown_metric", name=spec.metric)
            return
        expression = with_condition(metric.expression, metric.filter)
    expression = scope.written_out(expression)
    whole = check(expression, scope, allow_aggregates=True)
    if not take(found, whole, pointer):
        return
    split = without_means(expression)
    if check(split, scope, allow_aggregates=True).type == whole.type:
        expression = split
    leaves: list[KnownLeaf] = []
    outer = replace_aggregates(expression, lambda call: _leaf(scope, call, leaves))
    bare = [path for path in fields_of(outer) if not path[0].startswith(LEAF)]
    if bare:
        found.fault(pointer, "report.not_aggregated", name=".".join(bare[0]))
        return
    if any(len(many_grains(scope, leaf.checked.fields)) > 1 for leaf in leaves):
        found.fault(pointer, "report.two_many")
        return
    types: Scope = KeyScope({leaf.name: leaf.checked.type for leaf in leaves})
    checked = check(outer, types)
    if take(found, checked, pointer):
        found.measures.append(KnownMeasure(spec, checked, tuple(leaves), metric))


def _leaf(scope: SourceScope, call: Ast, leaves: list[KnownLeaf]) -> Ast:
    for known in leaves:
        if known.checked.ast == call:
            return {"field": [known.name]}
    checked = check(call, scope, allow_aggregates=True)
    grains = many_grains(scope, checked.fields)
    name = f"{LEAF}_{len(leaves)}"
    leaves.append(KnownLeaf(name, checked, next(iter(grains), ())))
    return {"field": [name]}


def _having(found: Analysis) -> Checked | None:
    if found.spec.having is None:
        return None
    types = {item.spec.key: item.outer.type for item in found.measures}
    checked = check(found.spec.having, KeyScope(types), expected=BOOLEAN)
    return checked if take(found, checked, "/having") else None


def _check_references(found: Analysis) -> None:
    spec = found.spec
    dimensions = {item.key for item in spec.dimensions}
    measures = {item.key for item in spec.measures}
    columns = dimensions | measures
    for index, sort in enumerate(spec.sort):
        _known(found, f"/sort/{index}/key", sort.key, columns)
    for index, dimension in enumerate(spec.dimensions):
        if dimension.top is not None:
            _known(found, f"/dimensions/{index}/top/by", dimension.top.by, measures)
    if spec.chart is not None and spec.kind != "funnel":
        for name, key in spec.chart.channels.items():
            _known(found, f"/chart/{name}", key, columns)
    if spec.pivot is not None:
        for member, keys in (("rows", spec.pivot.rows), ("columns", spec.pivot.columns)):
            for index, key in enumerate(keys):
                _known(found, f"/pivot/{member}/{index}", key, dimensions)
    if spec.kpi.date is not None:
        _known(found, "/kpi/date", spec.kpi.date, dimensions)
        dated = spec.dimension(spec.kpi.date)
        if dated is not None and (dated.grain is None or dated.grain in CYCLE_GRAINS):
            found.fault("/kpi/date", "report.no_period", name=spec.kpi.date)
    if spec.kind == "funnel":
        _check_funnel(found)


def _check_funnel(found: Analysis) -> None:
    assert found.source is not None
    known = {stage.key for stage in found.source.stages}
    if not known or "stage" not in found.source.fields:
        found.fault("/funnel", "report.no_stages", name=found.source.key)
    for index, key in enumerate(found.spec.funnel.stages):
        _known(found, f"/funnel/stages/{index}", key, known)


def _known(found: Analysis, pointer: str, key: str, known: Iterable[str]) -> None:
    if key not in known:
        found.fault(pointer, "report.unknown_column", name=key)
