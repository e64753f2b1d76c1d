"""The two forms of a document body: stored (expressions as trees over ids) and presented (over keys).

A stored expression is wrapped as `{"$expression": tree}`, so that presenting needs no knowledge of
the kind. Names that are no field (system columns, unknown names) stay as they are.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from triloom.metadata.pointer import MISSING, read, replace
from triloom_core.documents import ExpressionSite
from triloom_core.errors import TriloomError
from triloom_core.expression import Ast, fields_of, normalize, parse, rename_fields, unparse
from triloom_core.json_types import Json, JsonObject

MARK = "$expression"
KeyOf = Callable[[str], str | None]
IdsOf = Callable[[str, tuple[str, ...]], tuple[str, ...]]
"""(form key, path of keys) → path of ids."""


def copy_json(value: Json) -> Json:
    """Return a deep copy of a JSON value."""
    if isinstance(value, dict):
        return {key: copy_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_json(item) for item in value]
    return value


def copy_object(value: Mapping[str, Json]) -> JsonObject:
    """Return a deep copy of a JSON object."""
    return {key: copy_json(item) for key, item in value.items()}


def store(body: JsonObject, sites: Iterable[ExpressionSite], ids_of: IdsOf) -> JsonObject:
    """Return the stored form; an expression that cannot be read stays as it was sent."""
    result = copy_object(body)
    for site in sites:
        value = read(result, site.pointer)
        if value is MISSING or value is None:
            continue
        tree = _tree(cast("Json", value))
        if tree is not None:
            stored = rename_fields(tree, lambda path, form=site.form_key: ids_of(form, path))  # type: ignore[misc]
            replace(result, site.pointer, {MARK: stored})
    return result


def _tree(value: Json) -> Ast:
    try:
        return parse(value) if isinstance(value, str) else normalize(value)
    except TriloomError:
        return None


def identifiers_in(body: Json) -> set[str]:
    """Return every name that stored expressions of a body use: ids of fields, and other names."""
    found: set[str] = set()
    if isinstance(body, dict):
        if len(body) == 1 and MARK in body:
            for path in fields_of(body[MARK]):
                found.update(path)
        else:
            for item in body.values():
                found |= identifiers_in(item)
    elif isinstance(body, list):
        for item in body:
            found |= identifiers_in(item)
    return found


def present(body: JsonObject, key_of: KeyOf, *, as_text: bool = False) -> JsonObject:
    """Return a stored body with its expressions over keys: as trees, or as text for people."""

    def keys(path: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key_of(part) or part for part in path)

    def visit(value: Json) -> Json:
        if isinstance(value, dict):
            if len(value) == 1 and MARK in value:
                tree = rename_fields(value[MARK], keys)
                # a tree that is a bare text would read as an expression's text, so it is quoted
                return unparse(tree) if as_text or isinstance(tree, str) else tree
            return {key: visit(item) for key, item in value.items()}
        if isinstance(value, list):
            return [visit(item) for item in value]
        return value

    return {key: visit(item) for key, item in body.items()}
