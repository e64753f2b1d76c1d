"""Checks of everything in a form that names its fields: layout, rules, views, title, grants."""

from collections.abc import Iterator

from triloom_core.documents import Surroundings
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression import BOOLEAN, check
from triloom_core.json_types import Json, JsonObject
from triloom_form.references import PLACEHOLDER, objects, own_field_places
from triloom_form.rules import tree_of
from triloom_form.scope import DocumentScope, find_raw, raw_fields
from triloom_form.system import SYSTEM_TYPES


def check_places(body: JsonObject, surroundings: Surroundings) -> Iterator[Fault]:
    """Yield the faults of layout, rules, views, title and grants."""
    form_key = str(body.get("key", ""))
    fields = raw_fields(body)
    scope = DocumentScope(surroundings, form_key)
    for pointer, path in own_field_places(body):
        if not _is_known(fields, path, pointer, scope):
            yield Fault(pointer, "form.unknown_field", {"field": path, "form": form_key})
    title = body.get("title")
    for name in PLACEHOLDER.findall(title) if isinstance(title, str) else ():
        if find_raw(fields, name) is None and name not in SYSTEM_TYPES:
            yield Fault("/title", "form.unknown_field", {"field": name, "form": form_key})
    yield from _check_sorts(body, scope, form_key)
    yield from _check_conditions(body, scope)


def _is_known(fields: list[JsonObject], path: str, pointer: str, scope: DocumentScope) -> bool:
    head, _, rest = path.partition(".")
    found = find_raw(fields, head)
    in_view = pointer.startswith("/views")
    if found is None:
        return in_view and scope.resolve(tuple(path.split("."))) is not None
    if not rest:
        return True
    if pointer.startswith("/access") and found.get("type") == "subtable":
        return find_raw(raw_fields(found), rest) is not None
    return in_view and scope.resolve(tuple(path.split("."))) is not None


def _check_sorts(body: JsonObject, scope: DocumentScope, form_key: str) -> Iterator[Fault]:
    for index, view in objects(body.get("views")):
        sort = view.get("sort")
        for part in sort.split(",") if isinstance(sort, str) else ():
            path = part.strip().lstrip("-+")
            if path and scope.resolve(tuple(path.split("."))) is None:
                data: JsonObject = {"field": path, "form": form_key}
                yield Fault(f"/views/{index}/sort", "form.unknown_field", data)


def _check_conditions(body: JsonObject, scope: DocumentScope) -> Iterator[Fault]:
    for index, rule in objects(body.get("rules")):
        yield from _check_boolean(rule.get("when"), f"/rules/{index}/when", scope)
        then = rule.get("then")
        assigned = then.get("set") if isinstance(then, dict) else None
        for key, expression in assigned.items() if isinstance(assigned, dict) else ():
            yield from _check_assignment(key, expression, f"/rules/{index}/then/set/{key}", scope)
    for name, member in (("views", "filter"), ("access", "when")):
        for index, item in objects(body.get(name)):
            if item.get(member) is not None:
                yield from _check_boolean(item[member], f"/{name}/{index}/{member}", scope)


def _check_boolean(expression: Json, pointer: str, scope: DocumentScope) -> Iterator[Fault]:
    try:
        checked = check(tree_of(expression), scope, expected=BOOLEAN)
    except TriloomError as error:
        yield Fault(pointer, error.code, error.data)
        return
    for fault in checked.faults:
        yield Fault(pointer, fault.code, fault.data)


def _check_assignment(
    key: str, expression: Json, pointer: str, scope: DocumentScope
) -> Iterator[Fault]:
    expected = scope.resolve((key,))
    try:
        checked = check(tree_of(expression), scope, expected=expected)
    except TriloomError as error:
        yield Fault(pointer, error.code, error.data)
        return
    for fault in checked.faults:
        yield Fault(pointer, fault.code, fault.data)
