"""Choices in the SQL tree: if, case, switch, coalesce, smallest and greatest."""

from collections.abc import Sequence

from triloom_core.sql.compare import compare
from triloom_core.sql.exact import (
    converted,
    null_literal,
)
from triloom_core.sql.nodes import (
    Case,
    IsNull,
    Literal,
    Not,
    SqlNode,
    any_of,
)
from triloom_core.sql.operands import Operand, SqlBuilder, Surroundings
from triloom_core.value_types import (
    BOOLEAN,
    ExpressionType,
    Kind,
)

Operands = Sequence[Operand]


def choice(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build if and case: condition and value in pairs, then perhaps a default."""
    pairs = len(operands) // 2
    branches = [(operands[2 * i].node, operands[2 * i + 1]) for i in range(pairs)]
    default = operands[-1] if len(operands) % 2 else null_literal(result)
    return _case(branches, default, result)


def _case(
    branches: Sequence[tuple[SqlNode, Operand]], default: Operand, result: ExpressionType
) -> Operand | None:
    values = [converted(value, result) for _test, value in branches]
    otherwise = converted(default, result)
    if otherwise is None or any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    tests = [
        Literal(BOOLEAN, False) if test.type.kind is Kind.NULL else test for test, _v in branches
    ]
    node = Case(
        result,
        tuple((test, value.node) for test, value in zip(tests, known, strict=True)),
        otherwise.node,
    )
    return Operand(node, max([otherwise.bound, *(value.bound for value in known)]))


def switch(
    surroundings: Surroundings, operands: Operands, result: ExpressionType
) -> Operand | None:
    """Build switch: the subject against each key."""
    subject, *rest = operands
    branches: list[tuple[SqlNode, Operand]] = []
    for index in range(0, len(rest) - 1, 2):
        test = compare(surroundings, "=", subject, rest[index])
        if test is None:
            return None
        branches.append((test.node, rest[index + 1]))
    return _case(branches, rest[-1] if len(rest) % 2 else null_literal(result), result)


def coalesce(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build the first operand that is not null."""
    branches = [(Not(BOOLEAN, IsNull(BOOLEAN, item.node)), item) for item in operands[:-1]]
    return _case(branches, operands[-1], result)


def null_if(
    surroundings: Surroundings, operands: Operands, result: ExpressionType
) -> Operand | None:
    """Build null when both are equal."""
    test = compare(surroundings, "=", operands[0], operands[1])
    return None if test is None else _case([(test.node, null_literal(result))], operands[0], result)


def extreme(operator: str) -> SqlBuilder:
    """Return the builder of the smallest or greatest operand, null when one is null."""

    def build(
        surroundings: Surroundings, operands: Operands, result: ExpressionType
    ) -> Operand | None:
        best = converted(operands[0], result)
        for item in operands[1:]:
            candidate = converted(item, result)
            test = (
                None
                if best is None or candidate is None
                else compare(surroundings, operator, best, candidate)
            )
            if best is None or candidate is None or test is None:
                return None
            best = _case([(test.node, best)], candidate, result)
        unknown = any_of(*(IsNull(BOOLEAN, item.node) for item in operands))
        return None if best is None else _case([(unknown, null_literal(result))], best, result)

    return build


def first(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the first operand as it is."""
    return operands[0]
