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


_REFUSE = (
    "CREATE OR REPLACE FUNCTION triloom_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the security log is append-only'; END $$"
)
_EACH_ROW = "FOR EACH ROW EXECUTE FUNCTION triloom_append_only()"
_EACH_STATEMENT = "FOR EACH STATEMENT EXECUTE FUNCTION triloom_append_only()"


def append_only(table: sa.Table) -> tuple[sa.DDL, ...]:
    """Return the statements that make a table refuse changes and deletions on both databases."""
    name = table.name
    on_sqlite = tuple(
        sa.DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER IF NOT EXISTS {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            "BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END"
        ).execute_if(dialect="sqlite")
        for verb in ("UPDATE", "DELETE")
    )
    on_postgresql = (
        _REFUSE,
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} {_EACH_ROW}",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} {_EACH_STATEMENT}",
    )
    rest = tuple(
        sa.DDL(text).execute_if(dialect="postgresql")  # type: ignore[no-untyped-call]
        for text in on_postgresql
    )
    return (*on_sqlite, *rest)


APPEND_ONLY: tuple[sa.DDL, ...] = (*append_only(event), *append_only(seal))
"""In the order in which a migration runs them; `create_all` does so by itself."""

for _table in (event, seal):
    for _statement in append_only(_table):
        sa.event.listen(_table, "after_create", _statement)
