"""Segments: planted groups are found, ids survive a refresh, the fallback says so."""

import importlib.util
import os
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from triloom_core.json_types import JsonObject
from triloom_core.plugins import FitRequest
from triloom_ml.segment import PLUGIN

ROLES = {"recency": "last", "frequency": "count", "monetary": "value"}


def planted(seed: int, size: int = 600) -> JsonObject:
    generator = np.random.default_rng(seed)
    today = date(2026, 1, 1)
    ids, last, count, value = [], [], [], []
    groups = ((10, 40, 90_000), (60, 16, 9_000), (420, 12, 14_000))
    for at in range(size):
        days, often, much = groups[at % 3]
        ids.append(str(at))
        last.append((today - timedelta(days=int(days * generator.lognormal(0, 0.15)))).isoformat())
        count.append(float(max(1, round(often * generator.lognormal(0, 0.12)))))
        value.append(float(much * generator.lognormal(0, 0.15)))
    return {"ids": ids, "columns": {"last": last, "count": count, "value": value}}  # type: ignore[dict-item]


def fit(table: JsonObject, today: str, previous: JsonObject | None = None, **parameters: object):  # type: ignore[no-untyped-def]
    request = FitRequest(
        table=table, roles={**ROLES, "today": today}, parameters=parameters, previous=previous
    )  # type: ignore[arg-type]
    return PLUGIN.fit(request)


def test_three_planted_groups_are_found_and_named() -> None:
    result = fit(planted(1), "2026-01-01")
    assert result.card["method"] == "dbscan"
    labels = {segment["label"]["en"] for segment in result.card["segments"]}
    assert {"Loyal and valuable", "Leaving"} <= labels
    assert len(result.card["segments"]) == 3


def test_ids_survive_a_refresh_with_drifted_members() -> None:
    table = planted(1)
    first = fit(table, "2026-01-01")
    second = fit(table, "2026-02-01", first.artefact)
    assert second.card["kept_ids_share"] >= 0.9
    assert second.artefact["eps"] == first.artefact["eps"]
    assert second.artefact["mean"] == first.artefact["mean"]


def test_an_id_is_never_used_again() -> None:
    first = fit(planted(1), "2026-01-01")
    shrunk = planted(1)
    keep = [at for at in range(600) if at % 3 != 2]
    shrunk = {
        "ids": [shrunk["ids"][at] for at in keep],
        "columns": {
            name: [values[at] for at in keep] for name, values in shrunk["columns"].items()
        },
    }  # type: ignore[index,union-attr]
    second = fit(shrunk, "2026-01-01", first.artefact)
    third = fit(planted(1), "2026-01-01", second.artefact)
    old = {segment["id"] for segment in first.card["segments"]}
    gone = old - {segment["id"] for segment in second.card["segments"]}
    assert gone
    assert not gone & {segment["id"] for segment in third.card["segments"]}


def test_one_shapeless_cloud_falls_back_to_k_means_and_says_so() -> None:
    generator = np.random.default_rng(5)
    today = date(2026, 1, 1)
    size = 400
    table: JsonObject = {
        "ids": [str(at) for at in range(size)],
        "columns": {
            "last": [
                (today - timedelta(days=int(d))).isoformat()
                for d in generator.lognormal(4, 0.5, size)
            ],
            "count": [float(value) for value in generator.lognormal(2, 0.5, size)],
            "value": [float(value) for value in generator.lognormal(8, 0.5, size)],
        },
    }
    assert fit(table, "2026-01-01").card["method"] == "kmeans"


def test_an_incomplete_row_gets_a_reason_and_no_segment() -> None:
    table = planted(1)
    table["columns"]["value"][0] = None  # type: ignore[index,call-overload]
    result = fit(table, "2026-01-01")
    score = PLUGIN.predict(result.artefact, {"ids": ["0"], "columns": {}})[0]
    assert (score.value, score.reason) == (None, "ml.missing_input")


@pytest.mark.real_data
def test_nine_of_ten_ids_survive_one_month_of_cdnow() -> None:
    folder = os.environ.get("TRILOOM_REAL_DATA_DIR")
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail("TRILOOM_REAL_DATA_DIR must be set in the gate")
        pytest.skip("TRILOOM_REAL_DATA_DIR is not set: the purchases of CDNOW are not at hand")
    purchases = (Path(folder) / "cdnow" / "CDNOW_master.txt").read_text().splitlines()

    def state(until: str) -> JsonObject:
        last: dict[str, str] = {}
        count: dict[str, int] = defaultdict(int)
        value: dict[str, float] = defaultdict(float)
        for line in purchases:
            customer, day, _quantity, amount = line.split()
            if day <= until:
                last[customer] = max(last.get(customer, ""), day)
                count[customer] += 1
                value[customer] += float(amount)
        ids = sorted(last)
        iso = [f"{last[c][:4]}-{last[c][4:6]}-{last[c][6:]}" for c in ids]
        return {
            "ids": ids,
            "columns": {
                "last": iso,
                "count": [float(count[c]) for c in ids],
                "value": [value[c] for c in ids],
            },
        }  # type: ignore[dict-item]

    first = fit(state("19971231"), "1997-12-31")
    second = fit(state("19980131"), "1998-01-31", first.artefact)
    assert first.card["method"] == "dbscan"
    assert second.card["kept_ids_share"] >= 0.9


def test_nine_of_ten_ids_survive_one_month_of_the_demo() -> None:
    demo = demo_module().generate(seed=7, scale=1, language="en", today=date(2026, 1, 1))

    def state(until: str) -> JsonObject:
        last: dict[str, str] = {}
        count: dict[str, int] = defaultdict(int)
        value: dict[str, float] = defaultdict(float)
        for record in demo.records["opportunity"]:
            day = record.values["close_date"]
            if record.stages[-1][0] == "won" and day <= until:
                account = record.values["account"]
                last[account] = max(last.get(account, ""), day)
                count[account] += 1
                value[account] += float(record.values["amount"]["amount"])
        ids = sorted(last)
        columns = {
            "last": [last[key] for key in ids],
            "count": [float(count[key]) for key in ids],
            "value": [value[key] for key in ids],
        }
        return {"ids": ids, "columns": columns}  # type: ignore[dict-item]

    first = fit(state("2025-12-01"), "2025-12-01")
    second = fit(state("2026-01-01"), "2026-01-01", first.artefact)
    assert second.card["kept_ids_share"] >= 0.9


def demo_module() -> ModuleType:
    """Return the generator of the sales solution."""
    path = Path(__file__).resolve().parents[2] / "solutions" / "sales" / "demo.py"
    spec = importlib.util.spec_from_file_location("sales_demo_of_segments", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sales_demo_of_segments"] = module
    spec.loader.exec_module(module)
    return module
