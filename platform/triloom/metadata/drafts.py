"""Drafts: saved as they are, faults and all, under a revision that guards against lost edits."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from triloom.metadata import tables
from triloom.metadata.apps import check_key
from triloom.metadata.identifiers import issue_identifiers
from triloom.metadata.kinds import SINGULAR, kind_of
from triloom.metadata.plugin_results import plugin_result
from triloom.metadata.pointer import walk
from triloom.metadata.present import MARK, copy_object, present, store
from triloom.metadata.problems import faults_of, structure_faults
from triloom.metadata.renames import (
    follow_renames,
    live_keys,
    renamed_fields,
    reserve_old_keys,
)
from triloom.metadata.retypes import drop_old_settings
from triloom.metadata.world import Address, World, draft_rows, world_with_drafts
from triloom_core.errors import Fault, TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext

ANY_REVISION: Literal["*"] = "*"
LARGEST_INTEGER = 2**63 - 1
Revision = int | Literal["*"] | None


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as the API shows it: `body` has its expressions as text.

    `rev` is the draft's, 0 without one; `version` the published one, 0 without one.
    """

    id: uuid.UUID
    kind: str
    key: str
    state: Literal["draft", "published"]
    version: int
    rev: int
    sha256: str | None
    body: JsonObject
    problems: tuple[Fault, ...]
    changed_at: datetime | None


def _document_row(
    ctx: "RequestContext", app_key: str, kind: str, key: str
) -> "sa.RowMapping | None":
    document = tables.document
    return (
        ctx.connection.execute(
            sa.select(document).where(
                document.c.app_id == ctx.catalog.app(app_key).id,
                document.c.kind == kind,
                document.c.key == key,
                document.c.deleted_at.is_(None),
            )
        )
        .mappings()
        .first()
    )


def require_document(ctx: "RequestContext", app_key: str, kind: str, key: str) -> "sa.RowMapping":
    """Return the row of a document; raises 404."""
    kind_of(kind)
    row = _document_row(ctx, app_key, kind, key)
    if row is None:
        data: JsonObject = {"app": app_key, "kind": kind, "key": key}
        raise TriloomError("document.not_found", status=404, data=data)
    return row


def stored_version(
    ctx: "RequestContext", document_id: uuid.UUID, number: int
) -> "sa.RowMapping | None":
    """Return the row of a version, its body in stored form, or None."""
    version = tables.version
    return (
        ctx.connection.execute(
            sa.select(version).where(
                version.c.document_id == document_id, version.c.version == number
            )
        )
        .mappings()
        .first()
    )


def stored_drafts(ctx: "RequestContext", app_key: str) -> dict[Address, JsonObject]:
    """Return the stored bodies of all drafts of an app."""
    rows = draft_rows(ctx, ctx.catalog.app(app_key).id)
    return {(str(row.kind), str(row.key)): row.body for row in rows}


def save_draft(
    ctx: "RequestContext",
    app_key: str,
    kind: str,
    key: str,
    body: object,
    *,
    if_match: Revision = ANY_REVISION,
    checked: bool = True,
) -> DocumentState:
    """Save a draft and return it with its problems (none are looked for unless `checked`).

    Raises 412 when the draft has moved on since `if_match`, 428 when there is a draft and no
    `if_match`, 422 when the body is no object or names another key.
    """
    kind_object = kind_of(kind)
    check_key(key)
    new = _own_body(body, kind, key)
    row = _document_row(ctx, app_key, kind, key)
    draft = None if row is None else _draft_row(ctx, row["id"])
    _check_revision(0 if draft is None else draft["rev"], if_match, kind, key)
    if row is None:
        identifier = _create_document(ctx, app_key, kind, key, new)
        previous, version = None, 0
    else:
        identifier, version = row["id"], row["version"]
        published = stored_version(ctx, identifier, version)
        holder = draft if draft is not None else published
        previous = None if holder is None else holder["body"]
    if kind == "forms":
        new = {
            "kind": "form",
            "id": str(identifier),
            **{k: v for k, v in new.items() if k not in ("kind", "id")},
        }
    issue_identifiers(new, previous)
    if kind == "forms":
        drop_old_settings(new, previous)
    # Without a check only the fields of forms matter, for the names in expressions.
    drafts = {
        address: stored
        for address, stored in stored_drafts(ctx, app_key).items()
        if address != (kind, key) and (checked or address[0] == "forms")
    }
    world = world_with_drafts(ctx, app_key, drafts)
    sound = not structure_faults(kind, new)
    if kind == "forms":
        renames = renamed_fields(previous, new)
        reserve_old_keys(new, renames)
        # A key that lives on in another field means that field: the sender has renamed it all.
        gone = {old: name for old, name in renames.items() if old not in live_keys(new)}
        if sound and gone:
            follow_renames(kind_object, new, key, gone, lambda name: world.document("forms", name))
    if sound:
        world.put((kind, key), new)
        if kind == "forms":
            world.learn_keys(new)
    stored = store(new, kind_object.expressions(new) if sound else (), world.ids_of)
    rev = 1 if draft is None else draft["rev"] + 1
    _write_draft(ctx, identifier, draft is None, body=stored, rev=rev, base_version=version)
    return _state(ctx, app_key, kind, key, world=world, checked=checked)


def _own_body(body: object, kind: str, key: str) -> JsonObject:
    if not isinstance(body, dict):
        raise TriloomError("document.not_an_object", data={"kind": kind, "key": key})
    for pointer, value in walk(body):
        if isinstance(value, dict) and MARK in value:
            fault = Fault(pointer, "document.reserved_member", {"member": MARK})
            raise TriloomError("document.reserved_member", data={"member": MARK}, faults=[fault])
        if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            raise TriloomError("value.out_of_range", faults=[Fault(pointer, "value.out_of_range")])
    if body.get("key", key) != key:
        data: JsonObject = {"key": key, "found": str(body.get("key"))}
        raise TriloomError(
            "document.other_key", data=data, faults=[Fault("/key", "document.other_key", data)]
        )
    if body.get("kind", SINGULAR[kind]) != SINGULAR[kind]:
        data = {"kind": SINGULAR[kind], "found": str(body.get("kind"))}
        raise TriloomError(
            "document.other_kind", data=data, faults=[Fault("/kind", "document.other_kind", data)]
        )
    return {
        "kind": SINGULAR[kind],
        "key": key,
        **{k: v for k, v in copy_object(body).items() if k not in ("kind", "key")},
    }


def _check_revision(present_rev: int, if_match: Revision, kind: str, key: str) -> None:
    data: JsonObject = {"kind": kind, "key": key}
    if if_match == ANY_REVISION:
        return
    if if_match is None:
        if present_rev:
            raise TriloomError("document.revision_needed", status=428, data=data)
        return
    if if_match != present_rev:
        raise TriloomError(
            "document.stale", status=412, data=data, headers={"ETag": f'"{present_rev}"'}
        )


def _create_document(
    ctx: "RequestContext", app_key: str, kind: str, key: str, body: JsonObject
) -> uuid.UUID:
    identifier = new_id()
    given = body.get("id")
    if kind == "forms" and isinstance(given, str):
        try:
            wanted = uuid.UUID(given)
        except ValueError:
            wanted = identifier
        taken = ctx.connection.execute(
            sa.select(tables.document.c.id).where(tables.document.c.id == wanted)
        ).first()
        identifier = wanted if taken is None else identifier
    ctx.connection.execute(
        tables.document.insert().values(
            id=identifier, tenant_id=ctx.tenant_id, app_id=ctx.catalog.app(app_key).id, kind=kind,
            key=key, version=0, last_version=0, created_at=ctx.now,
        )
    )  # fmt: skip
    return identifier


def _draft_row(ctx: "RequestContext", document_id: uuid.UUID) -> "sa.RowMapping | None":
    statement = sa.select(tables.draft).where(tables.draft.c.document_id == document_id)
    return ctx.connection.execute(statement).mappings().first()


def _write_draft(
    ctx: "RequestContext", document_id: uuid.UUID, is_new: bool, **values: object
) -> None:
    values = {**values, "updated_at": ctx.now, "updated_by": ctx.principal.user_id}
    if is_new:
        statement: sa.Insert | sa.Update = tables.draft.insert().values(
            document_id=document_id, tenant_id=ctx.tenant_id, **values
        )
    else:
        statement = (
            tables.draft.update().where(tables.draft.c.document_id == document_id).values(**values)
        )
    ctx.connection.execute(statement)


def _state(
    ctx: "RequestContext",
    app_key: str,
    kind: str,
    key: str,
    *,
    world: World | None = None,
    checked: bool = True,
) -> DocumentState:
    row = require_document(ctx, app_key, kind, key)
    draft = _draft_row(ctx, row["id"])
    if world is None:
        world = world_with_drafts(ctx, app_key, stored_drafts(ctx, app_key))
    if draft is None:
        return _published_state(ctx, app_key, row, row["version"], world)
    keys = world.key_of(draft["body"])
    problems: tuple[Fault, ...] = ()
    if checked:
        presented = copy_object(present(draft["body"], keys.get))
        problems = structure_faults(kind, presented)
        if not problems:
            world.put((kind, key), presented)
            world.resolve_results(plugin_result)
            problems = faults_of(kind, presented, world)
    return DocumentState(
        id=row["id"], kind=kind, key=key, state="draft", version=row["version"], rev=draft["rev"],
        sha256=None, body=present(draft["body"], keys.get, as_text=True),
        problems=problems, changed_at=draft["updated_at"],
    )  # fmt: skip


def _published_state(
    ctx: "RequestContext", app_key: str, row: "sa.RowMapping", number: int, world: World
) -> DocumentState:
    found = stored_version(ctx, row["id"], number)
    if found is None:
        data: JsonObject = {"kind": row["kind"], "key": row["key"], "version": number}
        raise TriloomError("document.no_such_version", status=404, data=data)
    keys = World(ctx, app_key).key_of(found["body"])
    return DocumentState(
        id=row["id"], kind=row["kind"], key=row["key"], state="published", version=number, rev=0,
        sha256=found["sha256"], body=present(found["body"], keys.get, as_text=True), problems=(),
        changed_at=found["published_at"],
    )  # fmt: skip


def read_document(
    ctx: "RequestContext", app_key: str, kind: str, key: str, which: str = "published"
) -> DocumentState:
    """Return `draft` (else the published version), `published`, or the version of a number."""
    row = require_document(ctx, app_key, kind, key)
    if which == "draft":
        return _state(ctx, app_key, kind, key)
    number = row["version"]
    if which != "published":
        if not which.isdigit():
            raise TriloomError("document.bad_version", status=400, data={"version": which})
        number = int(which)
    return _published_state(ctx, app_key, row, number, World(ctx, app_key))


def delete_draft(
    ctx: "RequestContext", app_key: str, kind: str, key: str, *, if_match: Revision = ANY_REVISION
) -> None:
    """Drop a draft; a document that was never published goes with it."""
    row = require_document(ctx, app_key, kind, key)
    draft = _draft_row(ctx, row["id"])
    if draft is None:
        data: JsonObject = {"kind": kind, "key": key}
        raise TriloomError("document.no_draft", status=404, data=data)
    _check_revision(draft["rev"], if_match, kind, key)
    ctx.connection.execute(tables.draft.delete().where(tables.draft.c.document_id == row["id"]))
    if row["version"] == 0:
        ctx.connection.execute(
            tables.document.update()
            .where(tables.document.c.id == row["id"])
            .values(deleted_at=ctx.now)
        )
