"""Exact numbers in the SQL tree: scales, bounds, and when a result must be checked for the limit.

All rules of rounding, division and range live here and in `expand.py`; printers know none.
"""

from decimal import Decimal

from triloom_core.sql.nodes import Binary, Call, Literal, SqlNode
from triloom_core.sql.operands import Operand
from triloom_core.value_types import FLOAT, INTEGER, ExpressionType, Kind, Value

LIMIT = 10**18
"""Greatest unscaled magnitude of an exact result; beyond it the result is null."""


def integer_literal(value: int) -> Literal:
    """Return a plain integer."""
    return Literal(INTEGER, value)


def null_literal(kind: ExpressionType) -> Operand:
    """Return the null of a type."""
    return Operand(Literal(kind, None), 0)


def literal(value: Value, kind: ExpressionType) -> Operand:
    """Return the operand of a Python value; exact numbers are unscaled to the scale of the type."""
    if value is None:
        return null_literal(kind)
    if kind.is_exact and isinstance(value, (int, Decimal)):
        unscaled = int(Decimal(value).scaleb(kind.scale))
        return Operand(Literal(kind, unscaled), abs(unscaled))
    if kind.kind is Kind.FLOAT and isinstance(value, (int, Decimal)):
        value = float(value)
    return Operand(Literal(kind, value), 0)


def ratio(a: Operand, b: SqlNode, c: SqlNode, kind: ExpressionType, bound: int) -> Operand:
    """Return a * b / c rounded half-even, null when c is 0 or the result is beyond the limit."""
    checked = integer_literal(1 if bound > LIMIT else 0)
    node = Call(kind, "exact_ratio", (a.node, b, c, checked))
    return Operand(node, min(bound, LIMIT))


def retyped(operand: Operand, kind: ExpressionType) -> Operand:
    """Return an exact operand at the scale of another exact type (never fewer digits)."""
    digits = kind.scale - operand.type.scale
    if isinstance(operand.node, Literal):
        value = operand.node.value
        if value is None or not isinstance(value, int):
            return null_literal(kind)
        unscaled = value * 10**digits
        return Operand(Literal(kind, unscaled), abs(unscaled))
    if digits == 0:
        return operand
    factor = integer_literal(10**digits)
    bound = operand.bound * 10**digits
    if bound > LIMIT:
        return ratio(operand, factor, integer_literal(1), kind, bound)
    return Operand(Binary(kind, "*", operand.node, factor), bound)


def as_float(operand: Operand) -> Operand:
    """Return a number as a binary floating-point number."""
    if operand.type.kind is Kind.FLOAT:
        return operand
    if isinstance(operand.node, Literal):
        value = operand.node.value
        if not isinstance(value, int):
            return null_literal(FLOAT)
        return Operand(Literal(FLOAT, value / 10**operand.type.scale), 0)
    divisor = Literal(FLOAT, float(10**operand.type.scale))
    return Operand(Call(FLOAT, "float_quotient", (operand.node, divisor)), 0)


def converted(operand: Operand, kind: ExpressionType) -> Operand | None:
    """Return the operand as another type that it fits in; None when there is no way in SQL."""
    if operand.type == kind:
        return operand
    if operand.type.kind is Kind.NULL:
        return null_literal(kind)
    if kind.kind is Kind.FLOAT and operand.type.is_number:
        return as_float(operand)
    if kind.is_exact and operand.type.is_exact and kind.scale >= operand.type.scale:
        return retyped(operand, kind)
    if operand.type.kind is kind.kind:
        return operand
    if kind.kind is Kind.LINK and isinstance(operand.node, Literal):
        return Operand(Literal(kind, operand.node.value), 0)
    return None
