"""The fixed tables of the bare endpoint."""

import sqlalchemy as sa

from triloom.database.types import Identifier, Instant

METADATA = sa.MetaData()
ITEM = sa.Table(
    "bare_item",
    METADATA,
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger),
    sa.Column("quantity", sa.BigInteger),
    sa.Column("status", sa.Text),
    sa.Column("day", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("done", sa.Boolean),
    sa.Column("deleted_at", Instant),
)
sa.Index("ix_bare_amount", ITEM.c.amount, ITEM.c.id)
TOKEN = sa.Table(
    "bare_token", METADATA, sa.Column("token", sa.Text, primary_key=True), sa.Column("who", sa.Text)
)
