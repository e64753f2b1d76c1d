"""Exact arithmetic of the language: ≤ 6 fraction digits, ≤ 18 digits in all, half-even, else null.

Null (None) is the answer to x / 0 and to every result beyond the limit. Floats meet the same rule:
an infinite or undefined float is null.
"""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TypeAlias

from triloom_core.value_types import MAXIMUM_SCALE

Number: TypeAlias = int | Decimal | float

LIMIT = 10**18
"""The largest unscaled magnitude of an exact intermediate result."""

_CONTEXT = Context(prec=80, rounding=ROUND_HALF_EVEN)
_UNITS = tuple(Decimal(1).scaleb(-scale) for scale in range(MAXIMUM_SCALE + 1))


def scale_of(value: int | Decimal) -> int:
    """Return the count of fraction digits that the value carries."""
    if isinstance(value, int):
        return 0
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def round_exact(value: int | Decimal, scale: int) -> Decimal:
    """Return the value rounded half-even to `scale` digits."""
    return _CONTEXT.quantize(Decimal(value), _UNITS[scale])


def finish(value: Number) -> Number | None:
    """Return the result of an operation under the limits of the language."""
    if isinstance(value, int):
        return value if -LIMIT <= value <= LIMIT else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    scale = scale_of(value)
    if scale > MAXIMUM_SCALE:
        value, scale = round_exact(value, MAXIMUM_SCALE), MAXIMUM_SCALE
    return value if abs(value.scaleb(scale, _CONTEXT)) <= LIMIT else None


def _operation(
    exact: Callable[[Decimal, Decimal], Decimal],
    whole: Callable[[int, int], int],
    approximate: Callable[[float, float], float],
) -> Callable[[Number, Number], Number | None]:
    def run(left: Number, right: Number) -> Number | None:
        if isinstance(left, int) and isinstance(right, int):
            return finish(whole(left, right))
        if isinstance(left, float) or isinstance(right, float):
            return finish(approximate(float(left), float(right)))
        return finish(exact(Decimal(left), Decimal(right)))

    return run


add = _operation(_CONTEXT.add, lambda a, b: a + b, lambda a, b: a + b)
"""Return left + right."""
subtract = _operation(_CONTEXT.subtract, lambda a, b: a - b, lambda a, b: a - b)
"""Return left - right."""
multiply = _operation(_CONTEXT.multiply, lambda a, b: a * b, lambda a, b: a * b)
"""Return left * right, rounded half-even to six digits."""


def divide(left: Number, right: Number) -> Number | None:
    """Return left / right, exact numbers rounded half-even to six digits; x / 0 is null."""
    if right == 0:
        return None
    if isinstance(left, float) or isinstance(right, float):
        return finish(float(left) / float(right))
    scale = MAXIMUM_SCALE
    numerator, denominator = Decimal(left), Decimal(right)
    shift = max(scale_of(numerator), scale_of(denominator))
    top = int(numerator.scaleb(shift, _CONTEXT)) * 10**scale
    bottom = int(denominator.scaleb(shift, _CONTEXT))
    return finish(Decimal(divide_half_even(top, bottom)).scaleb(-scale, _CONTEXT))


def divide_half_even(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded half-even; the denominator is not 0."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    if rest * 2 > denominator or (rest * 2 == denominator and quotient % 2):
        quotient += 1
    return quotient


def modulo(left: Number, right: Number) -> Number | None:
    """Return the rest of left / right with the sign of right; x mod 0 is null."""
    if right == 0:
        return None
    if isinstance(left, float) or isinstance(right, float):
        return finish(math.fmod(math.fmod(float(left), float(right)) + float(right), float(right)))
    if isinstance(left, int) and isinstance(right, int):
        return left % right
    shift = max(scale_of(left), scale_of(right))
    rest = int(Decimal(left).scaleb(shift, _CONTEXT)) % int(Decimal(right).scaleb(shift, _CONTEXT))
    return Decimal(rest).scaleb(-shift, _CONTEXT)


def plain(value: Number) -> str:
    """Return the shortest plain text of a number: no exponent, no trailing zeros."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
