"""Tables of the connect room: notifications, opened hosts, webhook subscriptions, deliveries."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

notification = sa.Table(
    "notification",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("user_id", Identifier, nullable=False),
    sa.Column("source_id", Identifier, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text),
    sa.Column("app_key", BinaryText),
    sa.Column("form_id", Identifier),
    sa.Column("record_id", Identifier),
    sa.Column("task_id", Identifier),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("read_at", Instant),
    sa.UniqueConstraint("source_id", "user_id"),
    sa.Index("ix_notification_user_id", "user_id", "created_at"),
)
"""One notice to one user; (source, user) is unique, so a repeated job tells nobody twice."""

egress_host = sa.Table(
    "egress_host",
    PLATFORM,
    tenant_column(),
    sa.Column("host", BinaryText, nullable=False),
    sa.Column("ports", JsonDocument, nullable=False),
    sa.Column("allow_private", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", Identifier),
    sa.PrimaryKeyConstraint("tenant_id", "host"),
)
"""Hosts that an administrator opened for outbound calls; everything else is refused."""

webhook = sa.Table(
    "webhook",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("app_key", BinaryText, nullable=False),
    sa.Column("form_key", BinaryText),
    sa.Column("events", JsonDocument, nullable=False),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("is_enabled", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", Identifier),
    sa.Index(None, "tenant_id", "app_key"),
)
"""A subscription to what happens to records; its payload names the record, never its values."""

webhook_delivery = sa.Table(
    "webhook_delivery",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("webhook_id", Identifier),
    sa.Column("effect_id", Identifier),
    sa.Column("event", BinaryText, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("body", JsonDocument, nullable=False),
    sa.Column("state", BinaryText, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text),
    sa.Column("error", BinaryText),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.Index("ix_webhook_delivery_created_at", "tenant_id", "created_at"),
)
"""The log of outbound calls. State: pending, done, failed."""
