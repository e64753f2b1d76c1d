"""Faults of bodies and parameters in our own words: the validation library speaks English only."""

from collections.abc import Mapping
from typing import Any

from triloom_core.errors import Fault
from triloom_core.json_types import Json

_TYPES: Mapping[str, str] = {
    "string_type": "string", "string_unicode": "string", "bytes_type": "string",
    "int_type": "integer", "int_parsing": "integer", "int_from_float": "integer",
    "int_parsing_size": "integer", "float_type": "number", "float_parsing": "number",
    "bool_type": "boolean", "bool_parsing": "boolean", "list_type": "array",
    "dict_type": "object", "model_type": "object", "model_attributes_type": "object",
    "uuid_type": "UUID", "uuid_parsing": "UUID", "uuid_version": "UUID",
    "date_type": "YYYY-MM-DD", "date_parsing": "YYYY-MM-DD",
    "datetime_type": "RFC 3339", "datetime_parsing": "RFC 3339",
    "datetime_from_date_parsing": "RFC 3339",
}  # fmt: skip
_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("≥", "ge"), "greater_than": (">", "gt"),
    "less_than_equal": ("≤", "le"), "less_than": ("<", "lt"),
    "too_long": ("≤", "max_length"), "too_short": ("≥", "min_length"),
    "string_too_long": ("≤", "max_length"), "string_too_short": ("≥", "min_length"),
}  # fmt: skip
LONGEST_NAME = 80


def validation_fault(item: Mapping[str, Any], pointer: str) -> Fault:
    """Return one finding of the validation library as a fault that names its member."""
    place = [str(part) for part in item["loc"] if part not in ("body", "query", "path", "header")]
    data: dict[str, Json] = {"name": ".".join(place)[:LONGEST_NAME] or "body"}
    kind, context = str(item["type"]), item.get("ctx") or {}
    if kind == "extra_forbidden":
        return Fault(pointer, "request.member_unknown", data)
    if kind == "missing":
        return Fault(pointer, "request.member_missing", data)
    if kind in _TYPES:
        return Fault(pointer, "request.member_type", {**data, "type": _TYPES[kind]})
    if kind in _LIMITS:
        sign, name = _LIMITS[kind]
        return Fault(pointer, "request.member_limit", {**data, "limit": f"{sign} {context[name]}"})
    if kind in ("literal_error", "enum"):
        known = str(context["expected"]).replace(" or ", ", ").replace("'", "")
        return Fault(pointer, "request.member_choice", {**data, "known": known})
    return Fault(pointer, "request.member_invalid", data)
