"""Reads the plain table of the plugin protocol into NumPy arrays, and checks its shape."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def row_count(table: JsonObject) -> int:
    """Return the number of rows."""
    ids = table.get("ids")
    return len(ids) if isinstance(ids, list) else 0


def column(table: JsonObject, name: str) -> list[Json]:
    """Return a column's values; a missing column is all null. Raises when its length is wrong."""
    columns = table.get("columns")
    values = columns.get(name) if isinstance(columns, dict) else None
    count = row_count(table)
    if values is None:
        return [None] * count
    if not isinstance(values, list) or len(values) != count:
        raise TriloomError("ml.invalid_parameters", data={"reason": f"column {name}"})
    return values


def numbers(values: Sequence[Json]) -> Floats:
    """Return values as floats; null and what is not a number become NaN."""
    return np.array([_number(value) for value in values], dtype=np.float64)


def _number(value: Json) -> float:
    if value is None or isinstance(value, list | dict):
        return float("nan")
    try:
        return float(value)
    except ValueError:
        return float("nan")


def days(values: Sequence[Json]) -> Floats:
    """Return ISO dates or instants as days since 1970-01-01; null becomes NaN."""
    return np.array([_day(value) for value in values], dtype=np.float64)


def _day(value: Json) -> float:
    if not isinstance(value, str):
        return float("nan")
    try:
        if len(value) > 10:
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
            return moment.timestamp() / 86_400
        return float(date.fromisoformat(value).toordinal() - date(1970, 1, 1).toordinal())
    except ValueError:
        return float("nan")


def booleans(values: Sequence[Json]) -> tuple[Booleans, Booleans]:
    """Return (value is true, value is known)."""
    known = np.array([value is not None for value in values], dtype=np.bool_)
    true = np.array([value is True or value in (1, "true") for value in values], dtype=np.bool_)
    return true, known


def is_numeric(values: Sequence[Json]) -> bool:
    """Tell whether the known values are numbers or booleans."""
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, bool | int | float) for value in known)


def take(table: JsonObject, rows: Sequence[int]) -> JsonObject:
    """Return the table reduced to the given row numbers, in that order."""
    ids: Any = table["ids"]
    columns: Any = table["columns"]
    return {
        "ids": [ids[row] for row in rows],
        "columns": {name: [values[row] for row in rows] for name, values in columns.items()},
    }
