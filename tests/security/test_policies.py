"""Random policies: list, count, export, report, search and the Python evaluator agree on the rows."""

import json
import random
import uuid
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.world import World, open_world
from triloom.access import users
from triloom.access.predicate import check_row
from triloom.access.principals import principal_of
from triloom.metadata.apps import create_app
from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import publish
from triloom.records.layout import layout_of
from triloom.records.read import load_image
from triloom_core.json_types import JsonObject

APP = "repair"
RECORDS = f"/api/v1/apps/{APP}/forms/job/records"
POLICIES = 6
ROWS = 48
CONDITIONS: tuple[str, ...] = (
    "hours > 3", "not (hours > 3)", "kind = 'pump'", "kind != 'pump'", "is_empty(kind)",
    "urgent", "not urgent", "cost >= 12.5 and kind in ('pump', 'fan')", "due < date('2026-06-01')",
    "contains(name, 'a')", "coalesce(hours, 0) = 0 or urgent", "is_me(created_by)",
    "stage = 'open'", "not closed", "in_my_team(owner)", "cost / hours > 2",
    "if(urgent, hours > 1, kind = 'fan')", "hours in (1, 2, 3)", "starts_with(name, 'ü')",
)  # fmt: skip
FORM: JsonObject = {
    "kind": "form", "key": "job", "label": {"en": "Job"}, "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "label": {"en": "Name"}},
        {"key": "hours", "type": "integer", "label": {"en": "Hours"}},
        {"key": "cost", "type": "decimal", "scale": 2, "label": {"en": "Cost"}},
        {"key": "urgent", "type": "checkbox", "label": {"en": "Urgent"}},
        {"key": "due", "type": "date", "label": {"en": "Due"}},
        {"key": "kind", "type": "select", "label": {"en": "Kind"}, "options": [
            {"key": "pump", "label": {"en": "Pump"}}, {"key": "fan", "label": {"en": "Fan"}},
        ]},
    ],
}  # fmt: skip
FLOW: JsonObject = {
    "kind": "flow", "key": "job_flow", "label": {"en": "Flow"}, "form": "job",
    "stages": [
        {"key": "open", "label": {"en": "Open"}, "kind": "open"},
        {"key": "done", "label": {"en": "Done"}, "kind": "success"},
    ],
    "nodes": [
        {"key": "start", "type": "start"},
        {"key": "open", "type": "stage", "stage": "open", "label": {"en": "Open"}},
        {"key": "done", "type": "stage", "stage": "done", "label": {"en": "Done"}},
    ],
    "edges": [
        {"from": "start", "to": "open"},
        {"from": "open", "to": "done", "action": "finish", "label": {"en": "Finish"}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Jobs of five owners with every mixture of values, nulls included; some are done."""
    world = open_world(tmp_path_factory.mktemp("policies") / "data")
    generator = random.Random(7)
    with world.transaction() as ctx:
        create_app(ctx, APP, label={"en": "Repair"})
        save_draft(ctx, APP, "forms", "job", FORM)
        save_draft(ctx, APP, "flows", "job_flow", FLOW)
        publish(ctx, APP)
        top = users.create_team(ctx, key="top", label="Top")
        below = users.create_team(ctx, key="below", label="Below", parent_id=top)
        people = [
            users.create_user(
                ctx, login=login, name=login, team_ids=teams, app_roles=[(APP, "fitter")]
            )
            for login, teams in (("me", [top]), ("peer", [top]), ("child", [below]), ("far", []))
        ]
    admin = world.client("admin")
    for number in range(ROWS):
        values = {
            "name": generator.choice([None, "a pump", "b", "übung", "50%"]),
            "hours": generator.choice([None, 0, 1, 3, 9]),
            "cost": generator.choice([None, "0.00", "12.50", "99.99"]),
            "urgent": generator.choice([None, True, False]),
            "due": generator.choice([None, "2026-01-31", "2026-12-01"]),
            "kind": generator.choice([None, "pump", "fan"]),
        }
        given = {key: value for key, value in values.items() if value is not None}
        body = {"values": given, "owner_id": str(generator.choice(people))}
        made = admin.post(RECORDS, json=body)
        assert made.status_code == 201, made.text
        if number % 4 == 0:
            path = f"{RECORDS}/{made.json()['id']}/actions/finish"
            assert admin.post(path, json={}).status_code == 200
    yield world
    world.close()


def policy(generator: random.Random) -> JsonObject:
    grants = []
    for _ in range(generator.randint(1, 3)):
        grant: JsonObject = {
            "form": "job",
            "actions": ["read", "export"],
            "scope": generator.choice(["own", "team", "subtree", "all"]),
        }
        if generator.random() < 0.8:
            parts = generator.sample(CONDITIONS, generator.randint(1, 2))
            grant["when"] = generator.choice([" and ", " or "]).join(f"({part})" for part in parts)
        grants.append(grant)
    return {"kind": "role", "key": "fitter", "label": {"en": "Fitter"}, "grants": [*grants]}


def by_python(world: World) -> set[str]:
    """Return what the evaluator lets through, row by row."""
    with world.reading() as ctx:
        form = ctx.catalog.form(APP, "job")
        identifier = users.user_id_of(ctx, "me")
        assert identifier is not None
        asking = ctx.acting_as(principal_of(ctx, identifier))
        ids = ctx.connection.execute(form.table.select()).scalars().all()
        images = {str(item): load_image(ctx, layout_of(form), uuid.UUID(str(item))) for item in ids}
        return {
            item
            for item, image in images.items()
            if image is not None and check_row(asking, form, "read", image)
        }


def by_channels(client: TestClient) -> dict[str, object]:
    listed = client.get(RECORDS, params={"limit": "500", "count": "exact"})
    assert listed.status_code == 200, listed.text
    exported = client.post(f"/api/v1/apps/{APP}/forms/job/exports", json={"format": "json"})
    query = {"source": "job", "measures": [{"key": "rows", "expression": "count()"}]}
    report = client.post(f"/api/v1/apps/{APP}/reports/query", json={"report": query})
    assert report.status_code == 200, report.text
    return {
        "list": {item["id"] for item in listed.json()["items"]},
        "count": listed.json()["count"]["value"],
        "export": {item["id"] for item in json.loads(exported.text)},
        "report": report.json()["rows"][0][0],
    }


@pytest.mark.parametrize("seed", range(POLICIES))
def test_every_channel_reaches_the_same_rows(filled: World, seed: int) -> None:
    role = policy(random.Random(seed))
    with filled.transaction() as ctx:
        state = save_draft(ctx, APP, "roles", "fitter", role)
        assert not state.problems, state.problems
        publish(ctx, APP)
    expected = by_python(filled)
    found = by_channels(filled.client("me"))
    assert found == {
        "list": expected,
        "count": len(expected),
        "export": expected,
        "report": len(expected),
    }, role["grants"]
