"""The JSON Schema of form documents: common members, and per type the settings of its fields."""

from functools import lru_cache

from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import KEY_PATTERN, LOCALIZED
from triloom_form.types import BUILTIN_FIELD_TYPES

MAXIMUM_FIELDS = 300
VIEW_TYPES = ("list", "kanban", "calendar", "gallery", "timeline")
ACTIONS = ("read", "create", "update", "delete", "export", "import", "transition")
_KEY: JsonObject = {"type": "string", "pattern": KEY_PATTERN}
_ID: JsonObject = {"type": "string", "minLength": 1, "maxLength": 64}
_KEYS: JsonObject = {"type": "array", "items": _KEY, "maxItems": MAXIMUM_FIELDS}
_PATH: JsonObject = {"type": "string", "minLength": 1, "maxLength": 200}
EXPRESSION: JsonObject = {"type": ["string", "object", "boolean"], "maxLength": 20_000}

COMMON_FIELD: JsonObject = {
    "id": {"type": "string", "format": "uuid"},
    "key": _KEY,
    "type": {"type": "string", "enum": [kind.name for kind in BUILTIN_FIELD_TYPES]},
    "label": LOCALIZED,
    "required": {"type": "boolean"},
    "unique": {"type": "boolean"},
    "indexed": {"type": "boolean"},
    "read_only": {"type": "boolean"},
    "default": {},
    "help": LOCALIZED,
    "aliases": {"type": "array", "items": _KEY, "maxItems": 100},
    "width": {"type": "integer", "minimum": 1, "maximum": 4},
    "widget": {"type": "string", "maxLength": 40},
    "settings": {"type": "object"},
}
"""Members of every field; `settings` is another way to write the settings of the type."""


def _field_schema() -> JsonObject:
    branches: list[Json] = []
    for kind in BUILTIN_FIELD_TYPES:
        known: JsonObject = {**dict.fromkeys(COMMON_FIELD, True), **kind.settings_schema()}
        if kind.name == "subtable":
            known["fields"] = {
                "type": "array", "items": {"$ref": "#/$defs/field"}, "maxItems": 100,
            }  # fmt: skip
        branches.append(
            {
                "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
                "then": {"properties": known, "additionalProperties": False},
            }
        )
    return {
        "type": "object",
        "required": ["key", "type"],
        "properties": dict(COMMON_FIELD),
        "allOf": branches,
    }


def _layout_schema() -> JsonObject:
    item: JsonObject = {
        "anyOf": [
            _KEY,
            {
                "type": "object", "required": ["field"], "additionalProperties": False,
                "properties": {
                    "id": _ID, "field": _KEY,
                    "width": {"type": "integer", "minimum": 1, "maximum": 4},
                },
            },
        ]
    }  # fmt: skip
    section: JsonObject = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "id": _ID,
            "type": {"enum": ["section", "tab"]},
            "label": LOCALIZED,
            "columns": {"type": "integer", "minimum": 1, "maximum": 4},
            "collapsed": {"type": "boolean"},
            "items": {"type": "array", "items": item, "maxItems": MAXIMUM_FIELDS},
        },
    }
    return {"type": "array", "items": section, "maxItems": 100}


def _rules_schema() -> JsonObject:
    then: JsonObject = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "show": _KEYS, "hide": _KEYS, "require": _KEYS, "read_only": _KEYS,
            "set": {"type": "object", "propertyNames": _KEY, "additionalProperties": True},
            "refuse": LOCALIZED,
        },
    }  # fmt: skip
    rule: JsonObject = {
        "type": "object",
        "required": ["when", "then"],
        "additionalProperties": False,
        "properties": {"id": _ID, "label": LOCALIZED, "when": EXPRESSION, "then": then},
    }
    return {"type": "array", "items": rule, "maxItems": 200}


def _views_schema() -> JsonObject:
    view: JsonObject = {
        "type": "object",
        "required": ["type"],
        "additionalProperties": False,
        "properties": {
            "id": _ID, "key": _KEY, "label": LOCALIZED, "type": {"enum": list(VIEW_TYPES)},
            "columns": {"type": "array", "items": _PATH, "maxItems": MAXIMUM_FIELDS},
            "by": _PATH, "date": _PATH, "end": _PATH, "value": _PATH, "cover": _PATH,
            "sort": {"type": "string", "maxLength": 500}, "filter": EXPRESSION,
            "settings": {"type": "object"},
        },
    }  # fmt: skip
    return {"type": "array", "items": view, "maxItems": 100}


def _access_schema() -> JsonObject:
    grant: JsonObject = {
        "type": "object",
        "required": ["role"],
        "additionalProperties": False,
        "properties": {
            "id": _ID, "role": _KEY, "scope": {"enum": ["own", "team", "subtree", "all"]},
            "actions": {"type": "array", "items": {"enum": list(ACTIONS)}},
            "fields": {
                "type": "object",
                "additionalProperties": {
                    "type": "string", "pattern": "^(none|read|write|mask(:[a-z0-9_]{1,20})?)$",
                },
            },
            "when": EXPRESSION,
        },
    }  # fmt: skip
    return {"type": "array", "items": grant, "maxItems": 200}


@lru_cache(maxsize=1)
def form_schema() -> JsonObject:
    """Return the JSON Schema (2020-12) of a form document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {"field": _field_schema()},
        "type": "object",
        "required": ["key", "fields"],
        "additionalProperties": False,
        "properties": {
            "kind": {"const": "form"},
            "id": {"type": "string", "format": "uuid"},
            "key": _KEY,
            "label": LOCALIZED,
            "description": LOCALIZED,
            "icon": {"type": "string", "maxLength": 60},
            "title": {"type": "string", "maxLength": 500},
            "aliases": {"type": "array", "items": _KEY},
            "fields": {
                "type": "array", "items": {"$ref": "#/$defs/field"}, "minItems": 1,
                "maxItems": MAXIMUM_FIELDS,
            },
            "layout": _layout_schema(),
            "rules": _rules_schema(),
            "views": _views_schema(),
            "access": _access_schema(),
        },
    }  # fmt: skip
