"""Expression values as JSON and back, for variables of a flow and for stored payloads."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from triloom_core.json_types import Json
from triloom_core.value_types import Value


def to_json(value: object) -> Json:
    """Return a value as JSON: decimals as strings, instants as RFC 3339 in UTC."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            return [to_json(item) for item in value]
        case dict():
            return {str(key): to_json(item) for key, item in value.items()}
        case _:
            return str(value)


def from_json(value: Json, type_name: str) -> Value:
    """Return the expression value of a stored variable of type `type_name`."""
    if isinstance(value, list | dict):
        return None
    if not isinstance(value, str):
        return value
    match type_name:
        case "decimal":
            return Decimal(value)
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
        case _:
            return value
