"""The win-probability plugin learns what is there, refuses what is not, and names leaks."""

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from triloom_core.json_types import JsonObject
from triloom_core.plugins import FitRequest
from triloom_ml.win_probability import PLUGIN

ROOT = Path(__file__).resolve().parent.parent.parent
FEATURES = [
    "discount",
    "budget_confirmed",
    "decision_maker_known",
    "source",
    "region",
    "price_sensitivity",
    "activities_30d",
    "contact_changes",
    "budget_change",
    "competitor_news",
]


@pytest.fixture(scope="module")
def demo_module() -> ModuleType:
    path = ROOT / "solutions" / "sales" / "demo.py"
    spec = importlib.util.spec_from_file_location("sales_demo", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sales_demo"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table(demo_module: ModuleType) -> JsonObject:
    demo = demo_module.generate(seed=7, scale=1, language="en", today=date(2026, 1, 1))
    accounts = {record.reference: record.values for record in demo.records["account"]}
    columns: dict[str, list[object]] = {
        name: [] for name in [*FEATURES, "opened", "closed", "outcome"]
    }
    ids = []
    for record in demo.records["opportunity"]:
        values = {**accounts[record.values["account"]], **record.values}
        for name in FEATURES:
            value = values[name]
            columns[name].append(float(value) if name in ("discount", "budget_change") else value)
        stage = record.stages[-1][0]
        columns["opened"].append(values["first_contact"])
        is_closed = stage in ("won", "lost")
        columns["closed"].append(values["close_date"] if is_closed else None)
        columns["outcome"].append(stage == "won" if is_closed else None)
        ids.append(record.reference)
    return {"ids": ids, "columns": columns}  # type: ignore[dict-item]


def request(table: JsonObject, features: list[str], **parameters: object) -> FitRequest:
    roles = {"time": "opened", "outcome_time": "closed", "features": list(features)}
    return FitRequest(table=table, roles=roles, parameters=dict(parameters))  # type: ignore[arg-type]


def test_the_demo_model_comes_within_three_points_of_the_honest_ceiling(
    table: JsonObject, demo_module: ModuleType
) -> None:
    result = PLUGIN.fit(request(table, FEATURES))
    demo = demo_module.generate(seed=7, scale=1, language="en", today=date(2026, 1, 1))
    ceiling = demo_module.ceiling_auc(demo)
    assert result.state == "trained"
    area = result.card["metrics"][result.card["chosen"]]["auc"]["value"]  # type: ignore[index,call-overload]
    assert area >= ceiling - 0.03
    figures = result.card["metrics"]["base_rate"]  # type: ignore[index,call-overload]
    assert figures["auc"]["value"] == 0.5
    scores = PLUGIN.predict(result.artefact, table)
    assert len(scores) == len(table["ids"])  # type: ignore[arg-type]
    assert all(0 < float(str(score.value)) < 1 for score in scores)


def test_reasons_and_the_rest_sum_to_the_raw_score(table: JsonObject) -> None:
    result = PLUGIN.fit(request(table, FEATURES))
    head = {"ids": table["ids"][:20], "columns": {k: v[:20] for k, v in table["columns"].items()}}  # type: ignore[index,union-attr]
    for found in PLUGIN.explain(result.artefact, head, 3):  # type: ignore[arg-type]
        total = sum(reason["contribution"] for reason in found["reasons"])  # type: ignore[union-attr,index]
        assert total + found["other"] + found["bias"] == pytest.approx(found["raw"], abs=1e-3)


def test_unseen_categories_and_missing_columns_are_scored(table: JsonObject) -> None:
    result = PLUGIN.fit(request(table, FEATURES))
    strange: JsonObject = {
        "ids": ["x"],
        "columns": {"source": ["carrier pigeon"], "discount": [None]},
    }
    score = PLUGIN.predict(result.artefact, strange)[0]
    assert score.value is not None


def test_a_column_filled_only_after_losing_is_named_and_left_out(table: JsonObject) -> None:
    outcome = table["columns"]["outcome"]  # type: ignore[index,call-overload]
    leaking = ["price" if value is False else None for value in outcome]
    closed_value = [1000.0 + at % 7 if value else 0.0 for at, value in enumerate(outcome)]
    spiked = {
        "ids": table["ids"],
        "columns": {**table["columns"], "loss_reason": leaking, "close_value": closed_value},
    }  # type: ignore[dict-item]
    result = PLUGIN.fit(request(spiked, [*FEATURES, "loss_reason", "close_value"]))  # type: ignore[arg-type]
    named = {leak["column"] for leak in result.card["leaks"]}  # type: ignore[union-attr,index,call-overload]
    assert {"loss_reason", "close_value"} <= named
    assert not {"loss_reason", "close_value"} & set(result.card["features"])  # type: ignore[arg-type]


def test_days_from_opening_to_closing_is_named_as_derived(table: JsonObject) -> None:
    opened = np.array(table["columns"]["opened"], dtype="datetime64[D]")  # type: ignore[index,call-overload]
    closed = np.array(
        [value or "NaT" for value in table["columns"]["closed"]], dtype="datetime64[D]"
    )  # type: ignore[index,call-overload,union-attr]
    days = [None if np.isnat(value) else int(value.astype(int)) for value in closed - opened]
    spiked = {"ids": table["ids"], "columns": {**table["columns"], "days_open": days}}  # type: ignore[dict-item]
    result = PLUGIN.fit(request(spiked, [*FEATURES, "days_open"]))  # type: ignore[arg-type]
    assert "days_open" in {leak["column"] for leak in result.card["leaks"]}  # type: ignore[union-attr,index,call-overload]


def test_noise_is_refused_with_the_base_rate() -> None:
    generator = np.random.default_rng(3)
    count = 1500
    start = np.datetime64("2024-01-01")
    opened = [str(start + int(day)) for day in np.sort(generator.integers(0, 600, count))]
    closed = [str(np.datetime64(day) + 20) for day in opened]
    table: JsonObject = {
        "ids": [str(at) for at in range(count)],
        "columns": {
            "opened": opened,
            "closed": closed,  # type: ignore[dict-item]
            "outcome": [bool(value) for value in generator.random(count) < 0.6],
            "a": [float(value) for value in generator.normal(size=count)],
            "b": [str(value) for value in generator.integers(0, 5, count)],
        },
    }
    result = PLUGIN.fit(request(table, ["a", "b"]))
    assert result.state == "refused"
    assert result.reason == "ml.no_better_than_base_rate"
    assert result.artefact == {}
    assert result.card["base_rate"] == pytest.approx(0.6, abs=0.05)


def test_a_handful_of_rows_is_refused() -> None:
    table: JsonObject = {
        "ids": ["1"],
        "columns": {
            "opened": ["2024-01-01"],
            "closed": ["2024-02-01"],
            "outcome": [True],
            "a": [1.0],
        },
    }
    assert PLUGIN.fit(request(table, ["a"])).reason == "ml.too_few_rows"


def test_the_same_request_gives_the_same_artefact(table: JsonObject) -> None:
    first = PLUGIN.fit(request(table, FEATURES))
    assert PLUGIN.fit(request(table, FEATURES)).artefact == first.artefact
