"""Tables of the security log and of its seal."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

event = sa.Table(
    "audit_event",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", BinaryText, nullable=False),
    sa.Column("actor_id", Identifier),
    sa.Column("subject_id", Identifier),
    sa.Column("address", sa.Text),
    sa.Column("request_id", sa.Text),
    sa.Column("data", JsonDocument, nullable=False),
    sa.Index(None, "tenant_id", "at"),
)
"""Logins, refusals, exports, explains and changes of rights; written with what they report."""

seal = sa.Table(
    "audit_seal",
    PLATFORM,
    tenant_column(),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("event_id", Identifier, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.Column("sealed_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "seq"),
    sa.UniqueConstraint("tenant_id", "event_id"),
)
"""The hash chain over the events, without gaps; written by the sealer only."""
