"""Masked values keep their shape and give nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triloom.access.masking import mask_value
from triloom_core.json_types import Json


@pytest.mark.parametrize(
    ("field_type", "value", "style", "shown"),
    [
        ("phone", "13812345678", "", "•••5678"),
        ("text", "short", "", "•••"),
        ("text", "", "", "•••"),
        ("email", "ada@example.com", "", "a•••@example.com"),
        ("email", "nonsense", "", "•••"),
        ("integer", 77123, "", 80000),
        ("integer", 7, "", None),
        ("rating", 4, "", None),
        ("decimal", "-1234.56", "", "-1000"),
        ("percent", "0.1250", "", "0.1"),
        (
            "currency",
            {"amount": "98765.43", "currency": "CNY"},
            "",
            {"amount": "100000", "currency": "CNY"},
        ),
        ("currency", {"amount": "1.00", "currency": "CNY"}, "full", None),
        ("date", "2026-01-31", "", None),
        ("select", "pump", "", None),
        ("long_text", "a long story", "", "•••"),
        ("multi_select", ["a"], "", None),
        ("checkbox", True, "", None),
        ("text", "a long enough text", "full", "•••"),
        ("text", None, "", None),
    ],
)
def test_each_type_has_its_mask(field_type: str, value: Json, style: str, shown: Json) -> None:
    assert mask_value(field_type, value, style) == shown


@given(st.text(min_size=8, max_size=40))
def test_a_masked_text_shows_at_most_four_characters(text: str) -> None:
    shown = mask_value("text", text)
    assert isinstance(shown, str)
    assert shown.removeprefix("•••") == text[-4:]


@given(st.integers(min_value=10, max_value=2**53))
def test_numbers_that_differ_little_look_the_same(number: int) -> None:
    shown = mask_value("integer", number)
    assert isinstance(shown, int)
    assert len(str(shown).rstrip("0")) == 1
