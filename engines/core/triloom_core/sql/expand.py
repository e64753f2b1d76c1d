"""Exact primitives → plain arithmetic, for stores that cannot call our own functions.

Wide integers (at least 38 digits) carry the products; `whole_quotient` truncates toward zero.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from triloom_core.sql.exact import LIMIT, integer_literal
from triloom_core.sql.nodes import Binary, Call, Case, Literal, SqlNode, all_of, any_of
from triloom_core.value_types import BOOLEAN, INTEGER, ExpressionType

EXACT_PRIMITIVES = frozenset({"exact_ratio", "exact_sum", "exact_compare"})
_COST = {"exact_ratio": 14, "exact_sum": 3, "exact_compare": 3}


def size_of(node: object) -> int:
    """Return the count of nodes after expansion."""
    if isinstance(node, tuple):
        return sum(size_of(item) for item in node)
    if not isinstance(node, SqlNode):
        return 0
    inner = sum(size_of(getattr(node, part.name)) for part in fields(node))
    return 1 + inner * (_COST.get(node.name, 1) if isinstance(node, Call) else 1)


def expand(node: SqlNode) -> SqlNode:
    """Return the tree without exact primitives."""
    changed: dict[str, Any] = {
        part.name: _expand_member(getattr(node, part.name))
        for part in fields(node)
        if part.name not in ("type", "value", "values", "expression")
    }
    node = replace(node, **changed)
    if isinstance(node, Call) and node.name in EXACT_PRIMITIVES:
        return _EXPANSIONS[node.name](node)
    return node


def _expand_member(member: object) -> object:
    if isinstance(member, tuple):
        return tuple(_expand_member(item) for item in member)
    return expand(member) if isinstance(member, SqlNode) else member


def _wide(node: SqlNode) -> SqlNode:
    return Call(INTEGER, "wide", (node,))


def _times(left: SqlNode, right: SqlNode) -> SqlNode:
    if isinstance(right, Literal) and right.value == 1:
        return left
    return Binary(INTEGER, "*", left, _wide(right))


def _binary(operator: str, left: SqlNode, right: SqlNode) -> SqlNode:
    kind = BOOLEAN if operator in ("=", "!=", "<", "<=", ">", ">=") else INTEGER
    return Binary(kind, operator, left, right)


def _absolute(node: SqlNode) -> SqlNode:
    return Call(INTEGER, "absolute", (node,))


def _within(node: SqlNode, kind: ExpressionType) -> SqlNode:
    limit = integer_literal(LIMIT)
    test = _binary("<=", _absolute(node), limit)
    return Case(kind, ((test, Call(kind, "narrow", (node,))),), Literal(kind, None))


def _ratio(node: Call) -> SqlNode:
    a, b, c, checked = node.arguments
    top = _times(_wide(a), b)
    if isinstance(c, Literal) and c.value == 1:
        quotient = top
    else:
        bottom = Call(INTEGER, "null_if", (_wide(c), integer_literal(0)))
        quotient = _half_even(top, bottom, positive=_is_positive(c))
    if isinstance(checked, Literal) and checked.value == 0:
        return Call(node.type, "narrow", (quotient,))
    return _within(quotient, node.type)


def _is_positive(node: SqlNode) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, int) and node.value > 0


def _half_even(top: SqlNode, bottom: SqlNode, *, positive: bool) -> SqlNode:
    """Quotient + (0 or ±1): up when the rest is over one half, or is one half of an odd quotient."""
    quotient = Call(INTEGER, "whole_quotient", (top, bottom))
    rest = Call(INTEGER, "whole_rest", (top, bottom))
    twice = _binary("*", _absolute(rest), integer_literal(2))
    magnitude = bottom if positive else _absolute(bottom)
    odd = _binary(
        "!=", Call(INTEGER, "whole_rest", (quotient, integer_literal(2))), integer_literal(0)
    )
    up = any_of(_binary(">", twice, magnitude), all_of(_binary("=", twice, magnitude), odd))
    zero = integer_literal(0)
    below = _binary("<", top, zero)
    if not positive:
        below = _binary("!=", below, _binary("<", bottom, zero))
    step = Case(
        INTEGER,
        ((all_of(up, below), integer_literal(-1)), (up, integer_literal(1))),
        zero,
    )
    return _binary("+", quotient, step)


def _sum(node: Call) -> SqlNode:
    a, weight_a, b, weight_b = node.arguments
    total = _binary("+", _times(_wide(a), weight_a), _times(_wide(b), weight_b))
    return _within(total, node.type)


def _compare(node: Call) -> SqlNode:
    a, weight_a, b, weight_b = node.arguments
    left, right = _times(_wide(a), weight_a), _times(_wide(b), weight_b)
    return Case(
        INTEGER,
        (
            (_binary("<", left, right), integer_literal(-1)),
            (_binary("=", left, right), integer_literal(0)),
            (_binary(">", left, right), integer_literal(1)),
        ),
        Literal(INTEGER, None),
    )


_EXPANSIONS: dict[str, Callable[[Call], SqlNode]] = {
    "exact_ratio": _ratio,
    "exact_sum": _sum,
    "exact_compare": _compare,
}
