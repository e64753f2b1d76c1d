"""Documents over HTTP: tags, plans, consent, who may build, compiled forms."""

import uuid
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.metadata.conftest import JOB, MACHINE, without_field
from tests.support.world import World
from triloom.access.principal import Principal, Standing
from triloom.access.users import create_user
from triloom.metadata.client_form import ClientForm
from triloom.metadata.kinds import KIND_NAMES
from triloom_core.json_types import JsonObject

BASE = "/api/v1/apps/repair"


@pytest.fixture
def client(sqlite_world: World) -> TestClient:
    """A client logged in as the administrator, with the app `repair`."""
    logged_in = sqlite_world.client()
    answer = logged_in.post("/api/v1/apps", json={"key": "repair", "label": {"en": "Repair"}})
    assert answer.status_code == 201, answer.text
    return logged_in


def save(client: TestClient, body: JsonObject, tag: str | None = None, kind: str = "forms"):  # type: ignore[no-untyped-def]
    """Save a draft and return the answer."""
    headers = {} if tag is None else {"If-Match": tag}
    path = f"{BASE}/{kind}/{body['key']}/draft"
    return client.put(path, json={"body": body}, headers=headers)


def test_a_draft_is_guarded_by_its_tag(client: TestClient) -> None:
    first = save(client, MACHINE)
    assert (first.status_code, first.headers["etag"], first.json()["problems"]) == (200, '"1"', [])
    assert save(client, MACHINE).status_code == 428
    assert save(client, MACHINE, '"1"').headers["etag"] == '"2"'
    stale = save(client, MACHINE, '"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "document.stale")
    assert save(client, MACHINE, "nonsense").status_code == 400
    assert (
        client.delete(f"{BASE}/forms/machine/draft", headers={"If-Match": '"2"'}).status_code == 204
    )
    assert client.get(f"{BASE}/forms/machine?version=draft").status_code == 404


def test_problems_come_in_the_language_of_the_reader(client: TestClient) -> None:
    body = {"key": "machine", "fields": [{"key": "a", "type": "link", "target": "gone"}]}
    answer = client.put(
        f"{BASE}/forms/machine/draft", json=body, headers={"Accept-Language": "zh-CN"}
    )
    problem = answer.json()["problems"][0]
    assert (problem["pointer"], problem["code"]) == ("/fields/0/target", "form.unknown_target")
    assert "不存在" in problem["message"]


def test_publishing_shows_its_plan_and_asks_for_consent(
    client: TestClient, sqlite_world: World
) -> None:
    save(client, MACHINE)
    plan = client.post(f"{BASE}/forms/machine/publish?dry_run=true", json={}).json()
    assert plan["ok"] is True
    assert plan["documents"] == [
        {"kind": "forms", "key": "machine", "from_version": None, "to_version": 1}
    ]
    assert client.get(f"{BASE}/forms/machine").status_code == 404
    assert client.post(f"{BASE}/publish", json={}).json()["state"] == "published"
    record = client.post(
        f"{BASE}/forms/machine/records", json={"values": {"name": "A", "price": "9"}}
    )
    assert record.status_code == 201, record.text
    save(client, without_field({**MACHINE, "rules": []}, "price"))
    refused = client.post(f"{BASE}/forms/machine/publish", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "publish.consent_required")
    asked = refused.json()["consent_required"]
    assert "1 record" in asked[0]["text"]
    tokens = [item["token"] for item in asked]
    done = client.post(f"{BASE}/forms/machine/publish", json={"consent": tokens})
    assert done.status_code == 200
    back = client.post(f"{BASE}/forms/machine/revert", json={"version": 1})
    assert back.status_code == 200, back.text
    path = f"{BASE}/forms/machine/records/{record.json()['id']}"
    assert client.get(path).json()["values"]["price"] == "9"


def test_documents_are_listed_compared_and_shown_as_a_graph(client: TestClient) -> None:
    save(client, MACHINE)
    save(client, JOB)
    client.post(f"{BASE}/publish", json={})
    items = client.get(f"{BASE}/forms").json()["items"]
    assert [(i["key"], i["published_version"], i["has_draft"]) for i in items] == [
        ("job", 1, False), ("machine", 1, False),
    ]  # fmt: skip
    graph = client.get(f"{BASE}/dependencies").json()
    edges = {(e["from"]["key"], e["to"]["key"], e["to"]["field"]) for e in graph["edges"]}
    assert ("job", "machine", "price") in edges
    assert client.delete(f"{BASE}/forms/machine").json()["code"] == "document.in_use"
    versions = client.get(f"{BASE}/forms/job/versions").json()["items"]
    assert [v["version"] for v in versions] == [1]
    difference = client.get(f"{BASE}/forms/job/diff?from=1&to=published").json()
    assert difference["differences"] == []


def test_schemas_of_all_kinds_and_field_types_are_served(client: TestClient) -> None:
    for kind in KIND_NAMES:
        schema = client.get(f"/api/v1/schemas/{kind}")
        assert schema.status_code == 200
        assert schema.json()["type"] == "object"
    assert client.get("/api/v1/schemas/nonsense").status_code == 404
    types = client.get("/api/v1/field-types", headers={"Accept-Language": "zh-CN"}).json()["items"]
    assert {"name": "text", "label": "单行文本"}.items() <= types[0].items()


def test_only_builders_see_and_change_documents(client: TestClient, sqlite_world: World) -> None:
    save(client, MACHINE)
    with sqlite_world.transaction() as ctx:
        create_user(ctx, login="worker", name="Worker", password="correct horse battery staple")
    worker = sqlite_world.client("worker")
    assert worker.get(f"{BASE}/forms/machine?version=draft").status_code == 403
    assert save(worker, MACHINE, '"1"').status_code == 403
    assert worker.post(f"{BASE}/publish", json={}).status_code == 403
    assert worker.get("/api/v1/apps").json() == {"items": []}
    assert worker.get(BASE).status_code == 404
    assert sqlite_world.client(None).get(f"{BASE}/forms").status_code == 401


def test_a_package_is_planned_installed_and_read_over_http(client: TestClient) -> None:
    save(client, MACHINE)
    client.post(f"{BASE}/publish", json={})
    content = client.get(f"{BASE}/package")
    assert content.headers["content-type"] == "application/zip"
    headers = {"Content-Type": "application/zip"}
    plan = client.post("/api/v1/packages?dry_run=true", content=content.content, headers=headers)
    assert plan.status_code == 200, plan.text
    done = client.post("/api/v1/packages", content=content.content, headers=headers)
    assert done.json()["state"] == "published"
    assert client.post("/api/v1/packages", content=b"x", headers=headers).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/apps/none"), ("GET", "/apps/repair/nonsense"), ("GET", "/apps/repair/forms/none"),
        ("GET", "/apps/repair/forms/none/versions"), ("PUT", "/apps/none/forms/x/draft"),
        ("PUT", "/apps/repair/nonsense/x/draft"), ("POST", "/apps/repair/forms/none/publish"),
        ("GET", "/apps/repair/forms/none/compiled"), ("POST", "/apps/none/publish"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_answered_with_404(
    client: TestClient, method: str, path: str
) -> None:
    answer = client.request(method, f"/api/v1{path}", json={} if method != "GET" else None)
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize(
    "raw", [b"[]", b'{"body": 7}', b"{", b'{"key": NaN}', b'{"key": "\\u0000"}', b"[" * 2000]
)
def test_a_draft_that_is_no_document_is_answered_with_422(client: TestClient, raw: bytes) -> None:
    answer = client.put(f"{BASE}/forms/machine/draft", content=raw)
    assert answer.status_code == 422, answer.text


# --- compiled forms -------------------------------------------------------------------------------

FORM: JsonObject = {
    **MACHINE,
    "rules": [
        {"id": "open", "when": "name = 'x'", "then": {"require": ["name"], "hide": ["price"]}},
        {"id": "secret", "when": "price = 'high'", "then": {"require": ["name"]}},
    ],
    "layout": [{"label": {"en": "Main", "zh-CN": "主要"}, "items": ["name", "price"]}],
    "access": [
        {
            "role": "worker",
            "scope": "all",
            "actions": ["read", "update"],
            "fields": {"price": "none"},
        }
    ],
}


@pytest.fixture
def compiled(client: TestClient, sqlite_world: World) -> Callable[[Principal | None], JsonObject]:
    """The compiled form `machine` as a principal (or the administrator over HTTP) gets it."""
    role: JsonObject = {"key": "worker", "label": "Worker", "grants": []}
    save(client, role, kind="roles")
    save(client, FORM)
    assert client.post(f"{BASE}/publish", json={}).status_code == 200

    def ask(principal: Principal | None) -> JsonObject:
        if principal is None:
            found: JsonObject = client.get(f"{BASE}/forms/machine/compiled").json()
            return found
        with sqlite_world.services.reading(principal, language="zh-CN") as ctx:
            return ClientForm(ctx, ctx.catalog.form("repair", "machine")).to_json()

    return ask


def _keys(items: object) -> list[str]:
    assert isinstance(items, list)
    return [item.get("key") or item.get("id") or item.get("field") for item in items]


def test_an_administrator_gets_every_field_with_rights(
    compiled: Callable[[Principal | None], JsonObject],
) -> None:
    form = compiled(None)
    assert _keys(form["fields"]) == ["name", "price", "rows", "total"]
    assert {f["right"] for f in form["fields"]} == {"write"}  # type: ignore[union-attr,index,call-overload]
    assert form["permissions"]["create"] is True  # type: ignore[index,call-overload]
    assert form["json_schema"]["required"] == ["name"]  # type: ignore[index,call-overload]
    assert [r["when"] for r in form["rules"]][0] == {"=": [{"field": ["name"]}, "x"]}  # type: ignore[union-attr,index,call-overload]


def test_a_hidden_field_appears_nowhere_in_a_compiled_form(
    compiled: Callable[[Principal | None], JsonObject],
) -> None:
    roles = frozenset({("repair", "worker")})
    worker = Principal(
        "user", uuid.uuid4(), "worker", "Worker", app_roles=roles, standing=Standing(roles)
    )
    form = compiled(worker)
    assert "price" not in repr(form)
    assert _keys(form["rules"]) == ["open"]  # the other one reads what the reader may not know
    layout = form["layout"]
    assert isinstance(layout, list)
    assert layout[0]["label"] == "主要"  # type: ignore[index,call-overload]
    assert _keys(layout[0]["items"]) == ["name"]  # type: ignore[index,call-overload]
    permissions = form["permissions"]
    assert isinstance(permissions, dict)
    assert (permissions["create"], permissions["update"]) == (False, True)
    assert form["fields"][0]["label"] == "名称"  # type: ignore[index,call-overload]
