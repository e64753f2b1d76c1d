"""Records over HTTP: statuses, headers, idempotency, files, imports, exports, search."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.records.conftest import ORDER, SITE
from tests.support.world import World, open_world
from triloom.access.principal import SYSTEM
from triloom.records import feed
from triloom.records.events import visible_events

BASE = "/api/v1/apps/works"
SITES, ORDERS = f"{BASE}/forms/site/records", f"{BASE}/forms/order/records"
DOCUMENT = {
    **ORDER,
    "fields": [*ORDER["fields"], {"key": "files", "type": "attachment"}],  # type: ignore[misc]
}


@pytest.fixture(scope="session")
def workshop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the workshop's forms are published; each test gets a copy."""
    folder = tmp_path_factory.mktemp("workshop") / "data"
    shutil.copytree(sqlite_template, folder)
    world = open_world(folder)
    client = world.client("admin")
    client.post("/api/v1/apps", json={"key": "works", "label": "Works"})
    for form in (SITE, DOCUMENT):
        body = {"kind": "form", "label": form["key"], **form}
        client.put(f"{BASE}/forms/{form['key']}/draft", json=body)
    forms = [{"kind": "forms", "key": key} for key in ("site", "order")]
    assert client.post(f"{BASE}/publish", json={"documents": forms}).status_code == 200
    world.close()
    return folder


@pytest.fixture
def shop(workshop: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(workshop, tmp_path / "data")
    world = open_world(tmp_path / "data")
    yield world
    world.close()


@pytest.fixture
def api(shop: World) -> TestClient:
    return shop.client("admin")


def test_a_record_goes_through_its_life_with_the_right_statuses(api: TestClient) -> None:
    created = api.post(ORDERS, json={"values": {"subject": "Pump", "hours": 1}})
    assert created.status_code == 201
    assert created.headers["etag"] == '"1"'
    place = created.headers["location"]
    assert api.get(place).json() == created.json()
    assert api.patch(place, json={"values": {"hours": 2}}).status_code == 428
    assert (
        api.patch(place, json={"values": {"hours": 2}}, headers={"If-Match": "x"}).status_code
        == 400
    )
    changed = api.patch(place, json={"values": {"hours": 2}}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    clash = api.patch(place, json={"values": {"hours": 3}}, headers={"If-Match": '"1"'})
    assert clash.status_code == 409
    assert clash.json()["conflicts"] == [{"field": "hours", "base": 1, "mine": 3, "theirs": 2}]
    assert api.delete(place, headers={"If-Match": '"1"'}).status_code == 412
    assert api.delete(place, headers={"If-Match": '"2"'}).status_code == 204
    assert api.get(place).status_code == 404
    assert api.get(ORDERS, params={"trash": "true"}).json()["count"]["value"] == 1
    assert api.post(f"{place}/restore").json()["rev"] == 4
    ops = [entry["op"] for entry in api.get(f"{place}/history").json()["items"]]
    assert ops == ["restore", "delete", "update", "create"]


def test_a_repeat_under_a_key_gets_the_first_answer(api: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    body = {"values": {"name": "Harbour"}}
    first = api.post(SITES, json=body, headers=headers)
    again = api.post(SITES, json=body, headers=headers)
    assert (again.status_code, again.text, again.headers["etag"]) == (201, first.text, '"1"')
    other = api.post(SITES, json={"values": {"name": "Mill"}}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "record.idempotency_key_reused")
    failed = {"Idempotency-Key": "k2"}
    assert api.post(SITES, json={"values": {}}, headers=failed).status_code == 422
    assert api.post(SITES, json={"values": {"name": "Quay"}}, headers=failed).status_code == 201


def test_a_key_used_by_two_at_once_writes_once(api: TestClient) -> None:
    def send(_number: int) -> int:
        answer = api.post(
            SITES, json={"values": {"name": "Harbour"}}, headers={"Idempotency-Key": "same"}
        )
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(6))) == [201] * 6
    assert api.get(SITES, params={"count": "exact"}).json()["count"]["value"] == 1


BODIES: tuple[bytes, ...] = (
    b"", b"[]", b"{", b'{"values":{"hours":NaN}}', b'{"values":{"subject":"\\ud800"}}',
    b'{"values":{"subject":"a\\u0000"}}', b'{"values":' + b"[" * 2000 + b"]" * 2000 + b"}",
    b'{"values":{"hours":1e400}}', b'{"values":{"subject":"x","hours":1' + b"0" * 5000 + b"}}",
    b'{"nonsense":1}', b'{"values":{"parts":{"create":7}}}', b'{"values":{"site":{}}}',
    b'{"values":{"subject":"x"},"owner_id":"019b0f5e-0000-7000-8000-000000000001"}',
)  # fmt: skip


def test_no_body_causes_more_than_a_422(api: TestClient) -> None:
    for body in BODIES:
        answer = api.post(ORDERS, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, (body[:60], answer.text)
        assert answer.json()["detail"]


def test_a_file_is_kept_linked_and_only_given_to_those_who_may_see_it(api: TestClient) -> None:
    upload = api.post(
        "/api/v1/files", files={"file": ("../plan\u202e.pdf", b"%PDF-1.7 x", "application/pdf")}
    )
    assert upload.status_code == 201
    found = upload.json()
    assert (found["name"], found["type"], found["size"]) == ("plan.pdf", "application/pdf", 10)
    lying = api.post("/api/v1/files", files={"file": ("a.png", b"<html><script>", "image/png")})
    assert lying.json()["code"] == "file.type_lies"
    record = api.post(
        ORDERS, json={"values": {"subject": "x", "files": [{"id": found["id"], "name": "forged"}]}}
    )
    assert record.json()["values"]["files"] == [
        {"id": found["id"], "name": "plan.pdf", "size": 10, "type": "application/pdf"}
    ]
    answer = api.get(f"/api/v1/files/{found['id']}")
    assert answer.content == b"%PDF-1.7 x"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    unknown = "019b0f5e-0000-7000-8000-000000000001"
    assert api.get(f"/api/v1/files/{unknown}").status_code == 404
    missing = api.post(ORDERS, json={"values": {"subject": "x", "files": [{"id": unknown}]}})
    assert missing.json()["errors"][0]["code"] == "file.not_found"
    assert api.post("/api/v1/files", content=b"x").status_code == 422


def test_an_import_over_http_tells_its_progress_and_is_taken_back(
    api: TestClient, shop: World
) -> None:
    path = f"{BASE}/forms/site/imports"
    content = b"name,region\nHarbour,north\nMill,nowhere\n"
    answer = api.post(
        path,
        files={"file": ("sites.csv", content, "text/csv")},
        data={"mapping": json.dumps({"name": "name", "region": "region"}), "on_error": "skip"},
    )
    assert answer.status_code == 202
    run = answer.json()["id"]
    shop.services.jobs.run_pending()
    body = api.get(f"{path}/{run}").json()
    assert (body["state"], body["created"], body["refused"]) == ("done", 1, 1)
    assert [row["line"] for row in body["rows"]] == [3]
    assert [item["id"] for item in api.get(path).json()["items"]] == [run]
    assert api.delete(f"{path}/{run}").status_code == 202
    shop.services.jobs.run_pending()
    assert api.get(f"{path}/{run}").json()["state"] == "undone"
    assert api.get(SITES).json()["items"] == []
    for content, code in ((b"", "import.file_empty"), (b"\x00" * 90, "import.not_text")):
        wrong = api.post(path, files={"file": ("a.csv", content, "text/csv")})
        assert (wrong.status_code, wrong.json()["code"]) == (422, code)


def test_an_export_is_a_guarded_file(api: TestClient) -> None:
    api.post(SITES, json={"values": {"name": "=cmd()", "region": "north"}})
    answer = api.post(f"{BASE}/forms/site/exports", json={"format": "csv", "filter": None})
    assert answer.headers["content-disposition"].endswith('.csv"')
    assert "'=cmd()" in answer.text
    assert api.post(f"{BASE}/forms/site/exports", json={"filter": "nope = 1"}).status_code == 400
    assert api.post(f"{BASE}/forms/site/exports", json={"format": "doc"}).status_code == 422


def test_a_search_looks_through_all_forms(api: TestClient) -> None:
    api.post(SITES, json={"values": {"name": "Harbour East"}})
    api.post(ORDERS, json={"values": {"subject": "Harbour pump"}})
    groups = api.get(f"{BASE}/search", params={"q": "harbour"}).json()["groups"]
    assert [(group["form"]["key"], group["items"][0]["title"]) for group in groups] == [
        ("order", "W-0001 Harbour pump"), ("site", "Harbour East"),
    ]  # fmt: skip


def test_events_tell_what_changed_and_carry_no_values(api: TestClient, shop: World) -> None:
    with shop.reading() as ctx:
        start = feed.watermark(ctx.connection)
    api.post(SITES, json={"values": {"name": "Harbour"}})
    with shop.reading(SYSTEM) as ctx:
        events, position = visible_events(ctx, start, "works")
        assert [(name, data["form"], data["op"]) for _place, name, data in events] == [
            ("record", "site", "create")
        ]
        assert "Harbour" not in json.dumps([data for _place, _name, data in events])
        assert visible_events(ctx, position, "works") == ([], position)


def test_a_stream_of_events_starts_only_for_those_who_are_logged_in(shop: World) -> None:
    client = shop.client(None)
    assert client.get("/api/v1/events").status_code == 401
