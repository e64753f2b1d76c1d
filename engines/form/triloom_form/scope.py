"""The fields of forms as expressions see them, looked up in documents that need not be published."""

from triloom_core.documents import Surroundings
from triloom_core.expression import ExpressionType
from triloom_core.json_types import JsonObject
from triloom_core.value_types import TEXT, Kind
from triloom_form.spec import FieldSpec
from triloom_form.system import SYSTEM_TYPES
from triloom_form.types import FIELD_TYPES

MAXIMUM_HOPS = 5
USER_FIELDS = {"id": SYSTEM_TYPES["id"], "name": TEXT, "login": TEXT}
"""What a path through a user field may read."""


def raw_fields(body: JsonObject) -> list[JsonObject]:
    """Return the field objects of a form body or of a sub-table field."""
    items = body.get("fields")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def find_raw(fields: list[JsonObject], name: str) -> JsonObject | None:
    """Return the field with a key, an id, or a former key."""
    for item in fields:
        if name in (item.get("key"), item.get("id")):
            return item
    for item in fields:
        aliases = item.get("aliases")
        if isinstance(aliases, list) and name in aliases:
            return item
    return None


def fields_of_place(surroundings: Surroundings, place: str) -> list[JsonObject] | None:
    """Return the fields of `form`, or of the rows of `form/subtable`; None for an unknown form."""
    form_key, _, sub_key = place.partition("/")
    body = surroundings.document("forms", form_key)
    if body is None:
        return None
    fields = raw_fields(body)
    if not sub_key:
        return fields
    holder = find_raw(fields, sub_key)
    return None if holder is None else raw_fields(holder)


def type_of_field(body: JsonObject) -> ExpressionType | None:
    """Return the expression type of a field of a document; None for an unknown type."""
    kind = FIELD_TYPES.get(str(body.get("type")))
    return None if kind is None else kind.expression_type(FieldSpec.from_json(body))


class DocumentScope:
    """Resolves dotted paths from one form on, through links and users."""

    def __init__(self, surroundings: Surroundings, place: str) -> None:
        self._surroundings = surroundings
        self._place = place

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        """Return the type of the field at a path of keys or ids."""
        place = self._place
        if len(path) > MAXIMUM_HOPS:
            return None
        for position, name in enumerate(path):
            is_last = position == len(path) - 1
            found = self._one(place, name)
            if found is None or is_last:
                return found
            if found.kind is not Kind.LINK or not found.form:
                return None
            if found.form == "user":
                return USER_FIELDS.get(path[-1]) if position == len(path) - 2 else None
            place = found.form
        return None

    def _one(self, place: str, name: str) -> ExpressionType | None:
        fields = fields_of_place(self._surroundings, place)
        if fields is None:
            return None
        found = find_raw(fields, name)
        if found is not None:
            return type_of_field(found)
        return None if "/" in place else SYSTEM_TYPES.get(name)


def form_scope(surroundings: Surroundings, form_key: str) -> DocumentScope | None:
    """Return the scope of a form, or None when there is no such form."""
    if fields_of_place(surroundings, form_key) is None:
        return None
    return DocumentScope(surroundings, form_key)
