"""Cycles among derived fields, over formulas, lookups and roll-ups of all forms of an app."""

from collections.abc import Iterator

from triloom_core.documents import Surroundings
from triloom_core.errors import TriloomError
from triloom_core.expression import fields_of
from triloom_core.json_types import JsonObject
from triloom_form.rules import tree_of
from triloom_form.scope import fields_of_place, find_raw
from triloom_form.types.rollup import rollup_path

Node = tuple[str, str]
"""(place, field key)."""


def inputs_of(surroundings: Surroundings, place: str, field: JsonObject) -> Iterator[Node]:
    """Yield the fields that a derived field is computed from."""
    kind = field.get("type")
    if kind == "formula":
        try:
            paths = fields_of(tree_of(field.get("expression")))
        except TriloomError:
            return
        for path in sorted(paths):
            yield from _nodes_of_path(surroundings, place, path)
    elif kind == "lookup":
        yield from _nodes_of_path(
            surroundings, place, (str(field.get("via")), str(field.get("field")))
        )
    elif kind == "rollup":
        source, via = rollup_path(field)
        where = source or f"{place}/{via}"
        for name in (via if source else None, field.get("field")):
            if isinstance(name, str) and name:
                yield where, name
        try:
            paths = fields_of(tree_of(field["filter"])) if field.get("filter") else frozenset()
        except TriloomError:
            return
        for path in sorted(paths):
            yield from _nodes_of_path(surroundings, where, path)


def _nodes_of_path(surroundings: Surroundings, place: str, path: tuple[str, ...]) -> Iterator[Node]:
    for name in path:
        field = find_raw(fields_of_place(surroundings, place) or [], name)
        if field is None:
            return
        yield place, str(field.get("key"))
        place = str(field.get("target", ""))


def find_cycle(surroundings: Surroundings, place: str, key: str) -> tuple[str, ...]:
    """Return the names of the fields of a cycle through a field, or nothing."""
    start = (place, key)
    trail: list[Node] = []
    seen: set[Node] = set()

    def visit(node: Node) -> bool:
        field = find_raw(fields_of_place(surroundings, node[0]) or [], node[1])
        if field is None:
            return False
        trail.append(node)
        for following in inputs_of(surroundings, node[0], field):
            if following == start:
                return True
            if following not in seen:
                seen.add(following)
                if visit(following):
                    return True
        trail.pop()
        return False

    if not visit(start):
        return ()
    return tuple(f"{where.replace('/', '.')}.{name}" for where, name in trail)
