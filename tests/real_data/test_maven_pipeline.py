"""Real sales data through the API alone: imported with its dirt, and the figures of plain Python."""

import csv
import json
import statistics
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.http import Client

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
DEALS = "/apps/maven/forms/deal"
STAGES = {"Prospecting": "prospecting", "Engaging": "engaging", "Won": "won", "Lost": "lost"}


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run_import(
    client: Client, form: str, path: Path, mapping: dict[str, Any], **fields: str
) -> dict[str, Any]:
    base = f"/apps/maven/forms/{form}/imports"
    status, started = client.upload(
        base, path.name, path.read_bytes(), {"mapping": json.dumps(mapping), **fields}
    )
    assert status == 202, started
    found: dict[str, Any] = client.wait(
        f"{base}/{started['id']}", {"checked", "done", "failed", "cancelled"}
    )
    return found


def deal_mapping(*, products: bool) -> dict[str, Any]:
    product: dict[str, Any] = {"field": "product", "match": "name"}
    if products:
        product["values"] = {"GTXPro": "GTX Pro"}
    return {
        "opportunity_id": "code",
        "sales_agent": {"field": "agent", "match": "name"},
        "product": product,
        "account": {"field": "account", "match": "name"},
        "deal_stage": {"field": "stage", "values": STAGES},
        "engage_date": "engaged",
        "close_date": "closed_on",
        "close_value": "value",
    }


@pytest.fixture(scope="module")
def filled(server: Client, maven_folder: Path) -> Client:
    """All four files imported; the product that is spelled two ways is mapped."""
    for form, name, mapping in (
        ("product", "products.csv", {"product": "name", "series": "series", "sales_price": "price"}),
        ("agent", "sales_teams.csv", {"sales_agent": "name", "manager": "manager", "regional_office": "office"}),
        ("account", "accounts.csv", {"account": "name", "sector": "sector", "year_established": "established", "revenue": "revenue", "employees": "employees", "office_location": "location"}),
    ):  # fmt: skip
        done = run_import(server, form, maven_folder / name, mapping)
        assert (done["state"], done["refused"]) == ("done", 0), done
    parents = run_import(
        server, "account", maven_folder / "accounts.csv",
        {"account": "name", "subsidiary_of": {"field": "parent", "match": "name"}}, upsert_on="name",
    )  # fmt: skip
    assert parents["updated"] == 15, parents
    checked = run_import(
        server,
        "deal",
        maven_folder / "sales_pipeline.csv",
        deal_mapping(products=False),
        dry_run="true",
    )
    assert (checked["state"], checked["refused"]) == ("checked", 1480), checked
    first = checked["rows"][0]
    assert first["line"] == 3
    assert "GTXPro" in first["message"]
    assert server.ok("GET", f"{DEALS}/records?count=exact&limit=1")["count"]["value"] == 0
    done = run_import(
        server, "deal", maven_folder / "sales_pipeline.csv", deal_mapping(products=True)
    )
    assert (done["state"], done["created"], done["refused"]) == ("done", 8800, 0), done
    return server


@pytest.fixture(scope="module")
def truth(maven_folder: Path) -> list[dict[str, Any]]:
    agents = {row["sales_agent"]: row for row in rows_of(maven_folder, "sales_teams.csv")}
    accounts = {row["account"]: row for row in rows_of(maven_folder, "accounts.csv")}
    products = {row["product"]: row for row in rows_of(maven_folder, "products.csv")}
    found = []
    for row in rows_of(maven_folder, "sales_pipeline.csv"):
        product = {"GTXPro": "GTX Pro"}.get(row["product"], row["product"])
        agent = agents[row["sales_agent"]]
        account = accounts.get(row["account"])
        found.append(
            {
                "stage": row["deal_stage"], "office": agent["regional_office"], "manager": agent["manager"],
                "sector": account["sector"] if account else None, "series": products[product]["series"],
                "engaged": row["engage_date"], "closed": row["close_date"],
                "value": float(row["close_value"]) if row["close_value"] else None,
            }
        )  # fmt: skip
    return found


def query(client: Client, report: dict[str, Any]) -> list[list[Any]]:
    body = {"report": {"kind": "report", "key": "asked", "source": "deal", **report}}
    answer = client.ok("POST", "/apps/maven/reports/query", body)
    assert not answer["truncated"]
    rows: list[list[Any]] = answer["rows"]
    return rows


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("agent.office", "office"),
        ("agent.manager", "manager"),
        ("account.sector", "sector"),
        ("product.series", "series"),
    ],
)
def test_the_win_rate_by_every_dimension_equals_the_files(
    filled: Client, truth: list[dict[str, Any]], field: str, name: str
) -> None:
    won: dict[Any, int] = defaultdict(int)
    closed: dict[Any, int] = defaultdict(int)
    for row in truth:
        if row["stage"] in ("Won", "Lost"):
            closed[row[name]] += 1
            won[row[name]] += row["stage"] == "Won"
    rows = query(
        filled,
        {
            "dimensions": [{"field": field, "key": "group"}],
            "measures": [
                {
                    "key": "rate",
                    "expression": "count_if(stage_kind = 'success') / count_if(closed)",
                },
                {"key": "won", "expression": "count_if(stage = 'won')"},
                {"key": "closed", "expression": "count()"},
            ],
            "filter": "closed",
        },
    )
    assert {row[0]: (row[2], row[3]) for row in rows} == {
        key: (won[key], closed[key]) for key in closed
    }
    for row in rows:
        assert float(row[1]) == pytest.approx(won[row[0]] / closed[row[0]], abs=1e-6)


def test_the_median_cycle_and_the_average_value_equal_the_files(
    filled: Client, truth: list[dict[str, Any]]
) -> None:
    cycles, values = [], []
    for row in truth:
        if row["stage"] == "Won":
            cycles.append(
                (date.fromisoformat(row["closed"]) - date.fromisoformat(row["engaged"])).days
            )
            values.append(row["value"])
    [[median, average, total]] = query(
        filled,
        {
            "measures": [
                {"key": "median", "expression": "median(days_between(engaged, closed_on))"},
                {"key": "average", "field": "value", "aggregate": "avg"},
                {"key": "total", "field": "value", "aggregate": "sum"},
            ],
            "filter": "stage = 'won'",
        },
    )
    assert float(median) == statistics.median(cycles)
    assert float(average) == pytest.approx(statistics.fmean(values), abs=1e-3)
    assert float(total) == sum(values)


def test_the_records_by_stage_equal_the_files(filled: Client, truth: list[dict[str, Any]]) -> None:
    counts: dict[str, int] = defaultdict(int)
    for row in truth:
        counts[STAGES[row["stage"]]] += 1
    rows = query(
        filled,
        {
            "dimensions": [{"field": "stage", "key": "stage"}],
            "measures": [{"key": "rows", "expression": "count()"}],
        },
    )
    assert {row[0]: row[1] for row in rows} == counts


def test_the_funnel_counts_everybody_who_came_at_least_that_far(
    filled: Client, truth: list[dict[str, Any]]
) -> None:
    rows = query(
        filled,
        {
            "type": "funnel",
            "funnel": {"stages": ["prospecting", "engaging", "won"], "mode": "reached"},
        },
    )
    by_stage = {row[0]: row[1] for row in rows}
    assert by_stage["won"] == sum(row["stage"] == "Won" for row in truth)
    assert list(by_stage) == ["prospecting", "engaging", "won"]
    assert by_stage["prospecting"] >= by_stage["engaging"] >= by_stage["won"]


def test_the_model_says_that_it_is_no_better_than_the_base_rate(filled: Client) -> None:
    started = filled.ok("POST", "/apps/maven/models/win_probability/train")
    job = filled.wait(f"/jobs/{started['job']}", {"done", "failed", "cancelled"})
    assert job["state"] == "done", job
    card = filled.ok("GET", "/apps/maven/models/win_probability/card")
    assert card["state"] == "refused"
    assert "no better than the base rate" in card["reason_text"]
    leaks = {leak["column"] for leak in card["card"]["leaks"]}
    assert "value" in leaks
    metrics = card["card"]["metrics"][card["card"]["chosen"]]
    assert metrics["auc"]["value"] <= 0.60
    page = filled.ok("GET", f"{DEALS}/records?limit=5&filter=win_probability%20is%20not%20null")
    assert page["items"] == []


def test_an_undone_import_leaves_nothing(filled: Client, maven_folder: Path) -> None:
    extra = "opportunity_id,sales_agent,product\nZZZ1,Anna Snelling,GTX Basic\nZZZ2,Anna Snelling,MG Special\n"
    path = maven_folder / "sales_pipeline.csv"
    base = f"{DEALS}/imports"
    mapping = {
        key: deal_mapping(products=True)[key]
        for key in ("opportunity_id", "sales_agent", "product")
    }
    status, started = filled.upload(
        base, path.name, extra.encode(), {"mapping": json.dumps(mapping)}
    )
    assert status == 202, started
    done = filled.wait(f"{base}/{started['id']}", {"done", "failed"})
    assert done["created"] == 2, done
    filled.ok("DELETE", f"{base}/{started['id']}")
    filled.wait(f"{base}/{started['id']}", {"undone"})
    page = filled.ok("GET", f"{DEALS}/records?count=exact&limit=1")
    assert page["count"]["value"] == 8800
