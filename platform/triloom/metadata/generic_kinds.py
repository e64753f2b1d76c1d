"""Kinds that no engine interprets yet: their schemas, and the same life cycle as all others."""

from triloom.metadata.pointer import walk
from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import KEY_PATTERN, LOCALIZED

_KEY: JsonObject = {"type": "string", "pattern": KEY_PATTERN}
_TEXT: JsonObject = {"type": "string", "maxLength": 20_000}
_ANY: JsonObject = {}
_OBJECT: JsonObject = {"type": "object"}
_OBJECTS: JsonObject = {"type": "array", "items": {"type": "object"}, "maxItems": 1000}
_DAY: JsonObject = {"type": "string", "format": "date"}
_NUMBER: JsonObject = {"type": ["number", "string"]}
_EXPRESSION: JsonObject = {"x-expression": True}


def _array(item: JsonObject) -> JsonObject:
    return {"type": "array", "items": item, "maxItems": 1000}


def _object(required: tuple[str, ...], **properties: JsonObject) -> JsonObject:
    names: list[Json] = list(required)
    return {
        "type": "object", "required": names, "additionalProperties": False,
        "properties": {"id": {"type": "string"}, **properties},
    }  # fmt: skip


COMMON: JsonObject = {
    "kind": {"type": "string"},
    "id": {"type": "string"},
    "key": _KEY,
    "label": LOCALIZED,
    "description": LOCALIZED,
    "icon": {"type": "string", "maxLength": 60},
}

PROPERTIES: dict[str, tuple[tuple[str, ...], JsonObject]] = {
    "flows": (("form",), {"form": _KEY, "stages": _OBJECTS, "nodes": _OBJECTS, "edges": _OBJECTS, "policies": _OBJECT}),
    "reports": (("source",), {
        "source": _KEY, "type": _TEXT, "dimensions": _OBJECTS, "measures": _OBJECTS, "filter": _EXPRESSION,
        "sort": _ANY, "limit": {"type": "integer"}, "chart": _OBJECT,
    }),
    "metrics": (("source",), {"source": _KEY, "expression": _EXPRESSION, "filter": _EXPRESSION}),
    "boards": ((), {"tiles": _OBJECTS, "filters": _OBJECTS}),
    "pages": ((), {"blocks": _array(_object(("type",), type=_TEXT, settings=_OBJECT))}),
    "templates": (("form",), {
        "form": _KEY, "format": {"enum": ["docx", "pdf", "html", "text"]}, "content": _TEXT,
        "title": LOCALIZED,
    }),
    "automations": (("form", "on"), {
        "form": _KEY, "on": {"enum": ["created", "updated", "deleted", "schedule"]}, "schedule": _OBJECT,
        "when": _EXPRESSION, "steps": _OBJECTS, "enabled": {"type": "boolean"},
    }),
    "roles": ((), {"capabilities": _array(_TEXT), "grants": _OBJECTS}),
    "models": (("plugin",), {
        "plugin": _KEY, "form": _KEY, "field": _KEY, "schedule": _OBJECT, "params": _OBJECT,
        "inputs": _OBJECT, "target": _ANY, "filter": _EXPRESSION,
    }),
    "goals": (("form",), {
        "form": _KEY, "measure": _OBJECT, "filter": _EXPRESSION, "date_field": _KEY,
        "period": {"enum": ["week", "month", "quarter", "year"]},
        "targets": _array(_object(("value",), subject=_TEXT, start=_DAY, value=_NUMBER)),
    }),
    "calendars": ((), {
        "zone": {"type": "string", "maxLength": 60},
        "working_hours": _array(_object(("day", "from", "to"), day={"type": "integer", "minimum": 1, "maximum": 7},
                                        **{"from": _TEXT, "to": _TEXT})),
        "holidays": _array(_object(("date",), date=_DAY, label=LOCALIZED, working={"type": "boolean"})),
    }),
    "decision_tables": (("form",), {
        "form": _KEY, "inputs": _array(_object(("expression",), key=_KEY, label=LOCALIZED, expression=_EXPRESSION)),
        "outputs": _array(_object(("key",), key=_KEY, label=LOCALIZED, field=_KEY)),
        "rows": _array(_object((), when=_array(_ANY), then=_array(_ANY), note=_TEXT)),
        "hit": {"enum": ["first", "all"]},
    }),
    "assignment_rules": (("form",), {
        "form": _KEY, "rules": _array(_object((), when=_EXPRESSION, to=_OBJECT, label=LOCALIZED)),
        "fallback": _OBJECT,
    }),
    "standards": (("form",), {
        "form": _KEY, "stage": _KEY,
        "checks": _array(_object(("expression",), key=_KEY, label=LOCALIZED, expression=_EXPRESSION,
                                 points={"type": "integer"})),
    }),
    "segments": (("form",), {"form": _KEY, "filter": _EXPRESSION, "model": _KEY, "rules": _OBJECTS}),
    "rollouts": ((), {
        "audience": _OBJECT, "steps": _OBJECTS, "start": _DAY, "end": _DAY, "measure": _OBJECT,
    }),
}  # fmt: skip


class GenericKind:
    """A kind known by its schema alone; it may name a form, and expressions over that form."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """The plural name."""
        return self._name

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a body."""
        required, properties = PROPERTIES[self._name]
        names: list[Json] = ["key", *required]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": names,
            "additionalProperties": False,
            "properties": {**COMMON, **properties},
        }

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return a fault for a form that does not exist."""
        return tuple(
            Fault(item.pointer, "document.unknown_reference", {"kind": item.kind, "key": item.key})
            for item in self.references(body)
            if surroundings.document(item.kind, item.key) is None
        )

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the form and the model that the body names."""
        found: list[DocumentReference] = []
        if isinstance(body, dict):
            for member, kind in (("form", "forms"), ("source", "forms"), ("model", "models")):
                key = body.get(member)
                if isinstance(key, str):
                    found.append(DocumentReference(kind, key, f"/{member}"))
        return tuple(found)

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return every place named `when`, `filter` or `expression`."""
        form = body.get("form") or body.get("source") if isinstance(body, dict) else None
        if not isinstance(form, str):
            return ()
        return tuple(
            ExpressionSite(pointer, form)
            for pointer, value in walk(body)
            if pointer.rpartition("/")[2] in ("when", "filter", "expression")
            and isinstance(value, str | dict)
        )


GENERIC_KINDS: dict[str, GenericKind] = {name: GenericKind(name) for name in PROPERTIES}
