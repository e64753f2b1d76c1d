"""Computed fields show no more than their inputs: each inherits the strictest right of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.access.form_access import OwnRights, collect_grants, own_field_rights, tree_of
from triloom.access.grants import FieldRight
from triloom_core.errors import TriloomError
from triloom_core.expression import fields_of
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import CatalogSnapshot, PublishedForm
    from triloom_form.spec import FieldSpec

DERIVED_TYPES = frozenset({"formula", "lookup", "rollup", "computed"})
Rights = dict[UUID, FieldRight]
Path = tuple[str, ...]


def with_inputs(
    snapshot: "CatalogSnapshot", form: "PublishedForm", roles: frozenset[str], own: OwnRights
) -> Rights:
    """Return the rights with every derived field limited by what it is made of.

    A derived field that every grant names itself is released: it keeps the right written there.
    """
    return _Walk(snapshot, roles, {form.key: (form, own)}).limited(form)


def input_paths(field: "FieldSpec") -> tuple[Path, ...]:
    """Return what a derived field reads, as paths that start at its own form."""
    settings = field.settings
    if field.type == "formula":
        return _paths_of_expression(settings.get("expression"))
    if field.type in ("lookup", "rollup"):
        via, source = settings.get("via"), settings.get("field")
        if not isinstance(via, str):
            return ()
        start = tuple(via.split("."))
        found: list[Path] = [start]
        if isinstance(source, str):
            found.append((*start, *source.split(".")))
        found += [(*start, *path) for path in _paths_of_expression(settings.get("filter"))]
        return tuple(found)
    return ()


def model_inputs(body: JsonObject) -> Iterator[Path]:
    """Yield the paths that a model document names as its inputs."""
    inputs = body.get("inputs")
    for value in inputs.values() if isinstance(inputs, dict) else ():
        for name in value if isinstance(value, list) else (value,):
            if isinstance(name, str):
                yield tuple(name.split("."))


def _paths_of_expression(expression: Json) -> tuple[Path, ...]:
    if expression is None:
        return ()
    try:
        return tuple(sorted(fields_of(tree_of(expression))))
    except TriloomError:
        return ()


class _Walk:
    """Follows inputs over links; remembers the forms and fields it has been to."""

    def __init__(
        self,
        snapshot: "CatalogSnapshot",
        roles: frozenset[str],
        known: "dict[str, tuple[PublishedForm, OwnRights]]",
    ) -> None:
        self._snapshot = snapshot
        self._roles = roles
        self._known = known
        self._open: set[UUID] = set()
        self._done: Rights = {}

    def limited(self, form: "PublishedForm") -> Rights:
        """Return the limited rights of all fields of a form."""
        rights = self._known[form.key][1].rights
        return {
            **rights,
            **{
                field.id: self._right(form, field)
                for field in form.spec.fields
                if field.type in DERIVED_TYPES
            },
            **{
                sub.id: min(self._right(form, sub, parent), rights.get(parent.id, FieldRight.NONE))
                for parent in form.spec.fields
                for sub in parent.fields
                if sub.type in DERIVED_TYPES
            },
        }

    def _right(
        self, form: "PublishedForm", field: "FieldSpec", parent: "FieldSpec | None" = None
    ) -> FieldRight:
        if field.id in self._done:
            return self._done[field.id]
        given = self._known[form.key][1]
        own = given.rights.get(field.id, FieldRight.NONE)
        if field.id in self._open or (field.type in DERIVED_TYPES and field.id in given.released):
            return own
        self._open.add(field.id)
        paths = self._paths_of_models(form, field) if field.type == "computed" else ()
        for path in (*input_paths(field), *paths):
            if field.type == "rollup" and is_reverse(form, path):
                own = min(own, self._reverse_right(form, path))
            else:
                own = min(own, self._path_right(form, path, parent))
        self._open.discard(field.id)
        self._done[field.id] = own
        return own

    def _paths_of_models(self, form: "PublishedForm", field: "FieldSpec") -> Iterator[Path]:
        wanted = field.settings.get("model")
        for document in self._snapshot.documents(form.app_key, "models"):
            body = document.body
            fills = body.get("form") == form.key and body.get("field") == field.key
            if fills or document.key == wanted:
                yield from model_inputs(body)

    def _path_right(
        self, form: "PublishedForm", path: Path, parent: "FieldSpec | None"
    ) -> FieldRight:
        """Return the strictest right along a path; unknown names limit nothing."""
        name, rest = path[0], path[1:]
        field = find_field(parent.fields, name) if parent else None
        field = field or find_field(form.spec.fields, name)
        if field is None:
            return FieldRight.WRITE
        right = self._right(form, field, parent if parent and field in parent.fields else None)
        if not rest:
            return right
        if field.type == "subtable":
            sub = find_field(field.fields, rest[0])
            if sub is None:
                return right
            return min(right, self._right(form, sub, field))
        target = field.settings.get("target")
        other = self._form(form.app_key, target) if isinstance(target, str) else None
        if other is None:
            return right
        return min(right, self._path_right(other, rest, None))

    def _reverse_right(self, form: "PublishedForm", path: Path) -> FieldRight:
        """Return the right along `form.link.field`, which reads the records that link here."""
        other = self._form(form.app_key, path[0])
        if other is None:
            return FieldRight.NONE
        right = self._path_right(other, (path[1],), None)
        return min(right, self._path_right(other, path[2:], None)) if path[2:] else right

    def _form(self, app_key: str, key: str) -> "PublishedForm | None":
        if key not in self._known:
            try:
                form = self._snapshot.form(app_key, key)
            except TriloomError:
                return None
            grants = collect_grants(self._snapshot, form, self._roles)
            self._known[key] = (form, own_field_rights(grants, form.spec.fields))
        return self._known[key][0]


def is_reverse(form: "PublishedForm", path: Path) -> bool:
    """Whether the path of a roll-up names another form and its link, not a sub-table."""
    return len(path) > 1 and find_field(form.spec.fields, path[0]) is None


def find_field(fields: "tuple[FieldSpec, ...]", name: str) -> "FieldSpec | None":
    """Return the field with this key or id, or None."""
    return next((item for item in fields if name in (item.key, str(item.id))), None)
