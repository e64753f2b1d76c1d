"""Pivots, key figures, top values and metrics over HTTP."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import publish
from triloom_core.json_types import JsonObject

COUNT = {"key": "n", "aggregate": "count"}


def region_of(plant: Any, order: dict[str, Any]) -> Any:
    return None if order["site"] is None else plant.sites[order["site"]]["region"]


def test_the_totals_of_a_pivot_stand_at_their_own_grain(sqlite_plant):
    report = {
        "type": "pivot",
        "dimensions": [{"field": "site.region", "key": "r"}, {"field": "done"}],
        "measures": [
            COUNT,
            {"key": "dues", "field": "due", "aggregate": "count_distinct"},
            {"key": "share", "expression": "count_if(cost > 50) / count()"},
        ],
        "pivot": {"rows": ["r"], "columns": ["done"]},
    }
    answer = sqlite_plant.ask(sqlite_plant.client("cho"), report)
    orders = sqlite_plant.orders
    totals = {tuple(item["keys"]): item["rows"] for item in answer["pivot"]["totals"]}
    assert set(totals) == {("r",), ("done",), ()}
    assert sum(row[2] for row in answer["rows"]) == len(orders)

    def measures(some: list[Any]) -> list[Any]:
        dear = sum(1 for o in some if o["cost"] and Decimal(o["cost"]) > 50)
        return [len(some), len({o["due"] for o in some if o["due"]}), dear / len(some)]

    for region, *found in totals["r",]:
        wanted = measures([o for o in orders if region_of(sqlite_plant, o) == region])
        assert [*found[:2], float(found[2])] == pytest.approx(wanted, abs=1e-6)
    whole = totals[()][0]
    assert [*whole[:2], float(whole[2])] == pytest.approx(measures(orders), abs=1e-6)
    assert whole[1] < sum(row[3] for row in answer["rows"])
    opened = sqlite_plant.client("cho").post(
        "/api/v1/apps/plant/reports/drill",
        json={"report": {"source": "order", **report}, "cell": {"done": True}},
    )
    done = next(row for row in totals["done",] if row[0] is True)
    assert len(opened.json()["ids"]) == done[1]


def test_a_key_figure_stands_beside_the_period_before(sqlite_plant):
    for day in ("2026-11-02", "2026-11-30", "2026-10-15", "2025-11-11", "2025-11-12"):
        sqlite_plant.change("order", None, {"subject": day, "due": day})
    report: JsonObject = {
        "type": "kpi",
        "dimensions": [{"field": "due", "grain": "month"}],
        "measures": [COUNT],
        "kpi": {"date": "due", "compare": "previous", "target": 4, "periods": 3},
    }
    client = sqlite_plant.client("cho")
    kpi = sqlite_plant.ask(client, report)["kpi"]
    assert (kpi["value"], kpi["previous"], kpi["change"], kpi["of_target"]) == (2, 1, 1.0, 0.5)
    assert kpi["period"] == "2026-11-01"
    assert kpi["sparkline"] == [["2026-09-01", 0], ["2026-10-01", 1], ["2026-11-01", 2]]
    yearly = {**report, "kpi": {"date": "due", "compare": "previous_year"}}
    kpi = sqlite_plant.ask(client, yearly)["kpi"]
    assert (kpi["previous"], kpi["previous_period"]) == (2, "2025-11-01")
    alone = sqlite_plant.ask(client, {"type": "kpi", "measures": [COUNT]})
    assert alone["kpi"]["value"] == len(sqlite_plant.orders) + 5


def test_the_rest_beside_the_top_values_can_be_shown_and_opened(sqlite_plant):
    report: JsonObject = {
        "dimensions": [{"field": "site", "top": {"limit": 2, "by": "n"}}],
        "measures": [COUNT],
        "chart": {"mark": "bar", "x": "site", "y": "n"},
    }
    client = sqlite_plant.client("cho", "zh-CN")
    answer = sqlite_plant.ask(client, report)
    assert len(answer["rows"]) == 3
    assert answer["rows"][-1][0] == {"other": True}
    assert answer["columns"][0]["other"] == "其他"
    assert {option["label"] for option in answer["columns"][0]["options"]} <= {
        site["name"] for site in sqlite_plant.sites
    }
    texts = [item["label"] for item in answer["spec"]["transform"][0]["from"]["data"]["values"]]
    assert "其他" in texts
    opened = client.post(
        "/api/v1/apps/plant/reports/drill",
        json={"report": {"source": "order", **report}, "cell": {"site": {"other": True}}},
    ).json()
    assert len(opened["ids"]) == answer["rows"][-1][1]


def test_a_metric_is_declared_once_and_used_by_key(sqlite_plant):
    metric: JsonObject = {
        "kind": "metric", "key": "done_cost", "source": "order", "label": {"en": "Cost when done"},
        "expression": "sum(cost)", "filter": "done",
    }  # fmt: skip
    with sqlite_plant.world.transaction() as ctx:
        save_draft(ctx, "plant", "metrics", "done_cost", metric)
        publish(ctx, "plant")
    report = {
        "dimensions": [{"field": "due", "grain": "year"}],
        "measures": [{"metric": "done_cost"}, COUNT],
    }
    answer = sqlite_plant.ask(sqlite_plant.client("cho"), report)
    assert answer["columns"][1]["label"] == "Cost when done"
    found = {row[0]: row[1:] for row in answer["rows"]}
    orders = [o for o in sqlite_plant.orders if o["due"]]
    cost = sum(Decimal(o["cost"]) for o in orders if o["done"] and o["cost"])
    assert Decimal(found["2026-01-01"][0]) == cost
    assert found["2026-01-01"][1] == len(orders)


def test_an_empty_month_shows_between_two_full_ones(sqlite_plant):
    answer = sqlite_plant.client("cho").get("/api/v1/apps/plant/reports/by_month/data").json()
    months = [date.fromisoformat(o["due"]).month for o in sqlite_plant.orders if o["due"]]
    shown = {row[0]: row[1] for row in answer["rows"]}
    assert [shown[f"2026-0{month}-01"] for month in range(1, 6)] == [
        Counter(months)[month] for month in range(1, 6)
    ]
    assert shown["2026-03-01"] == 0
