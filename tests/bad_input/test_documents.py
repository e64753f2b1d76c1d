"""Documents that cannot be: each fault with its path, losses only with consent, nothing half published."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bad_input.conftest import APP, FLOW, MACHINE, Plant, changed, label, ok
from tests.support.bad_input import assert_helpful, count_rows

MALFORMED: dict[str, tuple[str, dict[str, Any], str, tuple[str, ...]]] = {
    "an unknown field type": (
        "forms", changed(MACHINE, "note", type="telepathy"), "/fields/5/type", ("type",)),
    "two fields of one key": (
        "forms", changed(MACHINE, "note", key="hours"), "/fields/5/key", ("hours",)),
    "a link to a form that does not exist": (
        "forms", changed(MACHINE, "hall", target="barn"), "/fields/1/target", ("barn",)),
    "an expression over an unknown field": (
        "forms", changed(MACHINE, "rate", expression="weight * 2"), "/fields/6/expression", ("weight",)),
    "an expression that does not parse": (
        "forms", changed(MACHINE, "rate", expression="price * (2"), "/fields/6/expression", ()),
    "a formula over itself": (
        "forms", changed(MACHINE, "rate", expression="rate + 1"), "/fields/6", ("Rate|费率|rate",)),
    "a stage without a node": (
        "flows", {**FLOW, "stages": [*FLOW["stages"], {"key": "lost", "kind": "failure"}]},
        "/stages/2", ("lost",)),
    "an edge to nowhere": (
        "flows", {**FLOW, "edges": [*FLOW["edges"], {"from": "fresh", "to": "moon", "action": "fly"}]},
        "/edges/3", ("moon",)),
    "a guard over an unknown field": (
        "flows", {**FLOW, "edges": [{"from": "start", "to": "fresh"},
                  {"from": "fresh", "to": "fixed", "action": "fix", "when": "weight > 1"}]},
        "/edges/1/when", ("weight",)),
    "a member that no document has": (
        "forms", {**MACHINE, "colour": "red"}, "", ("colour",)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean(plant: Plant) -> Iterator[None]:
    yield
    for kind, key in (("forms", "machine"), ("flows", "machine_flow"), ("forms", "loop")):
        plant.drop_draft(kind, key)


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_document_is_saved_with_its_faults_and_never_published(
    plant: Plant, name: str, language: str
) -> None:
    kind, body, pointer, names = MALFORMED[name]
    state = plant.draft(kind, copy.deepcopy(body))
    assert any(item["pointer"].startswith(pointer) for item in state["problems"]), state["problems"]
    before = count_rows(plant.world)
    answer = plant.admin.post(
        f"{APP}/{kind}/{body['key']}/publish", json={}, headers={"Accept-Language": language}
    )
    problem = answer.json()
    assert answer.status_code == 422, problem
    assert any(
        item["pointer"].endswith(pointer) or pointer in item["pointer"]
        for item in problem["errors"]
    )
    whole = str(problem["errors"])
    for choices in names:
        assert any(choice in whole for choice in choices.split("|")), whole
    assert_helpful(problem, language)
    assert count_rows(plant.world) == before


def test_two_formulas_over_each_other_are_a_cycle_with_both_named(
    plant: Plant, language: str
) -> None:
    fields = [
        {"key": "first", "type": "formula", "expression": "second + 1", "label": label("First", "甲")},
        {"key": "second", "type": "formula", "expression": "first + 1", "label": label("Second", "乙")},
    ]  # fmt: skip
    body = {"kind": "form", "key": "loop", "label": label("Loop", "循环"), "fields": fields}
    plant.draft("forms", body)
    answer = plant.admin.post(
        f"{APP}/forms/loop/publish", json={}, headers={"Accept-Language": language}
    )
    problem = answer.json()
    assert answer.status_code == 422, problem
    assert_helpful(problem, language)
    text = str(problem["errors"])
    assert "first" in text.lower() or "甲" in text
    assert "second" in text.lower() or "乙" in text


@pytest.mark.parametrize("change", ["hidden", "retyped"])
def test_a_publish_that_loses_cells_needs_consent_that_says_how_many(
    plant: Plant, change: str, language: str
) -> None:
    body = copy.deepcopy(MACHINE)
    if change == "hidden":
        body["fields"] = [item for item in body["fields"] if item["key"] != "code"]
    else:
        body = changed(body, "note", type="integer")
    present = ok(plant.admin.get(f"{APP}/forms/machine"))["body"]
    ids = {item["key"]: item["id"] for item in present["fields"]}
    for item in body["fields"]:
        item["id"] = ids[item["key"]]
    plant.draft("forms", body)
    before = count_rows(plant.world)
    answer = plant.admin.post(
        f"{APP}/forms/machine/publish", json={}, headers={"Accept-Language": language}
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "publish.consent_required"), problem
    assert_helpful(problem, language)
    needed = (
        problem["plan"]["consent_required"] if "plan" in problem else problem["consent_required"]
    )
    (consent,) = needed
    names = {"hidden": {"en": "Code", "zh-CN": "编码"}, "retyped": {"en": "Note", "zh-CN": "备注"}}
    assert names[change][language] in consent["text"]
    assert "1" in consent["text"]
    assert count_rows(plant.world) == before
    assert ok(plant.admin.get(f"{APP}/forms/machine"))["version"] == 1
