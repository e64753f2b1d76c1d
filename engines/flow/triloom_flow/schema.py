"""The JSON Schema of a flow document."""

from triloom_core.json_types import Json, JsonObject
from triloom_flow.nodes import BUILTIN_NODE_TYPES

KEY: JsonObject = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,62}$"}
TEXT: JsonObject = {
    "anyOf": [
        {"type": "string", "maxLength": 500},
        {"type": "object", "additionalProperties": {"type": "string", "maxLength": 500}},
    ]
}
KEYS: JsonObject = {"type": "array", "items": {"type": "string", "maxLength": 100}, "maxItems": 200}
STAGE_KINDS: tuple[str, ...] = ("open", "success", "failure")
VARIABLE_TYPES: tuple[str, ...] = ("text", "integer", "decimal", "boolean", "date", "datetime")
LIMITS = {"stages": 100, "nodes": 500, "edges": 2000, "variables": 100}


def flow_schema() -> JsonObject:
    """Return the schema (2020-12) of a body; settings are checked by the schema of their type."""
    lists: dict[str, JsonObject] = {
        "stages": _stage(),
        "nodes": _node(),
        "edges": _edge(),
        "variables": _object({"key": KEY, "type": {"enum": list(VARIABLE_TYPES)}}, ["key", "type"]),
    }
    properties: JsonObject = {
        "kind": {"const": "flow"},
        "id": {"type": "string"},
        "key": KEY,
        "label": TEXT,
        "description": TEXT,
        "form": {"type": "string", "maxLength": 100},
        "policies": _object({}, []),
        "positions": {"type": "object"},
    }
    for name, schema in lists.items():
        properties[name] = {"type": "array", "items": schema, "maxItems": LIMITS[name]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "flow",
        **_object(properties, ["key", "form", "nodes"]),
        "$defs": {f"settings_{item.name}": item.settings_schema() for item in BUILTIN_NODE_TYPES},
    }


def _object(properties: JsonObject, required: list[str]) -> JsonObject:
    names: list[Json] = [*required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": names,
    }


def _stage() -> JsonObject:
    return _object(
        {
            "id": {"type": "string"},
            "key": KEY,
            "label": TEXT,
            "description": TEXT,
            "kind": {"enum": list(STAGE_KINDS)},
            "probability": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "required": KEYS,
            "color": {"type": ["string", "null"], "maxLength": 40},
        },
        ["key"],
    )


def _node() -> JsonObject:
    return _object(
        {
            "id": {"type": "string"},
            "key": KEY,
            "type": {"enum": [item.name for item in BUILTIN_NODE_TYPES]},
            "label": TEXT,
            "stage": {"type": ["string", "null"]},
            "settings": {"type": "object"},
            "position": _object({"x": {"type": "number"}, "y": {"type": "number"}}, []),
        },
        ["key", "type"],
    )


def _edge() -> JsonObject:
    return _object(
        {
            "id": {"type": "string"},
            "from": {"type": "string"},
            "to": {"type": "string"},
            "port": {"type": ["string", "null"]},
            "action": {"anyOf": [KEY, {"type": "null"}]},
            "label": TEXT,
            "when": {},
            "reason": {"anyOf": [TEXT, {"type": "null"}]},
            "default": {"type": "boolean"},
            "order": {"type": "integer", "minimum": 0, "maximum": 100_000},
            "required": KEYS,
            "roles": KEYS,
            "requires_comment": {"type": "boolean"},
        },
        ["from", "to"],
    )
