"""Lengths of time in settings: `{"days": 2, "hours": 4}`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from triloom_core.json_types import Json, JsonObject

UNITS: tuple[str, ...] = ("weeks", "days", "hours", "minutes", "seconds")
LONGEST_DAYS = 3660
"""About ten years; a longer wait is a mistake."""


def duration_schema() -> JsonObject:
    """Return the JSON Schema of a length of time."""
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            unit: {"type": "number", "minimum": 0, "maximum": LONGEST_DAYS * 86_400}
            for unit in UNITS
        },
    }


def after(now: datetime, duration: Mapping[str, Json]) -> datetime:
    """Return the instant a length of time after `now`, at most `LONGEST_DAYS` away."""
    seconds = timedelta(**{unit: float(str(amount)) for unit, amount in duration.items()})
    return now + min(seconds, timedelta(days=LONGEST_DAYS))
