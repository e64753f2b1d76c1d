"""Functions that the SQLite build lacks, registered on each connection; all deterministic."""

import math
from collections.abc import Callable
from typing import Any

from triloom_core.sql.sqlite_functions import SQLITE_FUNCTIONS


def _guarded(function: Callable[[float], float]) -> Callable[[Any], float | None]:
    def guarded(value: Any) -> float | None:
        if value is None:
            return None
        try:
            return function(value)
        except (ValueError, OverflowError):
            return None

    return guarded


SCALAR_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "triloom_ln": (1, _guarded(math.log)),
    "triloom_exp": (1, _guarded(math.exp)),
    "triloom_sqrt": (1, _guarded(math.sqrt)),
    "triloom_floor": (1, _guarded(math.floor)),
    "triloom_ceil": (1, _guarded(math.ceil)),
    "triloom_upper": (1, lambda text: None if text is None else text.upper()),
    "triloom_lower": (1, lambda text: None if text is None else text.lower()),
}
"""Name → (number of arguments, function). The expression printers rely on these names."""


def register_functions(connection: Any) -> None:
    """Register every function on a DB-API connection to SQLite."""
    for name, (arity, function) in (SCALAR_FUNCTIONS | SQLITE_FUNCTIONS).items():
        connection.create_function(name, arity, function, deterministic=True)
