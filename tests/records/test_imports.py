"""Imports from the file to the records and back; killed, cancelled, wrong."""

import csv
import io
import json

import pytest

from tests.support.lab import APP, Lab
from triloom.access.principal import SYSTEM, Principal
from triloom.records import write
from triloom.records.exports import Exporter, ExportRequest
from triloom.records.imports import jobs, runs
from triloom.records.imports.start import (
    ImportRequest,
    examine,
    keep_file,
    start_import,
    take_back,
)
from triloom.records.model import RecordQuery
from triloom.records.query import list_records
from triloom.records.query_text import read_sort
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject


def begin(lab: Lab, form: str, content: str, mapping: Json = None, **more: object) -> runs.Run:
    run_id = keep_file(lab.services, io.BytesIO(content.encode()))
    request = ImportRequest("file.csv", mapping, **more)  # type: ignore[arg-type]
    found = examine(jobs.import_path(lab.services, run_id), request)
    with lab.writing() as ctx:
        return start_import(ctx, ctx.catalog.form(APP, form), run_id, request, found)


def state(lab: Lab, run: runs.Run) -> JsonObject:
    with lab.reading() as ctx:
        form = ctx.catalog.form_by_id(run.form_id)
        return runs.run_to_json(ctx, form, runs.visible_run(ctx, form, run.id), with_rows=True)


def finish(lab: Lab, run: runs.Run) -> JsonObject:
    lab.services.jobs.run_pending()
    return state(lab, run)


def values(lab: Lab, form: str, *keys: str) -> list[tuple[Json, ...]]:
    with lab.reading() as ctx:
        query = RecordQuery(limit=500, sort=read_sort("id"))
        page = list_records(ctx, ctx.catalog.form(APP, form), query)
        return [tuple(record.values[key] for key in keys) for record in page.items]


def lines(body: JsonObject) -> list[tuple[Json, Json]]:
    rows = body["rows"]
    assert isinstance(rows, list)
    return [(row["line"], row["faults"][0]["code"]) for row in rows]  # type: ignore[call-overload,index]


SITES = "name,region\nHarbour,North\nMill,south\n"
ORDERS = """Subject,Code,Where,Prio,Hours,Rate,When
Pump,A1,harbour,High,3,"1,000.50",2026-01-05
Valve,A2,Mill Road,low,x,2,2026-02-01
Belt,A3,Nowhere,low,1,1,
Motor,A1,Mill,urgent,1,1,2026-03-01
,A4,Mill,low,1,1,
"""
MAPPING: JsonObject = {
    "Subject": "subject", "Code": "code", "Where": {"field": "site", "values": {"Mill Road": "Mill"}},
    "Prio": "priority", "Hours": "hours", "Rate": "rate", "When": "due",
}  # fmt: skip


def test_a_dry_run_tells_every_reason_and_writes_nothing(lab: Lab) -> None:
    finish(lab, begin(lab, "site", SITES))
    body = finish(lab, begin(lab, "order", ORDERS, MAPPING, dry_run=True, on_error="skip"))
    assert (body["state"], body["total"], body["created"], body["refused"]) == ("checked", 5, 1, 4)
    assert lines(body) == [
        (3, "text.not_a_number"), (4, "import.no_match"), (5, "import.repeated_in_file"),
        (6, "value.required"),
    ]  # fmt: skip
    assert values(lab, "order", "subject") == []


def test_good_rows_are_taken_when_bad_ones_are_skipped(lab: Lab) -> None:
    finish(lab, begin(lab, "site", SITES))
    body = finish(lab, begin(lab, "order", ORDERS, MAPPING, on_error="skip"))
    assert (body["state"], body["created"], body["refused"]) == ("done", 1, 4)
    assert values(lab, "order", "subject", "rate", "label") == [("Pump", "1000.50", "Harbour")]


def test_nothing_is_taken_when_a_bad_row_stops_the_import(lab: Lab) -> None:
    finish(lab, begin(lab, "site", SITES))
    body = finish(lab, begin(lab, "order", ORDERS, MAPPING))
    assert (body["state"], body["refused"]) == ("failed", 4)
    assert "4 rows" in str(body["message"])
    assert values(lab, "order", "subject") == []


def test_known_rows_are_changed_and_an_undo_gives_everything_back(lab: Lab) -> None:
    finish(lab, begin(lab, "site", SITES))
    changed = "name,region\nharbour,west\nQuay,north\nMill,south\n"
    run = begin(lab, "site", changed, upsert_on="name")
    body = finish(lab, run)
    assert (body["created"], body["updated"], body["skipped"]) == (1, 1, 1)
    assert values(lab, "site", "name", "region") == [
        ("harbour", "west"), ("Mill", "south"), ("Quay", "north"),
    ]  # fmt: skip
    with lab.writing() as ctx:
        take_back(ctx, ctx.catalog.form(APP, "site"), run.id)
    assert finish(lab, run)["state"] == "undone"
    assert values(lab, "site", "name", "region") == [("Harbour", "north"), ("Mill", "south")]


def test_an_undo_keeps_what_others_wrote_since(lab: Lab) -> None:
    run = begin(lab, "site", SITES)
    finish(lab, run)
    with lab.writing() as ctx:
        sites = list_records(
            ctx, ctx.catalog.form(APP, "site"), RecordQuery(sort=read_sort("name"))
        )
        site = str(sites.items[0].id)
        write.create_record(ctx, ctx.catalog.form(APP, "order"), {"subject": "Pump", "site": site})
        take_back(ctx, ctx.catalog.form(APP, "site"), run.id)
    body = finish(lab, run)
    assert (body["state"], body["undone"]) == ("undone", 1)
    assert values(lab, "site", "name") == [("Harbour",)]


def test_a_killed_import_goes_on_and_writes_nothing_twice(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("staging", "apply", "undo"):
        monkeypatch.setattr(f"triloom.records.imports.{module}.CHUNK", 3)
    content = "name\n" + "".join(f"Site {number}\n" for number in range(10))
    run = begin(lab, "site", content)
    applied: list[int] = []
    original = jobs.apply_chunk

    def killed(*arguments: object) -> tuple[int, int]:
        if len(applied) == 2:
            raise KeyboardInterrupt
        applied.append(1)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "apply_chunk", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_import(lab.services, {"import": str(run.id)})
    assert (state(lab, run)["state"], len(values(lab, "site", "name"))) == ("running", 6)
    monkeypatch.setattr(jobs, "apply_chunk", original)
    jobs.run_import(lab.services, {"import": str(run.id)})
    jobs.run_import(lab.services, {"import": str(run.id)})
    assert state(lab, run)["state"] == "done"
    assert len(values(lab, "site", "name")) == 10


def test_a_cancelled_import_takes_back_what_it_did(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("staging", "apply", "undo"):
        monkeypatch.setattr(f"triloom.records.imports.{module}.CHUNK", 2)
    run = begin(lab, "site", "name\n" + "".join(f"Site {number}\n" for number in range(6)))
    original = jobs.apply_chunk

    def cancelling(*arguments: object) -> tuple[int, int]:
        taken = original(*arguments)  # type: ignore[arg-type]
        ctx = arguments[0]
        runs.set_run(ctx.connection, run.id, cancel=True)  # type: ignore[attr-defined]
        return taken

    monkeypatch.setattr(jobs, "apply_chunk", cancelling)
    body = finish(lab, run)
    assert (body["state"], body["undone"], values(lab, "site", "name")) == ("cancelled", 2, [])


def test_a_run_that_was_killed_while_it_took_itself_back_ends_cancelled(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("staging", "apply", "undo"):
        monkeypatch.setattr(f"triloom.records.imports.{module}.CHUNK", 2)
    run = begin(lab, "site", "name\n" + "".join(f"Site {number}\n" for number in range(6)))
    original_apply, original_undo = jobs.apply_chunk, jobs.undo_chunk

    def cancelling(*arguments: object) -> tuple[int, int]:
        taken = original_apply(*arguments)  # type: ignore[arg-type]
        runs.set_run(arguments[0].connection, run.id, cancel=True)  # type: ignore[attr-defined]
        return taken

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "apply_chunk", cancelling)
    monkeypatch.setattr(jobs, "undo_chunk", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_import(lab.services, {"import": str(run.id)})
    assert state(lab, run)["state"] == "undoing"
    monkeypatch.setattr(jobs, "undo_chunk", original_undo)
    jobs.run_import(lab.services, {"import": str(run.id)})
    assert state(lab, run)["state"] == "cancelled"
    assert values(lab, "site", "name") == []


@pytest.mark.parametrize(
    ("mapping", "pointer", "code"),
    [
        ({"nope": "name"}, "/mapping/nope", "import.column_unknown"),
        ({"name": "nope"}, "/mapping/name", "record.unknown_field"),
        ({"name": "order_count"}, "/mapping/name", "record.field_computed"),
        ({"name": {"field": 7}}, "/mapping/name", "import.column_invalid"),
        ({"name": "name", "region": "name"}, "/mapping/region", "import.field_twice"),
    ],
)
def test_a_wrong_mapping_names_the_column(
    sqlite_lab: Lab, mapping: Json, pointer: str, code: str
) -> None:
    from tests.records.conftest import ORDER, SITE

    sqlite_lab.add_forms(SITE, ORDER)
    with pytest.raises(TriloomError) as raised:
        begin(sqlite_lab, "site", SITES, mapping)
    assert [(fault.pointer, fault.code) for fault in raised.value.faults] == [(pointer, code)]


def exported(lab: Lab, form: str, export_format: str, principal: Principal = SYSTEM) -> bytes:
    query = RecordQuery(sort=read_sort("id"))
    request = ExportRequest(APP, form, export_format, query)
    return b"".join(Exporter(lab.services, principal, "en", request).chunks())


def test_an_export_comes_back_through_an_import_unchanged(lab: Lab) -> None:
    finish(lab, begin(lab, "site", SITES))
    orders = [
        ["subject", "code", "site", "priority", "hours", "rate", "due", "begun", "at", "done", "note"],
        ["=1+1", "'=x", "Harbour", "high", "-3", "-1000.50", "2026-01-05", "2026-01-31T08:00:00Z",
         "08:30:00", "true", 'two\nlines, "quoted"'],
        ["＝全角", "@a", "Mill", "", "", "0.00", "", "", "", "false", "-dash"],
    ]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows(orders)
    finish(lab, begin(lab, "order", out.getvalue()))
    keys = (
        "subject",
        "code",
        "site",
        "priority",
        "hours",
        "rate",
        "due",
        "begun",
        "at",
        "done",
        "note",
    )
    before = values(lab, "order", *keys)
    assert len(before) == 2
    text = exported(lab, "order", "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    column = rows[0].index("subject")
    assert [row[column] for row in rows[1:]] == ["'=1+1", "'＝全角"]
    assert rows[1][rows[0].index("hours")] == "-3"
    with lab.writing() as ctx:
        form = ctx.catalog.form(APP, "order")
        for record in list_records(ctx, form, RecordQuery()).items:
            write.delete_record(ctx, form, record.id)
    finish(lab, begin(lab, "order", text))
    assert values(lab, "order", *keys) == before


def test_an_export_as_json_is_one_list(lab: Lab) -> None:
    finish(lab, begin(lab, "site", SITES))
    found = json.loads(exported(lab, "site", "json"))
    assert [item["values"]["name"] for item in found] == ["Harbour", "Mill"]
    with pytest.raises(TriloomError) as raised:
        exported(lab, "site", "pptx")
    assert raised.value.code == "export.format_unknown"
