"""Tables of the record room: the change feed, search tokens, counters, idempotency keys, imports."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

change = sa.Table(
    "record_change",
    PLATFORM,
    sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    tenant_column(),
    sa.Column("xid8", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("at", Instant, nullable=False),
    sa.Column("effective_at", Instant, nullable=False),
    sa.Column("actor", Identifier),
    sa.Column("on_behalf_of", Identifier),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.Column("computed_rev", sa.BigInteger, nullable=False),
    sa.Column("op", sa.Text, nullable=False),
    sa.Column("changes", JsonDocument, nullable=False),
    sa.Column("schema_version", sa.BigInteger, nullable=False),
    sa.Index("ix_record_change_record", "record_id", "rev", "seq"),
    sa.Index("ix_record_change_order", "xid8", "seq"),
    sqlite_autoincrement=True,
)
"""One row per committed change of a record, in order; history, mirror and search read it."""

idempotency = sa.Table(
    "record_idempotency",
    PLATFORM,
    tenant_column(),
    sa.Column("principal", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("key", BinaryText, nullable=False),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text),
    sa.Column("headers", JsonDocument),
    sa.Column("at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "principal", "method", "path", "key"),
    sa.Index("ix_record_idempotency_at", "at"),
)
"""The first answer of a write that carried a key; kept for 24 hours."""

counter = sa.Table(
    "record_counter",
    PLATFORM,
    tenant_column(),
    sa.Column("field_id", Identifier, nullable=False),
    sa.Column("last_value", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("tenant_id", "field_id"),
)
"""The last automatic number that was given out, per field."""

search_entry = sa.Table(
    "record_search",
    PLATFORM,
    sa.Column(
        "id",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    tenant_column(),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("record_id", Identifier, nullable=False),
    sa.Column("tokens", sa.Text, nullable=False),
)
"""The search tokens of one record; `id` is derived from the random bits of the record's id."""

_SQLITE_SEARCH: tuple[str, ...] = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS record_search_fts USING fts5(tokens, "
        "content='record_search', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS record_search_added AFTER INSERT ON record_search BEGIN "
        "INSERT INTO record_search_fts(rowid, tokens) VALUES (new.id, new.tokens); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS record_search_removed AFTER DELETE ON record_search BEGIN "
        "INSERT INTO record_search_fts(record_search_fts, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS record_search_changed AFTER UPDATE ON record_search BEGIN "
        "INSERT INTO record_search_fts(record_search_fts, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO record_search_fts(rowid, tokens) VALUES (new.id, new.tokens); END"
    ),
)
_POSTGRESQL_SEARCH = (
    "CREATE INDEX IF NOT EXISTS ix_record_search_tokens ON record_search "
    "USING gin (array_to_tsvector(string_to_array(tokens, ' ')))"
)
SEARCH_DDL: dict[str, tuple[str, ...]] = {
    "sqlite": _SQLITE_SEARCH,
    "postgresql": (_POSTGRESQL_SEARCH,),
}
"""What each dialect needs besides the table; Alembic runs the same statements."""

for _dialect, _statements in SEARCH_DDL.items():
    for _statement in _statements:
        _extra = sa.DDL(_statement)  # type: ignore[no-untyped-call]
        sa.event.listen(search_entry, "after_create", _extra.execute_if(dialect=_dialect))

import_run = sa.Table(
    "record_import",
    PLATFORM,
    sa.Column("id", Identifier, primary_key=True),
    tenant_column(),
    sa.Column("app_key", sa.Text, nullable=False),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("created_by", Identifier),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("cancel", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("plan", JsonDocument, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("good", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("bad", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("applied", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("created", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("updated", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("undone", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("problem", JsonDocument),
)
"""One import of a file: its plan (mapping, options), its state and its counts."""

import_row = sa.Table(
    "record_import_row",
    PLATFORM,
    tenant_column(),
    sa.Column("import_id", Identifier, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("row_values", JsonDocument),
    sa.Column("row_key", BinaryText),
    sa.Column("reasons", JsonDocument),
    sa.Column("record_id", Identifier),
    sa.Column("op", sa.Text),
    sa.Column("before", JsonDocument),
    sa.PrimaryKeyConstraint("import_id", "line"),
    sa.Index("ix_record_import_row_state", "import_id", "state", "line"),
    sa.Index("ix_record_import_row_key", "import_id", "row_key"),
)
"""One row of a file in staging: what it means, what is wrong with it, what became of it."""
