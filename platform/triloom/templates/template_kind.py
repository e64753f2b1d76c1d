"""The document kind `templates`: HTML or text that is filled from one record, per language."""

from triloom.templates.names import CONTEXT_NAMES, undeclared_names
from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import KEY_PATTERN, LOCALIZED
from triloom_form.spec import FormSpec

_KEY: JsonObject = {"type": "string", "pattern": KEY_PATTERN}
_CONTENT: JsonObject = {"type": "string", "maxLength": 60_000}


class TemplateKind:
    """Checks templates: syntax, names, and fields of the form."""

    @property
    def name(self) -> str:
        """The plural name used in paths."""
        return "templates"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a template."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "template",
            "type": "object",
            "required": ["key", "label", "form", "content"],
            "additionalProperties": False,
            "properties": {
                "kind": {"const": "template"},
                "id": {"type": "string"},
                "key": _KEY,
                "aliases": {"type": "array", "items": _KEY},
                "label": LOCALIZED,
                "description": LOCALIZED,
                "form": _KEY,
                "format": {"enum": ["html", "text"]},
                "title": LOCALIZED,
                "content": {
                    "oneOf": [
                        _CONTENT,
                        {"type": "object", "minProperties": 1, "additionalProperties": _CONTENT},
                    ]
                },
            },
        }

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return syntax faults with their line, names that nothing fills, fields that are not there."""
        assert isinstance(body, dict)
        form_body = surroundings.document("forms", str(body["form"]))
        if form_body is None:
            data: JsonObject = {"kind": "forms", "key": body["form"]}
            return (Fault("/form", "document.unknown_reference", data),)
        fields = {field.key for field in FormSpec.from_json(form_body).fields}
        faults: list[Fault] = []
        for pointer, text in contents(body["content"]):
            found = undeclared_names(text)
            if found.problem is not None:
                reason: JsonObject = {"line": found.line, "reason": found.problem}
                faults.append(Fault(pointer, "template.syntax", reason))
                continue
            faults += [
                Fault(
                    pointer,
                    "template.unknown_name",
                    {"name": name, "known": ", ".join(CONTEXT_NAMES)},
                )
                for name in sorted(found.names - set(CONTEXT_NAMES))
            ]
            faults += [
                Fault(pointer, "template.unknown_field", {"field": key, "form": str(body["form"])})
                for key in sorted(found.fields - fields)
            ]
        return tuple(faults)

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the form and the fields that the text names."""
        assert isinstance(body, dict)
        form = body.get("form")
        if not isinstance(form, str):
            return ()
        found = [DocumentReference("forms", form, "/form")]
        for pointer, text in contents(body.get("content")):
            names = undeclared_names(text)
            found += [
                DocumentReference("forms", form, pointer, key) for key in sorted(names.fields)
            ]
        return tuple(found)

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return nothing: templates name fields by key."""
        return ()


def contents(content: Json) -> list[tuple[str, str]]:
    """Return (pointer, text) of every language's content."""
    if isinstance(content, str):
        return [("/content", content)]
    if isinstance(content, dict):
        return [(f"/content/{language}", str(text)) for language, text in content.items()]
    return []
