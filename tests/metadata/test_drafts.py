"""Drafts: revisions, ids, problems, the stored form of expressions."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.metadata.conftest import JOB, MACHINE, Build, with_field
from tests.support.forms import form_body
from tests.support.world import World
from triloom.metadata import tables
from triloom.metadata.drafts import DocumentState, delete_draft, read_document
from triloom.metadata.present import MARK
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject

Save = Callable[..., DocumentState]
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def world(sqlite_world: World) -> World:
    """Drafts are the same rows on every database; SQLite is enough here."""
    return sqlite_world


def _fields(body: JsonObject) -> dict[str, JsonObject]:
    fields = body["fields"]
    assert isinstance(fields, list)
    return {str(item["key"]): item for item in fields if isinstance(item, dict)}


def test_ids_are_issued_at_the_first_save_and_kept_by_key(save: Save) -> None:
    first = save(MACHINE)
    fields = _fields(first.body)
    assert all("id" in item for item in fields.values())
    again = save(MACHINE)  # as a text editor without ids would send it
    assert _fields(again.body)["name"]["id"] == fields["name"]["id"]
    assert _fields(again.body)["rows"]["fields"] == fields["rows"]["fields"]
    assert again.body["id"] == str(first.id)


def test_a_save_under_an_old_revision_is_refused(save: Save) -> None:
    save(MACHINE)
    save(MACHINE, if_match=1)
    with pytest.raises(TriloomError) as stale:
        save(MACHINE, if_match=1)
    assert stale.value.status == 412
    with pytest.raises(TriloomError) as missing:
        save(MACHINE, if_match=None)
    assert missing.value.status == 428


def test_a_draft_with_faults_is_saved_and_answers_its_problems(save: Save) -> None:
    broken = form_body("machine", {"key": "a", "type": "formula", "expression": "nothing + 1"})
    state = save(broken)
    assert [(fault.pointer, fault.code) for fault in state.problems] == [
        ("/fields/0/expression", "expression.unknown_field")
    ]
    unreadable = form_body("machine", {"key": "a", "type": "formula", "expression": "1 +"})
    assert save(unreadable).body["fields"][0]["expression"] == "1 +"  # type: ignore[index,call-overload]
    assert save({"kind": "form", "key": "machine", "fields": "many"}).problems


def test_a_body_for_another_address_is_refused(save: Save, world: World) -> None:
    save(MACHINE)
    from triloom.metadata.drafts import save_draft  # noqa: PLC0415

    for body in ({**MACHINE, "key": "other"}, {**MACHINE, "kind": "flow"}, ["a list"]):
        with world.transaction() as ctx, pytest.raises(TriloomError) as refused:
            save_draft(ctx, "repair", "forms", "machine", body)
        assert refused.value.status == 422


def test_expressions_are_stored_as_trees_over_ids_and_shown_as_text(
    save: Save, world: World
) -> None:
    machine = save(MACHINE)
    job = save(JOB)
    assert job.problems == ()
    assert _fields(job.body)["note"]["expression"] == "concat(fault, machine.price)"
    with world.reading() as ctx:
        stored = ctx.connection.execute(
            sa.select(tables.draft.c.body).where(tables.draft.c.document_id == job.id)
        ).scalar_one()
    tree = _fields(stored)["note"]["expression"]
    ids = {key: item["id"] for key, item in _fields(job.body).items()}
    price = _fields(machine.body)["price"]["id"]
    assert tree == {
        MARK: {"concat": [{"field": [ids["fault"]]}, {"field": [ids["machine"], price]}]}
    }


def test_a_renamed_field_keeps_its_id_and_its_own_form_follows(save: Save) -> None:
    first = save(MACHINE)
    renamed = with_field(first.body, "price", key="cost_level")
    after = save(renamed)
    assert after.problems == ()
    assert after.body["rules"][0]["when"] == "cost_level = 'high'"  # type: ignore[index,call-overload]
    field = _fields(after.body)["cost_level"]
    assert field["id"] == _fields(first.body)["price"]["id"]
    assert field["aliases"] == ["price"]


def test_a_former_key_stays_reserved(save: Save) -> None:
    first = save(MACHINE)
    after = save(with_field(first.body, "price", key="cost_level"))
    fields = after.body["fields"]
    assert isinstance(fields, list)
    taken = save({**after.body, "fields": [*fields, {"key": "price", "type": "text"}]})
    assert "form.former_key" in {fault.code for fault in taken.problems}


def test_dropping_the_draft_of_an_unpublished_document_drops_the_document(
    save: Save, world: World
) -> None:
    save(MACHINE)
    with world.transaction() as ctx:
        delete_draft(ctx, "repair", "forms", "machine", if_match=1)
        with pytest.raises(TriloomError) as gone:
            read_document(ctx, "repair", "forms", "machine", "draft")
    assert gone.value.status == 404


def test_every_kind_has_the_same_life_cycle(world: World, build: Build) -> None:
    bodies: list[JsonObject] = [
        {"kind": "calendar", "key": "work", "zone": "Asia/Shanghai"},
        {"kind": "page", "key": "start", "blocks": [{"type": "text"}]},
        {"kind": "segment", "key": "cheap", "form": "machine", "filter": "price = 'low'"},
        {"kind": "goal", "key": "year", "form": "machine", "period": "year"},
    ]
    build(MACHINE, *bodies)
    with world.reading() as ctx:
        segment = ctx.catalog.document("repair", "segments", "cheap")
        assert segment.body["filter"] == {"=": [{"field": ["price"]}, "low"]}
        assert read_document(ctx, "repair", "segments", "cheap").body["filter"] == "price = 'low'"


def test_two_fields_may_swap_their_keys_and_other_documents_follow(
    save: Save, world: World, build: Build
) -> None:
    build(
        form_body("machine", {"key": "a", "type": "text"}, {"key": "b", "type": "text"}),
        form_body(
            "job",
            {"key": "machine", "type": "link", "target": "machine"},
            {"key": "a", "type": "lookup", "via": "machine", "field": "a"},
            {"key": "both", "type": "formula", "expression": "concat(machine.a, machine.b, a)"},
            views=[{"type": "list", "columns": ["a", "machine.a"], "sort": "-a,machine.b"}],
        ),
    )
    with world.reading() as ctx:
        body = read_document(ctx, "repair", "forms", "machine").body
    fields = body["fields"]
    assert isinstance(fields, list)
    swapped = [{**item, "key": {"a": "b", "b": "a"}[str(item["key"])]} for item in fields]  # type: ignore[index,union-attr,call-overload,dict-item]
    build({**body, "fields": swapped})
    with world.reading() as ctx:
        job = read_document(ctx, "repair", "forms", "job").body
    assert _fields(job)["a"]["field"] == "b"
    assert _fields(job)["both"]["expression"] == "concat(machine.b, machine.a, a)"
    view = job["views"][0]  # type: ignore[index,call-overload]
    assert (view["columns"], view["sort"]) == (["a", "machine.b"], "-a,machine.a")  # type: ignore[index,call-overload]


def test_a_field_that_changes_its_type_leaves_the_settings_of_the_old_one_behind(
    save: Save,
) -> None:
    first = save(
        form_body(
            "machine", {"key": "a", "type": "currency", "currency": "USD", "scale": 2, "min": 1}
        )
    )
    fields = first.body["fields"]
    assert isinstance(fields, list)
    for field, kept in (("integer", {"min"}), ("text", set()), ("decimal", {"min", "scale"})):
        after = save({**first.body, "fields": [{**fields[0], "type": field}]})  # type: ignore[dict-item]
        assert after.problems == ()
        assert set(_fields(after.body)["a"]) & {"currency", "scale", "min"} == kept
        save(first.body)
    unknown = save({**first.body, "fields": [{**fields[0], "type": "text", "colour": 1}]})  # type: ignore[dict-item]
    assert [fault.pointer for fault in unknown.problems] == ["/fields/0/colour"]
