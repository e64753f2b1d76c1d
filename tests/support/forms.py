"""One field of every type, with the settings it needs; and small documents for tests of forms."""

from collections.abc import Mapping

from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec
from triloom_form.types import BUILTIN_FIELD_TYPES

OPTIONS: list[Json] = [
    {"id": "o-1", "key": "low", "label": {"en": "Low", "zh-CN": "低"}},
    {"id": "o-2", "key": "high", "label": {"en": "High", "zh-CN": "高"}},
]

SETTINGS: Mapping[str, JsonObject] = {
    "select": {"options": OPTIONS},
    "radio": {"options": OPTIONS},
    "multi_select": {"options": OPTIONS},
    "link": {"target": "machine"},
    "lookup": {"via": "link", "field": "name", "result": {"type": "integer"}},
    "rollup": {"via": "rows", "field": "cost", "result": {"type": "currency", "currency": "CNY"}},
    "formula": {"expression": "1 + 1", "result": {"type": "decimal", "scale": 2}},
    "computed": {"plugin": "win_probability", "result": {"type": "percent"}},
    "subtable": {"fields": [{"key": "part", "type": "text"}, {"key": "cost", "type": "currency"}]},
}


def field_body(name: str, **more: Json) -> JsonObject:
    """Return the document member of a field of a type, under the key `a_<type>`."""
    label: Json = {"en": f"Label {name}", "zh-CN": f"标签 {name}"}
    return {"key": f"a_{name}", "type": name, "label": label, **SETTINGS.get(name, {}), **more}


def field_of(name: str, **more: Json) -> FieldSpec:
    """Return a field of a type."""
    return FieldSpec.from_json(field_body(name, **more))


def form_body(key: str = "machine", *fields: JsonObject, **more: Json) -> JsonObject:
    """Return a form document; without fields it has one text field `name`."""
    known: list[Json] = list(fields) or [{"key": "name", "type": "text"}]
    return {"kind": "form", "key": key, "label": {"en": key}, "fields": known, **more}


TYPE_NAMES: tuple[str, ...] = tuple(kind.name for kind in BUILTIN_FIELD_TYPES)


class Documents:
    """Surroundings made of a few bodies."""

    def __init__(self, *forms: JsonObject, **kinds: list[JsonObject]) -> None:
        self._bodies = {("forms", str(body["key"])): body for body in forms}
        for kind, bodies in kinds.items():
            self._bodies.update({(kind, str(body["key"])): body for body in bodies})

    def document(self, kind: str, key: str) -> JsonObject | None:
        """Return the body of a document, or None."""
        return self._bodies.get((kind, key))

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the keys of all documents of a kind."""
        return tuple(key for found, key in self._bodies if found == kind)
