"""Expressions as the report engine reads them: text or tree in, normalised tree out."""

from collections.abc import Callable
from typing import TypeAlias, cast

from triloom_core.expression.functions.table import FUNCTIONS
from triloom_core.expression.parser import parse
from triloom_core.expression.tree import Ast as CoreAst
from triloom_core.expression.tree import arguments_of, is_literal, normalize, path_of, split
from triloom_core.json_types import Json

Ast: TypeAlias = CoreAst
Path: TypeAlias = tuple[str, ...]


def read_ast(value: Json) -> Ast:
    """Return the tree of an expression given as text or tree; None stays None.

    Raises ExpressionError with position or pointer.
    """
    if value is None:
        return None
    return normalize(parse(value) if isinstance(value, str) else value)


def field_ast(path: str) -> Ast:
    """Return the tree that is one field, from its dotted path."""
    return {"field": cast("list[Json]", path.split("."))}


def aggregate_call(name: str, path: str | None, fraction: Json = None) -> Ast:
    """Return the tree of one aggregate over one field, or over records when there is no field."""
    arguments: list[Json] = [] if path is None else [field_ast(path)]
    if name == "percentile":
        arguments.append(normalize(0.5 if fraction is None else fraction))
    return {name: arguments}


def is_aggregate(node: Ast) -> bool:
    """Say whether the node is a call of an aggregate."""
    if is_literal(node) or path_of(node) is not None:
        return False
    function = FUNCTIONS.get(split(node)[0])
    return function is not None and function.aggregate


def replace_aggregates(node: Ast, replace: Callable[[Ast], Ast]) -> Ast:
    """Return the tree with every outermost aggregate call replaced."""
    if is_literal(node) or path_of(node) is not None:
        return node
    if is_aggregate(node):
        return replace(node)
    name, _content = split(node)
    return {name: [replace_aggregates(child, replace) for child in arguments_of(node)]}


def conjunction(*conditions: Ast) -> Ast:
    """Return the conditions that are present, joined by `and`; None when there is none."""
    present: list[Json] = [condition for condition in conditions if condition is not None]
    if not present:
        return None
    return present[0] if len(present) == 1 else {"and": present}
