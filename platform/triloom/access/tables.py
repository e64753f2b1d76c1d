"""Tables of identity: users, teams, memberships, role members, sessions, tokens, login attempts."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

user = sa.Table(
    "access_user",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("login", BinaryText, nullable=False),
    sa.Column("login_key", BinaryText, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("password_hash", sa.Text),
    sa.Column("password_changed_at", Instant),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("disabled_at", Instant),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("rev", sa.BigInteger, nullable=False, server_default="1"),
    sa.UniqueConstraint("tenant_id", "login_key"),
)
"""`login_key` is the folded login: two logins that differ only by case are one person."""

team = sa.Table(
    "access_team",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("key", BinaryText, nullable=False),
    sa.Column("label", JsonDocument, nullable=False),
    sa.Column("parent_id", Identifier),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("rev", sa.BigInteger, nullable=False, server_default="1"),
    sa.UniqueConstraint("tenant_id", "key"),
    sa.Index(None, "tenant_id", "parent_id"),
)

membership = sa.Table(
    "access_membership",
    PLATFORM,
    tenant_column(),
    sa.Column("team_id", Identifier, nullable=False),
    sa.Column("user_id", Identifier, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "team_id", "user_id"),
    sa.Index(None, "tenant_id", "user_id"),
)

role_member = sa.Table(
    "access_role_member",
    PLATFORM,
    tenant_column(),
    sa.Column("app_key", BinaryText, nullable=False),
    sa.Column("role_key", BinaryText, nullable=False),
    sa.Column("member_kind", BinaryText, nullable=False),
    sa.Column("member_id", Identifier, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "app_key", "role_key", "member_kind", "member_id"),
    sa.CheckConstraint("member_kind IN ('user', 'team')", name="member_kind"),
    sa.Index(None, "tenant_id", "member_id"),
)
"""Who has a role of an app: a user, or everybody in a team (not in the teams below it)."""

session = sa.Table(
    "access_session",
    PLATFORM,
    tenant_column(),
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("user_id", Identifier, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("address", sa.Text),
    sa.Column("agent", sa.Text),
    sa.Index(None, "tenant_id", "user_id"),
)
"""Open sessions; the token itself is never stored, only its SHA-256."""

token = sa.Table(
    "access_token",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("public_id", BinaryText, nullable=False, unique=True),
    sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("user_id", Identifier, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", JsonDocument, nullable=False),
    sa.Column("requests_per_minute", sa.Integer),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant),
    sa.Column("used_at", Instant),
    sa.Index(None, "tenant_id", "user_id"),
)

login_attempt = sa.Table(
    "access_login_attempt",
    PLATFORM,
    tenant_column(),
    sa.Column("subject", sa.LargeBinary(32), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("window_at", Instant, nullable=False),
    sa.Column("blocked_until", Instant),
    sa.PrimaryKeyConstraint("tenant_id", "subject"),
    sa.Index(None, "tenant_id", "window_at"),
)
"""Counters of failed logins per login and per address, shared by all workers.

`subject` is a keyed hash, so that the table tells nobody which logins were tried.
"""
