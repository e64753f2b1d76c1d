"""Texts, days and stored lists in the SQL tree."""

from collections.abc import Sequence

from triloom_core.sql.exact import (
    integer_literal,
    null_literal,
)
from triloom_core.sql.membership import constant_items
from triloom_core.sql.nodes import (
    And,
    Call,
    Literal,
    Not,
    Or,
    SqlNode,
)
from triloom_core.sql.operands import Operand, SqlBuilder, Surroundings
from triloom_core.value_types import (
    BOOLEAN,
    TEXT,
    ExpressionType,
    Kind,
)

Operands = Sequence[Operand]


def concat(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the texts one after the other."""
    return Operand(Call(TEXT, "text_concat", tuple(item.node for item in operands)), 0)


def text_left(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the first characters; the count must be a constant."""
    count = operands[1].node
    if not isinstance(count, Literal) or not isinstance(count.value, int):
        return None
    length = integer_literal(max(0, count.value))
    return Operand(Call(TEXT, "text_part", (operands[0].node, integer_literal(1), length)), 0)


def text_mid(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build characters from a position; both numbers must be constants."""
    numbers = [item.node.value for item in operands[1:] if isinstance(item.node, Literal)]
    start, count = numbers if len(numbers) == 2 else (None, None)
    if not isinstance(start, int) or not isinstance(count, int):
        return None
    if start < 1:
        return null_literal(TEXT)
    numbers_nodes = integer_literal(start), integer_literal(max(0, count))
    return Operand(Call(TEXT, "text_part", (operands[0].node, *numbers_nodes)), 0)


def not_contains(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the opposite of contains."""
    test = Call(BOOLEAN, "text_contains", (operands[0].node, operands[1].node))
    return Operand(Not(BOOLEAN, test), 0)


def _shift(name: str, limit: int) -> SqlBuilder:
    """Shifts push with a constant count only, so that no store leaves the years 1 to 9999 far."""

    def build(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
        day, count = operands
        if not isinstance(count.node, Literal) or not isinstance(count.node.value, int):
            return None
        if abs(count.node.value) > limit:
            return None
        return Operand(Call(result, name, (day.node, count.node)), 0)

    return build


shift_days = _shift("date_add_days", 36_600)


shift_months = _shift("date_add_months", 1_200)


def end_of_week(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build the Sunday of the week."""
    monday = Call(result, "date_start_of_week", (operands[0].node,))
    return Operand(Call(result, "date_add_days", (monday, integer_literal(6))), 0)


def _list_tests(operands: Operands) -> list[SqlNode] | None:
    stored, wanted = operands
    items = constant_items(wanted) if wanted.type.kind is Kind.LIST else [wanted]
    if items is None or stored.type.kind is not Kind.LIST or isinstance(stored.node, Literal):
        return None
    if any(item.type.kind not in (Kind.TEXT, Kind.LINK) for item in items):
        return None
    return [Call(BOOLEAN, "list_has", (stored.node, item.node)) for item in items]


def list_has_any(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build whether a stored list holds one of the values."""
    tests = _list_tests(operands)
    return (
        None
        if not tests
        else Operand(tests[0] if len(tests) == 1 else Or(BOOLEAN, tuple(tests)), 0)
    )


def list_has_all(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build whether a stored list holds all of the values."""
    tests = _list_tests(operands)
    return (
        None
        if not tests
        else Operand(tests[0] if len(tests) == 1 else And(BOOLEAN, tuple(tests)), 0)
    )


def list_has_none(_s: Surroundings, operands: Operands, result: ExpressionType) -> Operand | None:
    """Build whether a stored list holds none of the values."""
    found = list_has_any(_s, operands, result)
    return None if found is None else Operand(Not(BOOLEAN, found.node), 0)
