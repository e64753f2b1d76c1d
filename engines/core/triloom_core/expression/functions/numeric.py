"""Numbers. Exact numbers stay exact; sqrt, ln, exp and log10 give floats."""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal

from triloom_core.expression import numbers
from triloom_core.expression.functions.specification import Family
from triloom_core.expression.numbers import Number
from triloom_core.sql import builders
from triloom_core.value_types import MAXIMUM_SCALE


def _round(value: Number, digits: int = 0) -> Number | None:
    if not 0 <= digits <= MAXIMUM_SCALE:
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not -numbers.LIMIT <= exact <= numbers.LIMIT:
        return None
    if isinstance(exact, int) or numbers.scale_of(exact) <= digits:
        return numbers.finish(exact)
    rounded = numbers.round_exact(exact, digits)
    return numbers.finish(int(rounded) if digits == 0 else rounded)


def _whole(rounding: str) -> Callable[[Number], Number | None]:
    def run(value: Number) -> Number | None:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not -numbers.LIMIT <= exact <= numbers.LIMIT:
            return None
        return int(exact.to_integral_value(rounding=rounding))

    return run


def _real(function: Callable[[float], float]) -> Callable[[Number], float | None]:
    def run(value: Number) -> float | None:
        try:
            result = function(float(value))
        except (ValueError, OverflowError):
            return None
        return result if math.isfinite(result) else None

    return run


def _sign(value: Number) -> int:
    return (value > 0) - (value < 0)


def _clamp(value: Number, low: Number, high: Number) -> Number:
    return min(max(value, low), high)


NUMERIC = Family("numbers")
_add = NUMERIC.add
_add("abs", "number -> same", abs, "Without its sign.", "绝对值。", sql=builders.absolute)
_add("round", "number, integer? -> rounded", _round, "Rounded half-even to 0 to 6 digits.",
     "银行家舍入,保留 0 到 6 位小数。", sql=builders.rounded)  # fmt: skip
_add("floor", "number -> integer", _whole(ROUND_FLOOR), "The next whole number below.", "向下取整。",
     sql=builders.floor)  # fmt: skip
_add("ceil", "number -> integer", _whole(ROUND_CEILING), "The next whole number above.", "向上取整。",
     sql=builders.ceil)  # fmt: skip
_add("trunc", "number -> integer", _whole(ROUND_DOWN), "Without its fraction.", "去掉小数部分。",
     sql=builders.trunc)  # fmt: skip
_add("mod", "number, number -> sum", numbers.modulo, "The rest of a division, with the sign of the divisor.",
     "除法的余数,符号与除数相同。", sql=builders.modulo)  # fmt: skip
_add("min_of", "T, T… -> T", lambda *values: min(values), "The smallest of the values.", "最小的值。",
     sql=builders.extreme("<="))  # fmt: skip
_add("max_of", "T, T… -> T", lambda *values: max(values), "The greatest of the values.", "最大的值。",
     sql=builders.extreme(">="))  # fmt: skip
_add("clamp", "number, number, number -> sum", _clamp, "The value, kept between two bounds.",
     "限制在上下限之间。")  # fmt: skip
_add("sign", "number -> integer", _sign, "-1, 0 or 1.", "符号:-1、0 或 1。", sql=builders.sign)
_add("sqrt", "number -> float", _real(math.sqrt), "The square root.", "平方根。")
_add("ln", "number -> float", _real(math.log), "The natural logarithm.", "自然对数。")
_add(
    "log10", "number -> float", _real(math.log10), "The logarithm to base 10.", "以 10 为底的对数。"
)
_add("exp", "number -> float", _real(math.exp), "e to the power of the number.", "e 的幂。")
_add("float", "number -> float", float, "As a binary floating-point number.", "转为浮点数。",
     sql=builders.to_float)  # fmt: skip
_add("percent_of", "number, number -> quotient", numbers.divide, "The share of the first in the second, as a fraction.",
     "前者占后者的比例(小数)。", sql=builders.quotient)  # fmt: skip
_add(
    "is_even",
    "integer -> boolean",
    lambda value: value % 2 == 0,
    "Whether it divides by two.",
    "是否为偶数。",
)
