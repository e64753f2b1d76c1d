"""Brings a database to the newest platform schema, and tells which schema it has."""

from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from triloom.database.database import Database
from triloom.resources import migrations_folder

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "platform_alembic_version"


def upgrade(database: Database, revision: str = "head") -> None:
    """Create or upgrade every platform table, in one transaction."""
    from alembic import command  # noqa: PLC0415  (1 CPU-s, and only a migration needs it)

    with database.write() as connection:
        command.upgrade(_configuration(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Go back to an older schema; data of dropped tables is lost."""
    from alembic import command  # noqa: PLC0415  (see `upgrade`)

    with database.write() as connection:
        command.downgrade(_configuration(connection), revision)


def differences(connection: Connection) -> list[str]:
    """Return what the tables of the code have and the database lacks, or the reverse."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415  (see `upgrade`)
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    from triloom.database.all_tables import platform_metadata  # noqa: PLC0415
    from triloom.database.schema import PLATFORM  # noqa: PLC0415

    platform_metadata()
    # the index over search tokens is an expression that no table of the code spells out
    known = {*PLATFORM.tables} | {
        index.name for table in PLATFORM.tables.values() for index in table.indexes
    }
    options = {
        "version_table": VERSION_TABLE,
        "include_object": lambda _object, name, kind, _reflected, _other: (
            kind not in ("table", "index") or name in known
        ),
    }
    context = MigrationContext.configure(connection, opts=options)
    return [str(item) for item in compare_metadata(context, PLATFORM)]


def _configuration(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  (see `upgrade`)

    configuration = Config()
    configuration.set_main_option("script_location", str(migrations_folder()))
    configuration.attributes["connection"] = connection
    return configuration
