"""Arithmetic in the SQL tree: scales, rounding and range are decided here, not in a printer."""

from collections.abc import Sequence

from triloom_core.sql.exact import (
    LIMIT,
    as_float,
    integer_literal,
    ratio,
    retyped,
)
from triloom_core.sql.nodes import (
    Binary,
    Call,
    Case,
    Literal,
)
from triloom_core.sql.operands import Operand, SqlBuilder, Surroundings
from triloom_core.value_types import (
    BOOLEAN,
    FLOAT,
    INTEGER,
    MAXIMUM_SCALE,
    ExpressionType,
    Kind,
)

Operands = Sequence[Operand]


def addition(operator: str) -> SqlBuilder:
    """Return the builder of + or -."""

    def build(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
        left, right = operands
        if result.kind is Kind.FLOAT:
            first, second = as_float(left), as_float(right)
            return Operand(Binary(FLOAT, operator, first.node, second.node), 0)
        factors = 10 ** (result.scale - left.type.scale), 10 ** (result.scale - right.type.scale)
        bound = left.bound * factors[0] + right.bound * factors[1]
        if bound > LIMIT:
            sign = 1 if operator == "+" else -1
            weights = integer_literal(factors[0]), integer_literal(sign * factors[1])
            node = Call(result, "exact_sum", (left.node, weights[0], right.node, weights[1]))
            return Operand(node, LIMIT)
        first, second = retyped(left, result), retyped(right, result)
        return Operand(Binary(result, operator, first.node, second.node), bound)

    return build


def product(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build left * right, rounded when it has more digits than six."""
    left, right = operands
    if result.kind is Kind.FLOAT:
        return Operand(Binary(FLOAT, "*", as_float(left).node, as_float(right).node), 0)
    surplus = left.type.scale + right.type.scale - result.scale
    bound = left.bound * right.bound // 10**surplus + 1
    if surplus == 0 and bound <= LIMIT:
        return Operand(Binary(result, "*", left.node, right.node), bound)
    return ratio(left, right.node, integer_literal(10**surplus), result, bound)


def quotient(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build left / right with six digits, null for right = 0."""
    left, right = operands
    if result.kind is Kind.FLOAT:
        return Operand(
            Call(FLOAT, "float_quotient", (as_float(left).node, as_float(right).node)), 0
        )
    factor = 10 ** (MAXIMUM_SCALE + right.type.scale - left.type.scale)
    return ratio(left, integer_literal(factor), right.node, result, left.bound * factor)


def negation(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build the number with the other sign."""
    zero = Literal(result, 0.0 if result.kind is Kind.FLOAT else 0)
    return Operand(Binary(result, "-", zero, operands[0].node), operands[0].bound)


def absolute(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build the magnitude."""
    return Operand(Call(result, "absolute", (operands[0].node,)), operands[0].bound)


def rounded(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build half-even rounding of an exact number to fewer digits."""
    value = operands[0]
    if not value.type.is_exact:
        return None
    surplus = value.type.scale - result.scale
    if surplus <= 0:
        return retyped(value, result)
    return ratio(value, integer_literal(1), integer_literal(10**surplus), result, value.bound)


def _toward(value: Operand, correction: str | None) -> Operand | None:
    if not value.type.is_exact:
        return None
    if value.type.scale == 0:
        return value
    unit = integer_literal(10**value.type.scale)
    whole = Call(INTEGER, "whole_quotient", (value.node, unit))
    if correction is None:
        return Operand(whole, value.bound)
    rest = Call(INTEGER, "whole_rest", (value.node, unit))
    test = Binary(BOOLEAN, "<" if correction == "-" else ">", rest, integer_literal(0))
    step = Case(INTEGER, ((test, integer_literal(1)),), integer_literal(0))
    return Operand(Binary(INTEGER, correction, whole, step), value.bound)


def floor(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the next whole number below."""
    return _toward(operands[0], "-")


def ceil(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the next whole number above."""
    return _toward(operands[0], "+")


def trunc(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the number without its fraction."""
    return _toward(operands[0], None)


def modulo(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build the rest with the sign of the divisor: ((a % b) + b) % b, null for b = 0."""
    left, right = operands
    if not result.is_exact or max(left.bound, right.bound) * 10**result.scale > LIMIT:
        return None
    first, second = retyped(left, result), retyped(right, result)
    divisor = Call(result, "null_if", (second.node, integer_literal(0)))
    rest = Call(result, "whole_rest", (first.node, divisor))
    shifted = Binary(result, "+", rest, second.node)
    return Operand(Call(result, "whole_rest", (shifted, divisor)), second.bound)


def sign(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build -1, 0 or 1."""
    zero = Literal(operands[0].type, 0.0 if operands[0].type.kind is Kind.FLOAT else 0)
    node = operands[0].node
    return Operand(
        Case(
            INTEGER,
            (
                (Binary(BOOLEAN, "<", node, zero), integer_literal(-1)),
                (Binary(BOOLEAN, "=", node, zero), integer_literal(0)),
                (Binary(BOOLEAN, ">", node, zero), integer_literal(1)),
            ),
            Literal(INTEGER, None),
        ),
        1,
    )


def to_float(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the number as a float."""
    return as_float(operands[0])
