"""Brings a database to the newest platform schema."""

from sqlalchemy import MetaData

from triloom.database.all_tables import platform_metadata
from triloom.database.database import Database


def upgrade(database: Database) -> None:
    """Create or upgrade every platform table."""
    metadata = platform_metadata()
    assert isinstance(metadata, MetaData)
    with database.write() as connection:
        metadata.create_all(connection)
