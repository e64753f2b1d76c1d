"""Deterministic functions that the SQLite connection must register for exact primitives."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

LIMIT = 10**18
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def exact_ratio(a: int | None, b: int | None, c: int | None) -> int | None:
    """Return a * b / c rounded half-even; null for c = 0 and beyond 10^18."""
    if a is None or b is None or not c:
        return None
    top = a * b
    if c < 0:
        top, c = -top, -c
    quotient, rest = divmod(top, c)
    if rest * 2 > c or (rest * 2 == c and quotient % 2):
        quotient += 1
    return quotient if -LIMIT <= quotient <= LIMIT else None


def exact_sum(a: int | None, weight_a: int, b: int | None, weight_b: int) -> int | None:
    """Return a * weight_a + b * weight_b; null beyond 10^18."""
    if a is None or b is None:
        return None
    total = a * weight_a + b * weight_b
    return total if -LIMIT <= total <= LIMIT else None


def exact_compare(a: int | None, weight_a: int, b: int | None, weight_b: int) -> int | None:
    """Return the sign of a * weight_a - b * weight_b."""
    if a is None or b is None:
        return None
    left, right = a * weight_a, b * weight_b
    return (left > right) - (left < right)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def instant_day(microseconds: int | None, zone: str) -> str | None:
    """Return the day of an instant in a zone as YYYY-MM-DD."""
    if microseconds is None:
        return None
    instant = _EPOCH + timedelta(microseconds=microseconds)
    return instant.astimezone(_zone(zone)).date().isoformat()


SQLITE_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "triloom_exact_ratio": (3, exact_ratio),
    "triloom_exact_sum": (4, exact_sum),
    "triloom_exact_compare": (4, exact_compare),
    "triloom_instant_day": (2, instant_day),
}
"""Name → (number of arguments, function), for `connection.create_function(…, deterministic=True)`."""
