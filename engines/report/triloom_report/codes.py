"""Coded columns (choices, stages): the store keeps ids, expressions speak of keys."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias

from triloom_core.sql.nodes import Binary, Call, Case, Column, InList, IsNull, Literal, SqlNode
from triloom_core.value_types import BOOLEAN

Codes: TypeAlias = tuple[tuple[str, str], ...]
"""Stored code → key, in order."""


def decode(node: SqlNode, codes: Mapping[Column, Codes]) -> SqlNode:
    """Return the tree in which coded columns mean their keys.

    A comparison with a constant gets the constant's code, so that the store compares what it keeps;
    anywhere else the column becomes a CASE.
    """
    known = {column: found for column, found in codes.items() if _is_renamed(found)}
    return _decode(node, known) if known else node


def _is_renamed(codes: Codes) -> bool:
    return any(code != key for code, key in codes)


def _decode(node: SqlNode, codes: Mapping[Column, Codes]) -> SqlNode:
    match node:
        case Column():
            return _keys(node, codes[node]) if node in codes else node
        case Binary(operator="=" | "!=", left=Column() as column, right=Literal() as literal) if (
            column in codes
        ):
            return replace(node, right=_code(literal, codes[column]))
        case Binary(operator="=" | "!=", left=Literal() as literal, right=Column() as column) if (
            column in codes
        ):
            return replace(node, left=_code(literal, codes[column]))
        case InList(operand=Column() as column) if column in codes:
            stored = {key: code for code, key in codes[column]}
            values = tuple(stored.get(str(value), value) for value in node.values)
            return replace(node, values=values)
        case IsNull(operand=Column()):
            return node
        case Call(name="list_has", arguments=(Column() as column, Literal() as literal)):
            if column in codes:
                return replace(node, arguments=(column, _code(literal, codes[column])))
            return node
    changed: dict[str, Any] = {
        part.name: _inner(getattr(node, part.name), codes) for part in fields(node)
    }
    return replace(node, **changed)


def _inner(member: object, codes: Mapping[Column, Codes]) -> object:
    if isinstance(member, tuple):
        return tuple(_inner(item, codes) for item in member)
    return _decode(member, codes) if isinstance(member, SqlNode) else member


def _code(literal: Literal, codes: Codes) -> Literal:
    stored = {key: code for code, key in codes}
    value = literal.value
    return replace(literal, value=stored.get(value, value)) if isinstance(value, str) else literal


def _keys(column: Column, codes: Codes) -> SqlNode:
    branches = tuple(
        (Binary(BOOLEAN, "=", column, Literal(column.type, code)), Literal(column.type, key))
        for code, key in codes
    )
    return Case(column.type, branches, column)
