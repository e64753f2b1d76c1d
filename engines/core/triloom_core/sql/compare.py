"""Comparison, membership and logic in the SQL tree."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from triloom_core.sql.exact import (
    LIMIT,
    as_float,
    converted,
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
    InList,
    IsNull,
    Literal,
    Not,
    Or,
    SqlNode,
    all_of,
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
    Value,
    decimal_type,
)

_MOMENTS = (Kind.DATE, Kind.DATETIME, Kind.TIME)


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
    if left.type.kind in _MOMENTS and right.type.kind is Kind.TEXT:
        right = read_moment(surroundings, right, left.type)
    elif right.type.kind in _MOMENTS and left.type.kind is Kind.TEXT:
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
    return Operand(Binary(BOOLEAN, operator, first.node, second.node), 0)


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


def one_of(
    surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
) -> Operand | None:
    """Build membership among the operands after the first."""
    subject, *choices = operands
    if not choices:
        branch = (IsNull(BOOLEAN, subject.node), Literal(BOOLEAN, None))
        return Operand(Case(BOOLEAN, (branch,), Literal(BOOLEAN, False)), 0)
    values = [_plain(surroundings, subject, choice) for choice in choices]
    if all(value is not None for value in values) and not isinstance(subject.node, Literal):
        return Operand(InList(BOOLEAN, subject.node, tuple(values)), 0)
    tests = [compare(surroundings, "=", subject, choice) for choice in choices]
    if any(test is None for test in tests):
        return None
    return Operand(Or(BOOLEAN, tuple(test.node for test in tests if test is not None)), 0)


def _plain(surroundings: Surroundings, subject: Operand, choice: Operand) -> Value:
    """Return the value of a literal in the form of the subject, None when there is none."""
    if not isinstance(choice.node, Literal) or subject.type.kind is Kind.DATETIME:
        return None
    if subject.type.is_exact:
        if not choice.type.is_exact or choice.type.scale > subject.type.scale:
            return None
        fitting: Operand | None = retyped(choice, subject.type)
    elif subject.type.kind is Kind.LINK:
        fitting = as_link(choice)
    elif subject.type.kind in _MOMENTS and choice.type.kind is Kind.TEXT:
        fitting = read_moment(surroundings, choice, subject.type)
    else:
        fitting = converted(choice, subject.type)
    return fitting.node.value if fitting and isinstance(fitting.node, Literal) else None


def membership(
    surroundings: Surroundings, operands: Sequence[Operand], result: ExpressionType
) -> Operand | None:
    """Build `in` over a constant list or a stored list."""
    subject, choices = operands
    items = constant_items(choices)
    if items is not None:
        return one_of(surroundings, [subject, *items], result)
    if subject.type.kind is Kind.TEXT:
        return Operand(Call(BOOLEAN, "list_has", (choices.node, subject.node)), 0)
    return None


def constant_items(operand: Operand) -> list[Operand] | None:
    """Return the items of a constant list as operands."""
    node = operand.node
    if not isinstance(node, Literal) or not isinstance(node.value, tuple):
        return None
    kind = operand.type.of
    return [literal(item, kind) for item in node.value] if kind else []


def between(
    surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
) -> Operand | None:
    """Build `low <= value and value <= high`, null when one of them is null."""
    value, low, high = operands
    bottom = compare(surroundings, ">=", value, low)
    top = compare(surroundings, "<=", value, high)
    if bottom is None or top is None:
        return None
    test = And(BOOLEAN, (bottom.node, top.node))
    unknown = any_of(*(IsNull(BOOLEAN, item.node) for item in operands
                       if not isinstance(item.node, Literal)))  # fmt: skip
    if DATETIME in (low.type, high.type) or isinstance(unknown, Literal):
        return Operand(test, 0)
    return Operand(Case(BOOLEAN, ((unknown, Literal(BOOLEAN, None)),), test), 0)


def within_days(bounds: Callable[..., tuple[date | None, date | None]]) -> SqlBuilder:
    """Return the builder of `first <= day <= last` for bounds counted from today."""

    def build(
        surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
    ) -> Operand | None:
        day, *counts = operands
        plain = [item.node.value for item in counts if isinstance(item.node, Literal)]
        if len(plain) != len(counts):
            return None
        first, last = bounds(surroundings.today(), *plain)
        if first is None or last is None:
            return null_literal(BOOLEAN)
        return Operand(
            all_of(
                Binary(BOOLEAN, ">=", day.node, Literal(DATE, first)),
                Binary(BOOLEAN, "<=", day.node, Literal(DATE, last)),
            ),
            0,
        )

    return build


def beside_today(operator: str) -> SqlBuilder:
    """Return the builder of a comparison with the present day."""

    def build(
        surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
    ) -> Operand | None:
        return compare(surroundings, operator, operands[0], literal(surroundings.today(), DATE))

    return build


def is_me(
    surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
) -> Operand | None:
    """Build the test for the user who asks; null is not me."""
    subject = operands[0]
    return _among(subject, surroundings.user_ids("id"))


def in_my_team(
    surroundings: Surroundings, operands: Sequence[Operand], _result: ExpressionType
) -> Operand | None:
    """Build the test for the members of the teams of the user who asks."""
    return _among(operands[0], surroundings.user_ids("team"))


def _among(subject: Operand, identifiers: Sequence[str]) -> Operand | None:
    if not identifiers:
        return literal(False, BOOLEAN)
    test = InList(BOOLEAN, subject.node, tuple(identifiers))
    return Operand(Case(BOOLEAN, ((test, Literal(BOOLEAN, True)),), Literal(BOOLEAN, False)), 0)
