"""Operators: arithmetic, comparison, logic. Null propagates, and / or know three values."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from triloom_core.expression import numbers
from triloom_core.expression.environment import Environment, Run
from triloom_core.expression.functions.specification import Family
from triloom_core.sql import builders
from triloom_core.value_types import Value

Closure = Callable[[Run], Value]


def aligned(environment: Environment, left: Value, right: Value) -> tuple[Any, Any]:
    """Return both values in one kind: texts become moments, instants become days beside a day."""
    if type(left) is type(right):
        return left, right
    return _toward(environment, left, right), _toward(environment, right, left)


def _toward(environment: Environment, value: Value, other: Value) -> Value:
    if isinstance(value, datetime) and isinstance(other, date) and not isinstance(other, datetime):
        return environment.day_of(value)
    if not isinstance(value, str) or isinstance(other, str):
        return value
    try:
        if isinstance(other, datetime):
            return instant_of(value, environment)
        if isinstance(other, date):
            return date.fromisoformat(value)
        if isinstance(other, time):
            return time.fromisoformat(value)
    except ValueError:
        return None
    return value


def instant_of(text: str, environment: Environment | None = None) -> datetime:
    """Return the instant a text names; without offset it is a wall time of the organisation."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        zone = environment.zone if environment else None
        instant = instant.replace(tzinfo=zone) if zone else instant.astimezone()
    return instant.astimezone(UTC)


def equal(environment: Environment, left: Value, right: Value) -> bool | None:
    """Return whether two values are equal; null when one of them is null."""
    if left is None or right is None:
        return None
    left, right = aligned(environment, left, right)
    if left is None or right is None:
        return None
    return bool(left == right)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[..., bool | None]:
    def run(environment: Environment, left: Value, right: Value) -> bool | None:
        first, second = aligned(environment, left, right)
        return None if first is None or second is None else test(first, second)

    return run


def _not_equal(environment: Environment, left: Value, right: Value) -> bool | None:
    same = equal(environment, left, right)
    return None if same is None else not same


def _and(run: Run, closures: Sequence[Closure]) -> bool | None:
    unknown = False
    for closure in closures:
        value = closure(run)
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def _or(run: Run, closures: Sequence[Closure]) -> bool | None:
    unknown = False
    for closure in closures:
        value = closure(run)
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def member(environment: Environment, value: Value, items: tuple[Value, ...]) -> bool | None:
    """Return whether the value is among the items; null items leave the answer open."""
    unknown = False
    for item in items:
        same = equal(environment, value, item)
        if same:
            return True
        unknown = unknown or same is None
    return None if unknown else False


def _minus(value: numbers.Number) -> numbers.Number | None:
    return numbers.subtract(0, value)


OPERATORS = Family("operators")
_add = OPERATORS.add
_add("+", "number, number -> sum", numbers.add, "Adds two numbers.", "两数相加。",
     sql=builders.addition("+"), operator=True)  # fmt: skip
_add("-", "number, number -> sum", numbers.subtract, "Subtracts the second number.", "两数相减。",
     sql=builders.addition("-"), operator=True)  # fmt: skip
_add("*", "number, number -> product", numbers.multiply,
     "Multiplies, exact up to six digits, then half-even.", "两数相乘,最多六位小数,银行家舍入。",
     sql=builders.product, operator=True)  # fmt: skip
_add("/", "number, number -> quotient", numbers.divide,
     "Divides to six digits, half-even; x / 0 is null.", "两数相除,六位小数,银行家舍入;除以 0 得空值。",
     sql=builders.quotient, operator=True)  # fmt: skip
_add("neg", "number -> same", _minus, "The number with the other sign.", "相反数。",
     sql=builders.negation, operator=True)  # fmt: skip
_add("=", "any, any -> comparison", equal, "Whether both are equal.", "是否相等。",
     sql=builders.comparison("="), context=True, operator=True)  # fmt: skip
_add("!=", "any, any -> comparison", _not_equal, "Whether both differ.", "是否不相等。",
     sql=builders.comparison("!="), context=True, operator=True)  # fmt: skip
for _name, _test, _english, _chinese in (
    ("<", lambda a, b: a < b, "Whether the first is smaller.", "是否小于。"),
    ("<=", lambda a, b: a <= b, "Whether the first is at most the second.", "是否小于或等于。"),
    (">", lambda a, b: a > b, "Whether the first is greater.", "是否大于。"),
    (">=", lambda a, b: a >= b, "Whether the first is at least the second.", "是否大于或等于。"),
):
    _add(_name, "any, any -> ordering", _ordered(_test), _english, _chinese,
         sql=builders.comparison(_name), context=True, operator=True)  # fmt: skip
_add("and", "boolean, boolean… -> boolean", _and, "True when all are true.", "全部为真时为真。",
     sql=builders.conjunction, lazy=True, takes_null=True, operator=True)  # fmt: skip
_add("or", "boolean, boolean… -> boolean", _or, "True when one is true.", "任一为真时为真。",
     sql=builders.disjunction, lazy=True, takes_null=True, operator=True)  # fmt: skip
_add("not", "boolean -> boolean", lambda value: not value, "The opposite.", "取反。",
     sql=builders.opposite, operator=True)  # fmt: skip
_add("in", "any, list -> membership", member, "Whether the value is in the list.", "值是否在列表中。",
     sql=builders.membership, context=True, operator=True)  # fmt: skip
_add("is_null", "any -> boolean", lambda value: value is None, "Whether there is no value.",
     "是否为空值。", sql=builders.is_null, takes_null=True, operator=True)  # fmt: skip
