"""What the checker, the parser and the evaluator refuse, and how they say it."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from triloom_core.expression import (
    BOOLEAN,
    DATE,
    DATETIME,
    FUNCTIONS,
    INTEGER,
    TEXT,
    Ast,
    Checked,
    Environment,
    ExpressionError,
    ExpressionType,
    check,
    compile_expression,
    currency_type,
    decimal_type,
    environment_of,
    list_type,
    parse,
    rename_fields,
    to_sql,
    unparse,
)
from triloom_core.messages import MESSAGES, render
from triloom_core.sql import And, Binary, Column, Literal

TYPES = {
    "count": INTEGER,
    "cny": currency_type(2, "CNY"),
    "usd": currency_type(2, "USD"),
    "rate": decimal_type(2),
    "name": TEXT,
    "day": DATE,
    "tags": list_type(TEXT),
}


class _Scope:
    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        return TYPES.get(".".join(path))


def _check(text: str, expected: ExpressionType | None = None) -> Checked:
    return check(parse(text), _Scope(), expected=expected)


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ("missing + 1", "expression.unknown_field", "/+/0"),
        ("eval('x')", "expression.unknown_function", ""),
        ("1 + 'a'", "expression.wrong_type", "/+/1"),
        ("cny + usd", "expression.currency_mix", "/+/1"),
        ("cny = usd", "expression.currency_mix", "/=/1"),
        ("coalesce(cny, usd)", "expression.currency_mix", "/coalesce/1"),
        ("cny * usd", "expression.currency_product", "/*/1"),
        ("count / cny", "expression.currency_divisor", "///1"),
        ("name = 5", "expression.types_differ", "/=/1"),
        ("if(count, 1, 2)", "expression.wrong_type", "/if/0"),
        ("if(true, 1, 'a')", "expression.types_differ", "/if/2"),
        ("not count", "expression.wrong_type", "/not/0"),
        ("count and true", "expression.wrong_type", "/and/0"),
        ("true < false", "expression.no_order", "/</0"),
        ("tags > tags", "expression.no_order", "/>/0"),
        ("round(rate, count)", "expression.digits", "/round/1"),
        ("round(rate, 9)", "expression.digits", "/round/1"),
        ("left(name)", "expression.argument_count", ""),
        ("today(1)", "expression.argument_count", ""),
        ("sum(count)", "expression.aggregate_here", ""),
        ("0.1234567", "expression.number_too_precise", ""),
        ("year(name)", "expression.wrong_type", "/year/0"),
        ("year('soon')", "expression.wrong_type", "/year/0"),
        ("day > 'soon'", "expression.not_a_moment", "/>/1"),
        ("count in name", "expression.wrong_type", "/in/1"),
    ],
)
def test_each_fault_has_its_code_and_pointer(text: str, code: str, pointer: str) -> None:
    checked = _check(text)
    assert [(fault.code, fault.pointer) for fault in checked.faults] == [(code, pointer)]
    assert not checked.pushable
    with pytest.raises(ExpressionError):
        checked.require()


def test_a_sum_of_sixty_fields_is_not_too_deep() -> None:
    text = " + ".join(["count"] * 60)
    assert _check(text).faults == ()
    assert _run(text, {"count": 2}) == 120
    assert to_sql(_check(text), lambda _path: Column(INTEGER, "count")) is None
    assert _check(" + ".join(["count"] * 150)).faults[0].code == "expression.too_deep"


def test_characters_that_no_database_keeps_are_refused() -> None:
    for text in ("a\x00b", "\ud800"):
        assert [fault.code for fault in check(text, _Scope()).faults] == [
            "expression.text_not_storable"
        ]


def test_several_faults_are_reported_together() -> None:
    checked = _check("missing > 1 and other = 2")
    assert [fault.data["name"] for fault in checked.faults] == ["missing", "other"]


def test_a_result_of_another_kind_is_a_fault() -> None:
    assert [fault.code for fault in _check("count + 1", BOOLEAN).faults] == [
        "expression.wrong_result"
    ]
    assert _check("count + 1", decimal_type(2)).faults == ()


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "expression.empty", 0),
        ("1 +", "expression.unexpected_end", 3),
        ("1 1", "expression.unexpected_token", 2),
        ("(1", "expression.unexpected_end", 2),
        ("a ! b", "expression.unexpected_character", 2),
        ("'abc", "expression.unclosed_quote", 0),
        ("date('2026-02-30')", "expression.not_a_moment", 0),
        ("9007199254740993", "expression.number_out_of_range", 0),
        ("a not b", "expression.expected", 6),
    ],
)
def test_a_text_that_does_not_parse_names_the_position(text: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize(
    "tree",
    [
        {"a": [1], "b": [2]},
        {},
        {"field": []},
        {"field": [1]},
        {"decimal": "abc"},
        {"decimal": "Infinity"},
        {"+": [{"x": {}}, 2**60]},
        1e300,
    ],
)
def test_a_malformed_tree_is_a_fault_never_an_exception(tree: Ast) -> None:
    assert check(tree, _Scope()).faults


def test_hostile_input_is_refused_quickly() -> None:
    started = time.process_time()
    deep: Ast = 1
    for _ in range(5_000):
        deep = {"neg": [deep]}
    texts = [
        "(" * 1_000 + "1",
        "not " * 1_000 + "a",
        "-" * 1_000 + "a",
        "1+" * 5_000 + "1",
        "x" * 10**6,
    ]
    for text in texts:
        with pytest.raises(ExpressionError):
            parse(text)
    assert [fault.code for fault in check(deep, _Scope()).faults] == ["expression.too_deep"]
    wide: Ast = {"and": [True] * 5_000}
    assert [fault.code for fault in check(wide, _Scope()).faults] == ["expression.too_long"]
    assert time.process_time() - started < 5


def _run(text: str, values: dict[str, object] | None = None) -> object:
    return compile_expression(parse(text))(environment_of(values or {}))  # type: ignore[arg-type]


def test_the_step_budget_ends_long_evaluations() -> None:
    items = tuple(str(number) for number in range(9_000))
    text = " or ".join(["has(tags, 'x')"] * 30)
    with pytest.raises(ExpressionError) as caught:
        _run(text, {"tags": items})
    assert caught.value.code == "expression.budget_exceeded"


def test_texts_cannot_grow_without_end() -> None:
    big = "a" * 60_000
    assert _run("replace(t, 'a', t)", {"t": big}) is None
    assert _run("concat(t, t)", {"t": big}) is None
    assert _run("pad_left('x', 9000000, ' ')") is None


def test_values_that_do_not_fit_raise_one_error() -> None:
    with pytest.raises(ExpressionError) as caught:
        _run("length(t) + 1", {"t": 5})
    assert caught.value.code == "expression.cannot_evaluate"


def test_fields_are_renamed_both_ways() -> None:
    tree = parse("a.b > 1 and c in ('x', 'y')")
    ids = {("a", "b"): ("1", "2"), ("c",): ("3",)}
    keys = {value: key for key, value in ids.items()}
    renamed = rename_fields(tree, lambda path: ids[path])
    assert unparse(renamed) == "`1`.`2` > 1 and `3` in ('x', 'y')"
    assert rename_fields(renamed, lambda path: keys[path]) == tree


def test_a_volatile_expression_needs_an_environment_for_sql() -> None:
    checked = _check("day = today()")
    assert checked.volatile
    with pytest.raises(ValueError, match="environment"):
        to_sql(checked, lambda _path: Column(DATE, "day"))
    environment: Environment = environment_of({})
    assert to_sql(checked, lambda _path: Column(DATE, "day"), environment) is not None


def test_a_day_beside_an_instant_becomes_a_range_of_instants() -> None:
    kinds = {"at": DATETIME}

    class InstantScope:
        def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
            return kinds.get(path[0])

    environment = environment_of({}, zone=ZoneInfo("Asia/Shanghai"))
    checked = check(parse("at = date('2026-03-16')"), InstantScope())
    node = to_sql(checked, lambda _path: Column(DATETIME, "at"), environment)
    assert isinstance(node, And)
    bounds = [part.right.value for part in node.operands if isinstance(part, Binary)
              if isinstance(part.right, Literal)]  # fmt: skip
    assert bounds == [
        datetime(2026, 3, 15, 16, tzinfo=UTC), datetime(2026, 3, 16, 16, tzinfo=UTC)
    ]  # fmt: skip


def test_every_code_of_the_language_has_both_texts() -> None:
    codes = [code for code in MESSAGES if code.startswith("expression.")]
    assert len(codes) >= 25
    for code in codes:
        assert render(MESSAGES, code, "zh-CN") != render(MESSAGES, code, "en")


def test_the_table_is_closed_and_told_in_both_languages() -> None:
    assert len(FUNCTIONS) >= 75
    for function in FUNCTIONS.values():
        assert function.english.endswith("."), function.name
        assert function.chinese.endswith("。"), function.name
