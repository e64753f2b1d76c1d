"""The document kind `roles`: what a role allows, per form, by rows and fields."""

from collections.abc import Iterator

from triloom.access.form_access import tree_of
from triloom.access.grants import ACTIONS, EVERY_FIELD, MASK_STYLES, SCOPES
from triloom.access.principal import CAPABILITIES
from triloom.access.scope import FormScope
from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression import BOOLEAN, check
from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import KEY_PATTERN, LOCALIZED
from triloom_form.spec import FormSpec

FIELD_RIGHTS: tuple[str, ...] = (
    "none", "mask", *(f"mask:{style}" for style in MASK_STYLES), "read", "write",
)  # fmt: skip
_KEY: JsonObject = {"type": "string", "pattern": KEY_PATTERN}

_GRANT: JsonObject = {
    "type": "object",
    "required": ["form"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "maxLength": 60},
        "form": _KEY,
        "actions": {
            "type": "array",
            "items": {"enum": list(ACTIONS)},
            "uniqueItems": True,
            "maxItems": len(ACTIONS),
        },
        "scope": {"enum": list(SCOPES)},
        "fields": {
            "type": "object",
            "additionalProperties": {"enum": list(FIELD_RIGHTS)},
            "maxProperties": 500,
        },
        "when": {"x-expression": True},
    },
}


class RoleKind:
    """Checks role documents; who has a role is rows, not part of the document."""

    @property
    def name(self) -> str:
        """The plural name used in paths."""
        return "roles"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a role."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "role",
            "type": "object",
            "required": ["key", "label"],
            "additionalProperties": False,
            "properties": {
                "kind": {"const": "role"},
                "id": {"type": "string", "maxLength": 60},
                "key": _KEY,
                "label": LOCALIZED,
                "description": LOCALIZED,
                "icon": {"type": "string", "maxLength": 60},
                "capabilities": {
                    "type": "array",
                    "items": {"enum": list(CAPABILITIES)},
                    "uniqueItems": True,
                    "maxItems": len(CAPABILITIES),
                },
                "grants": {"type": "array", "items": _GRANT, "maxItems": 500},
            },
        }

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return faults: unknown forms, unknown fields, conditions that no database can answer."""
        faults: list[Fault] = []
        for index, grant in _grants(body):
            pointer = f"/grants/{index}"
            form_key = str(grant.get("form"))
            form = surroundings.document("forms", form_key)
            if form is None:
                faults.append(Fault(f"{pointer}/form", "role.unknown_form", {"form": form_key}))
                continue
            spec = FormSpec.from_json(form)
            faults += _unknown_fields(spec, grant, pointer)
            faults += condition_faults(spec, grant.get("when"), f"{pointer}/when")
        return tuple(faults)

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the forms that grants name, and each field that they treat apart."""
        found: list[DocumentReference] = []
        for index, grant in _grants(body):
            form_key = str(grant.get("form"))
            found.append(DocumentReference("forms", form_key, f"/grants/{index}/form"))
            fields = grant.get("fields")
            for key in fields if isinstance(fields, dict) else ():
                if key != EVERY_FIELD:
                    pointer = f"/grants/{index}/fields/{key}"
                    found.append(DocumentReference("forms", form_key, pointer, key.split(".")[0]))
        return tuple(found)

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return the conditions of the grants."""
        return tuple(
            ExpressionSite(f"/grants/{index}/when", str(grant.get("form")))
            for index, grant in _grants(body)
            if grant.get("when") is not None
        )


def _grants(body: Json) -> Iterator[tuple[int, JsonObject]]:
    entries = body.get("grants") if isinstance(body, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            yield index, entry


def field_keys(spec: FormSpec) -> frozenset[str]:
    """Return every key that a grant may name: fields, `subtable.field`, and `*`."""
    keys = {EVERY_FIELD}
    for field in spec.fields:
        keys.add(field.key)
        keys.update(f"{field.key}.{sub.key}" for sub in field.fields)
    return frozenset(keys)


def _unknown_fields(spec: FormSpec, grant: JsonObject, pointer: str) -> Iterator[Fault]:
    fields = grant.get("fields")
    known = field_keys(spec)
    for key in fields if isinstance(fields, dict) else ():
        if key not in known:
            data: dict[str, Json] = {"field": key, "form": spec.key}
            yield Fault(f"{pointer}/fields/{key}", "role.unknown_field", data)


def condition_faults(spec: FormSpec, expression: Json, pointer: str) -> tuple[Fault, ...]:
    """Return what is wrong with the condition of a grant.

    It may read the form's own stored fields, its system columns and the user, and must be
    answerable by every database, because it becomes part of each query.
    """
    if expression is None:
        return ()
    try:
        checked = check(tree_of(expression), FormScope(spec), expected=BOOLEAN)
    except TriloomError as error:
        given = error.faults or (Fault("", error.code, error.data),)
        return tuple(Fault(pointer, fault.code, fault.data) for fault in given)
    if checked.faults:
        return tuple(Fault(pointer, fault.code, fault.data) for fault in checked.faults)
    if not checked.pushable:
        return (Fault(pointer, "role.condition_not_pushable", {"form": spec.key}),)
    return ()
