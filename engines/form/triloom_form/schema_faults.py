"""Faults of the JSON Schema validator as the product's own: a code, a pointer, data for a message."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from triloom_core.errors import Fault
from triloom_core.json_types import Json

_LIMITS: dict[str, tuple[str, str]] = {
    "maxLength": ("value.too_long", "limit"),
    "minLength": ("value.too_short", "limit"),
    "maximum": ("value.too_large", "limit"),
    "minimum": ("value.too_small", "limit"),
    "exclusiveMaximum": ("value.too_large", "limit"),
    "exclusiveMinimum": ("value.too_small", "limit"),
    "maxItems": ("value.too_many_items", "limit"),
    "minItems": ("value.too_few_items", "limit"),
}
_PLAIN: dict[str, str] = {
    "type": "value.type",
    "enum": "value.not_an_option",
    "pattern": "value.pattern",
    "format": "value.pattern",
    "uniqueItems": "value.repeated",
    "const": "value.not_an_option",
    "anyOf": "value.type",
    "oneOf": "value.type",
    "propertyNames": "value.unknown_member",
    "maxProperties": "value.too_many_items",
}


def escape(part: object) -> str:
    """Return one part of a JSON pointer, escaped."""
    return str(part).replace("~", "~0").replace("/", "~1")


def schema_faults(
    validator: jsonschema_rs.Draft202012Validator, value: Json, data: Mapping[str, Json]
) -> Iterator[Fault]:
    """Yield every fault of a value; `data` is added to the data of each."""
    for error in validator.iter_errors(value):
        yield from _faults_of(error, data)


def _faults_of(error: Any, data: Mapping[str, Json]) -> Iterator[Fault]:
    pointer = "".join("/" + escape(part) for part in error.instance_path)
    path = error.schema_path
    keyword = str(path[-1]) if path else ""
    kind = error.kind
    if keyword == "additionalProperties":
        for name in kind.unexpected:
            member = f"{pointer}/{escape(name)}"
            yield Fault(member, "value.unknown_member", {"member": name, **data})
    elif keyword == "required" or hasattr(kind, "property"):
        name = str(kind.property).strip('"')
        yield Fault(f"{pointer}/{escape(name)}", "value.required", {"label": name, **data})
    elif keyword in _LIMITS:
        code, member = _LIMITS[keyword]
        yield Fault(pointer, code, {member: getattr(kind, "limit", None), **data})
    elif keyword == "type":
        yield Fault(pointer, "value.type", {"expected": _expected(kind), **data})
    elif error.instance_path and path and path[-1] == "additionalProperties":
        yield Fault(pointer, "value.unknown_member", dict(data))
    else:
        yield Fault(pointer, _PLAIN.get(keyword, "value.invalid"), dict(data))


def _expected(kind: Any) -> str:
    types = getattr(kind, "types", None)
    if types is None:
        return ""
    names = types if isinstance(types, list | tuple) else [types]
    return ", ".join(sorted(str(name) for name in names))
