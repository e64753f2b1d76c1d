"""Row rights are part of every plan, on both sides of links; hidden fields do not exist."""

import random

import pytest

from tests.support.shop import Shop, only
from triloom_core.sql.nodes import FALSE, TRUE
from triloom_report.plan import Scan
from triloom_report.render import render

COUNT = {"key": "n", "aggregate": "count"}
BY_REGION = {"dimensions": [{"field": "site.region"}], "measures": [COUNT]}


def test_a_scan_without_a_predicate_cannot_be_made(shop: Shop) -> None:
    form = shop.form("job")
    assert form is not None
    with pytest.raises(TypeError):
        Scan(form, "t0")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="no row-rights predicate"):
        Scan(form, "t0", None)  # type: ignore[arg-type]


def test_every_form_that_a_query_reads_is_read_under_its_own_predicate(shop: Shop) -> None:
    shop.rights = {
        "job": only("title", "right-of-job"),
        "site": only("region", "right-of-site"),
        "job.parts": only("name", "right-of-part"),
    }
    document = {
        "dimensions": [
            {"field": "site.region", "top": {"limit": 3, "by": "n"}},
            {"field": "parts.name"},
        ],
        "measures": [COUNT, {"key": "p", "field": "parts.price", "aggregate": "sum"}],
    }
    sql = render(shop.planner(document).plan(), shop.target)
    for table, right in (("job", "job"), ("site", "site"), ("job.parts", "part")):
        scans = sql.count(f'FROM "{table}"')
        assert scans > 0
        assert sql.count(f"'right-of-{right}'") == scans


def test_an_unreadable_linked_row_is_nothing_and_its_record_stays(shop: Shop) -> None:
    shop.rights = {"site": only("region", "east")}
    rows = dict(shop.run(BY_REGION).rows)
    assert set(rows) == {"east", None}
    assert sum(rows.values()) == len(shop.rows["job"])
    shop.rights = {"site": TRUE}
    assert set(dict(shop.run(BY_REGION).rows)) > {"east", None}


def test_an_unreadable_record_counts_nowhere(shop: Shop) -> None:
    shop.rights = {"job": only("title", "job 1")}
    mine = [job for job in shop.rows["job"] if job["title"] == "job 1"]
    parts = [
        part for part in shop.rows["job.parts"] if part["parent_id"] in {j["id"] for j in mine}
    ]
    document = {"measures": [COUNT, {"key": "p", "field": "parts.id", "aggregate": "count"}]}
    assert shop.run(document).rows == ((len(mine), len(parts)),)
    assert set(shop.drill({"measures": [COUNT]}, {})) == {job["id"] for job in mine}
    top = {"dimensions": [{"field": "title", "top": {"limit": 1, "by": "n"}}], "measures": [COUNT]}
    assert shop.run(top).rows == (("job 1", len(mine)),)


def test_a_hidden_field_is_answered_like_an_unknown_one(shop: Shop) -> None:
    shop.hidden = frozenset({("site", "region"), ("job", "amount")})
    places = [
        {"dimensions": [{"field": "site.region"}]},
        {"dimensions": [{"field": "region"}]},
        {"measures": [{"key": "x", "field": "amount", "aggregate": "sum"}]},
        {"measures": [{"key": "x", "expression": "max(amount) - 1"}]},
        {"measures": [COUNT], "filter": "amount > 1"},
    ]
    for hidden in places:
        text = str(hidden).replace("region", "nonsense").replace("amount", "nonsense")
        unknown = eval(text)
        faults = [(f.pointer, f.code) for f in shop.analyse(hidden).faults]
        assert faults == [(f.pointer, f.code) for f in shop.analyse(unknown).faults]
        assert faults[0][1] == "expression.unknown_field"


def test_a_form_that_may_not_be_read_is_no_source_and_no_target(shop: Shop) -> None:
    shop.rights = {"site": FALSE}
    assert shop.analyse(BY_REGION).faults[0].code == "expression.unknown_field"
    shop.rights = {"job": FALSE}
    assert shop.analyse(BY_REGION).faults[0].code == "report.unknown_source"


def test_random_rights_give_the_counts_of_the_permitted_rows(shop: Shop) -> None:
    dice = random.Random(3)
    for _ in range(8):
        title, region = f"job {dice.randrange(7)}", dice.choice(["east", "west", "北方"])
        shop.rights = {"job": only("title", title), "site": only("region", region)}
        sites = {s["id"] for s in shop.rows["site"] if s["region"] == region}
        mine = [job for job in shop.rows["job"] if job["title"] == title]
        wanted = {
            region: sum(1 for job in mine if job["site"] in sites),
            None: sum(1 for job in mine if job["site"] not in sites),
        }
        assert dict(shop.run(BY_REGION).rows) == {k: n for k, n in wanted.items() if n}
