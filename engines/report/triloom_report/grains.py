"""Time grains and dimension values in SQL: truncation carries the zone and the first day of a week."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json
from triloom_core.sql.sqlglot_printer import literal
from triloom_core.value_types import DATE, INTEGER, ExpressionType, Kind
from triloom_report.periods import WEEK_SHIFT
from triloom_report.plan import DimensionColumn
from triloom_report.spec import CYCLE_GRAINS, Grain

_PARTS: dict[Grain, str] = {
    "month_of_year": "month", "day_of_week": "isodow", "hour_of_day": "hour",
}  # fmt: skip


def truncated(value: Any, dimension: DimensionColumn) -> Any:
    """Return the value as it is grouped by: the start of its period in the calendar's zone."""
    grain = dimension.grain
    if grain is None:
        return value
    if dimension.type.kind is Kind.DATETIME:
        zone = exp.Literal.string(dimension.zone)
        value = exp.Anonymous(this="timezone", expressions=[zone, value])
    else:
        value = exp.cast(value, "TIMESTAMP")
    if grain in CYCLE_GRAINS:
        part = exp.Extract(this=exp.var(_PARTS[grain].upper()), expression=value)
        return exp.cast(part, "BIGINT")
    if grain == "hour":
        return _trunc("hour", value)
    shift = WEEK_SHIFT[dimension.week_start] if grain == "week" else 0
    if not shift:
        return exp.cast(_trunc(grain, value), "DATE")
    moved = exp.Add(this=value, expression=_days(shift))
    return exp.cast(exp.Sub(this=_trunc(grain, moved), expression=_days(shift)), "DATE")


def _trunc(unit: str, value: Any) -> Any:
    # A plain function call: sqlglot's own node would be rewritten for some dialects.
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(unit), value])


def _days(count: int) -> Any:
    return exp.Interval(this=exp.Literal.string(str(count)), unit=exp.var("DAY"))


def value_literal(value: object, dimension: DimensionColumn) -> Any:
    """Return a coordinate's value as SQL; it was read by `read_value` before."""
    kind = dimension.type
    if dimension.grain in CYCLE_GRAINS:
        return literal(int(str(value)), INTEGER)
    if dimension.grain == "hour":
        return exp.cast(exp.Literal.string(str(value)), "TIMESTAMP")
    if dimension.grain is not None:
        return literal(value, DATE)  # type: ignore[arg-type]
    if isinstance(value, Decimal):
        return literal(int(value.scaleb(kind.scale)), INTEGER)
    return literal(value, kind)  # type: ignore[arg-type]


def read_value(value: Json, dimension: DimensionColumn) -> object:
    """Return a coordinate's value from the JSON that a result showed.

    Raises TriloomError 400 when it cannot be a value of the dimension.
    """
    if value is None:
        return None
    try:
        return _read(value, dimension)
    except (ValueError, ArithmeticError, TypeError, KeyError) as error:
        data: dict[str, Json] = {"name": dimension.key, "value": str(value)[:60]}
        raise TriloomError("report.bad_coordinate", status=400, data=data) from error


def _read(value: Json, dimension: DimensionColumn) -> object:
    text = str(value)
    if "\x00" in text or isinstance(value, list | dict):
        raise ValueError(text)
    if dimension.grain in CYCLE_GRAINS:
        return int(text)
    if dimension.grain == "hour":
        return datetime.fromisoformat(text).replace(tzinfo=None)
    if dimension.grain is not None:
        return date.fromisoformat(text[:10])
    if dimension.codes:
        return {key: code for code, key in dimension.codes}.get(text, text)
    return _read_typed(text, dimension.type)


def _read_typed(text: str, kind: ExpressionType) -> object:
    match kind.kind:
        case Kind.BOOLEAN:
            return {"true": True, "false": False}[text.lower()]
        case Kind.INTEGER:
            return int(text)
        case Kind.FLOAT:
            return float(text)
        case Kind.DECIMAL | Kind.CURRENCY:
            number = Decimal(text)
            if not number.is_finite() or number != number.quantize(Decimal(1).scaleb(-kind.scale)):
                raise ValueError(text)
            return number
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.DATETIME:
            return datetime.fromisoformat(text)
        case Kind.LINK:
            import uuid

            return str(uuid.UUID(text))
    return text
