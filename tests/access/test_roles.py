"""Roles at work: documents say what is allowed, rows say who has them, both act at once."""

import uuid
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.world import PASSWORD, World
from triloom.access import users
from triloom.access.passwords import hash_password
from triloom.access.principals import principal_of
from triloom.flows.tables import flow_task
from triloom.metadata.apps import create_app
from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import publish
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import JsonObject

MACHINE: JsonObject = {
    "kind": "form",
    "key": "machine",
    "label": {"en": "Machine"},
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "label": {"en": "Name"}},
        {"key": "cost", "type": "integer", "label": {"en": "Cost"}},
    ],
    "access": [{"role": "keeper", "actions": ["read", "create", "update"]}],
}
FITTER: JsonObject = {
    "kind": "role",
    "key": "fitter",
    "label": {"en": "Fitter"},
    "capabilities": ["export"],
    "grants": [
        {
            "form": "machine",
            "actions": ["read", "update"],
            "scope": "own",
            "fields": {"cost": "none"},
        },
        {"form": "machine", "actions": ["read"], "scope": "team", "fields": {"cost": "none"},
         "when": "cost < 100"},
    ],
}  # fmt: skip
BUILDER: JsonObject = {
    "kind": "role",
    "key": "builder",
    "label": {"en": "Builder"},
    "capabilities": ["build"],
}
RECORDS = "/api/v1/apps/repair/forms/machine/records"


@pytest.fixture
def repair(sqlite_world: World) -> Iterator[World]:
    """An app with a form, two roles, and people: ada and bob in one team, eve in none."""
    hashed = hash_password(PASSWORD)
    with sqlite_world.transaction() as ctx:
        create_app(ctx, "repair", label={"en": "Repair"})
        save_draft(ctx, "repair", "forms", "machine", MACHINE)
        save_draft(ctx, "repair", "roles", "fitter", FITTER)
        save_draft(ctx, "repair", "roles", "builder", BUILDER)
        publish(ctx, "repair")
        team = users.create_team(ctx, key="north", label={"en": "North"})
        for login, role, teams in (
            ("ada", "fitter", [team]), ("bob", "fitter", [team]), ("eve", "fitter", []),
            ("kay", "keeper", []), ("ben", "builder", []), ("joe", None, []),
        ):  # fmt: skip
            users.create_user(
                ctx, login=login, name=login.title(), password_hash=hashed, team_ids=teams,
                app_roles=[("repair", role)] if role else [],
            )  # fmt: skip
    yield sqlite_world


def ids(world: World) -> dict[str, str]:
    with world.reading() as ctx:
        logins = ("ada", "bob", "eve", "kay", "ben", "joe")
        return {login: str(users.user_id_of(ctx, login)) for login in logins}


def fill(world: World, *rows: tuple[str, str, int]) -> dict[str, str]:
    people, made = ids(world), {}
    admin = world.client("admin")
    for name, owner, cost in rows:
        body = {"values": {"name": name, "cost": cost}, "owner_id": people[owner]}
        answer = admin.post(RECORDS, json=body)
        assert answer.status_code == 201, answer.text
        made[name] = answer.json()["id"]
    return made


def names(client: TestClient) -> set[str]:
    answer = client.get(RECORDS)
    assert answer.status_code == 200, answer.text
    return {item["values"]["name"] for item in answer.json()["items"]}


def test_scopes_and_conditions_of_several_grants_add_up(repair: World) -> None:
    fill(repair, ("a1", "ada", 500), ("b1", "bob", 50), ("b2", "bob", 500), ("e1", "eve", 1))
    assert names(repair.client("ada")) == {"a1", "b1"}
    assert names(repair.client("eve")) == {"e1"}
    assert names(repair.client("kay")) == {"a1", "b1", "b2", "e1"}
    assert repair.client("joe").get(RECORDS).status_code == 404


def test_what_is_visible_is_not_therefore_changeable(repair: World) -> None:
    made = fill(repair, ("a1", "ada", 500), ("b1", "bob", 50), ("b2", "bob", 500))
    ada = repair.client("ada")
    change = {"json": {"values": {"name": "x"}}, "headers": {"If-Match": '"1"'}}
    assert ada.patch(f"{RECORDS}/{made['a1']}", **change).status_code == 200
    assert ada.patch(f"{RECORDS}/{made['b1']}", **change).status_code == 403
    assert ada.patch(f"{RECORDS}/{made['b2']}", **change).status_code == 404
    assert ada.delete(f"{RECORDS}/{made['a1']}", headers={"If-Match": '"2"'}).status_code == 403
    assert ada.post(RECORDS, json={"values": {"name": "new"}}).status_code == 403


def test_nobody_gives_a_record_away_beyond_their_reach(repair: World) -> None:
    made = fill(repair, ("a1", "ada", 500))
    ada = repair.client("ada")
    body = {"values": {}, "owner_id": ids(repair)["eve"]}
    answer = ada.patch(f"{RECORDS}/{made['a1']}", json=body, headers={"If-Match": '"1"'})
    assert answer.status_code in (403, 422), answer.text
    assert names(ada) == {"a1"}


def test_a_team_change_acts_on_the_next_request(repair: World) -> None:
    fill(repair, ("a1", "ada", 500), ("b1", "bob", 50))
    ada, admin = repair.client("ada"), repair.client("admin")
    assert names(ada) == {"a1", "b1"}
    assert admin.patch(f"/api/v1/users/{ids(repair)['bob']}", json={"teams": []}).status_code == 200
    assert names(ada) == {"a1"}


def test_a_role_change_acts_on_the_next_request(repair: World) -> None:
    fill(repair, ("a1", "ada", 500))
    joe, admin = repair.client("joe"), repair.client("admin")
    assert joe.get(RECORDS).status_code == 404
    body = {"users": [ids(repair)["joe"]], "teams": []}
    assert admin.put("/api/v1/roles/repair/keeper/members", json=body).status_code == 200
    assert names(joe) == {"a1"}
    assert joe.get("/api/v1/me").json()["apps"][0]["forms"][0]["key"] == "machine"


def test_a_published_grant_acts_on_the_next_request(repair: World) -> None:
    fill(repair, ("e1", "eve", 1), ("b1", "bob", 500))
    eve = repair.client("eve")
    assert names(eve) == {"e1"}
    with repair.transaction() as ctx:
        wider = {**FITTER, "grants": [{"form": "machine", "actions": ["read"], "scope": "all"}]}
        save_draft(ctx, "repair", "roles", "fitter", wider)
        publish(ctx, "repair")
    assert names(eve) == {"e1", "b1"}


def test_a_builder_cannot_publish_rights(repair: World) -> None:
    ben = ids(repair)["ben"]
    with pytest.raises(TriloomError) as refused, repair.transaction() as ctx:
        building = ctx.acting_as(principal_of(ctx, uuid.UUID(ben)))
        save_draft(
            building,
            "repair",
            "roles",
            "builder",
            {**BUILDER, "capabilities": ["build", "administer"]},
        )
        publish(building, "repair")
    assert (refused.value.status, refused.value.code) == (403, "role.needs_administrator")


def test_a_role_document_with_faults_names_each_place(repair: World) -> None:
    wrong: JsonObject = {
        "kind": "role",
        "key": "wrong",
        "label": {"en": "Wrong"},
        "grants": [
            {"form": "nothing", "actions": ["read"]},
            {"form": "machine", "fields": {"gone": "none"}},
            {"form": "machine", "when": "gone > 1"},
            {"form": "machine", "when": "name"},
        ],
    }
    with repair.transaction() as ctx:
        state = save_draft(ctx, "repair", "roles", "wrong", wrong)
    found = {(fault.pointer, fault.code) for fault in state.problems}
    assert ("/grants/0/form", "role.unknown_form") in found
    assert ("/grants/1/fields/gone", "role.unknown_field") in found
    assert {pointer for pointer, _code in found} >= {"/grants/2/when", "/grants/3/when"}


def test_an_explanation_names_the_grant_that_decided(repair: World) -> None:
    made = fill(repair, ("a1", "ada", 500), ("b2", "bob", 500))
    people, admin = ids(repair), repair.client("admin")
    answer = admin.get(f"{RECORDS}/{made['a1']}/explain", params={"user": people["ada"]})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["actions"]["update"]["allowed"] is True
    origin = found["actions"]["update"]["reasons"][0]["origin"]
    assert origin == {"kind": "roles", "key": "fitter", "pointer": "/grants/0"}
    assert found["fields"]["cost"]["right"] == "none"
    answer = admin.get(f"{RECORDS}/{made['b2']}/explain", params={"user": people["ada"]})
    reasons = answer.json()["actions"]["read"]["reasons"]
    assert [reason["code"] for reason in reasons] == [
        "explain.out_of_scope", "explain.condition_false",
    ]  # fmt: skip
    assert not answer.json()["actions"]["read"]["allowed"]


def test_my_own_explanation_does_not_tell_of_hidden_fields(repair: World) -> None:
    made = fill(repair, ("a1", "ada", 500), ("e1", "eve", 1))
    ada = repair.client("ada")
    path = f"{RECORDS}/{made['a1']}/explain"
    assert set(ada.get(path).json()["fields"]) == {"name"}
    hidden, unknown = (ada.get(path, params={"field": key}) for key in ("cost", "gone"))
    assert (hidden.status_code, hidden.json()["code"]) == (400, unknown.json()["code"])
    assert ada.get(f"{RECORDS}/{made['e1']}/explain").status_code == 404
    other = ada.get(path, params={"user": ids(repair)["bob"]})
    assert other.status_code == 403


def test_everything_of_a_leaver_changes_hands(repair: World) -> None:
    fill(repair, ("a1", "ada", 500), ("a2", "ada", 5))
    people, admin = ids(repair), repair.client("admin")
    path, body = f"/api/v1/users/{people['ada']}/handover", {"to": people["eve"], "disable": True}
    planned = admin.post(path, json=body, params={"dry_run": True}).json()
    assert (planned["records"], planned["forms"][0]["form"]) == (2, "machine")
    assert names(repair.client("eve")) == set()
    done = admin.post(path, json=body)
    assert done.status_code == 200, done.text
    assert names(repair.client("eve")) == {"a1", "a2"}
    assert admin.post(path, json={"to": people["ada"]}).status_code == 409


def test_my_page_lists_only_what_i_may_open(repair: World) -> None:
    assert repair.client("joe").get("/api/v1/me").json()["apps"] == []
    [app] = repair.client("ada").get("/api/v1/me").json()["apps"]
    assert (app["key"], app["roles"], app["capabilities"]) == ("repair", ["fitter"], ["export"])
    assert [form["key"] for form in app["forms"]] == ["machine"]


def test_a_builder_cannot_change_who_sees_a_form_nor_delete_a_role(repair: World) -> None:
    ben = repair.client("ben")
    app = "/api/v1/apps/repair"
    wider = {**MACHINE, "access": [{"role": "builder"}]}
    saved = ben.put(f"{app}/forms/machine/draft", json=wider)
    assert saved.status_code == 200, saved.text
    answer = ben.post(f"{app}/forms/machine/publish", json={"consent": []})
    assert (answer.status_code, answer.json()["code"]) == (403, "role.needs_administrator")
    assert ben.get(RECORDS).status_code == 404
    assert ben.delete(f"{app}/roles/fitter").status_code == 403
    relabelled = {**MACHINE, "label": {"en": "Device"}}
    etag = saved.headers["etag"]
    ben.put(f"{app}/forms/machine/draft", json=relabelled, headers={"If-Match": etag})
    answer = ben.post(f"{app}/forms/machine/publish", json={"consent": []})
    assert answer.status_code == 200, answer.text


def test_tasks_that_wait_for_a_leaver_wait_for_the_receiver(repair: World) -> None:
    people, admin = ids(repair), repair.client("admin")
    waiting = {
        "instance_id": new_id(), "token": 1, "node": "approve", "kind": "approval",
        "app_key": "repair", "form_id": new_id(), "record_id": new_id(),
        "assignee": uuid.UUID(people["ada"]),
    }  # fmt: skip
    with repair.transaction() as ctx:
        for number, state in enumerate(("pending", "approved")):
            ctx.connection.execute(
                flow_task.insert().values(
                    tenant_id=ctx.tenant_id, id=new_id(), number=number, state=state,
                    created_at=ctx.now, **waiting,
                )
            )  # fmt: skip
    done = admin.post(f"/api/v1/users/{people['ada']}/handover", json={"to": people["bob"]})
    assert done.json()["tasks"] == 1
    with repair.reading() as ctx:
        rows = ctx.connection.execute(flow_task.select().order_by(flow_task.c.number)).all()
    assert [str(row.assignee) for row in rows] == [people["bob"], people["ada"]]
