"""Values of the engine equal those that Python computes row by row, on DuckDB and PostgreSQL."""

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.shop import FORMS, NOW, Shop, uid
from triloom_core.expression import Environment, Kind, compile_expression
from triloom_core.expression.tree import fields_of
from triloom_report.periods import start_of
from triloom_report.results import OTHER
from triloom_report.spec import DimensionSpec, ReportSpec

ZONE = ZoneInfo("Asia/Shanghai")


class Oracle:
    """Answers reports from the rows themselves, with the kernel's evaluator."""

    def __init__(self, shop: Shop) -> None:
        self.sites = {row["id"]: row for row in shop.rows["site"]}
        self.jobs = shop.rows["job"]
        self.parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for part in shop.rows["job.parts"]:
            self.parts[part["parent_id"]].append(part)

    def read(self, job: Mapping[str, Any], part: Mapping[str, Any] | None, path: Any) -> Any:
        row: Mapping[str, Any] | None = job
        form = "job"
        if path == ("region",):
            path = ("site", "region")
        if path[0] == "parts":
            row, form, path = part, "job.parts", path[1:]
        if path[0] == "site" and len(path) > 1:
            row, form, path = self.sites.get(job["site"]), "site", path[1:]
        field = FORMS[form].fields[path[0]]
        value = None if row is None else row[field.key]
        if value is None:
            return None
        if field.type.kind is Kind.CURRENCY:
            return Decimal(value).scaleb(-field.type.scale)
        return dict(field.codes).get(value, value)

    def environment(self, job: Any, part: Any = None, rows: Any = ()) -> Environment:
        return Environment(
            field=lambda path: self.read(job, part, path), now=NOW, zone=ZONE, rows=rows
        )

    def group(self, dimension: DimensionSpec, job: Any, part: Any) -> Any:
        value = compile_expression(dimension.expression)(self.environment(job, part))
        if value is None or dimension.grain is None:
            return value
        if isinstance(value, datetime):
            value = value.astimezone(ZONE).replace(tzinfo=None)
        match dimension.grain:
            case "hour":
                return value.replace(minute=0, second=0)
            case "month_of_year":
                return value.month
            case "day_of_week":
                return value.isoweekday()
            case "hour_of_day":
                return value.hour
        day = value.date() if isinstance(value, datetime) else value
        return start_of(day, dimension.grain)

    def answer(
        self, spec: ReportSpec, jobs: list[Any] | None = None
    ) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        behind = any(
            path[0] == "parts" for item in spec.dimensions for path in fields_of(item.expression)
        )
        kept = [
            job
            for job in (self.jobs if jobs is None else jobs)
            if spec.filter is None or compile_expression(spec.filter)(self.environment(job)) is True
        ]
        groups: dict[Any, list[tuple[Any, Any]]] = {}
        for job in kept:
            for part in self.parts[job["id"]] or [None]:
                key = tuple(self.group(item, job, part) for item in spec.dimensions)
                groups.setdefault(key, []).append((job, part))
        if not spec.dimensions:
            groups.setdefault((), [])
        return {key: self.measures(spec, pairs, behind) for key, pairs in groups.items()}

    def measures(self, spec: ReportSpec, pairs: list[Any], _behind: bool) -> tuple[Any, ...]:
        jobs = list({job["id"]: (job, None) for job, _part in pairs}.values())
        parts = [(job, part) for job, part in pairs if part is not None]
        found = []
        for measure in spec.measures:
            is_part = any(path[0] == "parts" for path in fields_of(measure.expression))
            rows = [self.environment(job, part) for job, part in (parts if is_part else jobs)]
            environment = self.environment({}, None, rows)
            found.append(compile_expression(measure.expression)(environment))
        return tuple(found)


def rows_of(shop: Shop, document: dict[str, Any], **options: Any) -> dict[Any, Any]:
    table = shop.run(document, **options)
    width = len(document.get("dimensions", []))
    return {row[:width]: row[width:] for row in table.rows}


def close(left: Any, right: Any) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return left is not None and right is not None and float(left) == pytest.approx(float(right))
    return bool(left == right)


def assert_same(found: dict[Any, Any], wanted: dict[Any, Any]) -> None:
    assert set(found) == set(wanted)
    for key, values in wanted.items():
        assert all(map(close, found[key], values)), (key, found[key], values)


COUNT = {"key": "n", "aggregate": "count"}
MEASURES: list[dict[str, Any]] = [
    COUNT,
    {"key": "total", "field": "amount", "aggregate": "sum"},
    {"key": "mean", "field": "amount", "aggregate": "avg"},
    {"key": "middle", "field": "hours", "aggregate": "median"},
    {"key": "low", "field": "amount", "aggregate": "min"},
    {"key": "sites", "field": "site", "aggregate": "count_distinct"},
    {
        "key": "share",
        "expression": "count_if(stage = 'done') / count_if(stage in ('done', 'lost'))",
    },
    {"key": "per_hour", "expression": "sum(amount) / sum(hours)"},
    {"key": "late", "expression": "sum_if(amount, urgent) + 1"},
    {"key": "far", "expression": "sum(site.cost)"},
    {"key": "spent", "field": "parts.price", "aggregate": "sum"},
    {"key": "names", "field": "parts.name", "aggregate": "count_distinct"},
    {"key": "margin", "expression": "max(parts.price) - min(parts.price)"},
]
DIMENSIONS: list[dict[str, Any]] = [
    {"field": "site.region"},
    {"field": "region", "key": "looked_up"},
    {"field": "stage"},
    {"field": "site.level"},
    {"field": "urgent"},
    {"field": "amount"},
    {"field": "due", "grain": "month"},
    {"field": "due", "grain": "quarter", "key": "quarter"},
    {"field": "due", "grain": "week", "key": "week"},
    {"field": "due", "grain": "day_of_week", "key": "weekday"},
    {"field": "closed_at", "grain": "year"},
    {"field": "closed_at", "grain": "day", "key": "closed_day"},
    {"field": "closed_at", "grain": "hour", "key": "closed_hour"},
    {"field": "closed_at", "grain": "hour_of_day", "key": "hour"},
    {"field": "parts.name"},
    {"key": "band", "expression": "if(hours > 2, 'long', 'short')"},
]
FILTERS = [
    None,
    "stage = 'done'",
    "stage != 'new' and urgent",
    "site.level = 'high'",
    "amount > 1 and due >= date('2026-02-01')",
    "is_empty(site) or region = '北方'",
    "closed_at < datetime('2026-07-01T00:00:00Z')",
    "false",
]


def documents(count: int) -> list[dict[str, Any]]:
    dice = random.Random(11)
    made = []
    for place in range(count):
        chosen = dice.sample(DIMENSIONS, dice.choice([0, 1, 1, 2, 3]))
        made.append(
            {
                "dimensions": chosen,
                "measures": dice.sample(MEASURES, dice.choice([1, 3, 5])),
                "filter": FILTERS[place % len(FILTERS)],
                "limit": 100_000,
            }
        )
    return made


def test_values_equal_the_rows_added_up_in_python(shop):
    oracle = Oracle(shop)
    for document in documents(40 if shop.dialect == "duckdb" else 16):
        spec = ReportSpec.from_json({"source": "job", **document})
        found = rows_of(shop, document, zone="Asia/Shanghai")
        assert_same(found, oracle.answer(spec))


def test_a_row_that_a_join_repeats_is_counted_once(shop):
    found = rows_of(shop, {"dimensions": [{"field": "parts.name"}], "measures": [COUNT]})
    jobs_with_bolts = {
        part["parent_id"] for part in shop.rows["job.parts"] if part["name"] == "bolt"
    }
    assert found["bolt",] == (len(jobs_with_bolts),)
    whole = rows_of(
        shop, {"measures": [COUNT, {"key": "p", "field": "parts.price", "aggregate": "sum"}]}
    )
    prices = sum(part["price"] or 0 for part in shop.rows["job.parts"])
    assert whole[()] == (len(shop.rows["job"]), Decimal(prices).scaleb(-2))


def test_a_total_is_the_question_at_its_own_grain_and_no_sum_of_cells(shop):
    document = {"dimensions": [DIMENSIONS[0], DIMENSIONS[2]], "measures": MEASURES}
    alone = {"dimensions": [DIMENSIONS[0]], "measures": MEASURES}
    for keys, direct in ((["site_region"], alone), ([], {"measures": MEASURES})):
        table = shop.run(document, keys=keys)
        width = len(keys)
        assert_same({row[:width]: row[width:] for row in table.rows}, rows_of(shop, direct))


def test_the_rows_behind_a_cell_add_up_to_the_cell(shop):
    oracle = Oracle(shop)
    jobs = {job["id"]: job for job in shop.rows["job"]}
    for dimensions in ([DIMENSIONS[0]], [DIMENSIONS[6], DIMENSIONS[2]], [DIMENSIONS[15]]):
        document = {"dimensions": dimensions, "measures": MEASURES[:8], "filter": "hours >= 0"}
        spec = ReportSpec.from_json({"source": "job", **document})
        for cell, values in rows_of(shop, document).items():
            keys = [item.key for item in spec.dimensions]
            ids = shop.drill(document, dict(zip(keys, cell, strict=True)))
            assert len(ids) == len(set(ids))
            again = oracle.answer(spec, [jobs[i] for i in ids])
            assert_same(again, {cell: values})


def test_the_top_values_and_the_rest_add_up_and_the_rest_can_be_opened(shop):
    title = {"field": "title", "top": {"limit": 2, "by": "n"}}
    document = {"dimensions": [title], "measures": [COUNT, MEASURES[5]]}
    table = shop.run(document)
    assert [row[0] for row in table.rows][-1] is OTHER
    assert len(table.rows) == 3
    assert sum(row[1] for row in table.rows) == len(shop.rows["job"])
    rest = shop.drill(document, {"title": "other!"})
    assert len(rest) == table.rows[-1][1]
    shown = {row[0] for row in table.rows}
    assert all(job["title"] not in shown for job in shop.rows["job"] if job["id"] in set(rest))
    without = {
        "dimensions": [{**title, "top": {**title["top"], "other": False}}],
        "measures": [COUNT],
    }
    assert [row[0] for row in shop.run(without).rows] == [row[0] for row in table.rows[:2]]


def test_ties_end_in_the_remaining_dimensions(shop):
    document = {
        "dimensions": [{"field": "title"}, {"field": "stage"}],
        "measures": [COUNT],
        "sort": [{"key": "n", "descending": True}],
    }
    rows = shop.run(document).rows
    order = {stage.key: place for place, stage in enumerate(FORMS["job"].stages)}
    assert list(rows) == sorted(rows, key=lambda row: (-row[2], row[0], order[row[1]]))


def test_an_empty_period_shows_zero_for_counts_and_nothing_for_means(shop):
    document = {"dimensions": [DIMENSIONS[6]], "measures": [COUNT, MEASURES[1], MEASURES[2]]}
    table = shop.run(document, fill=True)
    months = {row[0].month: row[1:] for row in table.rows if row[0] is not None}
    assert list(months) == list(range(1, 13))
    assert months[5] == (0, Decimal(0), None)
    document["having"] = "n > 1"
    assert 5 not in {row[0].month for row in shop.run(document, fill=True).rows if row[0]}


def test_a_limit_is_said(shop):
    document = {"dimensions": [{"field": "title"}], "measures": [COUNT], "limit": 3}
    table = shop.run(document)
    assert len(table.rows) == 3
    assert table.is_truncated
    assert not shop.run({**document, "limit": 7}).is_truncated


def test_periods_carry_the_zone_and_the_first_day_of_the_week(shop):
    shop.rows["job"] = [
        {"id": uid(1), "closed_at": datetime(2026, 3, 8, 4, 30, tzinfo=UTC), "due": date(2026, 3, 1)},
        {"id": uid(2), "closed_at": datetime(2026, 3, 8, 7, 30, tzinfo=UTC), "due": date(2024, 2, 29)},
        {"id": uid(3), "closed_at": datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "due": None},
        {"id": uid(4), "closed_at": datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "due": None},
    ]  # fmt: skip
    shop.load()
    hour = {"dimensions": [{"field": "closed_at", "grain": "hour"}], "measures": [COUNT]}
    shown = [row[0] for row in shop.run(hour, zone="America/New_York").rows]
    assert shown == [datetime(2026, 3, 7, 23), datetime(2026, 3, 8, 3), datetime(2026, 11, 1, 1)]
    day = {"dimensions": [{"field": "closed_at", "grain": "day"}], "measures": [COUNT]}
    assert [row[0] for row in shop.run(day, zone="Asia/Shanghai").rows][0] == date(2026, 3, 8)
    week = {"dimensions": [{"field": "due", "grain": "week"}], "measures": [COUNT]}
    for first, starts in (
        ("monday", [date(2024, 2, 26), date(2026, 2, 23)]),
        ("sunday", [date(2024, 2, 25), date(2026, 3, 1)]),
        ("saturday", [date(2024, 2, 24), date(2026, 2, 28)]),
    ):
        assert [row[0] for row in shop.run(week, week_start=first).rows][:2] == starts


def test_a_choice_sorts_in_the_order_of_its_options(shop):
    rows = shop.run({"dimensions": [{"field": "site.level"}], "measures": [COUNT]}).rows
    assert [row[0] for row in rows] == ["high", "low", None]


def test_a_quotient_that_decides_is_the_one_that_is_only_shown(shop):
    """Sorted, chosen and filtered by, it is computed in SQL; only shown, by the evaluator."""
    share, mean = MEASURES[6], {"key": "per", "expression": "sum(amount) / sum(hours) - 1"}
    shown = {"dimensions": [DIMENSIONS[2], DIMENSIONS[0]], "measures": [share, mean, MEASURES[2]]}
    oracle = Oracle(shop).answer(ReportSpec.from_json({"source": "job", **shown}))
    assert_same(rows_of(shop, shown), oracle)
    for key in ("share", "per", "mean"):
        decided = {**shown, "sort": [{"key": key, "descending": True}]}
        assert_same(rows_of(shop, decided), oracle)
        place = 2 + ["share", "per", "mean"].index(key)
        values = [row[place] for row in shop.run(decided).rows if row[place] is not None]
        assert values == sorted(values, reverse=True)
    kept = rows_of(shop, {**shown, "having": "mean > 100 or share = 1"})
    wanted = {k: v for k, v in oracle.items() if (v[2] or 0) > 100 or v[0] == 1}
    assert_same(kept, wanted)
    top = {
        "dimensions": [{**DIMENSIONS[2], "top": {"limit": 1, "by": "mean"}}],
        "measures": [MEASURES[2]],
    }
    by_stage = rows_of(shop, {"dimensions": [DIMENSIONS[2]], "measures": [MEASURES[2]]})
    best = max(value for (value,) in by_stage.values())
    assert shop.run(top).rows[0][1] == best
