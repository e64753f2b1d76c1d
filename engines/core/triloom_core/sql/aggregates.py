"""Aggregates in the SQL tree."""

from collections.abc import Sequence

from triloom_core.sql.exact import (
    LIMIT,
    as_float,
    integer_literal,
    ratio,
)
from triloom_core.sql.nodes import (
    Aggregate,
    Call,
    Literal,
    SqlNode,
)
from triloom_core.sql.operands import Operand, SqlBuilder, Surroundings
from triloom_core.value_types import (
    FLOAT,
    INTEGER,
    MAXIMUM_SCALE,
    ExpressionType,
    Kind,
)

Operands = Sequence[Operand]


def aggregate(name: str) -> SqlBuilder:
    """Return the builder of an aggregate."""

    def build(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
        base, _, _conditional = name.partition("_if")
        if name == "count_if":
            return Operand(Aggregate(result, "count", None, operands[0].node))
        condition = operands[1].node if name.endswith("_if") else None
        if not operands:
            return Operand(Aggregate(result, "count", None))
        value = operands[0]
        if base in ("median", "percentile"):
            return _percentile(operands, 0.5 if base == "median" else None)
        if base == "avg":
            return _average(value, condition, result)
        kind = result if result.kind is not Kind.NULL else value.type
        return Operand(
            Aggregate(kind, base, value.node, condition), LIMIT if base == "sum" else value.bound
        )

    return build


def _average(value: Operand, condition: SqlNode | None, result: ExpressionType) -> Operand | None:
    total = Aggregate(value.type, "sum", value.node, condition)
    count = Aggregate(INTEGER, "count", value.node, condition)
    if result.kind is Kind.FLOAT:
        return Operand(Call(FLOAT, "float_quotient", (total, count)), 0)
    factor = 10 ** (MAXIMUM_SCALE - value.type.scale)
    return ratio(Operand(total, LIMIT), integer_literal(factor), count, result, LIMIT * factor)


def _percentile(operands: Operands, share: float | None) -> Operand | None:
    if share is None:
        given = operands[1]
        if not isinstance(given.node, Literal) or not isinstance(given.node.value, (int, float)):
            return None
        share = given.node.value / (10**given.type.scale if given.type.is_exact else 1)
        if not 0 <= share <= 1:
            return None
    return Operand(Aggregate(FLOAT, "percentile", as_float(operands[0]).node, share=share), 0)
