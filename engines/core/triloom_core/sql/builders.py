"""Builders of the SQL form of functions: arithmetic, choices, text, days, lists, aggregates."""

from collections.abc import Sequence

from triloom_core.sql.compare import (
    aligned,
    beside_today,
    between,
    compare,
    comparison,
    conjunction,
    constant_items,
    disjunction,
    in_my_team,
    is_empty,
    is_me,
    is_not_empty,
    is_null,
    is_true,
    membership,
    one_of,
    opposite,
    within_days,
)
from triloom_core.sql.exact import (
    LIMIT,
    as_float,
    converted,
    integer_literal,
    null_literal,
    ratio,
    retyped,
)
from triloom_core.sql.nodes import (
    Aggregate,
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
    FLOAT,
    INTEGER,
    MAXIMUM_SCALE,
    TEXT,
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


def first(_s: Surroundings, operands: Operands, _r: ExpressionType) -> Operand | None:
    """Build the first operand as it is."""
    return operands[0]


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


__all__ = [
    "absolute", "addition", "aggregate", "aligned", "beside_today", "between", "ceil", "choice",
    "coalesce", "comparison", "concat", "conjunction", "disjunction", "end_of_week", "extreme",
    "first", "floor", "in_my_team", "is_empty", "is_me", "is_not_empty", "is_null", "is_true",
    "list_has_all", "list_has_any", "list_has_none", "membership", "modulo", "negation",
    "not_contains", "null_if", "one_of", "opposite", "product", "quotient", "rounded", "shift_days",
    "shift_months", "sign", "switch", "text_left", "text_mid", "to_float", "trunc", "within_days",
]  # fmt: skip
