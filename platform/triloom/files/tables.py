"""Tables of uploaded files and of the fields that link them."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import Identifier, Instant

file = sa.Table(
    "file",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("owner_id", Identifier),
    sa.Column("scan_state", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Index("ix_file_created_at", "tenant_id", "created_at"),
)

file_link = sa.Table(
    "file_link",
    PLATFORM,
    tenant_column(),
    sa.Column("file_id", Identifier, nullable=False),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("field_id", Identifier, nullable=False),
    sa.PrimaryKeyConstraint("file_id", "form_id", "record_id", "field_id"),
    sa.Index("ix_file_link_record", "record_id", "field_id"),
)
"""Which record's field shows a file; a file that nobody links is collected after 24 hours."""
