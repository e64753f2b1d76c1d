"""Tables of the model registry: versions, runs, scores and forecast rows."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

version = sa.Table(
    "ml_version",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("app_key", BinaryText, nullable=False),
    sa.Column("model_key", BinaryText, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("plugin", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("artefact", JsonDocument, nullable=False),
    sa.Column("artefact_sha256", sa.Text, nullable=False),
    sa.Column("card", JsonDocument, nullable=False),
    sa.Column("roles", JsonDocument, nullable=False),
    sa.Column("run_id", sa.Text, nullable=False),
    sa.Column("trained_at", Instant, nullable=False),
    sa.Column("promoted_at", Instant),
    sa.Column("promoted_by", Identifier),
    sa.Column("promotion_note", sa.Text),
    sa.UniqueConstraint("tenant_id", "app_key", "model_key", "number"),
    sa.UniqueConstraint("tenant_id", "run_id"),
)
"""One trained artefact, as text or JSON; state is trained, shadow, live, retired or refused."""

run = sa.Table(
    "ml_run",
    PLATFORM,
    tenant_column(),
    sa.Column("id", BinaryText, primary_key=True),
    sa.Column("app_key", BinaryText, nullable=False),
    sa.Column("model_key", BinaryText, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("error", JsonDocument),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Index("ix_ml_run_model", "tenant_id", "app_key", "model_key", "started_at"),
)

score = sa.Table(
    "ml_score",
    PLATFORM,
    tenant_column(),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("field_id", Identifier, nullable=False),
    sa.Column("version_id", Identifier, nullable=False),
    sa.Column("value", JsonDocument),
    sa.Column("reason", sa.Text),
    sa.Column("computed_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "record_id", "field_id"),
)
"""The score that stands in the field, with the version that gave it: no score without one."""

forecast = sa.Table(
    "ml_forecast",
    PLATFORM,
    tenant_column(),
    sa.Column("version_id", Identifier, nullable=False),
    sa.Column("series", BinaryText, nullable=False),
    sa.Column("period", BinaryText, nullable=False),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("low", sa.Float, nullable=False),
    sa.Column("high", sa.Float, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "version_id", "series", "period"),
)
"""Rows of `series` plugins, by version."""
