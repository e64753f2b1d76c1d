"""JSON Schema of what a client may write into a form: compiled once per version."""

from collections.abc import Collection, Iterable

import jsonschema_rs

from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec
from triloom_form.types import field_type

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PATTERN_ENGINE = jsonschema_rs.RegexOptions(size_limit=2_000_000)
"""Linear-time patterns only: no look-around, no back-reference."""


def nullable(schema: JsonObject) -> JsonObject:
    """Return the schema with null allowed as well."""
    kind = schema.get("type")
    if kind is None:
        return {"anyOf": [schema, {"type": "null"}]}
    result: JsonObject = {**schema, "type": [*(kind if isinstance(kind, list) else [kind]), "null"]}
    choices = schema.get("enum")
    if isinstance(choices, list):
        result["enum"] = [*choices, None]
    return result


def values_schema(
    fields: Iterable[FieldSpec],
    *,
    required: Collection[str] = (),
    read_only: Collection[str] = (),
    language: str | None = None,
) -> JsonObject:
    """Return the schema of an object of field values; computed fields are read-only in it."""
    properties: JsonObject = {}
    must: list[Json] = []
    for item in fields:
        kind = field_type(item.type)
        schema = kind.json_schema(item)
        if item.key in required and not kind.computed:
            must.append(item.key)
        else:
            schema = nullable(schema)
        if language is not None:
            schema = {**schema, "title": item.title(language)}
        if kind.computed or item.read_only or item.key in read_only:
            schema = {**schema, "readOnly": True}
        properties[item.key] = schema
    result: JsonObject = {
        "$schema": DIALECT, "type": "object", "additionalProperties": False,
        "properties": properties,
    }  # fmt: skip
    if must:
        result["required"] = must
    return result


def compile_validator(schema: JsonObject) -> jsonschema_rs.Draft202012Validator:
    """Return a validator of the hot path; patterns run in linear time."""
    return jsonschema_rs.Draft202012Validator(schema, pattern_options=PATTERN_ENGINE)
