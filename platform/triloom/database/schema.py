"""The MetaData that holds every platform table, and the columns that all of them share."""

import sqlalchemy as sa

from triloom.database.types import Identifier

PLATFORM = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def tenant_column() -> sa.Column[object]:
    """Return the `tenant_id` column that every platform table carries."""
    return sa.Column("tenant_id", Identifier, nullable=False)
