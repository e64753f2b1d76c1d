"""Documents of an app as a list, and taking one away."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.capabilities import require_capability
from triloom.metadata import tables
from triloom.metadata.apps import note_publish
from triloom.metadata.dependencies import dependents_of
from triloom.metadata.drafts import require_document
from triloom.metadata.kinds import kind_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext


def list_documents(ctx: "RequestContext", app_key: str, kind: str) -> list[JsonObject]:
    """Return the documents of a kind, drafts included, in the order of their keys."""
    kind_of(kind)
    document, draft, version = tables.document, tables.draft, tables.version
    statement = (
        sa.select(
            document.c.id, document.c.key, document.c.version, draft.c.rev, draft.c.updated_at,
            sa.func.coalesce(draft.c.body, version.c.body).label("body"),
            version.c.published_at, version.c.sha256,
        )
        .outerjoin(draft, draft.c.document_id == document.c.id)
        .outerjoin(
            version,
            sa.and_(
                version.c.document_id == document.c.id, version.c.version == document.c.version
            ),
        )
        .where(
            document.c.app_id == ctx.catalog.app(app_key).id,
            document.c.kind == kind,
            document.c.deleted_at.is_(None),
        )
        .order_by(document.c.key)
    )  # fmt: skip
    return [_entry(kind, row) for row in ctx.connection.execute(statement)]


def _entry(kind: str, row: "sa.Row[*tuple[Any, ...]]") -> JsonObject:
    label: Json = row.body.get("label") if row.body else None
    changed = row.updated_at or row.published_at
    return {
        "id": str(row.id),
        "kind": kind,
        "key": row.key,
        "label": label or row.key,
        "icon": row.body.get("icon") if row.body else None,
        "form": row.body.get("form") or row.body.get("source") if row.body else None,
        "published_version": row.version or None,
        "sha256": row.sha256,
        "has_draft": row.rev is not None,
        "published_at": _instant(row.published_at),
        "updated_at": _instant(changed),
    }


def _instant(value: object) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else None


def delete_document(ctx: "RequestContext", app_key: str, kind: str, key: str) -> None:
    """Hide a document; rows and versions stay. Raises 409 that names what still refers to it.

    A role goes only by the hand of somebody who administers the app.
    """
    row = require_document(ctx, app_key, kind, key)
    if kind == "roles":
        require_capability(ctx, "administer", app_key)
    edges = dependents_of(ctx.catalog, app_key, kind, key)
    if edges:
        named = sorted({f"{edge.source[0]}/{edge.source[1]}" for edge in edges})
        data: JsonObject = {"kind": kind, "key": key, "dependents": ", ".join(named)}
        raise TriloomError("document.in_use", status=409, data=data)
    ctx.connection.execute(
        tables.document.update().where(tables.document.c.id == row["id"]).values(deleted_at=ctx.now)
    )
    ctx.connection.execute(tables.draft.delete().where(tables.draft.c.document_id == row["id"]))
    note_publish(ctx)
