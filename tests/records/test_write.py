"""Creating, changing, deleting and restoring single records."""

import pytest

from tests.support.lab import APP, Lab
from triloom.records import write
from triloom.records.model import Record
from triloom.records.read import get_record
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json


def create(lab: Lab, form: str, **values: Json) -> Record:
    with lab.writing() as ctx:
        return write.create_record(ctx, ctx.catalog.form(APP, form), values)


def change(lab: Lab, record: Record, base_rev: int, **values: Json) -> Record:
    with lab.writing() as ctx:
        return write.update_record(ctx, record.form, record.id, values, base_rev=base_rev)


def test_a_record_comes_back_as_it_was_written_with_everything_computed(lab: Lab) -> None:
    site = create(lab, "site", name="Harbour", region="north")
    order = create(
        lab, "order", subject="Pump", site=str(site.id), hours=3, rate="20.50", due="2026-03-01",
        begun="2026-01-31T08:00:00Z", at="08:30", done=True, tags=["b", "a"],
        parts=[{"name": "seal", "pieces": 2, "price": "4.00"}, {"name": "oil"}],
    )  # fmt: skip
    with lab.reading() as ctx:
        values = get_record(ctx, order.form, order.id).values
    assert values["number"] == "W-0001"
    assert values["work"] == "61.50"
    assert values["material"] == "8.00"
    assert values["total"] == "69.50"
    assert values["region"] == "north"
    assert values["label"] == "Harbour"
    assert values["tags"] == ["a", "b"]
    parts = values["parts"]
    assert isinstance(parts, list)
    assert [(row["name"], row["sum"]) for row in parts if isinstance(row, dict)] == [
        ("seal", "8.00"), ("oil", None),
    ]  # fmt: skip
    with lab.reading() as ctx:
        found = get_record(ctx, site.form, site.id).values
    assert found["order_count"] == 1
    assert found["order_total"] == "69.50"


def test_a_change_spreads_to_every_record_that_reads_it(lab: Lab) -> None:
    site = create(lab, "site", name="Harbour", region="north")
    order = create(lab, "order", subject="Pump", site=str(site.id), hours=1, rate="10.00")
    change(lab, site, 1, name="Quay", region="south")
    with lab.reading() as ctx:
        seen = get_record(ctx, order.form, order.id)
    assert (seen.values["label"], seen.values["region"]) == ("Quay", "south")
    assert seen.rev == 1
    change(lab, order, 1, hours=2)
    with lab.reading() as ctx:
        assert get_record(ctx, site.form, site.id).values["order_total"] == "20.00"
    with lab.writing() as ctx:
        write.delete_record(ctx, order.form, order.id)
    with lab.reading() as ctx:
        assert get_record(ctx, site.form, site.id).values["order_count"] == 0


def test_changes_of_different_fields_merge_and_of_the_same_field_conflict(lab: Lab) -> None:
    order = create(lab, "order", subject="Pump", hours=1)
    change(lab, order, 1, hours=2)
    merged = change(lab, order, 1, subject="Pump and valve")
    assert (merged.rev, merged.values["hours"]) == (3, 2)
    with pytest.raises(TriloomError) as raised:
        change(lab, order, 1, hours=5)
    assert raised.value.status == 409
    assert raised.value.extra["conflicts"] == [
        {"field": "hours", "base": 1, "mine": 5, "theirs": 2}
    ]
    assert change(lab, order, 1, hours=2).rev == 3


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"subject": "x", "nonsense": 1}, "/values/nonsense", "record.unknown_field"),
        ({}, "/values/subject", "value.required"),
        ({"subject": "x", "hours": "many"}, "/values/hours", "value.type"),
        ({"subject": "x", "total": "1.00"}, "/values/total", "record.field_computed"),
        ({"subject": "x", "priority": "urgent"}, "/values/due", "value.required"),
        ({"subject": "x", "hours": 2000}, "/values", "record.refused_by_rule"),
        ({"subject": "x", "site": "019b0f5e-0000-7000-8000-000000000001"}, "/values/site",
         "record.link_not_found"),
        ({"subject": "x", "parts": [{"pieces": 1}]}, "/values/parts/0/name", "value.required"),
        ({"subject": "x", "parts": {"update": [{"id": "z"}]}}, "/values/parts/update/0",
         "record.row_not_found"),
        ({"subject": "x", "stage": "won"}, "/values/stage", "flow.stage_is_an_action"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_its_place_and_writes_nothing(
    lab: Lab, values: dict[str, Json], pointer: str, code: str
) -> None:
    with pytest.raises(TriloomError) as raised:
        create(lab, "order", **values)
    assert [(fault.pointer, fault.code) for fault in raised.value.faults] == [(pointer, code)]
    with lab.reading() as ctx:
        table = ctx.catalog.form(APP, "order").table
        assert ctx.connection.execute(table.select()).first() is None


def test_a_unique_value_that_is_taken_names_field_and_record(lab: Lab) -> None:
    create(lab, "order", subject="First", code="Ä-1")
    with pytest.raises(TriloomError) as raised:
        create(lab, "order", subject="Second", code="ä-1")
    assert raised.value.status == 409
    assert raised.value.data["title"] == "W-0001 First"


def test_the_trash_keeps_records_and_respects_links(lab: Lab) -> None:
    site = create(lab, "site", name="Harbour")
    order = create(lab, "order", subject="Pump", code="A", site=str(site.id))
    with lab.writing() as ctx, pytest.raises(TriloomError) as raised:
        write.delete_record(ctx, site.form, site.id)
    assert raised.value.code == "record.delete_restricted"
    with lab.writing() as ctx, pytest.raises(TriloomError) as raised:
        write.delete_record(ctx, order.form, order.id, base_rev=7)
    assert raised.value.status == 412
    with lab.writing() as ctx:
        write.delete_record(ctx, order.form, order.id)
        write.delete_record(ctx, site.form, site.id)
    with pytest.raises(TriloomError) as raised:
        create(lab, "order", subject="Next", site=str(site.id))
    assert raised.value.faults[0].code == "record.link_in_trash"
    create(lab, "order", subject="Other", code="a")
    with pytest.raises(TriloomError) as raised, lab.writing() as ctx:
        write.restore_record(ctx, order.form, order.id)
    assert raised.value.status == 409
    assert str(raised.value.data["title"]).endswith("Other")


def test_rows_of_a_sub_table_change_one_by_one(lab: Lab) -> None:
    order = create(lab, "order", subject="Pump", parts=[{"name": "a"}, {"name": "b"}])
    rows = order.values["parts"]
    assert isinstance(rows, list)
    first, second = (row["id"] for row in rows if isinstance(row, dict))
    changed = change(
        lab, order, 1,
        parts={"update": [{"id": first, "pieces": 4, "price": "1.50"}], "delete": [second],
               "create": [{"name": "c", "pieces": 1, "price": "1.00"}]},
    )  # fmt: skip
    parts = changed.values["parts"]
    assert isinstance(parts, list)
    assert [(row["name"], row["sum"]) for row in parts if isinstance(row, dict)] == [
        ("a", "6.00"), ("c", "1.00"),
    ]  # fmt: skip
    assert changed.values["material"] == "7.00"
