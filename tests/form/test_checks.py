"""Every kind of malformed form is named with its place."""

import pytest

from tests.support.forms import Documents, field_body, form_body
from triloom.messages import CATALOGUE
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_form.document import FormKind
from triloom_form.resolve import Resolver
from triloom_form.schema import compile_validator
from triloom_form.schema_faults import schema_faults

KIND = FormKind()
TARGET = form_body(
    "machine",
    {"key": "name", "type": "text"},
    {"key": "price", "type": "currency"},
    {"key": "site", "type": "link", "target": "site"},
)
SITE = form_body("site", {"key": "city", "type": "text"})


def faults(*fields: JsonObject, **more: Json) -> list[tuple[str, str]]:
    """Return (pointer, code) of the faults of a form `job` with these fields."""
    body = form_body("job", *fields, **more)
    world = Documents(body, TARGET, SITE)
    Resolver(world).resolve(body)
    return [(fault.pointer, fault.code) for fault in KIND.check(body, world)]


NAME: JsonObject = {"key": "name", "type": "text"}
LINK: JsonObject = {"key": "machine", "type": "link", "target": "machine"}
ROWS: JsonObject = {
    "key": "rows",
    "type": "subtable",
    "fields": [{"key": "cost", "type": "currency"}, {"key": "note", "type": "text"}],
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([NAME, NAME], ("/fields/1/key", "form.duplicate_key")),
        ([{**NAME, "aliases": ["old"]}, {"key": "old", "type": "text"}],
         ("/fields/1/key", "form.former_key")),
        ([{"key": "stage", "type": "text"}], ("/fields/0/key", "form.reserved_key")),
        ([{"key": "x", "type": "nonsense"}], ("/fields/0/type", "form.unknown_type")),
        ([{"key": "x", "type": "integer", "min": 5, "max": 1}],
         ("/fields/0/min", "form.bounds_crossed")),
        ([{**NAME, "pattern": "(?<=a)b"}], ("/fields/0/pattern", "form.pattern_invalid")),
        ([{"key": "x", "type": "select"}], ("/fields/0/options", "form.no_options")),
        ([{"key": "x", "type": "radio", "options": [{"key": "a"}, {"key": "a"}]}],
         ("/fields/0/options/1/key", "form.duplicate_option")),
        ([{"key": "x", "type": "long_text", "unique": True}],
         ("/fields/0/unique", "form.unique_not_possible")),
        ([{"key": "x", "type": "formula", "expression": "1", "required": True}],
         ("/fields/0/required", "form.required_computed")),
        ([{"key": "x", "type": "integer", "default": "many"}],
         ("/fields/0/default", "value.type")),
        ([{"key": "x", "type": "decimal", "max": 5, "default": "7.00"}],
         ("/fields/0/default", "value.too_large")),
        ([{"key": "x", "type": "auto_number", "pattern": "R-{yyyy}"}],
         ("/fields/0/pattern", "form.number_pattern")),
        ([{"key": "x", "type": "link"}], ("/fields/0/target", "form.setting_missing")),
        ([{"key": "x", "type": "link", "target": "nowhere"}],
         ("/fields/0/target", "form.unknown_target")),
        ([NAME, {"key": "x", "type": "lookup", "via": "name", "field": "price"}],
         ("/fields/1/via", "form.via_not_a_link")),
        ([LINK, {"key": "x", "type": "lookup", "via": "machine", "field": "weight"}],
         ("/fields/1/field", "form.unknown_field")),
        ([{"key": "x", "type": "rollup", "via": "nowhere", "field": "cost"}],
         ("/fields/0/via", "form.via_leads_nowhere")),
        ([{"key": "x", "type": "rollup", "source": "machine", "via": "site", "aggregate": "count"}],
         ("/fields/0/via", "form.via_leads_nowhere")),
        ([ROWS, {"key": "x", "type": "rollup", "via": "rows", "field": "note"}],
         ("/fields/1/aggregate", "form.aggregate_needs_number")),
        ([{"key": "x", "type": "formula", "expression": "1 +"}],
         ("/fields/0/expression", "expression.unexpected_end")),
        ([{"key": "x", "type": "formula", "expression": "missing + 1"}],
         ("/fields/0/expression", "expression.unknown_field")),
        ([NAME, {"key": "x", "type": "formula", "expression": "name * 2"}],
         ("/fields/1/expression", "expression.wrong_type")),
        ([{"key": "x", "type": "computed"}], ("/fields/0/plugin", "form.setting_missing")),
        ([{**ROWS, "fields": []}], ("/fields/0/fields", "form.no_fields")),
        ([{**ROWS, "fields": [ROWS]}], ("/fields/0/fields/0/type", "form.type_not_in_rows")),
    ],
)  # fmt: skip
def test_a_fault_of_a_field_is_named_with_its_place(
    fields: list[JsonObject], expected: tuple[str, str]
) -> None:
    assert expected in faults(*fields)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"layout": [{"items": ["gone"]}]}, ("/layout/0/items/0", "form.unknown_field")),
        ({"layout": [{"items": [{"field": "gone"}]}]},
         ("/layout/0/items/0/field", "form.unknown_field")),
        ({"rules": [{"when": "name = 'x'", "then": {"require": ["gone"]}}]},
         ("/rules/0/then/require/0", "form.unknown_field")),
        ({"rules": [{"when": "name", "then": {}}]}, ("/rules/0/when", "expression.wrong_result")),
        ({"rules": [{"when": "true", "then": {"set": {"name": "1"}}}]},
         ("/rules/0/then/set/name", "expression.wrong_result")),
        ({"views": [{"type": "list", "columns": ["name", "gone"]}]},
         ("/views/0/columns/1", "form.unknown_field")),
        ({"views": [{"type": "list", "sort": "-gone"}]},
         ("/views/0/sort", "form.unknown_field")),
        ({"title": "{gone}"}, ("/title", "form.unknown_field")),
        ({"access": [{"role": "r", "fields": {"gone": "none"}}]},
         ("/access/0/fields/gone", "form.unknown_field")),
    ],
)  # fmt: skip
def test_a_fault_outside_of_the_fields_is_named_with_its_place(
    more: JsonObject, expected: tuple[str, str]
) -> None:
    assert expected in faults(NAME, **more)


@pytest.mark.parametrize(
    "pattern", ["(?=a)", r"(a)\1", r"\Qa.b\E", "(a{1000}){1000}", "[unclosed", "*"]
)
def test_a_pattern_that_a_validator_cannot_run_in_linear_time_is_refused(pattern: str) -> None:
    assert ("/fields/0/pattern", "form.pattern_invalid") in faults({**NAME, "pattern": pattern})


def test_a_sound_form_has_no_fault() -> None:
    found = faults(
        NAME, LINK, ROWS,
        {"key": "price", "type": "lookup", "via": "machine", "field": "price"},
        {"key": "total", "type": "rollup", "via": "rows", "field": "cost"},
        {"key": "twice", "type": "formula", "expression": "total + price"},
        {"key": "city", "type": "formula", "expression": "machine.site.city"},
        rules=[{"when": "total > 5 and stage = 'won'", "then": {"require": ["name"]}}],
        views=[{"type": "list", "columns": ["name", "machine.price", "stage"], "sort": "-created_at,name"}],
    )  # fmt: skip
    assert found == []


def test_cyclic_formulas_are_named_once_with_the_whole_circle() -> None:
    body = form_body(
        "job",
        {"key": "a", "type": "formula", "expression": "b + 1"},
        {"key": "b", "type": "formula", "expression": "c + 1"},
        {"key": "c", "type": "formula", "expression": "a + 1"},
    )
    found = [f for f in KIND.check(body, Documents(body)) if f.code == "form.cyclic_formula"]
    assert [fault.data["cycle"] for fault in found] == ["a → b → c → a"]


def test_a_cycle_over_two_forms_is_found() -> None:
    parent = form_body(
        "machine",
        {"key": "cost", "type": "rollup", "source": "job", "via": "machine", "field": "share"},
    )
    child = form_body(
        "job",
        {"key": "machine", "type": "link", "target": "machine"},
        {"key": "share", "type": "formula", "expression": "machine.cost / 2"},
    )
    codes = [fault.code for fault in KIND.check(child, Documents(parent, child))]
    assert "form.cyclic_formula" in codes


def test_results_of_derived_fields_are_written_into_the_document() -> None:
    body = form_body(
        "job", LINK, ROWS,
        {"key": "price", "type": "lookup", "via": "machine", "field": "price"},
        {"key": "total", "type": "rollup", "via": "rows", "field": "cost"},
        {"key": "count", "type": "rollup", "via": "rows", "aggregate": "count"},
        {"key": "both", "type": "formula", "expression": "total + price"},
        {"key": "share", "type": "formula", "expression": "count / 3", "format": "percent"},
        {"key": "age", "type": "formula", "expression": "days_between(created_at, today())"},
    )  # fmt: skip
    Resolver(Documents(body, TARGET, SITE)).resolve(body)
    fields = body["fields"]
    assert isinstance(fields, list)
    results = {f["key"]: f["result"] for f in fields if isinstance(f, dict) and "result" in f}
    assert results == {
        "price": {"type": "currency"},
        "total": {"type": "currency"},
        "count": {"type": "integer"},
        "both": {"type": "currency", "scale": 2, "currency": "CNY"},
        "share": {"type": "percent", "scale": 4},
        "age": {"type": "integer", "volatile": True},
    }


def test_structure_faults_come_with_pointers() -> None:
    body = form_body("job", {"key": "Bad Key", "type": "text"}, {"type": "integer", "scale": 2})
    found = {
        (f.pointer, f.code) for f in schema_faults(compile_validator(KIND.json_schema()), body, {})
    }
    assert ("/fields/0/key", "value.pattern") in found
    assert ("/fields/1/key", "value.required") in found
    assert ("/fields/1/scale", "value.unknown_member") in found


def test_every_fault_has_a_message_in_both_languages() -> None:
    from triloom_form.messages import MESSAGES  # noqa: PLC0415

    for code, texts in MESSAGES.items():
        assert set(texts) == {"en", "zh-CN"}, code
        render(CATALOGUE, code, "zh-CN", {})


def test_references_name_forms_fields_and_roles() -> None:
    body = form_body(
        "job", LINK, field_body("text"), access=[{"role": "worker", "fields": {"a_text": "none"}}]
    )
    found = {(item.kind, item.key, item.field_key) for item in KIND.references(body)}
    assert ("forms", "machine", None) in found
    assert ("forms", "job", "a_text") in found
    assert ("roles", "worker", None) in found
