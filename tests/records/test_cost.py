"""How many statements a request costs; a change here is a decision, not an accident."""

from tests.support.lab import APP, Lab
from triloom.records import write
from triloom.records.model import RecordQuery
from triloom.records.present import page_to_json, record_to_json
from triloom.records.query import list_records
from triloom.records.read import get_record
from triloom_core.json_types import JsonObject

PLAIN: JsonObject = {
    "key": "item",
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "required": True},
        {"key": "code", "type": "text", "unique": True},
        {"key": "amount", "type": "decimal", "scale": 2},
        {"key": "state", "type": "select", "options": [{"key": "open"}, {"key": "shut"}]},
    ],
}


def test_a_plain_record_costs_a_statement_per_thing_that_is_kept(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    lab.add_forms(PLAIN)
    someone = lab.person("worker")
    lab.add_document("roles", {"key": "worker", "grants": [
        {"form": "item", "actions": ["read", "create", "update", "delete"], "scope": "all"}]})  # fmt: skip
    form = lab.shelf.form(APP, "item")
    with lab.writing(someone) as ctx:
        first = write.create_record(ctx, form, {"name": "a", "code": "1"})
    with lab.writing(someone) as ctx, lab.counting() as created:
        record_to_json(ctx, write.create_record(ctx, form, {"name": "b", "code": "2"}))
    assert len(created) == 3, created  # the row, its search tokens, the feed
    with lab.writing(someone) as ctx, lab.counting() as updated:
        record_to_json(ctx, write.update_record(ctx, form, first.id, {"amount": "1"}, base_rev=1))
    assert len(updated) == 3, updated  # read and lock, the row, the feed
    with lab.reading(someone) as ctx, lab.counting() as read:
        record_to_json(ctx, get_record(ctx, form, first.id))
    assert len(read) == 1, read
    with lab.reading(someone) as ctx, lab.counting() as listed:
        page_to_json(ctx, form, list_records(ctx, form, RecordQuery(filter="state = 'open'")))
    assert len(listed) == 1, listed  # a page that is not full counts itself
