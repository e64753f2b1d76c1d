"""The security log: written with what it reports, sealed in a chain, changed by nobody."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import sqlalchemy.exc

from tests.support.world import PASSWORD, World
from triloom.audit import tables
from triloom.audit.jobs import seal
from triloom.audit.seal import verify_chain
from triloom_core.clock import FixedClock, SystemClock


@pytest.fixture
def filled(sqlite_world: World) -> World:
    """A log with some events that have settled."""
    return fill(sqlite_world)


def fill(world: World) -> World:
    clock = FixedClock(SystemClock().now())
    world.services.clock = clock
    client = world.client(None)
    for password in ("wrong", PASSWORD):
        client.post("/api/v1/session", json={"login": "admin", "password": password})
    admin = world.client("admin")
    admin.post("/api/v1/teams", json={"key": "north", "label": "North"})
    admin.post("/api/v1/tokens", json={"name": "script"})
    clock.advance(timedelta(minutes=5))
    return world


def report(world: World):  # type: ignore[no-untyped-def]
    with world.services.database.read() as connection:
        return verify_chain(connection, world.services.organisation.id)


def test_logins_and_changes_of_rights_are_logged(filled: World) -> None:
    items = filled.client("admin").get("/api/v1/audit/events").json()["items"]
    kinds = [item["kind"] for item in items]
    assert kinds == ["token.created", "team.created", "login.succeeded", "login.failed"]
    assert items[0]["actor"]["name"] == "Admin"
    assert PASSWORD not in str(items)
    assert "wrong" not in str(items)


def test_the_sealer_leaves_no_gap_and_can_run_twice(filled: World) -> None:
    assert seal(filled.services, {}) == {"sealed": 4}
    assert seal(filled.services, {}) == {"sealed": 0}
    found = report(filled)
    assert (found.sealed, found.unsealed, found.broken_at) == (4, 0, None)
    assert found.head != "00" * 32


def test_what_has_not_settled_is_not_sealed(sqlite_world: World) -> None:
    sqlite_world.client("admin").post("/api/v1/teams", json={"key": "north", "label": "N"})
    assert seal(sqlite_world.services, {}) == {"sealed": 0}
    assert report(sqlite_world).unsealed == 1


def test_the_database_refuses_to_change_the_log(world: World) -> None:
    fill(world)
    assert seal(world.services, {}) == {"sealed": 4}
    for table in ("audit_event", "audit_seal"):
        for verb in ("UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"):
            with (
                pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"),
                world.services.database.write() as connection,
            ):
                connection.exec_driver_sql(verb.format(table))
    found = report(world)
    assert (found.sealed, found.broken_at) == (4, None)


@pytest.mark.parametrize(
    ("damage", "place", "reason"),
    [
        ("UPDATE audit_event SET kind = 'harmless' WHERE kind = 'team.created'", 3, "differs"),
        ("DELETE FROM audit_event WHERE kind = 'login.succeeded'", 2, "deleted"),
        ("DELETE FROM audit_seal WHERE seq = 2", 2, "missing"),
    ],
)
def test_whoever_gets_around_the_triggers_breaks_the_chain(
    filled: World, damage: str, place: int, reason: str
) -> None:
    seal(filled.services, {})
    with filled.services.database.write() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        ).scalars()
        for name in list(names):
            connection.execute(sa.DDL(f"DROP TRIGGER {name}"))
        connection.exec_driver_sql(damage)
    found = report(filled)
    assert found.broken_at == place
    assert reason in found.reason


def test_only_the_capability_audit_opens_the_log(sqlite_world: World) -> None:
    with sqlite_world.transaction() as ctx:
        from triloom.access.users import create_user

        create_user(ctx, login="ada", name="Ada")
    ada = sqlite_world.client("ada")
    assert ada.get("/api/v1/audit/events").status_code == 403
    assert ada.get("/api/v1/audit/seal").status_code == 403
    items = sqlite_world.client("admin").get("/api/v1/audit/events").json()["items"]
    assert {(item["kind"], item["data"]["path"]) for item in items} == {
        ("refused", "/api/v1/audit/events"),
        ("refused", "/api/v1/audit/seal"),
    }
    assert sqlite_world.client("admin").get("/api/v1/audit/seal").json()["broken_at"] is None


def test_the_hash_covers_every_member_of_an_event(filled: World) -> None:
    columns = {column.name for column in tables.event.columns} - {"tenant_id"}
    from triloom.audit.seal import _COLUMNS

    assert {column.name for column in _COLUMNS} == columns
