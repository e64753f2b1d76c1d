"""Tables of organisations and of the epochs that invalidate caches."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import Identifier, Instant, JsonDocument

organisation = sa.Table(
    "organisation",
    PLATFORM,
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False, server_default="UTC"),
    sa.Column("default_language", sa.Text, nullable=False, server_default="en"),
    sa.Column("settings", JsonDocument, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

epoch = sa.Table(
    "organisation_epoch",
    PLATFORM,
    tenant_column(),
    sa.Column("metadata", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("access", sa.BigInteger, nullable=False, server_default="0"),
    sa.PrimaryKeyConstraint("tenant_id"),
)
"""One row per organisation, read once per request: a changed number drops the cache it names."""
