"""Views and titles as one reader may know them: without the names of hidden fields."""

import string
from collections.abc import Collection
from typing import TYPE_CHECKING

from triloom.access.form_access import tree_of
from triloom.access.grants import FieldRight
from triloom.access.rights import field_rights
from triloom_core.errors import TriloomError
from triloom_core.expression import fields_of
from triloom_core.json_types import Json, JsonObject
from triloom_form.system import SYSTEM_TYPES

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm

_ONE_FIELD = ("by", "date", "start", "end", "color", "image", "parent", "group_by")
_MANY_FIELDS = ("fields", "columns", "card")


def visible_keys(ctx: "RequestContext", form: "PublishedForm") -> frozenset[str]:
    """Return the keys of the fields that the reader may know of, system fields included."""
    rights = field_rights(ctx, form)
    known = {
        field.key
        for field in form.spec.fields
        if rights.get(field.id, FieldRight.NONE) > FieldRight.NONE
    }
    return frozenset(known | set(SYSTEM_TYPES))


def visible_views(ctx: "RequestContext", form: "PublishedForm") -> list[Json]:
    """Return the views of a form; one that is made of a hidden field is left out."""
    if ctx.principal.sees_everything:
        return [*form.spec.views]
    keys = visible_keys(ctx, form)
    return [shown for view in form.spec.views if (shown := _view(view, keys)) is not None]


def _view(view: JsonObject, keys: Collection[str]) -> JsonObject | None:
    if any(_head(view[name]) not in keys for name in _ONE_FIELD if isinstance(view.get(name), str)):
        return None
    if view.get("filter") is not None and not _is_known(view["filter"], keys):
        return None
    shown = dict(view)
    for name in _MANY_FIELDS:
        listed = view.get(name)
        if isinstance(listed, list):
            shown[name] = [item for item in listed if _head(item) in keys]
    sort = view.get("sort")
    parts = sort.split(",") if isinstance(sort, str) else sort
    if isinstance(parts, list) and any(_head(item) not in keys for item in parts):
        shown.pop("sort")
    return shown


def _head(item: Json) -> str:
    if isinstance(item, dict):
        item = item.get("field", item.get("key"))
    return str(item).strip().lstrip("-").split(".")[0]


def _is_known(expression: Json, keys: Collection[str]) -> bool:
    try:
        return all(path[0] in keys for path in fields_of(tree_of(expression)))
    except TriloomError:
        return False


def visible_title(template: str, keys: Collection[str]) -> str:
    """Return the title template without the places of hidden fields."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return template
    pieces: list[str] = []
    for text, name, _spec, _conversion in parts:
        pieces.append(text)
        if name is not None and name.strip() in keys:
            pieces.append("{" + name.strip() + "}")
    return "".join(pieces).strip()
