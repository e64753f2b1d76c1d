"""The rules that say which type a function gives for the types it gets."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from triloom_core.json_types import Json
from triloom_core.value_types import (
    BOOLEAN,
    DATE,
    DATETIME,
    FLOAT,
    INTEGER,
    MAXIMUM_SCALE,
    NULL,
    TEXT,
    TIME,
    CurrencyMix,
    ExpressionType,
    Kind,
    currency_type,
    decimal_type,
    link_type,
    list_type,
    unify,
)


class TypeFault(Exception):
    """The arguments do not fit; `index` is the argument at fault."""

    def __init__(self, code: str, index: int = 0, **data: Json) -> None:
        super().__init__(code)
        self.code = code
        self.index = index
        self.data = data


Types = Sequence[ExpressionType]
Nodes = Sequence[Json]
ResultRule = Callable[[Types, Nodes], ExpressionType]

_KINDS = {
    "boolean": BOOLEAN, "integer": INTEGER, "float": FLOAT, "text": TEXT, "date": DATE,
    "datetime": DATETIME, "time": TIME, "decimal": decimal_type(MAXIMUM_SCALE),
    "user": link_type("user"), "texts": list_type(TEXT),
}  # fmt: skip


def unify_all(types: Types, indexes: Sequence[int] | None = None) -> ExpressionType:
    """Return the type all fit in; raises TypeFault at the first that does not."""
    result = NULL
    for index in range(len(types)) if indexes is None else indexes:
        met = _meet(result, types[index], index)
        if met is None:
            raise TypeFault(
                "expression.types_differ", index, left=str(result), right=str(types[index])
            )
        result = met
    return result


def _meet(left: ExpressionType, right: ExpressionType, index: int) -> ExpressionType | None:
    try:
        return unify(left, right)
    except CurrencyMix as mix:
        raise TypeFault(
            "expression.currency_mix", index, left=str(mix.left), right=str(mix.right)
        ) from None


def _all(types: Types, _nodes: Nodes) -> ExpressionType:
    return unify_all(types)


def _rest(types: Types, _nodes: Nodes) -> ExpressionType:
    return unify_all(types, range(1, len(types)))


def _same(types: Types, _nodes: Nodes) -> ExpressionType:
    return types[0] if types[0].kind is not Kind.NULL else INTEGER


def _sum(types: Types, _nodes: Nodes) -> ExpressionType:
    result = unify_all(types)
    return INTEGER if result.kind is Kind.NULL else result


def product_type(left: ExpressionType, right: ExpressionType) -> ExpressionType:
    """Return the type of left * right."""
    if left.kind is Kind.CURRENCY and right.kind is Kind.CURRENCY:
        raise TypeFault("expression.currency_product", 1, left=str(left), right=str(right))
    if Kind.FLOAT in (left.kind, right.kind):
        return FLOAT
    scale = min(left.scale + right.scale, MAXIMUM_SCALE)
    for side in (left, right):
        if side.kind is Kind.CURRENCY:
            return currency_type(scale, side.code)
    return decimal_type(scale) if Kind.DECIMAL in (left.kind, right.kind) else INTEGER


def _product(types: Types, _nodes: Nodes) -> ExpressionType:
    return product_type(types[0], types[1])


def _quotient(types: Types, _nodes: Nodes) -> ExpressionType:
    left, right = types
    if Kind.FLOAT in (left.kind, right.kind):
        return FLOAT
    if right.kind is Kind.CURRENCY:
        if left.kind is not Kind.CURRENCY and left.kind is not Kind.NULL:
            raise TypeFault("expression.currency_divisor", 1, left=str(left), right=str(right))
        _meet(left, right, 1)
        return decimal_type(MAXIMUM_SCALE)
    if left.kind is Kind.CURRENCY:
        return currency_type(MAXIMUM_SCALE, left.code)
    return decimal_type(MAXIMUM_SCALE)


def _average(types: Types, _nodes: Nodes) -> ExpressionType:
    if types[0].kind is Kind.FLOAT:
        return FLOAT
    if types[0].kind is Kind.CURRENCY:
        return currency_type(MAXIMUM_SCALE, types[0].code)
    return decimal_type(MAXIMUM_SCALE)


def _rounded(types: Types, nodes: Nodes) -> ExpressionType:
    digits = nodes[1] if len(nodes) > 1 else 0
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= MAXIMUM_SCALE:
        raise TypeFault("expression.digits", 1, limit=MAXIMUM_SCALE)
    first = types[0]
    if first.kind is Kind.CURRENCY:
        return currency_type(min(digits, first.scale), first.code)
    if first.kind is Kind.INTEGER or digits == 0:
        return INTEGER
    return decimal_type(digits if first.kind is Kind.FLOAT else min(digits, first.scale))


def _cases(types: Types, nodes: Nodes) -> ExpressionType:
    pairs = len(types) // 2
    for index in range(0, pairs * 2, 2):
        if types[index].kind not in (Kind.BOOLEAN, Kind.NULL):
            raise TypeFault(
                "expression.wrong_type", index, wanted="boolean", found=str(types[index])
            )
    values = list(range(1, pairs * 2, 2))
    if len(types) % 2:
        values.append(len(types) - 1)
    return unify_all(types, values)


def _switch(types: Types, nodes: Nodes) -> ExpressionType:
    pairs = (len(types) - 1) // 2
    unify_all(types, [0, *range(1, 1 + pairs * 2, 2)])
    values = list(range(2, 1 + pairs * 2, 2))
    if not len(types) % 2:
        values.append(len(types) - 1)
    return unify_all(types, values)


def _comparison(types: Types, nodes: Nodes) -> ExpressionType:
    """All arguments can be compared with the first: texts written as literals may be moments."""
    for index in range(1, len(types)):
        compare_types(types[0], types[index], nodes[0], nodes[index], index)
    return BOOLEAN


def compare_types(
    left: ExpressionType, right: ExpressionType, first: Json, second: Json, index: int
) -> None:
    """Check that two values can be compared; raises TypeFault."""
    if _meet(left, right, index) is not None:
        return
    kinds = {left.kind, right.kind}
    if kinds == {Kind.DATE, Kind.DATETIME}:
        return
    for kind, text in ((left.kind, second), (right.kind, first)):
        if kind in _READERS and isinstance(text, str):
            _read(kind, text, index)
            return
    raise TypeFault("expression.types_differ", index, left=str(left), right=str(right))


_READERS: dict[Kind, Callable[[str], object]] = {
    Kind.DATE: date.fromisoformat,
    Kind.DATETIME: datetime.fromisoformat,
    Kind.TIME: time.fromisoformat,
}


def _read(kind: Kind, text: str, index: int) -> None:
    try:
        _READERS[kind](text)
    except ValueError:
        raise TypeFault(
            "expression.not_a_moment", index, found=text[:40], type=kind.value
        ) from None


def _ordering(types: Types, nodes: Nodes) -> ExpressionType:
    for index, item in enumerate(types):
        if item.kind in (Kind.BOOLEAN, Kind.LINK, Kind.LIST):
            raise TypeFault("expression.no_order", index, found=str(item))
    return _comparison(types, nodes)


def _membership(types: Types, nodes: Nodes) -> ExpressionType:
    second = types[1]
    if second.kind is not Kind.LIST:
        raise TypeFault("expression.wrong_type", 1, wanted="list", found=str(second))
    if second.of is not None:
        inner = nodes[1]
        items = inner.get("list") if isinstance(inner, dict) else None
        sample = items[0] if isinstance(items, list) and items else None
        compare_types(types[0], second.of, nodes[0], sample, 1)
    return BOOLEAN


def _item(types: Types, _nodes: Nodes) -> ExpressionType:
    return types[0].of or NULL


def _list(types: Types, _nodes: Nodes) -> ExpressionType:
    return list_type(unify_all(types) if types else None)


def result_type(rule: str, types: Types, nodes: Nodes) -> ExpressionType:
    """Return the type that the rule or kind gives; raises TypeFault."""
    fixed = _KINDS.get(rule)
    return fixed if fixed is not None else RESULT_RULES[rule](types, nodes)


RESULT_RULES: dict[str, ResultRule] = {
    "T": _all, "rest": _rest, "same": _same, "sum": _sum, "product": _product, "quotient": _quotient,
    "average": _average, "rounded": _rounded, "cases": _cases, "switch": _switch,
    "comparison": _comparison, "ordering": _ordering, "membership": _membership, "item": _item,
    "list": _list,
}  # fmt: skip
