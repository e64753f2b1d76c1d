"""Many writes at once: results per row, all or none, and statements that do not grow."""

import pytest

from tests.support.lab import APP, Lab
from triloom.records import bulk, write
from triloom.records.bulk import run_bulk
from triloom.records.bulk_rows import BulkRequest, BulkResult
from triloom.records.model import RecordQuery
from triloom.records.query import list_records
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json


def run(lab: Lab, request: BulkRequest) -> BulkResult:
    with lab.writing() as ctx:
        return run_bulk(ctx, ctx.catalog.form(APP, "order"), request)


def rows(count: int, **values: Json) -> list[dict[str, Json]]:
    return [
        {"values": {"subject": f"s{index}", "code": f"c{index}", **values}}
        for index in range(count)
    ]


def test_statements_of_a_bulk_do_not_grow_with_its_rows(lab: Lab) -> None:
    with lab.writing() as ctx:
        site = write.create_record(ctx, ctx.catalog.form(APP, "site"), {"name": "Harbour"})
    counts: list[int] = []
    for size in (2, 60):
        created = [
            {"values": {**row["values"], "code": f"{size}-{index}", "site": str(site.id),
                        "parts": [{"name": "p", "pieces": 2, "price": "1.00"}]}}
            for index, row in enumerate(rows(size))
            if isinstance(row["values"], dict)
        ]  # fmt: skip
        with lab.counting() as statements:
            result = run(lab, BulkRequest(create=created))
        counts.append(len(statements))
        with lab.counting() as statements:
            run(lab, BulkRequest(update=[
                {"id": str(row.record_id), "values": {"hours": index, "rate": "2.00"}}
                for index, row in enumerate(result.rows)
            ]))  # fmt: skip
        counts.append(len(statements))
    assert counts[0] == counts[2], counts
    assert counts[1] == counts[3], counts
    assert counts[2] < 25
    with lab.reading() as ctx:
        form = ctx.catalog.form(APP, "site")
        found = list_records(ctx, form, RecordQuery()).items[0].values
    assert found["order_count"] == 62
    assert found["order_total"] == f"{62 * 2 + 2 * (1 + sum(range(60))):.2f}"


def test_an_atomic_bulk_writes_all_or_none_and_names_every_fault(lab: Lab) -> None:
    request = BulkRequest(
        create=[*rows(3), {"values": {}}, {"values": {"subject": "x", "hours": "y"}}]
    )
    with pytest.raises(TriloomError) as raised:
        run(lab, request)
    assert [fault.pointer for fault in raised.value.faults] == [
        "/create/3/values/subject", "/create/4/values/hours",
    ]  # fmt: skip
    with lab.reading() as ctx:
        assert list_records(ctx, ctx.catalog.form(APP, "order"), RecordQuery()).count.value == 0


def test_a_bulk_that_is_not_atomic_answers_for_each_row(lab: Lab) -> None:
    result = run(
        lab, BulkRequest(create=[*rows(2), *rows(1), {"values": {}}, {"nonsense": 1}], atomic=False)
    )
    assert [row.status for row in result.rows] == [
        "created",
        "created",
        "failed",
        "failed",
        "failed",
    ]
    assert [row.faults[0].code for row in result.rows[2:]] == [
        "record.unique_in_request", "value.required", "record.values_missing",
    ]  # fmt: skip


def test_rows_are_matched_by_a_unique_field(lab: Lab) -> None:
    run(lab, BulkRequest(create=rows(2)))
    changed = [{"values": {"code": "C1", "hours": 5}}, {"values": {"code": "new", "subject": "n"}},
               {"values": {"code": "c0"}}]  # fmt: skip
    result = run(lab, BulkRequest(upsert=changed, upsert_on="code"))
    assert [row.status for row in result.rows] == ["updated", "created", "unchanged"]
    with pytest.raises(TriloomError) as raised:
        run(lab, BulkRequest(upsert=changed, upsert_on="subject"))
    assert raised.value.code == "record.upsert_field_not_unique"


def test_deletes_and_stale_or_unknown_rows_are_told_apart(lab: Lab) -> None:
    created = run(lab, BulkRequest(create=rows(3))).rows
    ids = [str(row.record_id) for row in created]
    result = run(lab, BulkRequest(
        update=[{"id": ids[0], "rev": 9, "values": {"hours": 1}}, {"id": "x", "values": {}},
                {"id": ids[1], "values": {"hours": 1}}, {"id": ids[1], "values": {"hours": 2}}],
        delete=[ids[2], "019b0f5e-0000-7000-8000-000000000001"], atomic=False,
    ))  # fmt: skip
    assert [row.faults[0].code if row.faults else row.status for row in result.rows] == [
        "record.stale", "record.not_found", "updated", "record.twice_in_request", "deleted",
        "record.not_found",
    ]  # fmt: skip


def test_a_bulk_has_a_limit(lab: Lab) -> None:
    with pytest.raises(TriloomError) as raised:
        run(lab, BulkRequest(create=[{"values": {}}] * (bulk.MOST_ROWS + 1)))
    assert raised.value.code == "record.bulk_too_large"
