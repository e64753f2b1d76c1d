"""The migrations give exactly the tables of the code, on both databases, forwards and back."""

import pytest
import sqlalchemy as sa

from tests.support.world import World
from triloom.database.migrate import differences, downgrade, upgrade


def test_the_newest_migration_gives_the_tables_of_the_code(world: World) -> None:
    with world.services.database.read() as connection:
        assert differences(connection) == []


def test_an_upgrade_of_a_current_database_changes_nothing(world: World) -> None:
    upgrade(world.services.database)
    with world.reading() as ctx:
        assert ctx.principal is not None


def test_the_first_migration_goes_back_and_forward(world: World) -> None:
    database = world.services.database
    downgrade(database, "base")
    with database.read() as connection:
        left = set(sa.inspect(connection).get_table_names())
    assert not any(
        name.startswith(("access_", "record_", "flow_", "meta_", "ml_")) for name in left
    )
    upgrade(database)
    with database.read() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
def test_the_guards_of_the_security_log_are_migrated(world: World, table: str) -> None:
    with world.services.database.read() as connection:
        if connection.dialect.name == "sqlite":
            statement = (
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
            )
        else:
            statement = "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
        assert len(connection.execute(sa.text(statement), {"table": table}).all()) >= 2
