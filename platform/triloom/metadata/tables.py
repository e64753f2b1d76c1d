"""Tables of apps, documents, drafts, versions and change sets."""

import sqlalchemy as sa

from triloom.database.schema import PLATFORM, tenant_column
from triloom.database.types import BinaryText, Identifier, Instant, JsonDocument

app = sa.Table(
    "meta_app",
    PLATFORM,
    sa.Column("id", Identifier, primary_key=True),
    tenant_column(),
    sa.Column("key", BinaryText, nullable=False),
    sa.Column("label", JsonDocument, nullable=False),
    sa.Column("description", JsonDocument),
    sa.Column("icon", sa.Text),
    sa.Column("package_version", sa.Text),
    sa.Column("requires", JsonDocument, nullable=False),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("deleted_at", Instant),
)
sa.Index(
    "uq_meta_app_key", app.c.tenant_id, app.c.key, unique=True,
    sqlite_where=app.c.deleted_at.is_(None), postgresql_where=app.c.deleted_at.is_(None),
)  # fmt: skip

document = sa.Table(
    "meta_document",
    PLATFORM,
    sa.Column("id", Identifier, primary_key=True),
    tenant_column(),
    sa.Column("app_id", Identifier, nullable=False),
    sa.Column("kind", BinaryText, nullable=False),
    sa.Column("key", BinaryText, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("deleted_at", Instant),
)
"""`version` is the published one, 0 while there is none; `last_version` the newest that exists."""
sa.Index(
    "uq_meta_document_key", document.c.tenant_id, document.c.app_id, document.c.kind,
    document.c.key, unique=True,
    sqlite_where=document.c.deleted_at.is_(None), postgresql_where=document.c.deleted_at.is_(None),
)  # fmt: skip

draft = sa.Table(
    "meta_draft",
    PLATFORM,
    sa.Column("document_id", Identifier, primary_key=True),
    tenant_column(),
    sa.Column("rev", sa.BigInteger, nullable=False),
    sa.Column("body", JsonDocument, nullable=False),
    sa.Column("base_version", sa.Integer, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("updated_by", Identifier),
)
"""`body` is in stored form: expressions are trees that name fields by id."""

version = sa.Table(
    "meta_version",
    PLATFORM,
    sa.Column("document_id", Identifier, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    tenant_column(),
    sa.Column("body", JsonDocument, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("physical", JsonDocument, nullable=False),
    sa.Column("change_set_id", Identifier, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("published_by", Identifier),
    sa.PrimaryKeyConstraint("document_id", "version"),
)
"""Immutable. `sha256` is of the canonical JSON of `body`; `physical` tells which column each field
of a form has in this version: {field id: [column, storage signature]}."""

change_set = sa.Table(
    "meta_change_set",
    PLATFORM,
    sa.Column("id", Identifier, primary_key=True),
    tenant_column(),
    sa.Column("app_id", Identifier, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("documents", JsonDocument, nullable=False),
    sa.Column("consent", JsonDocument, nullable=False),
    sa.Column("plan", JsonDocument, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("created_by", Identifier),
    sa.Column("finished_at", Instant),
)
"""State: `expanding` until the flip, then `published`; `abandoned` when it was given up."""

field = sa.Table(
    "meta_field",
    PLATFORM,
    sa.Column("id", Identifier, primary_key=True),
    tenant_column(),
    sa.Column("form_id", Identifier, nullable=False),
    sa.Column("key", BinaryText, nullable=False),
)
"""The present key of every published field: what stored expressions are presented with."""
sa.Index("ix_meta_field_form", field.c.form_id)
