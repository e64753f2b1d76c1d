"""Lists: filters, sort orders, keyset pages, counts, search, views, trash; under rights."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.lab import APP, Lab
from triloom.context import RequestContext
from triloom.records import bulk, write
from triloom.records.model import Page, RecordQuery, SortItem
from triloom.records.present import page_to_json
from triloom.records.query import list_records
from triloom.records.query_text import read_sort
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

ORDERS: tuple[dict[str, Json], ...] = (
    {"subject": "Pump", "priority": "high", "hours": 3, "rate": "10.00", "due": "2026-01-05",
     "site": "Harbour", "tags": ["a"], "at": "08:00"},
    {"subject": "Valve", "priority": "low", "hours": None, "rate": "2.50", "due": None,
     "site": "Harbour", "tags": ["a", "b"]},
    {"subject": "Motor 水泵检修", "priority": "urgent", "hours": 3, "due": "2026-02-01",
     "site": "Mill", "note": "Größe"},
    {"subject": "Filter", "priority": None, "hours": 8, "rate": "1.00", "site": None},
    {"subject": "belt", "priority": "low", "hours": 1, "rate": "9.99", "done": True, "site": "Mill",
     "secret": "zebra"},
)  # fmt: skip


def fill(lab: Lab) -> None:
    with lab.writing() as ctx:
        sites = {
            name: str(write.create_record(ctx, ctx.catalog.form(APP, "site"), values).id)
            for name, values in {
                "Harbour": {"name": "Harbour", "region": "north"},
                "Mill": {"name": "Mill", "region": "south"},
            }.items()
        }
        rows = [{"values": {**values, "site": sites.get(str(values["site"]))}} for values in ORDERS]
        request = bulk.BulkRequest(create=rows)
        bulk.run_bulk(ctx, ctx.catalog.form(APP, "order"), request)


def ask(ctx: RequestContext, **question: object) -> Page:
    sort = question.pop("sort", None)
    query = RecordQuery(sort=read_sort(sort), **question)  # type: ignore[arg-type]
    return list_records(ctx, ctx.catalog.form(APP, "order"), query)


def subjects(page: Page) -> list[Json]:
    return [record.values["subject"] for record in page.items]


@pytest.fixture
def ctx(lab: Lab) -> Iterator[RequestContext]:
    fill(lab)
    with lab.reading() as found:
        yield found


def test_filters_find_what_they_say(ctx: RequestContext) -> None:
    found = {
        text: subjects(ask(ctx, filter=text, sort="subject"))
        for text in (
            "priority = 'low'", "priority != 'low'", "priority in ('low', 'urgent')",
            "site.region = 'north'", "region = 'south' and hours > 1", "site.name = 'Mill'",
            "hours is null", "work > 20", "due < date('2026-02-01')", "'b' in tags",
            "starts_with(subject, 'V')", "done", "at = time('08:00')", "total > 25 or done",
            "number = 'W-0002'", "is_empty(site)",
        )
    }  # fmt: skip
    assert found == {
        "priority = 'low'": ["Valve", "belt"],
        "priority != 'low'": ["Motor 水泵检修", "Pump"],
        "priority in ('low', 'urgent')": ["Motor 水泵检修", "Valve", "belt"],
        "site.region = 'north'": ["Pump", "Valve"],
        "region = 'south' and hours > 1": ["Motor 水泵检修"],
        "site.name = 'Mill'": ["Motor 水泵检修", "belt"],
        "hours is null": ["Valve"],
        "work > 20": ["Pump"],
        "due < date('2026-02-01')": ["Pump"],
        "'b' in tags": ["Valve"],
        "starts_with(subject, 'V')": ["Valve"],
        "done": ["belt"],
        "at = time('08:00')": ["Pump"],
        "total > 25 or done": ["Pump", "belt"],
        "number = 'W-0002'": ["Valve"],
        "is_empty(site)": ["Filter"],
    }


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"filter": "nonsense = 1"}, "query.filter_invalid"),
        ({"filter": "hours = "}, "query.filter_invalid"),
        ({"filter": "hours"}, "query.filter_invalid"),
        ({"filter": "sum(hours) > 1"}, "query.filter_invalid"),
        ({"filter": {"weird": [1]}}, "query.filter_invalid"),
        ({"filter": "subject = '\ud800'"}, "query.filter_invalid"),
        ({"sort": "nonsense"}, "query.unknown_field"),
        ({"sort": "parts"}, "query.field_not_sortable"),
        ({"fields": ["nonsense"]}, "query.unknown_field"),
        ({"limit": 0}, "query.limit_out_of_range"),
        ({"cursor": "AAAA"}, "query.cursor_invalid"),
        ({"search": "x" * 300}, "query.search_too_long"),
    ],
)
def test_a_wrong_question_is_answered_with_400(
    ctx: RequestContext, question: dict[str, object], code: str
) -> None:
    with pytest.raises(TriloomError) as raised:
        ask(ctx, **question)
    assert (raised.value.status, raised.value.code) == (400, code)


def test_every_order_pages_through_all_records_once_nulls_last(ctx: RequestContext) -> None:
    for sort in (
        "hours",
        "-hours",
        "priority,-subject",
        "-site.name,hours",
        "due",
        "work",
        "-owner",
    ):
        seen: list[Json] = []
        cursor = None
        for _ in itertools.repeat(None, 10):
            page = ask(ctx, sort=sort, limit=2, cursor=cursor)
            seen += subjects(page)
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == subjects(ask(ctx, sort=sort, limit=100)), sort
        assert len(seen) == len(ORDERS)
    assert subjects(ask(ctx, sort="-due,subject"))[:2] == ["Motor 水泵检修", "Pump"]
    assert subjects(ask(ctx, sort="priority,subject"))[:2] == ["Valve", "belt"]


def test_a_cursor_of_another_question_is_refused(ctx: RequestContext) -> None:
    page = ask(ctx, sort="hours", limit=2)
    with pytest.raises(TriloomError) as raised:
        ask(ctx, sort="-hours", limit=2, cursor=page.next_cursor)
    assert raised.value.code == "query.cursor_invalid"


def test_the_four_counts_say_how_exact_they_are(ctx: RequestContext) -> None:
    def count(mode: str, limit: int = 2) -> tuple[int | None, bool]:
        found = ask(ctx, count=mode, limit=limit).count
        return found.value, found.exceeded

    assert count("none") == (None, False)
    assert count("exact") == (5, False)
    assert count("capped") == (5, False)
    assert count("estimate")[0] is not None


def test_search_finds_words_beginnings_and_chinese_bigrams(ctx: RequestContext) -> None:
    found = {
        text: subjects(ask(ctx, search=text, sort="subject"))
        for text in (
            "pump",
            "PU",
            "水泵",
            "泵检修",
            "检",
            "grösse",
            "W-0002",
            "nothing",
            "'\":*",
            "zeb",
        )
    }
    assert found == {
        "pump": ["Pump"], "PU": ["Pump"], "水泵": ["Motor 水泵检修"], "泵检修": ["Motor 水泵检修"],
        "检": ["Motor 水泵检修"], "grösse": ["Motor 水泵检修"], "W-0002": ["Valve"], "nothing": [],
        "'\":*": [], "zeb": ["belt"],
    }  # fmt: skip


def test_a_page_carries_link_titles_in_one_statement_per_form(lab: Lab) -> None:
    fill(lab)
    with lab.reading() as ctx, lab.counting() as statements:
        form = ctx.catalog.form(APP, "order")
        body = page_to_json(ctx, form, list_records(ctx, form, RecordQuery(count="none")))
    items = body["items"]
    assert isinstance(items, list)
    titles = [item["links"].get("site", {}).get("title") for item in items]  # type: ignore[union-attr]
    assert titles == ["Mill", None, "Mill", "Harbour", "Harbour"]
    assert len(statements) == 3, statements


def test_a_reader_sees_only_own_rows_and_open_fields(lab: Lab) -> None:
    fill(lab)
    lab.add_document("roles", {
        "key": "fitter",
        "grants": [
            {"form": "order", "actions": ["read", "create", "update"], "scope": "own",
             "fields": {"secret": "none", "rate": "mask"}},
            {"form": "site", "actions": ["read"], "scope": "own"},
        ],
    })  # fmt: skip
    fitter = lab.person("fitter")
    with lab.writing(fitter) as ctx:
        form = ctx.catalog.form(APP, "order")
        write.create_record(ctx, form, {"subject": "Mine"})
    with lab.writing() as ctx:
        site = ask(ctx, filter="site.name = 'Mill'", limit=1).items[0].values["site"]
        mine = ask(ctx, filter="subject = 'Mine'").items[0]
        write.update_record(
            ctx, form, mine.id, {"site": site, "rate": "123.45", "secret": "zebra", "hours": 2},
            base_rev=1,
        )  # fmt: skip
    with lab.reading(fitter) as ctx:
        page = ask(ctx)
        assert subjects(page) == ["Mine"]
        body = page_to_json(ctx, form, page)
        item = body["items"][0]  # type: ignore[index,call-overload]
        assert "secret" not in item["values"]
        assert item["values"]["rate"] == "100"
        assert item["values"]["site"] is None
        assert item["values"]["region"] is None
        assert "work" not in item["values"] or item["values"]["work"] != "246.90"
        assert subjects(ask(ctx, filter="region = 'south'")) == []
        assert subjects(ask(ctx, filter=f"site = '{site}'")) == []
        assert subjects(ask(ctx, filter="is_empty(site)", sort="site")) == ["Mine"]
        assert subjects(ask(ctx, search="zebra")) == []
        for text, code in (("secret = 'zebra'", "query.filter_invalid"),
                           ("rate > 1", "query.field_masked")):  # fmt: skip
            with pytest.raises(TriloomError) as raised:
                ask(ctx, filter=text)
            assert raised.value.code == code
        with pytest.raises(TriloomError):
            ask(ctx, sort="secret")


VALUES = st.tuples(
    st.one_of(st.none(), st.integers(-2, 2)),
    st.one_of(st.none(), st.sampled_from(["low", "high", "urgent"])),
)


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    rows=st.lists(VALUES, min_size=1, max_size=9),
    directions=st.tuples(st.booleans(), st.booleans()),
    limit=st.integers(1, 4),
)
def test_keyset_pages_miss_nothing_and_repeat_nothing(
    property_lab: Lab,
    rows: list[tuple[int | None, str | None]],
    directions: tuple[bool, bool],
    limit: int,
) -> None:
    with property_lab.writing() as ctx:
        form = ctx.catalog.form(APP, "order")
        ctx.connection.execute(form.table.delete())
        bodies = [
            {"values": {"subject": "x", "hours": hours, "priority": priority, "due": "2026-01-01"}}
            for hours, priority in rows
        ]
        bulk.run_bulk(ctx, form, bulk.BulkRequest(create=bodies))
        sort = (SortItem(("hours",), directions[0]), SortItem(("priority",), directions[1]))
        whole = list_records(ctx, form, RecordQuery(sort=sort, limit=100))
        seen: list[object] = []
        cursor = None
        while True:
            page = list_records(ctx, form, RecordQuery(sort=sort, limit=limit, cursor=cursor))
            seen += [record.id for record in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == [record.id for record in whole.items]
        hours = [record.values["hours"] for record in whole.items]
        known = [value for value in hours if value is not None]
        assert known == sorted(known, reverse=directions[0])  # type: ignore[type-var]
        assert hours == known + [None] * (len(hours) - len(known))
