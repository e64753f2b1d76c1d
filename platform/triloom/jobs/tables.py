"""Tables of the job room: our row of every job, schedules, and heartbeats of executors."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Instant, JsonDocument

job = sa.Table(
    "job",
    PLATFORM,
    tenant_column(),
    sa.Column("id", BinaryText, primary_key=True),
    sa.Column("kind", BinaryText, nullable=False),
    sa.Column("queue", BinaryText, nullable=False),
    sa.Column("payload", JsonDocument, nullable=False),
    sa.Column("state", BinaryText, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("dispatched", sa.Boolean, nullable=False, default=False),
    sa.Column("cancel_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("progress_done", sa.BigInteger, nullable=False, default=0),
    sa.Column("progress_total", sa.BigInteger),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", BinaryText),
    sa.Column("due_at", Instant),
    sa.Column("started_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Column("result", JsonDocument),
    sa.Column("error", JsonDocument),
    sa.Index("ix_job_state_due_at", "state", "dispatched", "due_at"),
    sa.Index("ix_job_tenant_id_created_at", "tenant_id", "created_at"),
)
"""`state`: scheduled (waits for `due_at`), queued, running, done, failed, canceled."""

job_schedule = sa.Table(
    "job_schedule",
    PLATFORM,
    tenant_column(),
    sa.Column("key", BinaryText, primary_key=True),
    sa.Column("kind", BinaryText, nullable=False),
    sa.Column("payload", JsonDocument, nullable=False),
    sa.Column("every_seconds", sa.BigInteger, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("is_enabled", sa.Boolean, nullable=False, default=True),
)

executor_heartbeat = sa.Table(
    "executor_heartbeat",
    PLATFORM,
    tenant_column(),
    sa.Column("executor_id", BinaryText, primary_key=True),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("beat_at", Instant, nullable=False),
)
