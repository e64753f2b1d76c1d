"""Records as answers: what stands beside the values."""

from types import SimpleNamespace

from tests.support.lab import APP, Lab
from triloom.flows import recipients, tasks
from triloom.records import write
from triloom.records.present import page_to_json, record_to_json
from triloom.records.query import RecordQuery, list_records
from triloom.records.read import get_record
from triloom.templates.documents import template_context
from triloom_core.json_types import Json, JsonObject

KIT: JsonObject = {
    "key": "kit",
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "required": True},
        {"key": "home", "type": "link", "target": "site"},
        {"key": "stops", "type": "subtable", "fields": [
            {"key": "site", "type": "link", "target": "site"},
            {"key": "pieces", "type": "integer"},
        ]},
    ],
}  # fmt: skip


def test_links_in_sub_rows_have_titles_in_the_statement_of_their_form(lab: Lab) -> None:
    lab.add_forms(KIT)
    with lab.writing() as ctx:
        site, kit = (ctx.catalog.form(APP, key) for key in ("site", "kit"))
        home, away = (
            str(write.create_record(ctx, site, {"name": name}).id) for name in ("Harbour", "Mill")
        )
        rows: list[Json] = [{"site": away, "pieces": 2}, {"site": home}, {"pieces": 1}]
        write.create_record(ctx, kit, {"name": "A", "home": home, "stops": rows})
        write.create_record(ctx, kit, {"name": "B"})
    with lab.reading() as ctx, lab.counting() as statements:
        page = list_records(ctx, kit, RecordQuery(count="none"))
        items = page_to_json(ctx, kit, page)["items"]
    assert isinstance(items, list)
    links = {str(item["title"]): item["links"] for item in items if isinstance(item, dict)}
    harbour = {"id": home, "title": "Harbour"}
    stops = {"site": {home: harbour, away: {"id": away, "title": "Mill"}}}
    assert links == {"A": {"home": harbour, "stops": stops}, "B": {}}
    assert len([text for text in statements if str(site.table.name) in text]) == 1, statements


def test_a_record_that_the_reader_may_not_see_has_no_title_in_a_sub_row(lab: Lab) -> None:
    lab.add_forms(KIT)
    lab.add_document("roles", {
        "key": "driver",
        "grants": [
            {"form": "kit", "actions": ["read"], "scope": "all"},
            {"form": "site", "actions": ["read", "create"], "scope": "own"},
        ],
    })  # fmt: skip
    driver = lab.person("driver")
    with lab.writing(driver) as ctx:
        site, kit = (ctx.catalog.form(APP, key) for key in ("site", "kit"))
        mine = str(write.create_record(ctx, site, {"name": "Mine"}).id)
    with lab.writing() as ctx:
        other = str(write.create_record(ctx, site, {"name": "Other"}).id)
        rows: list[Json] = [{"site": mine}, {"site": other}]
        record = write.create_record(ctx, kit, {"name": "A", "stops": rows})
    with lab.reading(driver) as ctx:
        body = record_to_json(ctx, get_record(ctx, kit, record.id))
    expected: Json = {"site": {mine: {"id": mine, "title": "Mine"}, other: None}}
    assert body["links"] == {"stops": expected}
    stops = body["values"]["stops"]  # type: ignore[call-overload,index]
    assert [row["site"] for row in stops] == [mine, other]  # type: ignore[index,union-attr]


def test_documents_and_mails_write_sub_rows_as_before(lab: Lab) -> None:
    lab.add_forms(KIT)
    with lab.writing() as ctx:
        site, kit = (ctx.catalog.form(APP, key) for key in ("site", "kit"))
        mill = str(write.create_record(ctx, site, {"name": "Mill"}).id)
        made = write.create_record(ctx, kit, {"name": "A", "stops": [{"site": mill, "pieces": 2}]})
        answer = record_to_json(ctx, made)
        document = template_context(ctx, kit, answer)["record"]
        instance = SimpleNamespace(form_id=kit.id)
        mail = recipients._shown(ctx, instance, answer, "en")  # type: ignore[arg-type]
        facts = tasks._facts(ctx, kit, SimpleNamespace(settings={"facts": ["stops"]}), answer)  # type: ignore[arg-type]
    assert document["stops"] == [{"site": "Mill", "pieces": "2"}]  # type: ignore[call-overload,index]
    assert mail["stops"]
    assert facts == [{"label": "stops", "value": mail["stops"]}]
