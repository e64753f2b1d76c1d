"""Rows of an engine → a typed table of plain values → JSON."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from triloom_core.expression.environment import Environment
from triloom_core.expression.evaluator import compile_expression
from triloom_core.json_types import Json
from triloom_core.value_types import ExpressionType, Kind
from triloom_report.periods import Gap, Row, fill_gaps
from triloom_report.plan import DimensionColumn, MeasureColumn, Plan
from triloom_report.spec import CYCLE_GRAINS, Grain, ReportSpec

Role = Literal["dimension", "measure"]


@dataclass(frozen=True, slots=True)
class Other:
    """Stands for all values of a dimension outside of its top ones."""


OTHER = Other()


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of a result."""

    key: str
    type: ExpressionType
    role: Role
    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Typed rows: Decimal for exact numbers, dates for periods, keys for choices, OTHER."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[object, ...], ...]
    is_truncated: bool

    def place(self, key: str) -> int | None:
        """Return the index of a column."""
        return next((i for i, column in enumerate(self.columns) if column.key == key), None)


def read_result(
    spec: ReportSpec, plan: Plan, raw: Sequence[Sequence[Any]], *, fill: bool = True
) -> ResultTable:
    """Return the table of a plan's raw rows; `raw` has one row more than the limit when cut off."""
    is_truncated = len(raw) > plan.limit
    dimensions = [_dimension_reader(item) for item in plan.dimensions]
    measures = [_MeasureReader(item) for item in plan.measures]
    flags = [place for place, item in enumerate(plan.dimensions) if item.top is not None]
    rows: list[Row] = []
    for line in raw[: plan.limit]:
        row: Row = [
            None if value is None else read(value)
            for read, value in zip(dimensions, line[: len(dimensions)], strict=True)
        ]
        place = len(dimensions)
        for measure in measures:
            row.append(measure.read(line[place : place + measure.width]))
            place += measure.width
        for offset, dimension in enumerate(flags):
            if line[place + offset]:
                row[dimension] = OTHER
        rows.append(row)
    gap = _gap(spec, plan) if fill and not is_truncated else None
    if gap is not None:
        rows = fill_gaps(rows, gap, plan.limit)
    columns = [
        ResultColumn(item.key, _shown_type(item), "dimension", item.grain)
        for item in plan.dimensions
    ]
    columns += [ResultColumn(item.key, item.type, "measure") for item in plan.measures]
    return ResultTable(tuple(columns), tuple(map(tuple, rows)), is_truncated)


class _MeasureReader:
    """Reads one measure of a row: one column, or the leaves from which it is computed here."""

    def __init__(self, measure: MeasureColumn) -> None:
        self._readers = [_reader(measure.type)]
        self._compute: Callable[[Environment], object] | None = None
        if measure.is_deferred:
            assert measure.outer is not None
            self._readers = [_reader(kind) for _key, kind in measure.leaves]
            self._compute = compile_expression(measure.outer)
        self.width = len(self._readers)
        self._values: list[object] = []
        self._environment = Environment(field=self._leaf, zone=_UTC)

    def _leaf(self, path: tuple[str, ...]) -> Any:
        return self._values[int(path[0].rpartition("_")[2])]

    def read(self, cells: Sequence[Any]) -> object:
        """Return the value of the measure."""
        self._values = [
            None if cell is None else read(cell)
            for read, cell in zip(self._readers, cells, strict=True)
        ]
        if self._compute is None:
            return self._values[0]
        return self._compute(self._environment)


def _shown_type(dimension: DimensionColumn) -> ExpressionType:
    if dimension.grain is None or dimension.grain == "hour":
        return dimension.type
    return ExpressionType(Kind.INTEGER if dimension.grain in CYCLE_GRAINS else Kind.DATE)


def _gap(spec: ReportSpec, plan: Plan) -> Gap | None:
    """Gaps are filled when exactly one dimension is a period and nothing was cut by `having`."""
    periods = [
        (place, item)
        for place, item in enumerate(plan.dimensions)
        if item.grain is not None and item.grain not in CYCLE_GRAINS
    ]
    if len(periods) != 1 or plan.having is not None:
        return None
    place, dimension = periods[0]
    known = spec.dimension(dimension.key)
    first = plan.order[0] if plan.order else None
    if known is None or not known.fill or (first is not None and first.key != dimension.key):
        return None
    assert dimension.grain is not None
    return Gap(
        place=place,
        grain=dimension.grain,
        dimensions=len(plan.dimensions),
        empty=tuple(_empty(item) for item in plan.measures),
        is_descending=first is not None and first.descending,
        is_first_order=first is not None or place == 0,
    )


def _empty(measure: MeasureColumn) -> object:
    if not measure.zero_when_empty:
        return None
    return Decimal(0) if measure.type.kind in _SCALED else 0


_UTC = ZoneInfo("UTC")
_SCALED = frozenset({Kind.DECIMAL, Kind.CURRENCY})


def _dimension_reader(dimension: DimensionColumn) -> Callable[[Any], object]:
    if dimension.grain in CYCLE_GRAINS:
        return int
    if dimension.grain is not None and dimension.grain != "hour":
        return _day
    if dimension.codes:
        keys = dict(dimension.codes)
        return lambda value: keys.get(value, value)
    return _reader(dimension.type, is_local=dimension.grain == "hour")


def _reader(kind: ExpressionType, *, is_local: bool = False) -> Callable[[Any], object]:
    if kind.kind in _SCALED:
        scale = kind.scale
        return lambda value: Decimal(int(value)).scaleb(-scale)
    if kind.kind is Kind.DATETIME and not is_local:
        return _instant
    return _READERS.get(kind.kind, lambda value: value)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _instant(value: Any) -> datetime:
    """Engines answer instants as wall time in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _link(value: Any) -> str:
    return str(uuid.UUID(bytes=value)) if isinstance(value, bytes) else str(value)


_READERS: Mapping[Kind, Callable[[Any], object]] = {
    Kind.INTEGER: int,
    Kind.FLOAT: float,
    Kind.BOOLEAN: bool,
    Kind.DATE: _day,
    Kind.LINK: _link,
}


def to_json(value: object) -> Json:
    """Return a value as the API shows it: exact numbers as text, moments in RFC 3339, OTHER as null."""
    match value:
        case None | Other():
            return None
        case bool() | int() | float() | str():
            return value
        case Decimal():
            return format(value, "f")
        case datetime():
            if value.tzinfo is None:
                return value.isoformat(timespec="seconds")
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
    return str(value)


def to_number(value: object) -> Json:
    """Return a value as a chart needs it: numbers as numbers."""
    return float(value) if isinstance(value, Decimal) else to_json(value)
