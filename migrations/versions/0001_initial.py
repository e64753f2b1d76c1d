"""The tables of the first release, with search indexes and append-only guards."""

import sqlalchemy as sa
from alembic import op

import triloom.database.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS record_search_fts USING fts5(tokens, content='record_search', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER IF NOT EXISTS record_search_added AFTER INSERT ON record_search BEGIN INSERT INTO record_search_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER IF NOT EXISTS record_search_removed AFTER DELETE ON record_search BEGIN INSERT INTO record_search_fts(record_search_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER IF NOT EXISTS record_search_changed AFTER UPDATE ON record_search BEGIN INSERT INTO record_search_fts(record_search_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); INSERT INTO record_search_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER IF NOT EXISTS audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS audit_seal_no_update BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS audit_seal_no_delete BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END",
    ),
    "postgresql": (
        "CREATE INDEX IF NOT EXISTS ix_record_search_tokens ON record_search USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
        "CREATE OR REPLACE FUNCTION triloom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the security log is append-only'; END $$",
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION triloom_append_only()",
        "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION triloom_append_only()",
        "CREATE OR REPLACE FUNCTION triloom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the security log is append-only'; END $$",
        "CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION triloom_append_only()",
        "CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION triloom_append_only()",
    ),
}
"""What each dialect needs beside tables and indexes."""


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "access_login_attempt",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("blocked_until", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "subject", name=op.f("pk_access_login_attempt")),
    )
    op.create_index(
        op.f("ix_access_login_attempt_tenant_id_window_at"),
        "access_login_attempt",
        ["tenant_id", "window_at"],
        unique=False,
    )
    op.create_table(
        "access_membership",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("team_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("user_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "team_id", "user_id", name=op.f("pk_access_membership")
        ),
    )
    op.create_index(
        op.f("ix_access_membership_tenant_id_user_id"),
        "access_membership",
        ["tenant_id", "user_id"],
        unique=False,
    )
    op.create_table(
        "access_role_member",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("role_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("member_kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("member_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.CheckConstraint(
            "member_kind IN ('user', 'team')", name=op.f("ck_access_role_member_member_kind")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "app_key",
            "role_key",
            "member_kind",
            "member_id",
            name=op.f("pk_access_role_member"),
        ),
    )
    op.create_index(
        op.f("ix_access_role_member_tenant_id_member_id"),
        "access_role_member",
        ["tenant_id", "member_id"],
        unique=False,
    )
    op.create_table(
        "access_session",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("seen_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("expires_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_access_session")),
    )
    op.create_index(
        op.f("ix_access_session_tenant_id_user_id"),
        "access_session",
        ["tenant_id", "user_id"],
        unique=False,
    )
    op.create_table(
        "access_team",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("label", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("parent_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("updated_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("rev", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_team")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_access_team_tenant_id_key")),
    )
    op.create_index(
        op.f("ix_access_team_tenant_id_parent_id"),
        "access_team",
        ["tenant_id", "parent_id"],
        unique=False,
    )
    op.create_table(
        "access_token",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("public_id", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("requests_per_minute", sa.Integer(), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("expires_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("used_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_token_public_id")),
    )
    op.create_index(
        op.f("ix_access_token_tenant_id_user_id"),
        "access_token",
        ["tenant_id", "user_id"],
        unique=False,
    )
    op.create_table(
        "access_user",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("login", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("login_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("disabled_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("updated_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("rev", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_user")),
        sa.UniqueConstraint(
            "tenant_id", "login_key", name=op.f("uq_access_user_tenant_id_login_key")
        ),
    )
    op.create_table(
        "audit_event",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("at", triloom.database.types.Instant(), nullable=False),
        sa.Column("kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("actor_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("subject_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("data", triloom.database.types.JsonDocument(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(
        op.f("ix_audit_event_tenant_id_at"), "audit_event", ["tenant_id", "at"], unique=False
    )
    op.create_table(
        "audit_seal",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("event_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("tenant_id", "event_id", name=op.f("uq_audit_seal_tenant_id_event_id")),
    )
    op.create_table(
        "egress_host",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("host", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("ports", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("created_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "host", name=op.f("pk_egress_host")),
    )
    op.create_table(
        "executor_heartbeat",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("executor_id", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("started_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("beat_at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_executor_heartbeat")),
    )
    op.create_table(
        "file",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("owner_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("scan_state", sa.Text(), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index("ix_file_created_at", "file", ["tenant_id", "created_at"], unique=False)
    op.create_table(
        "file_link",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("file_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("field_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.PrimaryKeyConstraint(
            "file_id", "form_id", "record_id", "field_id", name=op.f("pk_file_link")
        ),
    )
    op.create_index("ix_file_link_record", "file_link", ["record_id", "field_id"], unique=False)
    op.create_table(
        "flow_cursor",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("flow_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("node", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("user_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.PrimaryKeyConstraint("flow_id", "node", name=op.f("pk_flow_cursor")),
    )
    op.create_table(
        "flow_effect",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("instance_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("node", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("payload", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("state", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("response", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("finished_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_effect")),
        sa.UniqueConstraint(
            "instance_id", "number", name=op.f("uq_flow_effect_instance_id_number")
        ),
    )
    op.create_table(
        "flow_event",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("instance_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", triloom.database.types.Instant(), nullable=False),
        sa.Column("actor", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("type", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("action", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("changes", triloom.database.types.JsonDocument(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_flow_event")),
    )
    op.create_table(
        "flow_inbox",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("source", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("dedupe_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "source", "dedupe_key", name=op.f("pk_flow_inbox")),
    )
    op.create_table(
        "flow_instance",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("flow_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("status", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("outcome", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("stage", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("stage_entered_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("variables", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("incident", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("started_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("started_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_instance")),
        sa.UniqueConstraint(
            "flow_id", "record_id", name=op.f("uq_flow_instance_flow_id_record_id")
        ),
    )
    op.create_index(
        op.f("ix_flow_instance_record_id"), "flow_instance", ["record_id"], unique=False
    )
    op.create_index(
        op.f("ix_flow_instance_tenant_id_status"),
        "flow_instance",
        ["tenant_id", "status"],
        unique=False,
    )
    op.create_table(
        "flow_stage_change",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("instance_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("from_stage", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("to_stage", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("entered_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("recorded_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("actor", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("action", triloom.database.types.BinaryText(), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_flow_stage_change")),
    )
    op.create_index(
        "ix_flow_stage_change_form", "flow_stage_change", ["form_id", "entered_at"], unique=False
    )
    op.create_index(
        op.f("ix_flow_stage_change_record_id"), "flow_stage_change", ["record_id"], unique=False
    )
    op.create_table(
        "flow_task",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("instance_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("node", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("state", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("assignee", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("candidate_role", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("requested_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("due_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("closed_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("closed_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_task")),
        sa.UniqueConstraint("instance_id", "number", name=op.f("uq_flow_task_instance_id_number")),
    )
    op.create_index("ix_flow_task_assignee", "flow_task", ["assignee", "state"], unique=False)
    op.create_index(
        "ix_flow_task_candidate_role", "flow_task", ["candidate_role", "state"], unique=False
    )
    op.create_index(op.f("ix_flow_task_record_id"), "flow_task", ["record_id"], unique=False)
    op.create_table(
        "flow_timer",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("instance_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("node", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("due_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("state", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_timer")),
        sa.UniqueConstraint("instance_id", "number", name=op.f("uq_flow_timer_instance_id_number")),
    )
    op.create_index("ix_flow_timer_due_at", "flow_timer", ["state", "due_at"], unique=False)
    op.create_table(
        "flow_token",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("instance_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("node", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("waiting", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("arrived_by", triloom.database.types.BinaryText(), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "number", name=op.f("pk_flow_token")),
    )
    op.create_table(
        "job",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("queue", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("payload", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("state", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("dispatched", sa.Boolean(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("progress_done", sa.BigInteger(), nullable=False),
        sa.Column("progress_total", sa.BigInteger(), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("created_by", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("due_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("started_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("finished_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("result", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("error", triloom.database.types.JsonDocument(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_state_due_at", "job", ["state", "dispatched", "due_at"], unique=False)
    op.create_index("ix_job_tenant_id_created_at", "job", ["tenant_id", "created_at"], unique=False)
    op.create_table(
        "job_schedule",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("payload", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("every_seconds", sa.BigInteger(), nullable=False),
        sa.Column("next_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_job_schedule")),
    )
    op.create_table(
        "meta_app",
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("label", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("description", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("icon", sa.Text(), nullable=True),
        sa.Column("package_version", sa.Text(), nullable=True),
        sa.Column("requires", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("updated_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("deleted_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta_app")),
    )
    op.create_index(
        "uq_meta_app_key",
        "meta_app",
        ["tenant_id", "key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "meta_change_set",
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("app_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("documents", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("consent", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("plan", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("created_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("finished_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta_change_set")),
    )
    op.create_table(
        "meta_document",
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("app_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("kind", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("deleted_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta_document")),
    )
    op.create_index(
        "uq_meta_document_key",
        "meta_document",
        ["tenant_id", "app_id", "kind", "key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "meta_draft",
        sa.Column("document_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("body", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("updated_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_meta_draft")),
    )
    op.create_table(
        "meta_field",
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("key", triloom.database.types.BinaryText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta_field")),
    )
    op.create_index("ix_meta_field_form", "meta_field", ["form_id"], unique=False)
    op.create_table(
        "meta_version",
        sa.Column("document_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("body", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("physical", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("change_set_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("published_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("published_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.PrimaryKeyConstraint("document_id", "version", name=op.f("pk_meta_version")),
    )
    op.create_table(
        "ml_forecast",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("version_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("series", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("period", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "version_id", "series", "period", name=op.f("pk_ml_forecast")
        ),
    )
    op.create_table(
        "ml_run",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("model_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("started_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("ended_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_run")),
    )
    op.create_index(
        "ix_ml_run_model",
        "ml_run",
        ["tenant_id", "app_key", "model_key", "started_at"],
        unique=False,
    )
    op.create_table(
        "ml_score",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("field_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("version_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("value", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("computed_at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "record_id", "field_id", name=op.f("pk_ml_score")),
    )
    op.create_table(
        "ml_version",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("model_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("artefact", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("artefact_sha256", sa.Text(), nullable=False),
        sa.Column("card", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("roles", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("trained_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("promoted_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("promoted_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("promotion_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_version")),
        sa.UniqueConstraint(
            "tenant_id",
            "app_key",
            "model_key",
            "number",
            name=op.f("uq_ml_version_tenant_id_app_key_model_key_number"),
        ),
        sa.UniqueConstraint("tenant_id", "run_id", name=op.f("uq_ml_version_tenant_id_run_id")),
    )
    op.create_table(
        "notification",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("user_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("source_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("task_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("read_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("source_id", "user_id", name=op.f("uq_notification_source_id_user_id")),
    )
    op.create_index(
        "ix_notification_user_id", "notification", ["user_id", "created_at"], unique=False
    )
    op.create_table(
        "organisation",
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("default_language", sa.Text(), server_default="en", nullable=False),
        sa.Column("settings", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
    )
    op.create_table(
        "organisation_epoch",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("metadata", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("access", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_organisation_epoch")),
    )
    op.create_table(
        "record_change",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("xid8", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("at", triloom.database.types.Instant(), nullable=False),
        sa.Column("effective_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("actor", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("on_behalf_of", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("computed_rev", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("changes", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("schema_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_record_change_order", "record_change", ["xid8", "seq"], unique=False)
    op.create_index(
        "ix_record_change_record", "record_change", ["record_id", "rev", "seq"], unique=False
    )
    op.create_table(
        "record_counter",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("field_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("last_value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "field_id", name=op.f("pk_record_counter")),
    )
    op.create_table(
        "record_idempotency",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("headers", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("at", triloom.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "principal", "method", "path", "key", name=op.f("pk_record_idempotency")
        ),
    )
    op.create_index("ix_record_idempotency_at", "record_idempotency", ["at"], unique=False)
    op.create_table(
        "record_import",
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("app_key", sa.Text(), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("created_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("finished_at", triloom.database.types.Instant(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cancel", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("plan", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("good", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("bad", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("applied", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("updated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("undone", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("problem", triloom.database.types.JsonDocument(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_import")),
    )
    op.create_table(
        "record_import_row",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("import_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("row_values", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("row_key", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("reasons", triloom.database.types.JsonDocument(), nullable=True),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("op", sa.Text(), nullable=True),
        sa.Column("before", triloom.database.types.JsonDocument(), nullable=True),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_record_import_row")),
    )
    op.create_index(
        "ix_record_import_row_key", "record_import_row", ["import_id", "row_key"], unique=False
    )
    op.create_index(
        "ix_record_import_row_state",
        "record_import_row",
        ["import_id", "state", "line"],
        unique=False,
    )
    op.create_table(
        "record_search",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("form_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("record_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_search")),
    )
    op.create_table(
        "webhook",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("app_key", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("form_key", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("events", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("created_by", triloom.database.types.Identifier(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(
        op.f("ix_webhook_tenant_id_app_key"), "webhook", ["tenant_id", "app_key"], unique=False
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("tenant_id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("id", triloom.database.types.Identifier(length=16), nullable=False),
        sa.Column("webhook_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("effect_id", triloom.database.types.Identifier(length=16), nullable=True),
        sa.Column("event", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", triloom.database.types.JsonDocument(), nullable=False),
        sa.Column("state", triloom.database.types.BinaryText(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("error", triloom.database.types.BinaryText(), nullable=True),
        sa.Column("created_at", triloom.database.types.Instant(), nullable=False),
        sa.Column("finished_at", triloom.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    op.create_index(
        "ix_webhook_delivery_created_at",
        "webhook_delivery",
        ["tenant_id", "created_at"],
        unique=False,
    )
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop everything; only for development, the data goes with it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS record_search_fts")
    op.drop_index("ix_webhook_delivery_created_at", table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_index(op.f("ix_webhook_tenant_id_app_key"), table_name="webhook")
    op.drop_table("webhook")
    op.drop_table("record_search")
    op.drop_index("ix_record_import_row_state", table_name="record_import_row")
    op.drop_index("ix_record_import_row_key", table_name="record_import_row")
    op.drop_table("record_import_row")
    op.drop_table("record_import")
    op.drop_index("ix_record_idempotency_at", table_name="record_idempotency")
    op.drop_table("record_idempotency")
    op.drop_table("record_counter")
    op.drop_index("ix_record_change_record", table_name="record_change")
    op.drop_index("ix_record_change_order", table_name="record_change")
    op.drop_table("record_change")
    op.drop_table("organisation_epoch")
    op.drop_table("organisation")
    op.drop_index("ix_notification_user_id", table_name="notification")
    op.drop_table("notification")
    op.drop_table("ml_version")
    op.drop_table("ml_score")
    op.drop_index("ix_ml_run_model", table_name="ml_run")
    op.drop_table("ml_run")
    op.drop_table("ml_forecast")
    op.drop_table("meta_version")
    op.drop_index("ix_meta_field_form", table_name="meta_field")
    op.drop_table("meta_field")
    op.drop_table("meta_draft")
    op.drop_index(
        "uq_meta_document_key",
        table_name="meta_document",
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("meta_document")
    op.drop_table("meta_change_set")
    op.drop_index(
        "uq_meta_app_key",
        table_name="meta_app",
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("meta_app")
    op.drop_table("job_schedule")
    op.drop_index("ix_job_tenant_id_created_at", table_name="job")
    op.drop_index("ix_job_state_due_at", table_name="job")
    op.drop_table("job")
    op.drop_table("flow_token")
    op.drop_index("ix_flow_timer_due_at", table_name="flow_timer")
    op.drop_table("flow_timer")
    op.drop_index(op.f("ix_flow_task_record_id"), table_name="flow_task")
    op.drop_index("ix_flow_task_candidate_role", table_name="flow_task")
    op.drop_index("ix_flow_task_assignee", table_name="flow_task")
    op.drop_table("flow_task")
    op.drop_index(op.f("ix_flow_stage_change_record_id"), table_name="flow_stage_change")
    op.drop_index("ix_flow_stage_change_form", table_name="flow_stage_change")
    op.drop_table("flow_stage_change")
    op.drop_index(op.f("ix_flow_instance_tenant_id_status"), table_name="flow_instance")
    op.drop_index(op.f("ix_flow_instance_record_id"), table_name="flow_instance")
    op.drop_table("flow_instance")
    op.drop_table("flow_inbox")
    op.drop_table("flow_event")
    op.drop_table("flow_effect")
    op.drop_table("flow_cursor")
    op.drop_index("ix_file_link_record", table_name="file_link")
    op.drop_table("file_link")
    op.drop_index("ix_file_created_at", table_name="file")
    op.drop_table("file")
    op.drop_table("executor_heartbeat")
    op.drop_table("egress_host")
    op.drop_table("audit_seal")
    op.drop_index(op.f("ix_audit_event_tenant_id_at"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("access_user")
    op.drop_index(op.f("ix_access_token_tenant_id_user_id"), table_name="access_token")
    op.drop_table("access_token")
    op.drop_index(op.f("ix_access_team_tenant_id_parent_id"), table_name="access_team")
    op.drop_table("access_team")
    op.drop_index(op.f("ix_access_session_tenant_id_user_id"), table_name="access_session")
    op.drop_table("access_session")
    op.drop_index(
        op.f("ix_access_role_member_tenant_id_member_id"), table_name="access_role_member"
    )
    op.drop_table("access_role_member")
    op.drop_index(op.f("ix_access_membership_tenant_id_user_id"), table_name="access_membership")
    op.drop_table("access_membership")
    op.drop_index(
        op.f("ix_access_login_attempt_tenant_id_window_at"), table_name="access_login_attempt"
    )
    op.drop_table("access_login_attempt")
