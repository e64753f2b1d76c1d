"""API tokens: never more than their owner, ended at once, counted."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.support.world import World
from triloom_core.clock import SystemClock


@pytest.fixture
def outside(sqlite_world: World) -> TestClient:
    """A client without cookie."""
    return sqlite_world.client(None)


def bearer(client: TestClient, **body: object) -> dict[str, str]:
    made = client.post("/api/v1/tokens", json={"name": "script", **body})
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['token']}"}


def test_a_token_with_the_scope_read_cannot_write(client: TestClient, outside: TestClient) -> None:
    header = bearer(client, scopes=["read"])
    assert outside.get("/api/v1/me", headers=header).json()["capabilities"] == []
    answer = outside.post("/api/v1/teams", json={"key": "north", "label": "N"}, headers=header)
    assert (answer.status_code, answer.json()["code"]) == (403, "token.scope")


def test_writing_needs_the_capability_as_well(client: TestClient, outside: TestClient) -> None:
    header = bearer(client, scopes=["read", "write"])
    answer = outside.post("/api/v1/teams", json={"key": "north", "label": "N"}, headers=header)
    assert (answer.status_code, answer.json()["code"]) == (403, "capability.missing")
    header = bearer(client, scopes=["read", "write", "administer"])
    answer = outside.post("/api/v1/teams", json={"key": "north", "label": "N"}, headers=header)
    assert answer.status_code == 201


def test_a_token_cannot_make_a_stronger_token(client: TestClient, outside: TestClient) -> None:
    header = bearer(client, scopes=["read", "write"])
    body = {"name": "stronger", "scopes": ["read", "administer"]}
    answer = outside.post("/api/v1/tokens", json=body, headers=header)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/scopes/1"


def test_an_expired_token_is_refused(
    client: TestClient, outside: TestClient, sqlite_world: World
) -> None:
    soon = (SystemClock().now() + timedelta(seconds=30)).isoformat()
    header = bearer(client, expires_at=soon)
    assert outside.get("/api/v1/me", headers=header).status_code == 200

    class Later(SystemClock):
        def now(self):  # type: ignore[no-untyped-def]
            return super().now() + timedelta(minutes=1)

    sqlite_world.services.clock = Later()
    assert outside.get("/api/v1/me", headers=header).json()["code"] == "token.invalid"


def test_a_deleted_token_is_refused(client: TestClient, outside: TestClient) -> None:
    header = bearer(client)
    [item] = client.get("/api/v1/tokens").json()["items"]
    assert "token" not in item
    assert client.delete(f"/api/v1/tokens/{item['id']}").status_code == 204
    assert outside.get("/api/v1/me", headers=header).status_code == 401


def test_a_quota_answers_429_and_says_when_to_come_back(
    client: TestClient, outside: TestClient
) -> None:
    header = bearer(client, requests_per_minute=3)
    codes = [outside.get("/api/v1/me", headers=header).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    refused = outside.get("/api/v1/me", headers=header)
    assert 0 < int(refused.headers["retry-after"]) <= 61


@pytest.mark.parametrize("text", ["trl_", "trl_x", "trl_x_y", "trl_" + "a" * 16 + "_b", "nonsense"])
def test_made_up_tokens_are_refused(outside: TestClient, text: str) -> None:
    answer = outside.get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 401
    assert "bearer" in answer.headers["www-authenticate"].lower()
