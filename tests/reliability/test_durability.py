"""What is acknowledged is on the disk: the settings that this rests on, read from live connections."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.world import World
from triloom.database.durability import weak_settings


def test_every_sqlite_connection_syncs_each_commit(sqlite_world: World) -> None:
    database = sqlite_world.services.database
    with database.write() as writing, database.read() as reading:
        for connection in (writing, reading):
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
            synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
            assert (mode, synchronous) == ("wal", 2)
            assert weak_settings(connection) == ()


def test_a_connection_that_would_lose_commits_is_named(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'weak.db'}")

    @sa.event.listens_for(engine, "connect")
    def weaken(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")

    with engine.connect() as connection:
        assert weak_settings(connection) == ("synchronous=1",)
    engine.dispose()


@pytest.mark.postgres
def test_every_postgresql_connection_waits_for_the_disk(postgres_world: World) -> None:
    with postgres_world.services.database.write() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        assert "synchronous_commit=off" in weak_settings(connection)


def test_readiness_tells_whether_commits_reach_the_disk(sqlite_world: World) -> None:
    answer = sqlite_world.client(None).get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["durability"] == "full"
