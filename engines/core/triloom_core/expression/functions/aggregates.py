"""Aggregates over the rows of a group. Null rows are left out; no row gives null, a count gives 0."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from triloom_core.expression import numbers
from triloom_core.expression.environment import Run
from triloom_core.expression.functions.specification import Family
from triloom_core.sql import builders
from triloom_core.value_types import Value

Closure = Callable[[Run], Value]


def _values(run: Run, closure: Closure, condition: Closure | None = None) -> list[Any]:
    """Return the values of all rows that are not null and fulfil the condition."""
    outer = run.environment
    found: list[Any] = []
    for row in outer.rows:
        run.environment = row
        run.steps += 64  # a report runs over many rows: every row brings its own budget
        if condition is None or condition(run) is True:
            value = closure(run)
            if value is not None:
                found.append(value)
    run.environment = outer
    return found


def _count(run: Run, closures: Sequence[Closure]) -> int:
    return len(_values(run, closures[0])) if closures else len(run.environment.rows)


def _count_if(run: Run, closures: Sequence[Closure]) -> int:
    return sum(1 for value in _values(run, closures[0]) if value is True)


def _count_distinct(run: Run, closures: Sequence[Closure]) -> int:
    return len(set(_values(run, closures[0])))


def _total(values: Sequence[Any]) -> Any:
    total: Any = values[0] if values else None
    for value in values[1:]:
        total = numbers.add(total, value)
        if total is None:
            return None
    return total


def _sum(run: Run, closures: Sequence[Closure]) -> Any:
    return _total(_values(run, closures[0]))


def _sum_if(run: Run, closures: Sequence[Closure]) -> Any:
    return _total(_values(run, closures[0], closures[1]))


def _mean(values: Sequence[Any]) -> Any:
    total: Any = _total(values)
    return None if total is None else numbers.divide(total, len(values))


def _average(run: Run, closures: Sequence[Closure]) -> Any:
    return _mean(_values(run, closures[0]))


def _average_if(run: Run, closures: Sequence[Closure]) -> Any:
    return _mean(_values(run, closures[0], closures[1]))


def _min(run: Run, closures: Sequence[Closure]) -> Any:
    return min(_values(run, closures[0]), default=None)


def _max(run: Run, closures: Sequence[Closure]) -> Any:
    return max(_values(run, closures[0]), default=None)


def _quantile(values: Sequence[Any], share: float) -> float | None:
    """Return the linear interpolation between the two nearest ranks."""
    if not values or not 0 <= share <= 1:
        return None
    ordered = sorted(float(value) for value in values)
    place = share * (len(ordered) - 1)
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (place - lower)


def _median(run: Run, closures: Sequence[Closure]) -> Value:
    return _quantile(_values(run, closures[0]), 0.5)


def _percentile(run: Run, closures: Sequence[Closure]) -> Value:
    share = closures[1](run)
    return (
        _quantile(_values(run, closures[0]), float(share))
        if isinstance(share, (int, float, Decimal))
        else None
    )


AGGREGATES = Family("aggregates")


def _add(name: str, text: str, run: Callable[..., Any], english: str, chinese: str) -> None:
    AGGREGATES.add(
        name, text, run, english, chinese,
        sql=builders.aggregate(name), lazy=True, takes_null=True, aggregate=True,
    )  # fmt: skip


_add(
    "count", "any? -> integer", _count, "The count of rows, or of values.", "行数,或非空值的个数。"
)
_add(
    "count_if",
    "boolean -> integer",
    _count_if,
    "The count of rows where it is true.",
    "条件为真的行数。",
)
_add(
    "count_distinct",
    "any -> integer",
    _count_distinct,
    "The count of different values.",
    "不同值的个数。",
)
_add("sum", "number -> same", _sum, "The sum.", "总和。")
_add(
    "sum_if",
    "number, boolean -> same",
    _sum_if,
    "The sum over rows where the condition is true.",
    "条件为真的行的总和。",
)
_add("avg", "number -> average", _average, "The mean.", "平均值。")
_add("avg_if", "number, boolean -> average", _average_if, "The mean over rows where the condition is true.",
     "条件为真的行的平均值。")  # fmt: skip
_add("min", "any -> same", _min, "The smallest value.", "最小值。")
_add("max", "any -> same", _max, "The greatest value.", "最大值。")
_add("median", "number -> float", _median, "The middle value, interpolated.", "中位数(插值)。")
_add("percentile", "number, number -> float", _percentile, "The value at a share from 0 to 1, interpolated.",
     "给定比例(0 到 1)处的值(插值)。")  # fmt: skip
