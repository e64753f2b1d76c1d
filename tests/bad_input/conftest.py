"""A small plant that all tests of this folder share; each of them must leave it as it was."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.support.world import World, open_world
from triloom.access.users import create_user
from triloom_core.clock import FixedClock

API = "/api/v1"
APP = f"{API}/apps/plant"
MACHINES = f"{APP}/forms/machine/records"


def label(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh-CN": zh}


HALL = {
    "kind": "form",
    "key": "hall",
    "label": label("Hall", "车间"),
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "label": label("Name", "名称"), "required": True},
        {"key": "number", "type": "text", "label": label("Number", "编号"), "unique": True},
    ],
    "access": [{"role": "worker", "scope": "all", "actions": ["read"]}],
}
MACHINE = {
    "kind": "form",
    "key": "machine",
    "label": label("Machine", "设备"),
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "label": label("Name", "名称"), "required": True},
        {"key": "hall", "type": "link", "target": "hall", "label": label("Hall", "车间")},
        {"key": "price", "type": "decimal", "scale": 2, "min": 0, "label": label("Price", "价格")},
        {"key": "hours", "type": "integer", "label": label("Hours", "工时")},
        {"key": "code", "type": "text", "unique": True, "label": label("Code", "编码")},
        {"key": "note", "type": "text", "label": label("Note", "备注")},
        {
            "key": "rate",
            "type": "formula",
            "expression": "price / hours",
            "label": label("Rate", "费率"),
        },
    ],
    "access": [{"role": "worker", "scope": "own", "fields": {"note": "read"}}],
}
FLOW = {
    "kind": "flow",
    "key": "machine_flow",
    "label": label("Service", "保养流程"),
    "form": "machine",
    "stages": [
        {"key": "fresh", "label": label("Fresh", "待处理"), "kind": "open"},
        {"key": "fixed", "label": label("Fixed", "已修复"), "kind": "success"},
    ],
    "nodes": [
        {"key": "start", "type": "start"},
        {"key": "fresh", "type": "stage", "stage": "fresh"},
        {"key": "fixed", "type": "stage", "stage": "fixed"},
    ],
    "edges": [
        {"from": "start", "to": "fresh"},
        {
            "from": "fresh",
            "to": "fixed",
            "action": "fix",
            "label": label("Fix", "修复"),
            "when": "price > 10",
            "reason": label("The price is too low", "价格过低"),
        },
        {"from": "fixed", "to": "fresh", "action": "reopen", "label": label("Reopen", "重新打开")},
    ],
}
WORKER = {"kind": "role", "key": "worker", "label": label("Worker", "工人"), "grants": []}


@dataclass
class Plant:
    """The world, its administrator and a worker, and one record of each form."""

    world: World
    clock: FixedClock
    admin: TestClient
    worker: TestClient
    ids: dict[str, str] = field(default_factory=dict)

    def create(self, form: str, **values: Any) -> dict[str, Any]:
        answer = self.admin.post(f"{APP}/forms/{form}/records", json={"values": values})
        return dict(ok(answer, 201))

    def draft(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Save a draft over the present one and return its state."""
        path = f"{APP}/{kind}/{body['key']}"
        present = self.admin.get(f"{path}?version=draft")
        rev = present.json()["rev"] if present.status_code == 200 else None
        headers = {} if rev is None else {"If-Match": f'"{rev}"'}
        return dict(ok(self.admin.put(f"{path}/draft", json={"body": body}, headers=headers)))

    def drop_draft(self, kind: str, key: str) -> None:
        self.admin.delete(f"{APP}/{kind}/{key}/draft", headers={"If-Match": "*"})


def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def changed(form: dict[str, Any], which: str, **members: Any) -> dict[str, Any]:
    """Return a form with members of one field changed."""
    body = copy.deepcopy(form)
    for item in body["fields"]:
        if item["key"] == which:
            item.update(members)
    return body


@pytest.fixture(scope="session")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """The plant that tests share."""
    found = make_plant(tmp_path_factory.mktemp("plant"))
    yield found
    found.world.close()


@pytest.fixture
def own_plant(tmp_path: Path) -> Iterator[Plant]:
    """A plant that a test may ruin."""
    found = make_plant(tmp_path / "plant")
    yield found
    found.world.close()


def make_plant(folder: Path) -> Plant:
    clock = FixedClock(datetime(2026, 3, 2, 8, tzinfo=UTC))
    world = open_world(folder, clock=clock)
    admin = world.client("admin")
    ok(admin.post(f"{API}/apps", json={"key": "plant", "label": label("Plant", "工厂")}), 201)
    found = Plant(world, clock, admin, admin)
    for kind, body in (("roles", WORKER), ("forms", HALL), ("forms", MACHINE), ("flows", FLOW)):
        state = found.draft(kind, copy.deepcopy(body))
        assert state["problems"] == []
    ok(admin.post(f"{APP}/publish", json={}))
    with world.transaction() as ctx:
        create_user(
            ctx, login="worker", name="Worker", password_hash="-", app_roles=[("plant", "worker")]
        )
    found.worker = world.client("worker")
    hall = found.create("hall", name="North", number="N1")
    found.ids["hall"] = hall["id"]
    found.ids["machine"] = found.create("machine", name="Lathe", price="5.00", note="old")["id"]
    trash = found.create("hall", name="Gone", number="G1")
    path = f"{APP}/forms/hall/records/{trash['id']}"
    ok(admin.delete(path, headers={"If-Match": '"1"'}), 204)
    found.ids["trash"] = trash["id"]
    twice = found.create("machine", name="Twice", code="T1", price="7.00")
    path = f"{MACHINES}/{twice['id']}"
    ok(admin.patch(path, json={"values": {"price": "8.00"}}, headers={"If-Match": '"1"'}))
    found.ids["twice"] = twice["id"]
    return found


@pytest.fixture(params=["en", "zh-CN"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)
