"""The document kind `models`: which plugin learns from which form and fills which field."""

from collections.abc import Iterator

from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.plugins import PluginSpec
from triloom_form.settings import KEY_PATTERN, LOCALIZED
from triloom_form.spec import FormSpec
from triloom_form.system import SYSTEM_TYPES
from triloom_ml.specs import BUILTIN_PLUGINS, plugin_spec

_KEY: JsonObject = {"type": "string", "pattern": KEY_PATTERN}
_PATH: JsonObject = {"type": "string", "maxLength": 200}
_LONGEST_PATH = 4


class ModelKind:
    """Checks model documents against the plugin's manifest and the form's fields."""

    @property
    def name(self) -> str:
        """The plural name used in paths."""
        return "models"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a model."""
        plugins: list[Json] = [spec.id for spec in BUILTIN_PLUGINS]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "model",
            "type": "object",
            "required": ["key", "label", "plugin", "form", "inputs"],
            "additionalProperties": False,
            "properties": {
                "kind": {"const": "model"},
                "id": {"type": "string"},
                "key": _KEY,
                "label": LOCALIZED,
                "aliases": {"type": "array", "items": _KEY},
                "plugin": {"enum": plugins},
                "form": _KEY,
                "field": _KEY,
                "params": {"type": "object"},
                "schedule": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"every": {"enum": ["day", "week", "month", "never"]}},
                },
                "inputs": {
                    "type": "object",
                    "additionalProperties": {
                        "oneOf": [_PATH, {"type": "array", "items": _PATH, "maxItems": 200}]
                    },
                },
            },
        }

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every input, field or parameter that the plugin cannot work with."""
        assert isinstance(body, dict)
        spec = plugin_spec(str(body["plugin"]))
        assert spec is not None
        form_body = surroundings.document("forms", str(body["form"]))
        if form_body is None:
            data: JsonObject = {"kind": "forms", "key": body["form"]}
            return (Fault("/form", "document.unknown_reference", data),)
        form = FormSpec.from_json(form_body)
        return (
            *_parameter_faults(spec, body.get("params")),
            *_input_faults(spec, body["inputs"], form, surroundings),
            *_field_faults(spec, body.get("field"), form),
        )

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the form, its computed field and the fields that the inputs name."""
        assert isinstance(body, dict)
        form = body.get("form")
        if not isinstance(form, str):
            return ()
        found = [DocumentReference("forms", form, "/form")]
        field = body.get("field")
        if isinstance(field, str):
            found.append(DocumentReference("forms", form, "/field", field))
        found += [
            DocumentReference("forms", form, pointer, path.split(".")[0])
            for pointer, path in input_paths(body.get("inputs"))
            if path.split(".")[0] not in SYSTEM_TYPES
        ]
        return tuple(found)

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return nothing: inputs are paths."""
        return ()


def input_paths(inputs: Json) -> Iterator[tuple[str, str]]:
    """Yield (pointer, field path) of every input."""
    for key, value in inputs.items() if isinstance(inputs, dict) else ():
        if isinstance(value, str):
            yield f"/inputs/{key}", value
        elif isinstance(value, list):
            for at, path in enumerate(value):
                yield f"/inputs/{key}/{at}", str(path)


def _parameter_faults(spec: PluginSpec, params: Json) -> Iterator[Fault]:
    import jsonschema  # noqa: PLC0415  (its import costs more than all model checks of a start)

    validator = jsonschema.Draft202012Validator(spec.parameters)
    for error in validator.iter_errors(params if params is not None else {}):
        pointer = "/params" + "".join(f"/{part}" for part in error.absolute_path)
        yield Fault(pointer, "model.invalid_parameters", {"reason": error.message})


def _input_faults(
    spec: PluginSpec, inputs: Json, form: FormSpec, surroundings: Surroundings
) -> Iterator[Fault]:
    assert isinstance(inputs, dict)
    known = {item.key: item for item in spec.inputs}
    for key in inputs:
        if key not in known:
            data: JsonObject = {"plugin": spec.id, "input": key, "known": ", ".join(known)}
            yield Fault(f"/inputs/{key}", "model.unknown_input", data)
    for key, item in known.items():
        if item.required and not inputs.get(key):
            yield Fault("/inputs", "model.missing_input", {"plugin": spec.id, "input": key})
    for pointer, path in input_paths(inputs):
        if not _exists(form, path.split("."), surroundings):
            yield Fault(pointer, "model.unknown_field", {"form": form.key, "field": path})


def _exists(form: FormSpec, path: list[str], surroundings: Surroundings) -> bool:
    if len(path) > _LONGEST_PATH:
        return False
    if len(path) == 1 and path[0] in SYSTEM_TYPES:
        return True
    field = form.field(path[0])
    if field is None or len(path) == 1:
        return field is not None
    target = field.settings.get("target")
    body = surroundings.document("forms", str(target)) if field.type == "link" else None
    return body is not None and _exists(FormSpec.from_json(body), path[1:], surroundings)


def _field_faults(spec: PluginSpec, key: Json, form: FormSpec) -> Iterator[Fault]:
    if spec.kind == "series":
        return
    field = form.field(str(key)) if key is not None else None
    if field is None or field.type != "computed" or field.settings.get("plugin") != spec.id:
        yield Fault("/field", "model.not_computed", {"plugin": spec.id, "field": str(key or "")})
