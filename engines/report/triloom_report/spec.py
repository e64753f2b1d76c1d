"""The report document as data: what is asked for, without any knowledge of where the rows live."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from triloom_core.json_types import Json, JsonObject
from triloom_core.text import LocalizedText
from triloom_report.expressions import Ast, Path, aggregate_call, field_ast, read_ast

Grain = Literal[
    "year", "quarter", "month", "week", "day", "hour", "month_of_year", "day_of_week", "hour_of_day"
]
ReportKind = Literal["table", "chart", "kpi", "funnel", "pivot"]
FunnelMode = Literal["ordered", "reached"]
Comparison = Literal["previous", "previous_year"]
WeekStart = Literal["monday", "sunday", "saturday"]

REPORT_KINDS: tuple[ReportKind, ...] = ("table", "chart", "kpi", "funnel", "pivot")
_KINDS_BY_SETTINGS: tuple[ReportKind, ...] = ("funnel", "pivot", "kpi", "chart")
PERIOD_GRAINS: tuple[Grain, ...] = ("year", "quarter", "month", "week", "day", "hour")
CYCLE_GRAINS: tuple[Grain, ...] = ("month_of_year", "day_of_week", "hour_of_day")
DEFAULT_LIMIT = 1000
LARGEST_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class TopSpec:
    """Keep the first `limit` values of a dimension by a measure; the rest becomes one "other"."""

    limit: int
    by: str
    other: bool = True


@dataclass(frozen=True, slots=True)
class DimensionSpec:
    """One thing to group by; `fill` shows periods without rows."""

    key: str
    expression: Ast
    grain: Grain | None = None
    label: LocalizedText | None = None
    top: TopSpec | None = None
    fill: bool = True


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """One number per group: an expression over aggregates, or a metric of the app by its key."""

    key: str
    expression: Ast
    label: LocalizedText | None = None
    metric: str | None = None
    format: str | None = None
    """How its numbers are shown: number, percent, currency, duration; None: as the type says."""


@dataclass(frozen=True, slots=True)
class SortSpec:
    """Order by a dimension or measure; nulls last; ties end in the remaining dimensions."""

    key: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Which column goes to which channel; a closed grammar, no free Vega."""

    mark: str
    channels: Mapping[str, str]
    title: LocalizedText | None = None
    stack: bool = True


@dataclass(frozen=True, slots=True)
class FunnelSpec:
    """Stages in order; `ordered` counts a step only after the one before, `reached` the furthest."""

    stages: tuple[str, ...] = ()
    mode: FunnelMode = "ordered"


@dataclass(frozen=True, slots=True)
class PivotSpec:
    """Dimension keys on rows and columns, with totals at their own grain."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    totals: bool = True


@dataclass(frozen=True, slots=True)
class KpiSpec:
    """The present period of a date dimension, compared with another one and a target."""

    date: str | None = None
    compare: Comparison | None = None
    target: float | None = None
    periods: int = 12


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """A report document, ready to be planned."""

    key: str
    source: str
    label: LocalizedText | None
    kind: ReportKind
    dimensions: tuple[DimensionSpec, ...]
    measures: tuple[MeasureSpec, ...]
    filter: Ast
    having: Ast
    sort: tuple[SortSpec, ...]
    limit: int
    chart: ChartSpec | None
    funnel: FunnelSpec
    pivot: PivotSpec | None
    kpi: KpiSpec
    zone: str | None = None
    week_start: WeekStart | None = None

    @classmethod
    def from_json(cls, body: Json) -> "ReportSpec":
        """Read a body that fits the JSON Schema; expressions may be text or AST.

        Raises ExpressionError for a text that cannot be read.
        """
        document = cast("JsonObject", body)
        dimensions = tuple(_dimension(item) for item in _objects(document, "dimensions"))
        chart = _chart(document.get("chart"))
        return cls(
            key=str(document.get("key") or "query"),
            source=str(document["source"]),
            label=_text(document.get("label")),
            kind=_kind(document),
            dimensions=dimensions,
            measures=tuple(_measure(item) for item in _objects(document, "measures")),
            filter=read_ast(document.get("filter")),
            having=read_ast(document.get("having")),
            sort=tuple(
                SortSpec(str(item["key"]), bool(item.get("descending", False)))
                for item in _objects(document, "sort")
            ),
            limit=int(cast("int", document.get("limit", DEFAULT_LIMIT))),
            chart=chart,
            funnel=_funnel(cast("JsonObject", document.get("funnel") or {})),
            pivot=_pivot(document.get("pivot")),
            kpi=_kpi(cast("JsonObject", document.get("kpi") or {})),
            zone=cast("str | None", document.get("zone")),
            week_start=cast("WeekStart | None", document.get("week_start")),
        )

    def dimension(self, key: str) -> DimensionSpec | None:
        """Return the dimension with this key."""
        return next((item for item in self.dimensions if item.key == key), None)

    def measure(self, key: str) -> MeasureSpec | None:
        """Return the measure with this key."""
        return next((item for item in self.measures if item.key == key), None)


def _kind(document: JsonObject) -> ReportKind:
    """Return the kind that is named, else the one whose settings are present."""
    named = document.get("type") or document.get("kind")
    for kind in REPORT_KINDS:
        if kind == named:
            return kind
    return next((kind for kind in _KINDS_BY_SETTINGS if document.get(kind)), "table")


def _dimension(item: JsonObject) -> DimensionSpec:
    path = str(item.get("field") or "")
    expression = read_ast(item["expression"]) if "expression" in item else field_ast(path)
    grain = cast("Grain | None", item.get("grain"))
    top = cast("JsonObject | None", item.get("top"))
    return DimensionSpec(
        key=str(item.get("key") or default_key(path)),
        expression=expression,
        grain=grain,
        label=_text(item.get("label")),
        top=TopSpec(int(cast("int", top["limit"])), str(top["by"]), bool(top.get("other", True)))
        if top
        else None,
        fill=bool(item.get("fill", True)),
    )


def default_key(path: str) -> str:
    """Return the column key of a field path that was given none: `site.region` → `site_region`."""
    return path.replace(".", "_")


def _measure(item: JsonObject) -> MeasureSpec:
    metric = item.get("metric")
    path = cast("str | None", item.get("field"))
    if "expression" in item:
        expression = read_ast(item["expression"])
    elif metric is not None:
        expression = None
    else:
        expression = aggregate_call(str(item["aggregate"]), path, item.get("fraction"))
    fallback = "_".join(filter(None, (str(item.get("aggregate") or ""), default_key(path or ""))))
    return MeasureSpec(
        key=str(item.get("key") or metric or fallback),
        expression=expression,
        label=_text(item.get("label")),
        metric=None if metric is None else str(metric),
        format=cast("str | None", item.get("format")),
    )


def _chart(value: Json) -> ChartSpec | None:
    if not isinstance(value, dict):
        return None
    names = ("x", "y", "color", "size", "column", "row", "tooltip")
    return ChartSpec(
        mark=str(value["mark"]),
        channels={name: str(value[name]) for name in names if value.get(name) is not None},
        title=_text(value.get("title")),
        stack=bool(value.get("stack", True)),
    )


def _funnel(value: JsonObject) -> FunnelSpec:
    mode = cast("FunnelMode", value.get("mode") or "ordered")
    return FunnelSpec(stages=_strings(value.get("stages")), mode=mode)


def _pivot(value: Json) -> PivotSpec | None:
    if not isinstance(value, dict):
        return None
    rows, columns = _strings(value.get("rows")), _strings(value.get("columns"))
    return PivotSpec(rows, columns, bool(value.get("totals", True)))


def _kpi(value: JsonObject) -> KpiSpec:
    target = value.get("target")
    return KpiSpec(
        date=cast("str | None", value.get("date")),
        compare=cast("Comparison | None", value.get("compare")),
        target=float(target) if isinstance(target, int | float) else None,
        periods=int(cast("int", value.get("periods", 12))),
    )


def _objects(document: JsonObject, name: str) -> list[JsonObject]:
    return cast("list[JsonObject]", document.get(name) or [])


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _text(value: Json) -> LocalizedText | None:
    return cast("LocalizedText | None", value)


def field_path(ast: Ast) -> Path | None:
    """Return the path when the AST is nothing but a field."""
    if isinstance(ast, dict) and set(ast) == {"field"}:
        return tuple(str(part) for part in cast("list[Json]", ast["field"]))
    return None
