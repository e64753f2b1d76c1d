"""Logging in, staying logged in, and every way in which that ends."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from tests.support.world import PASSWORD, World, open_world
from triloom.access import tables, users
from triloom.access.passwords import hash_password
from triloom.access.sessions import hash_token
from triloom_core.clock import FixedClock, SystemClock

COOKIE = "triloom_session"


@pytest.fixture(scope="module")
def password_hash() -> str:
    """One hash for every user of this module: hashing is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def clock() -> FixedClock:
    """A clock that the test moves."""
    return FixedClock(SystemClock().now())


@pytest.fixture
def timed_world(sqlite_world: World, clock: FixedClock) -> World:
    """Services whose clock the test moves."""
    sqlite_world.services.clock = clock
    return sqlite_world


def add(world: World, login: str, password_hash: str, **more: object) -> str:
    with world.transaction() as ctx:
        return str(
            users.create_user(
                ctx,
                login=login,
                name=login,
                password_hash=password_hash,
                **more,  # type: ignore[arg-type]
            )
        )


def attempt(client: TestClient, login: str, password: str = "wrong password") -> int:
    return client.post("/api/v1/session", json={"login": login, "password": password}).status_code


def test_a_cookie_opens_the_door_and_logging_out_closes_it(sqlite_world: World) -> None:
    client = sqlite_world.client("admin")
    assert client.get("/api/v1/me").json()["login"] == "admin"
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_the_token_is_stored_as_a_hash_only(sqlite_world: World) -> None:
    client = sqlite_world.client("admin")
    token = client.cookies[COOKIE]
    with sqlite_world.reading() as ctx:
        stored = ctx.connection.execute(sa.select(tables.session.c.token_hash)).scalars().all()
    assert hash_token(token) in [bytes(value) for value in stored]
    assert len(token) >= 43


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(sqlite_world: World) -> None:
    client = sqlite_world.client(None)
    answer = client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_bearer_token_is_given_only_when_asked_for(sqlite_world: World) -> None:
    client = sqlite_world.client(None)
    body = {"login": "admin", "password": PASSWORD, "token": True}
    answer = client.post("/api/v1/session", json=body)
    assert "set-cookie" not in answer.headers
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    made = client.post("/api/v1/teams", json={"key": "north", "label": "North"}, headers=bearer)
    assert made.status_code == 201


def test_every_failure_has_the_same_body(sqlite_world: World, password_hash: str) -> None:
    add(sqlite_world, "gone", password_hash)
    with sqlite_world.transaction() as ctx:
        identifier = users.user_id_of(ctx, "gone")
        assert identifier is not None
        users.disable_user(ctx, identifier)
    client = sqlite_world.client(None)
    bodies = []
    for login, password in (("nobody", PASSWORD), ("admin", "wrong"), ("gone", PASSWORD)):
        answer = client.post("/api/v1/session", json={"login": login, "password": password})
        assert answer.status_code == 401
        body = answer.json()
        body.pop("request_id")
        bodies.append(body)
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_session_ends_after_eight_idle_hours(timed_world: World, clock: FixedClock) -> None:
    client = timed_world.client("admin")
    for _ in range(3):
        clock.advance(timedelta(hours=7, minutes=59))
        assert client.get("/api/v1/me").status_code == 200
    clock.advance(timedelta(hours=8))
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "session.expired")


def test_a_session_ends_after_seven_days_of_use(timed_world: World, clock: FixedClock) -> None:
    client = timed_world.client("admin")
    for _ in range(23):
        clock.advance(timedelta(hours=7))
        assert client.get("/api/v1/me").status_code == 200
    clock.advance(timedelta(hours=7))
    assert client.get("/api/v1/me").status_code == 401


def test_a_clock_set_back_never_lengthens_a_session(timed_world: World, clock: FixedClock) -> None:
    client = timed_world.client("admin")
    clock.advance(timedelta(minutes=-6))
    assert client.get("/api/v1/me").status_code == 401


def test_five_failures_delay_the_login_even_with_the_right_password(
    timed_world: World, clock: FixedClock, password_hash: str
) -> None:
    add(timed_world, "ada", password_hash)
    client = timed_world.client(None)
    assert [attempt(client, "ada") for _ in range(5)] == [401] * 5
    refused = client.post("/api/v1/session", json={"login": "Ada", "password": PASSWORD})
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 16
    clock.advance(timedelta(seconds=wait))
    assert attempt(client, "ada", PASSWORD) == 200
    assert attempt(client, "ada") == 401


def test_the_delay_grows_but_never_beyond_fifteen_minutes(
    timed_world: World, clock: FixedClock
) -> None:
    client = timed_world.client(None)
    waits = []
    for _ in range(14):
        answer = client.post("/api/v1/session", json={"login": "nobody", "password": "x"})
        if answer.status_code == 401:
            answer = client.post("/api/v1/session", json={"login": "nobody", "password": "x"})
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            clock.advance(timedelta(seconds=waits[-1]))
        clock.advance(timedelta(seconds=61) if not waits else timedelta())
    assert waits == sorted(waits)
    assert max(waits) <= 901


def test_one_address_gets_twenty_attempts_a_minute(timed_world: World, clock: FixedClock) -> None:
    client = timed_world.client(None)
    codes = [attempt(client, f"nobody{index}") for index in range(21)]
    assert codes == [401] * 20 + [429]
    clock.advance(timedelta(minutes=1))
    assert attempt(client, "nobody") == 401


def test_good_logins_do_not_use_up_the_address(sqlite_world: World) -> None:
    client = sqlite_world.client(None)
    assert [attempt(client, "admin", PASSWORD) for _ in range(22)] == [200] * 22


def test_a_new_password_ends_all_other_sessions_and_tokens(
    sqlite_world: World, password_hash: str
) -> None:
    add(sqlite_world, "ada", password_hash)
    here, there = sqlite_world.client("ada"), sqlite_world.client("ada")
    token = here.post("/api/v1/tokens", json={"name": "script"}).json()["token"]
    body = {"current": PASSWORD, "password": "another long sentence"}
    assert here.post("/api/v1/me/password", json=body).status_code == 204
    assert here.get("/api/v1/me").status_code == 200
    assert there.get("/api/v1/me").status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    assert sqlite_world.client(None).get("/api/v1/me", headers=bearer).status_code == 401


def test_disabling_a_user_acts_on_their_next_request(
    sqlite_world: World, password_hash: str
) -> None:
    identifier = add(sqlite_world, "ada", password_hash)
    client, admin = sqlite_world.client("ada"), sqlite_world.client("admin")
    assert client.get("/api/v1/me").status_code == 200
    assert admin.delete(f"/api/v1/users/{identifier}").status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    assert attempt(client, "ada", PASSWORD) == 401


def test_teams_act_on_the_next_request(sqlite_world: World, password_hash: str) -> None:
    identifier = add(sqlite_world, "ada", password_hash)
    client, admin = sqlite_world.client("ada"), sqlite_world.client("admin")
    assert client.get("/api/v1/me").json()["teams"] == []
    team = admin.post("/api/v1/teams", json={"key": "north", "label": {"en": "North"}}).json()
    admin.patch(f"/api/v1/users/{identifier}", json={"teams": [team["id"]]})
    assert [item["key"] for item in client.get("/api/v1/me").json()["teams"]] == ["north"]


def test_sessions_outlive_the_process(sqlite_template: Path, tmp_path: Path) -> None:
    first = open_world(tmp_path / "data")
    client = first.client("admin")
    cookie = client.cookies[COOKIE]
    first.close()
    second = open_world(tmp_path / "data")
    again = second.client(None)
    again.cookies.set(COOKIE, cookie)
    assert again.get("/api/v1/me").status_code == 200
    second.close()
