"""Membership and ranges in the SQL tree: one of, between, days beside today, the user who asks."""

from collections.abc import Callable, Sequence
from datetime import date

from triloom_core.sql.compare import MOMENTS, as_link, compare, compare_plain, read_moment
from triloom_core.sql.exact import (
    converted,
    literal,
    null_literal,
    retyped,
)
from triloom_core.sql.nodes import (
    And,
    Call,
    Case,
    InList,
    IsNull,
    Literal,
    Or,
    all_of,
    any_of,
)
from triloom_core.sql.operands import Operand, SqlBuilder, Surroundings
from triloom_core.value_types import (
    BOOLEAN,
    DATE,
    DATETIME,
    ExpressionType,
    Kind,
    Value,
)


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
    elif subject.type.kind in MOMENTS and choice.type.kind is Kind.TEXT:
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
                compare_plain(surroundings, ">=", day.node, Literal(DATE, first)),
                compare_plain(surroundings, "<=", day.node, Literal(DATE, last)),
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
