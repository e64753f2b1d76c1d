"""Comparison and logic in the SQL tree."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from triloom_core.sql.exact import (
    LIMIT,
    as_float,
    integer_literal,
    literal,
    null_literal,
    retyped,
)
from triloom_core.sql.nodes import (
    And,
    Binary,
    Call,
    Case,
    IsNull,
    Literal,
    Not,
    Or,
    SqlNode,
    any_of,
)
from triloom_core.sql.operands import Operand, SqlBuilder, Surroundings
from triloom_core.value_types import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    TEXT,
    ExpressionType,
    Kind,
    decimal_type,
)

MOMENTS = (Kind.DATE, Kind.DATETIME, Kind.TIME)
"""Kinds that a text literal can stand for."""


def as_day(surroundings: Surroundings, operand: Operand) -> Operand:
    """Return the day of an instant in the organisation's zone; days stay as they are."""
    if operand.type.kind is Kind.DATETIME:
        if isinstance(operand.node, Literal):
            value = operand.node.value
            day = surroundings.day_of(value) if isinstance(value, datetime) else None
            return literal(day, DATE)
        zone = Literal(TEXT, surroundings.zone)
        return Operand(Call(DATE, "instant_day", (operand.node, zone)), 0)
    if operand.type.kind is Kind.TEXT:
        return read_moment(surroundings, operand, DATE)
    return operand


def read_moment(surroundings: Surroundings, operand: Operand, kind: ExpressionType) -> Operand:
    """Return the moment that a literal text names; anything else is null."""
    text = operand.node.value if isinstance(operand.node, Literal) else None
    if not isinstance(text, str):
        return null_literal(kind)
    try:
        if kind.kind is Kind.DATETIME:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=surroundings.zone_info)
            return literal(instant.astimezone(UTC), kind)
        return literal(
            date.fromisoformat(text) if kind.kind is Kind.DATE else time.fromisoformat(text), kind
        )
    except ValueError:
        return null_literal(kind)


def aligned(
    surroundings: Surroundings, left: Operand, right: Operand
) -> tuple[Operand, Operand] | None:
    """Return both operands in one comparable form, None when SQL cannot compare them."""
    if left.type.kind in MOMENTS and right.type.kind is Kind.TEXT:
        right = read_moment(surroundings, right, left.type)
    elif right.type.kind in MOMENTS and left.type.kind is Kind.TEXT:
        left = read_moment(surroundings, left, right.type)
    kinds = {left.type.kind, right.type.kind}
    if kinds == {Kind.DATE, Kind.DATETIME}:
        return as_day(surroundings, left), as_day(surroundings, right)
    if Kind.LIST in kinds:
        return None
    if kinds == {Kind.LINK, Kind.TEXT}:
        return _links(left, right)
    if Kind.FLOAT in kinds:
        return as_float(left), as_float(right)
    if left.type.is_exact and right.type.is_exact:
        wider = left if left.type.scale >= right.type.scale else right
        scale = decimal_type(wider.type.scale)
        return retyped(left, scale), retyped(right, scale)
    return (left, right) if len(kinds) == 1 or Kind.NULL in kinds else None


def _links(left: Operand, right: Operand) -> tuple[Operand, Operand] | None:
    first, second = as_link(left), as_link(right)
    return None if first is None or second is None else (first, second)


def as_link(operand: Operand) -> Operand | None:
    """Return a link operand; a literal text that is no id is null, a text column has no way."""
    if operand.type.kind is Kind.LINK and not isinstance(operand.node, Literal):
        return operand
    if not isinstance(operand.node, Literal):
        return None
    kind = ExpressionType(Kind.LINK)
    try:
        return Operand(Literal(kind, str(uuid.UUID(str(operand.node.value)))), 0)
    except ValueError:
        return null_literal(kind)


def _no_link(left: Operand, right: Operand) -> Operand | None:
    """Return the link operand when the other one is a text that can be no id."""
    for link, text in ((left, right), (right, left)):
        if link.type.kind is Kind.LINK and isinstance(text.node, Literal):
            identifier = as_link(text)
            if text.node.value is not None and identifier == null_literal(
                ExpressionType(Kind.LINK)
            ):
                return link
    return None


def _never(operand: Operand, operator: str) -> Operand:
    """Return what comparing with a value that nothing equals gives: null stays null."""
    branch = (IsNull(BOOLEAN, operand.node), Literal(BOOLEAN, None))
    return Operand(Case(BOOLEAN, (branch,), Literal(BOOLEAN, operator == "!=")), 0)


def compare(
    surroundings: Surroundings, operator: str, left: Operand, right: Operand
) -> Operand | None:
    """Return `left operator right`."""
    if left.type.is_exact and right.type.is_exact and left.type.scale != right.type.scale:
        scale = max(left.type.scale, right.type.scale)
        factors = 10 ** (scale - left.type.scale), 10 ** (scale - right.type.scale)
        if max(left.bound * factors[0], right.bound * factors[1]) > LIMIT:
            difference = Call(
                INTEGER,
                "exact_compare",
                (
                    left.node,
                    integer_literal(factors[0]),
                    right.node,
                    integer_literal(factors[1]),
                ),
            )
            return Operand(Binary(BOOLEAN, operator, difference, integer_literal(0)), 0)
    foreign = _no_link(left, right)
    if foreign is not None:
        return _never(foreign, operator)
    both = aligned(surroundings, left, right)
    if both is None:
        return None
    first, second = both
    if any(isinstance(side.node, Literal) and side.node.value is None for side in both):
        return null_literal(BOOLEAN)
    return Operand(compare_plain(surroundings, operator, first.node, second.node), 0)


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare_plain(
    surroundings: Surroundings, operator: str, left: SqlNode, right: SqlNode
) -> SqlNode:
    """Return the comparison of like nodes; the day of an instant beside a constant day becomes a
    range of instants, which an index can answer and no store has to convert row by row.
    """
    if isinstance(left, Literal) and not isinstance(right, Literal):
        return compare_plain(surroundings, _MIRRORED[operator], right, left)
    plain = Binary(BOOLEAN, operator, left, right)
    if not (isinstance(left, Call) and left.name == "instant_day" and isinstance(right, Literal)):
        return plain
    day = right.value
    if not isinstance(day, date):
        return plain
    try:
        start, following = _midnight(surroundings, day), _midnight(surroundings, day + timedelta(1))
    except OverflowError:
        return plain
    instant = left.arguments[0]
    from_start = Binary(BOOLEAN, ">=", instant, start)
    before_next = Binary(BOOLEAN, "<", instant, following)
    ranges: dict[str, SqlNode] = {
        "=": And(BOOLEAN, (from_start, before_next)),
        "!=": Not(BOOLEAN, And(BOOLEAN, (from_start, before_next))),
        "<": Binary(BOOLEAN, "<", instant, start),
        "<=": before_next,
        ">": Binary(BOOLEAN, ">=", instant, following),
        ">=": from_start,
    }
    return ranges[operator]


def _midnight(surroundings: Surroundings, day: date) -> SqlNode:
    local = datetime.combine(day, time(), tzinfo=surroundings.zone_info)
    return Literal(DATETIME, local.astimezone(UTC))


def comparison(operator: str) -> SqlBuilder:
    """Return the builder of a comparison operator."""

    def build(
        surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
    ) -> Operand | None:
        return compare(surroundings, operator, operands[0], operands[1])

    return build


def conjunction(_s: Surroundings, operands: Sequence[Operand], _r: ExpressionType) -> Operand:
    """Build `and`."""
    return (
        Operand(And(BOOLEAN, tuple(_booleans(operands))), 0) if operands else literal(True, BOOLEAN)
    )


def disjunction(_s: Surroundings, operands: Sequence[Operand], _r: ExpressionType) -> Operand:
    """Build `or`."""
    return Operand(Or(BOOLEAN, tuple(_booleans(operands))), 0)


def _booleans(operands: Sequence[Operand]) -> list[SqlNode]:
    return [
        Literal(BOOLEAN, None) if item.type.kind is Kind.NULL else item.node for item in operands
    ]


def opposite(_s: Surroundings, operands: Sequence[Operand], _r: ExpressionType) -> Operand:
    """Build `not`."""
    return Operand(Not(BOOLEAN, operands[0].node), 0)


def is_null(_s: Surroundings, operands: Sequence[Operand], _r: ExpressionType) -> Operand:
    """Build `is null`."""
    return Operand(IsNull(BOOLEAN, operands[0].node), 0)


def is_true(_s: Surroundings, operands: Sequence[Operand], _r: ExpressionType) -> Operand:
    """Build a test that is false for null."""
    branch = (operands[0].node, Literal(BOOLEAN, True))
    return Operand(Case(BOOLEAN, (branch,), Literal(BOOLEAN, False)), 0)


def _empty(operand: Operand) -> SqlNode | None:
    node, kind = operand.node, operand.type.kind
    if kind is Kind.TEXT:
        return any_of(IsNull(BOOLEAN, node), Binary(BOOLEAN, "=", node, Literal(TEXT, "")))
    if kind is Kind.LIST:
        return any_of(IsNull(BOOLEAN, node), Call(BOOLEAN, "list_is_empty", (node,)))
    return IsNull(BOOLEAN, node)


def is_empty(_s: Surroundings, operands: Sequence[Operand], _r: ExpressionType) -> Operand | None:
    """Build `is_empty`."""
    node = _empty(operands[0])
    return None if node is None else Operand(node, 0)


def is_not_empty(
    _s: Surroundings, operands: Sequence[Operand], _r: ExpressionType
) -> Operand | None:
    """Build `is_not_empty`."""
    node = _empty(operands[0])
    return None if node is None else Operand(Not(BOOLEAN, node), 0)
