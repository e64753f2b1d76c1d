"""The stored tree: its shape, its limits, its fields. It knows no function and no type."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from triloom_core.expression.errors import ExpressionError
from triloom_core.json_types import Json, JsonObject

Ast = Json
"""JSON scalars; {"field": [path…]}; {"decimal": "1.50"}; {"list": […]}; {name: [arguments…]}."""

MAXIMUM_DEPTH = 32
MAXIMUM_CHAIN = 100
"""Terms that a chain such as a + b + … may have; a chain counts as one level of depth."""
_MAXIMUM_LEVEL = MAXIMUM_DEPTH + MAXIMUM_CHAIN
MAXIMUM_NODES = 2_000
MAXIMUM_INTEGER = 2**53
MAXIMUM_TEXT_VALUE = 65_536
MAXIMUM_ITEMS = 10_000

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that no database keeps: NUL and halves of surrogate pairs."""
_CHAINS = frozenset({"+", "-", "*", "/"})
LITERAL_NAMES = frozenset({"decimal", "date", "datetime", "time"})


def split(node: Ast) -> tuple[str, Ast]:
    """Return (name, content) of an object node; the node was validated."""
    assert isinstance(node, dict)
    return next(iter(node.items()))


def is_literal(node: Ast) -> bool:
    """Say whether the node is a scalar or a decimal, date, datetime or time literal."""
    if not isinstance(node, dict):
        return True
    name, content = split(node)
    return name in LITERAL_NAMES and isinstance(content, str)


def arguments_of(node: Ast) -> list[Ast]:
    """Return the child nodes of a node."""
    if is_literal(node):
        return []
    name, content = split(node)
    return [] if name == "field" or not isinstance(content, list) else content


def path_of(node: Ast) -> tuple[str, ...] | None:
    """Return the path of a field node, else None."""
    if isinstance(node, dict) and len(node) == 1 and "field" in node:
        content = node["field"]
        return tuple(str(part) for part in content) if isinstance(content, list) else None
    return None


def walk(node: Ast) -> Iterator[Ast]:
    """Yield the node and everything below it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(arguments_of(current)))


def height_of(node: Ast) -> int:
    """Return the count of levels of a tree."""
    return 1 + max(map(height_of, arguments_of(node)), default=0)


def fields_of(node: Ast) -> frozenset[tuple[str, ...]]:
    """Return the paths of all fields that the tree reads."""
    return frozenset(path for part in walk(node) if (path := path_of(part)) is not None)


def rename_fields(node: Ast, mapping: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Ast:
    """Return the tree with every field path replaced by `mapping(path)` (keys ↔ ids).

    Raises ExpressionError for a malformed tree.
    """
    return _rename(normalize(node), mapping)


def _rename(node: Ast, mapping: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Ast:
    path = path_of(node)
    if path is not None:
        return {"field": list(mapping(path))}
    if is_literal(node):
        return node
    name, _content = split(node)
    return {name: [_rename(child, mapping) for child in arguments_of(node)]}


class _Counter:
    """Nodes seen so far and levels of recursion at the moment."""

    __slots__ = ("level", "nodes")

    def __init__(self) -> None:
        self.nodes = 0
        self.level = 0


def normalize(node: Ast) -> Ast:
    """Return the tree in its one stored form; raises ExpressionError for anything malformed.

    Accepts what a client may send: JSON floats become decimals, a single argument may stand alone.
    """
    counter = _Counter()
    return _normalize(node, "", 1.0, counter)


def _normalize(node: Ast, pointer: str, depth: float, counter: _Counter) -> Ast:
    counter.nodes += 1
    if depth > MAXIMUM_DEPTH + 1 - 1 / MAXIMUM_CHAIN or counter.level > _MAXIMUM_LEVEL:
        raise ExpressionError("expression.too_deep", pointer=pointer, data={"limit": MAXIMUM_DEPTH})
    if counter.nodes > MAXIMUM_NODES:
        raise ExpressionError("expression.too_long", pointer=pointer, data={"limit": MAXIMUM_NODES})
    if isinstance(node, dict):
        return _normalize_object(node, pointer, depth, counter)
    if isinstance(node, list):
        return _normalize({"list": node}, pointer, depth, counter)
    return _normalize_scalar(node, pointer)


def _normalize_scalar(node: bool | float | str | None, pointer: str) -> Ast:
    if isinstance(node, float):
        text = format(Decimal(repr(node)), "f") if abs(node) < MAXIMUM_INTEGER else ""
        if not text:
            raise _out_of_range(pointer, str(node))
        return {"decimal": text if "." in text else text + ".0"}
    if isinstance(node, int) and not isinstance(node, bool) and abs(node) > MAXIMUM_INTEGER:
        raise _out_of_range(pointer, str(node)[:40])
    if isinstance(node, str) and len(node) > MAXIMUM_TEXT_VALUE:
        raise ExpressionError(
            "expression.text_too_long", pointer=pointer, data={"limit": MAXIMUM_TEXT_VALUE}
        )
    if isinstance(node, str) and _UNSTORABLE.search(node):
        raise ExpressionError("expression.text_not_storable", pointer=pointer)
    return node


def _normalize_object(node: JsonObject, pointer: str, depth: float, counter: _Counter) -> Ast:
    if len(node) != 1:
        raise ExpressionError("expression.malformed", pointer=pointer)
    name, content = split(node)
    below = f"{pointer}/{name}"
    if name == "field":
        return _normalize_path(content, below)
    if name in LITERAL_NAMES and isinstance(content, str):
        if name == "decimal":
            _check_decimal(content, below)
        return {name: content}
    if not isinstance(content, list):
        content = [content]
    if len(content) > MAXIMUM_ITEMS:
        raise ExpressionError("expression.too_long", pointer=below, data={"limit": MAXIMUM_ITEMS})
    counter.level += 1
    children = [
        _normalize(child, f"{below}/{index}", depth + _step(name, index, child), counter)
        for index, child in enumerate(content)
    ]
    counter.level -= 1
    return {name: children}


def _step(name: str, index: int, child: Ast) -> float:
    """Return how much deeper a child is: the left side of a chain is a fraction of a level."""
    is_chain = index == 0 and name in _CHAINS and isinstance(child, dict) and len(child) == 1
    return 1 / MAXIMUM_CHAIN if is_chain and not _CHAINS.isdisjoint(child) else 1.0  # type: ignore[arg-type]


def _normalize_path(content: Ast, pointer: str) -> Ast:
    parts = content.split(".") if isinstance(content, str) else content
    if (
        not isinstance(parts, list)
        or not 1 <= len(parts) <= 8
        or not all(isinstance(part, str) and part for part in parts)
    ):
        raise ExpressionError("expression.malformed", pointer=pointer)
    return {"field": [str(part) for part in parts]}


def _check_decimal(text: str, pointer: str) -> None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ExpressionError("expression.malformed", pointer=pointer) from None
    if not value.is_finite() or len(text) > 40 or abs(value) > MAXIMUM_INTEGER:
        raise _out_of_range(pointer, text[:40])


def _out_of_range(pointer: str, found: str) -> ExpressionError:
    return ExpressionError("expression.number_out_of_range", pointer=pointer, data={"found": found})
