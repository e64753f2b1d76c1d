"""Exact arithmetic as DuckDB macros: the kernel's own expansion, given a name once.

Printed in full, one exact quotient is some 4 kB of SQL and 30 ms of compiling; as a macro call it is
a line, and means the same because the macro's body *is* that expansion.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any

from sqlglot import exp

from triloom_core.sql.nodes import Call, Column, Literal, Native, SqlNode
from triloom_core.sql.sqlglot_printer import to_sqlglot
from triloom_core.value_types import INTEGER

_PARAMETERS = ("a", "b", "c", "d")
_MACROS: dict[str, tuple[str, int | None]] = {
    "triloom_ratio": ("exact_ratio", 1),
    "triloom_ratio_unchecked": ("exact_ratio", 0),
    "triloom_sum": ("exact_sum", None),
    "triloom_compare": ("exact_compare", None),
}


@cache
def duckdb_macros() -> tuple[str, ...]:
    """Return the statements that create the macros; they may be run again at any time."""
    statements = []
    for macro, (primitive, checked) in _MACROS.items():
        names = _PARAMETERS if checked is None else _PARAMETERS[:3]
        arguments: list[SqlNode] = [Column(INTEGER, name) for name in names]
        if checked is not None:
            arguments.append(Literal(INTEGER, checked))
        body = to_sqlglot(Call(INTEGER, primitive, tuple(arguments))).sql(dialect="duckdb")
        statements.append(f"CREATE OR REPLACE MACRO {macro}({', '.join(names)}) AS {body}")
    return tuple(statements)


def with_macros(node: SqlNode, resolve: Callable[[Column], Any]) -> SqlNode:
    """Return the tree in which exact primitives are calls of the macros."""
    changed: dict[str, Any] = {
        part.name: _inner(getattr(node, part.name), resolve) for part in fields(node)
    }
    node = replace(node, **changed)
    if not isinstance(node, Call) or not node.name.startswith("exact_"):
        return node
    macro, arguments = _macro(node)
    printed = [to_sqlglot(argument, resolve) for argument in arguments]
    return Native(node.type, exp.Anonymous(this=macro, expressions=printed))


def _macro(node: Call) -> tuple[str, tuple[SqlNode, ...]]:
    if node.name != "exact_ratio":
        return node.name.replace("exact_", "triloom_"), node.arguments
    *arguments, checked = node.arguments
    is_unchecked = isinstance(checked, Literal) and checked.value == 0
    return "triloom_ratio_unchecked" if is_unchecked else "triloom_ratio", tuple(arguments)


def _inner(member: object, resolve: Callable[[Column], Any]) -> object:
    if isinstance(member, tuple):
        return tuple(_inner(item, resolve) for item in member)
    return with_macros(member, resolve) if isinstance(member, SqlNode) else member
