"""Alembic environment: runs on the connection that `triloom.database.migrate` hands over."""

from alembic import context

from triloom.database.all_tables import platform_metadata
from triloom.database.migrate import VERSION_TABLE


def run() -> None:
    """Run the migrations inside the caller's transaction."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=platform_metadata(),
        version_table=VERSION_TABLE,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
    )
    context.run_migrations()


run()
