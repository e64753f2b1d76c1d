"""Hostile requests: each gets the right 4xx as a problem document, none gets a 5xx."""

from collections.abc import Iterator

import anyio
import pytest
import sqlalchemy.exc
from fastapi import Request
from fastapi.testclient import TestClient

from tests.support.world import World
from triloom.api.edge import JSON_LIMIT, REQUESTS_AT_ONCE, EdgeMiddleware

PROBLEM = "application/problem+json"
TEAMS = "/api/v1/teams"


def refused(answer: object, status: int) -> None:
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    assert answer.headers["content-type"].startswith(PROBLEM)  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    assert {"type", "title", "status", "detail", "code", "errors"} <= set(body)
    assert body["status"] == status


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(client: TestClient) -> None:
    refused(client.post(TEAMS, content=b"x" * (JSON_LIMIT + 1)), 413)


def test_a_body_without_a_length_is_counted_while_it_is_read(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * (JSON_LIMIT // 10)

    header = {"content-type": "application/json"}
    refused(client.post(TEAMS, content=chunks(), headers=header), 413)


def test_headers_beyond_sixteen_kilobytes_are_refused(client: TestClient) -> None:
    refused(client.get(TEAMS, headers={"x-large": "x" * 17_000}), 413)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff\xfe",
        b'{"key": "a", "label": "b",}',
        b"[" * 100_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b'{"key": ' + b"9" * 6_000 + b"}",
        b'{"key": NaN, "label": "b"}',
        b'{"key": "ok", "label": "\\ud800"}',
        b'{"key": "ok", "label": {"en": "\\ud800"}}',
        b'{"key": "ok", "label": {"\\ud800": "x"}}',
        b'{"key": "a\\u0000b", "label": "x"}',
        b"null",
        b"[]",
        b'"text"',
        b"",
    ],
)
def test_malformed_bodies_are_refused(client: TestClient, content: bytes) -> None:
    answer = client.post(TEAMS, content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"].startswith(PROBLEM)


def test_null_characters_are_refused_or_find_nothing(client: TestClient) -> None:
    body = {"login": "a\x00b", "password": "x"}
    assert client.post("/api/v1/session", json=body).status_code in (401, 422)
    assert client.get("/api/v1/users", params={"search": "a\x00b"}).status_code in (200, 400, 422)
    assert client.get("/api/v1/users/%00").status_code in (400, 404)
    assert client.get("/api/v1/apps/%00/forms/%00/records").status_code == 404


def test_a_write_without_the_csrf_token_is_refused(client: TestClient) -> None:
    del client.headers["X-CSRF-Token"]
    answer = client.post(TEAMS, json={"key": "north", "label": "North"})
    refused(answer, 403)
    assert answer.json()["code"] == "csrf.missing"
    assert client.get(TEAMS).json()["items"] == []


@pytest.mark.parametrize(
    "header",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_write_from_another_site_is_refused(client: TestClient, header: dict[str, str]) -> None:
    answer = client.post(TEAMS, json={"key": "north", "label": "North"}, headers=header)
    refused(answer, 403)
    assert answer.json()["code"] == "csrf.origin"
    login = client.post("/api/v1/session", json={"login": "a", "password": "b"}, headers=header)
    refused(login, 403)


def test_a_token_of_another_session_does_not_help(sqlite_world: World) -> None:
    one, two = sqlite_world.client("admin"), sqlite_world.client("admin")
    one.headers["X-CSRF-Token"] = two.headers["X-CSRF-Token"]
    assert one.post(TEAMS, json={"key": "north", "label": "North"}).status_code == 403


def test_a_stale_revision_is_refused(client: TestClient) -> None:
    team = client.post(TEAMS, json={"key": "north", "label": "North"}).json()
    path = f"{TEAMS}/{team['id']}"
    changed = client.patch(path, json={"label": "N"}, headers={"If-Match": f'"{team["rev"]}"'})
    assert changed.status_code == 200
    again = client.patch(path, json={"label": "M"}, headers={"If-Match": f'"{team["rev"]}"'})
    refused(again, 412)


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/api/v1/me", "/api/v1/nowhere", "/healthz", "/api/v1/users/x"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-request-id"]
    assert client.get("/api/v1/me").headers["cache-control"] == "no-store"


def test_other_methods_obey_the_same_rules(sqlite_world: World) -> None:
    stranger = sqlite_world.client(None)
    assert stranger.head("/api/v1/users").status_code in (401, 405)
    assert stranger.options("/api/v1/users").status_code in (401, 405)
    override = {"X-HTTP-Method-Override": "DELETE"}
    assert stranger.post("/api/v1/users", json={}, headers=override).status_code == 401
    assert stranger.get("/api/v1//users").status_code in (401, 404)
    assert stranger.get("/api/v1/%75sers").status_code in (401, 404)


def test_too_many_requests_at_once_of_one_caller_are_refused() -> None:
    release, statuses = anyio.Event(), []

    async def slow(_scope: object, _receive: object, send: object) -> None:
        await release.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    edge = EdgeMiddleware(slow)  # type: ignore[arg-type]

    async def ask(cookie: bytes) -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append((cookie, message["status"]))

        scope = {"type": "http", "path": "/x", "headers": [(b"cookie", cookie)], "method": "GET"}
        await edge(scope, receive, send)  # type: ignore[arg-type]

    async def flood() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(REQUESTS_AT_ONCE + 3):
                group.start_soon(ask, b"one")
            group.start_soon(ask, b"two")
            await anyio.wait_all_tasks_blocked()
            release.set()

    anyio.run(flood)
    assert statuses.count((b"one", 429)) == 3
    assert statuses.count((b"two", 200)) == 1
    assert not edge._running


def test_a_clash_that_only_the_database_sees_is_a_conflict(client: TestClient) -> None:
    """Two requests found a key free at once, and the second one met the unique index."""
    app = client.app
    error = sqlalchemy.exc.IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed"))
    handler = app.exception_handlers[sqlalchemy.exc.DBAPIError]  # type: ignore[attr-defined]
    request = Request({"type": "http", "headers": [], "state": {}, "app": app, "method": "POST"})
    answer = handler(request, error)
    assert answer.status_code == 409
    assert b"INSERT" not in answer.body
