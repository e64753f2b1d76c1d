"""Tables of the flow room: instances and what stands, waits and happened in them."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

flow_instance = sa.Table(
    "flow_instance",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("app_key", BinaryText, nullable=False),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("flow_id", Identifier, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sha256", BinaryText, nullable=False),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.Column("status", BinaryText, nullable=False),
    sa.Column("outcome", BinaryText),
    sa.Column("stage", BinaryText),
    sa.Column("stage_entered_at", Instant),
    sa.Column("counter", sa.Integer, nullable=False),
    sa.Column("variables", JsonDocument, nullable=False),
    sa.Column("incident", JsonDocument),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("started_by", Identifier),
    sa.UniqueConstraint("flow_id", "record_id"),
    sa.Index(None, "record_id"),
    sa.Index(None, "tenant_id", "status"),
)
"""One run of a flow on one record, pinned to the version it started with; `rev` is its CAS."""

flow_token = sa.Table(
    "flow_token",
    PLATFORM,
    tenant_column(),
    sa.Column("instance_id", Identifier, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("node", BinaryText, nullable=False),
    sa.Column("waiting", BinaryText),
    sa.Column("arrived_by", BinaryText),
    sa.PrimaryKeyConstraint("instance_id", "number"),
)

flow_task = sa.Table(
    "flow_task",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("instance_id", Identifier, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("token", sa.Integer, nullable=False),
    sa.Column("node", BinaryText, nullable=False),
    sa.Column("kind", BinaryText, nullable=False),
    sa.Column("app_key", BinaryText, nullable=False),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("state", BinaryText, nullable=False),
    sa.Column("assignee", Identifier),
    sa.Column("candidate_role", BinaryText),
    sa.Column("requested_by", Identifier),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("closed_by", Identifier),
    sa.Column("comment", sa.Text),
    sa.UniqueConstraint("instance_id", "number"),
    sa.Index("ix_flow_task_assignee", "assignee", "state"),
    sa.Index("ix_flow_task_candidate_role", "candidate_role", "state"),
    sa.Index(None, "record_id"),
)

flow_timer = sa.Table(
    "flow_timer",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("instance_id", Identifier, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("token", sa.Integer, nullable=False),
    sa.Column("node", BinaryText, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("state", BinaryText, nullable=False),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("instance_id", "number"),
    sa.Index("ix_flow_timer_due_at", "state", "due_at"),
)
"""State: armed, queued (its job is enqueued), sleeping (record in the trash), fired, canceled."""

flow_event = sa.Table(
    "flow_event",
    PLATFORM,
    tenant_column(),
    sa.Column("instance_id", Identifier, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", Identifier),
    sa.Column("type", BinaryText, nullable=False),
    sa.Column("action", BinaryText),
    sa.Column("comment", sa.Text),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("changes", JsonDocument, nullable=False),
    sa.PrimaryKeyConstraint("instance_id", "seq"),
)
"""One row per command, append-only; the changes of all rows, replayed, give the stored state."""

flow_effect = sa.Table(
    "flow_effect",
    PLATFORM,
    tenant_column(),
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("instance_id", Identifier, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("token", sa.Integer),
    sa.Column("node", BinaryText, nullable=False),
    sa.Column("kind", BinaryText, nullable=False),
    sa.Column("payload", JsonDocument, nullable=False),
    sa.Column("state", BinaryText, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("response", JsonDocument),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.UniqueConstraint("instance_id", "number"),
)
"""State: pending, sending (an e-mail is on its way), done, failed, skipped."""

flow_inbox = sa.Table(
    "flow_inbox",
    PLATFORM,
    tenant_column(),
    sa.Column("source", BinaryText, nullable=False),
    sa.Column("dedupe_key", BinaryText, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "source", "dedupe_key"),
)
"""What has come back from outside already; the second arrival of a key is no news."""

flow_stage_change = sa.Table(
    "flow_stage_change",
    PLATFORM,
    tenant_column(),
    sa.Column("instance_id", Identifier, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("from_stage", BinaryText),
    sa.Column("to_stage", BinaryText, nullable=False),
    sa.Column("entered_at", Instant, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("actor", Identifier),
    sa.Column("action", BinaryText),
    sa.PrimaryKeyConstraint("instance_id", "seq"),
    sa.Index("ix_flow_stage_change_form", "form_id", "entered_at"),
    sa.Index(None, "record_id"),
)
"""Every change of a record's stage, by stage id, for funnels and durations."""

flow_cursor = sa.Table(
    "flow_cursor",
    PLATFORM,
    tenant_column(),
    sa.Column("flow_id", Identifier, nullable=False),
    sa.Column("node", BinaryText, nullable=False),
    sa.Column("user_id", Identifier, nullable=False),
    sa.PrimaryKeyConstraint("flow_id", "node"),
)
"""Whom an assignment in turn served last."""
