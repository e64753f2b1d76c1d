"""Values of fields: limits, sanitising, texts as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.forms import OPTIONS, field_of, form_body
from triloom_core.expression import environment_of
from triloom_core.json_types import Json, JsonObject
from triloom_form.compile import compile_form
from triloom_form.exact import from_scaled, to_scaled, write_decimal
from triloom_form.field_type import TextFault
from triloom_form.rules import run_rules
from triloom_form.schema import compile_validator
from triloom_form.schema_faults import schema_faults
from triloom_form.spec import FormSpec
from triloom_form.types import field_type
from triloom_form.types.datetime import DatetimeType
from triloom_form.types.rich_text import sanitize


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("integer", "1,234", 1234),
        ("integer", "１２", 12),
        ("decimal", "-1,234.5", "-1234.50"),
        ("decimal", "1 234.50", "1234.50"),
        ("currency", "¥1,200", {"amount": "1200.00", "currency": "CNY"}),
        ("currency", "1200元", {"amount": "1200.00", "currency": "CNY"}),
        ("percent", "12.5%", "0.1250"),
        ("percent", "０．３", "0.3000"),
        ("checkbox", "是", True),
        ("checkbox", "No", False),
        ("select", "低", "low"),
        ("select", "HIGH", "high"),
        ("multi_select", "高；low", ["low", "high"]),
        ("date", "2026年1月5日", "2026-01-05"),
        ("date", "2026/1/5", "2026-01-05"),
        ("datetime", "2026-01-05 08:30", "2026-01-05T08:30:00Z"),
        ("datetime", "2026年1月5日 08:30", "2026-01-05T08:30:00Z"),
        ("datetime", "2026-01-05T08:30:00+08:00", "2026-01-05T00:30:00Z"),
        ("time", "8:05", "08:05"),
        ("email", " Ada@Example.COM ", "Ada@example.com"),
        ("url", "example.com/a", "https://example.com/a"),
        ("phone", "（021）５５５５ 0100", "(021)5555 0100"),
        ("color", "#ABCDEF", "#abcdef"),
        ("tags", "a; b;a", ["a", "b"]),
    ],
)  # fmt: skip
def test_a_text_is_read_as_people_write_it(name: str, text: str, value: Json) -> None:
    assert field_type(name).parse_text(field_of(name), text, "zh-CN") == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("integer", "1.5"), ("integer", "many"), ("decimal", "1.005"), ("decimal", "NaN"),
        ("currency", "USD 5"), ("percent", "x%"), ("checkbox", "maybe"), ("select", "medium"),
        ("date", "2026-02-30"), ("datetime", "soon"), ("time", "25:00"), ("email", "nobody"),
        ("url", "javascript:alert(1)"), ("phone", "call me"), ("link", "Machine 7"),
        ("color", "red"), ("number", "inf"), ("address", "a | b"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_value_is_refused_with_a_code(name: str, text: str) -> None:
    with pytest.raises(TextFault) as caught:
        field_type(name).parse_text(field_of(name), text, "en")
    assert caught.value.code.startswith("text.")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("integer", 2**53 + 2, "value.too_large"),
        ("decimal", "12345678901234567.89", "value.pattern"),
        ("decimal", "1.005", "value.pattern"),
        ("currency", {"amount": "1", "currency": "USD"}, "value.not_an_option"),
        ("rating", 6, "value.too_large"),
        ("select", "medium", "value.not_an_option"),
        ("multi_select", ["low", "low"], "value.repeated"),
        ("date", "2026-13-01", "value.pattern"),
        ("text", "x" * 1001, "value.too_long"),
        ("url", "javascript:alert(1)", "value.pattern"),
        ("link", "7", "value.pattern"),
        ("checkbox", "true", "value.type"),
        ("address", {"planet": "x"}, "value.unknown_member"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_gets_the_code_of_its_fault(
    name: str, value: Json, code: str
) -> None:
    validator = compile_validator(field_type(name).json_schema(field_of(name)))
    assert code in {fault.code for fault in schema_faults(validator, value, {})}


def test_bounds_hold_for_decimals_and_days_too() -> None:
    decimal = field_of("decimal", min=1, max="5.50")
    kind = field_type("decimal")
    assert [f.code for f in kind.check_value(decimal, "0.99")] == ["value.too_small"]
    assert [f.code for f in kind.check_value(decimal, "5.51")] == ["value.too_large"]
    assert list(kind.check_value(decimal, "5.50")) == []
    day = field_of("date", min="2026-01-01")
    assert [f.code for f in field_type("date").check_value(day, "2025-12-31")] == [
        "value.too_small"
    ]
    assert [f.code for f in field_type("date").check_value(day, "2026-02-30")] == [
        "value.not_a_date"
    ]


def test_rich_text_is_sanitised_when_it_is_written() -> None:
    dirty = (
        '<p onclick="x()">Hi <script>alert(1)</script><img src=x onerror=1>'
        '<a href="javascript:alert(1)">a</a><a href="https://example.com">b</a></p>'
    )
    clean = sanitize(dirty)
    assert "script" not in clean
    assert "onclick" not in clean
    assert "img" not in clean
    assert 'href="https://example.com"' in clean
    assert sanitize(clean) == clean


def test_options_are_kept_by_id_so_that_keys_may_be_renamed() -> None:
    before = field_of("select")
    stored = field_type("select").to_storage(before, "low")
    assert stored == "o-1"
    renamed = field_of("select", options=[{**option, "key": f"new_{option['key']}"} for option in OPTIONS if isinstance(option, dict)])  # fmt: skip
    assert field_type("select").from_storage(renamed, stored) == "new_low"


def test_a_wall_time_is_read_in_the_zone_it_belongs_to() -> None:
    kind = field_type("datetime")
    assert isinstance(kind, DatetimeType)
    found = kind.parse_local(field_of("datetime"), "2026-01-05 08:30", ZoneInfo("Asia/Shanghai"))
    assert found == "2026-01-05T00:30:00Z"


@given(st.integers(-(2**53), 2**53), st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_scaled_integers_and_decimal_texts_are_the_same_numbers(number: int, scale: int) -> None:
    text = from_scaled(number, scale)
    assert to_scaled(text, scale) == number


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6))
@settings(max_examples=50, deadline=None)
def test_rounding_is_half_to_even_and_never_says_minus_zero(number: object) -> None:
    from decimal import Decimal  # noqa: PLC0415

    assert isinstance(number, Decimal)
    text = write_decimal(number, 2)
    assert abs(Decimal(text) - number) <= Decimal("0.005")
    assert text not in ("-0.00", "-0")


RULES: JsonObject = form_body(
    "job",
    {"key": "amount", "type": "currency"},
    {"key": "reason", "type": "text"},
    {"key": "note", "type": "text"},
    {"key": "level", "type": "select", "options": OPTIONS},
    {"key": "twice", "type": "decimal"},
    rules=[
        {"id": "big", "when": "amount > 100", "then": {
            "show": ["reason"], "require": ["reason"], "set": {"level": "'high'", "twice": "amount * 2"}}},
        {"id": "frozen", "when": "level = 'low'", "then": {"read_only": ["amount"], "hide": ["note"], "require": ["note"]}},
        {"id": "never", "when": "amount < 0", "then": {"refuse": {"en": "No debts.", "zh-CN": "不可为负。"}}},
    ],
)  # fmt: skip


def _outcome(values: JsonObject):  # type: ignore[no-untyped-def]
    spec = FormSpec.from_json(RULES)
    read = {
        key: field_type(field.type).to_expression(field, value)
        for key, value in values.items()
        if (field := spec.field(key)) is not None
    }
    environment = environment_of(read, now=datetime(2026, 1, 1, tzinfo=UTC))
    return run_rules(spec, compile_form(spec).rules, environment)


def test_a_field_that_a_rule_shows_is_hidden_until_then() -> None:
    assert "reason" in _outcome({}).hidden
    assert "reason" not in _outcome({"amount": {"amount": "101"}}).hidden


def test_a_rule_requires_sets_and_locks() -> None:
    outcome = _outcome({"amount": {"amount": "150"}})
    assert outcome.required == {"reason"}
    assert outcome.values == {"level": "high", "twice": "300.00"}
    assert _outcome({"level": "low"}).read_only == {"amount"}


def test_a_hidden_field_is_not_required() -> None:
    outcome = _outcome({"level": "low"})
    assert "note" in outcome.hidden
    assert "note" not in outcome.required


def test_a_rule_refuses_with_its_own_words() -> None:
    refusals = _outcome({"amount": {"amount": "-1"}}).refusals
    assert refusals == (("never", {"en": "No debts.", "zh-CN": "不可为负。"}),)


def test_a_form_goes_to_json_and_back() -> None:
    spec = FormSpec.from_json(RULES)
    assert FormSpec.from_json(spec.to_json()) == spec
