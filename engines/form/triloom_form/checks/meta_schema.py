"""The schema that a form compiles to is itself valid JSON Schema 2020-12.

Settings come from admins; whatever they combine to must still be a schema that every client and
validator understands. `jsonschema` judges by the published meta-schema, off the hot path.
"""

from collections.abc import Iterator

from triloom_core.errors import Fault
from triloom_core.json_types import JsonObject
from triloom_form.schema import values_schema
from triloom_form.spec import FormSpec


def check_meta_schema(body: JsonObject) -> Iterator[Fault]:
    """Yield one fault per field whose schema the meta-schema refuses; needs sound field types."""
    import jsonschema  # noqa: PLC0415  (0.2 CPU-s, and only a publish or a saved draft needs it)

    spec = FormSpec.from_json(body)
    validator = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    positions = {field.key: position for position, field in enumerate(spec.fields)}
    for error in validator.iter_errors(values_schema(spec.fields)):
        path = list(error.absolute_path)
        key = str(path[1]) if len(path) > 1 and path[0] == "properties" else ""
        pointer = f"/fields/{positions[key]}" if key in positions else ""
        reason: JsonObject = {"field": key, "reason": str(error.message)[:200]}
        yield Fault(pointer, "form.schema_invalid", reason)
