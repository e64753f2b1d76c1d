"""Publishing: expand (add tables and columns, unseen), flip (all pointers in one transaction).

`publish` does both in the transaction of its context; `triloom.metadata.publish_steps` gives each
step a transaction of its own. Nothing is ever dropped, so there is no contract step; what hides
behind is left to the reaper.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa
import sqlalchemy.exc

from triloom.metadata import tables
from triloom.metadata.apps import note_publish
from triloom.metadata.change_set import ChangeSet, Item, prepare
from triloom.metadata.conversion import CellConversion, KeyFolding
from triloom.metadata.ddl import ensure_schema, is_invisible, run_operation, short_locks
from triloom.metadata.drafts import require_document, stored_version
from triloom.metadata.feed_marks import changed_since
from triloom.metadata.form_plan import (
    CellsConverted,
    FormChange,
    IndexCreated,
    KeysFolded,
    Operation,
)
from triloom.metadata.form_table import FOLD_SUFFIX, schema_of
from triloom.metadata.hooks import run_hooks
from triloom.metadata.world import Address
from triloom_core.errors import Fault, TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject
from triloom_form.scope import raw_fields

if TYPE_CHECKING:
    from triloom.context import RequestContext

EXPANDING, PUBLISHED, ABANDONED = "expanding", "published", "abandoned"


def refuse(change: ChangeSet, consent: Collection[str], language: str) -> None:
    """Raise 422 for a plan with problems, 409 for one that lacks consent."""
    plan = change.plan
    if plan.problems:
        faults = [
            Fault(f"/{kind}/{key}{fault.pointer}", fault.code, fault.data)
            for kind, key, fault in plan.problems
        ]
        raise TriloomError(
            "publish.has_problems", faults=faults, data={"count": len(faults)},
            extra={"plan": plan.to_json(language)},
        )  # fmt: skip
    missing = [item for item in plan.consents if item.token not in consent]
    if missing:
        raise TriloomError(
            "publish.consent_required", status=409, data={"count": len(missing)},
            extra={
                "consent_required": [item.to_json(language) for item in missing],
                "plan": plan.to_json(language),
            },
        )  # fmt: skip


def plan_publish(
    ctx: "RequestContext", app_key: str, addresses: tuple[Address, ...] | None = None
) -> JsonObject:
    """Return the plan of publishing some drafts (all of the app when None); changes nothing."""
    return prepare(ctx, app_key, addresses).plan.to_json(ctx.language)


def publish(
    ctx: "RequestContext",
    app_key: str,
    addresses: tuple[Address, ...] | None = None,
    *,
    consent: Collection[str] = (),
    bodies: Mapping[Address, JsonObject] | None = None,
) -> JsonObject:
    """Publish drafts (or stored bodies) as one change set, in the transaction of the context."""
    change = prepare(ctx, app_key, addresses, bodies=bodies)
    refuse(change, consent, ctx.language)
    change_set_id = record_change_set(ctx, change, consent)
    ensure_schema(ctx.connection, form_schema(ctx))
    for form, operation in invisible_operations(change):
        run_operation(ctx.connection, form, operation, form_schema(ctx))
    flip(ctx, change, change_set_id)
    return answer(ctx, change, change_set_id)


def form_schema(ctx: "RequestContext") -> str | None:
    """Return the database schema of the organisation's form tables; None on SQLite."""
    return schema_of(ctx.connection.dialect.name, ctx.tenant_id)


def _forms(change: ChangeSet) -> list[FormChange]:
    return [item.form for item in change.items if item.form is not None and not item.unchanged]


def invisible_operations(change: ChangeSet) -> list[tuple[FormChange, Operation]]:
    """Return what may run before the flip, in order."""
    return [
        (form, operation)
        for form in _forms(change)
        for operation in form.operations
        if is_invisible(operation)
    ]


def conversions(change: ChangeSet) -> list[CellsConverted | KeysFolded]:
    """Return the cells and keys of all forms that are written into columns nobody reads yet."""
    return [
        operation
        for form in _forms(change)
        for operation in form.operations
        if isinstance(operation, CellsConverted | KeysFolded)
    ]


def key_indexes(change: ChangeSet) -> list[tuple[FormChange, IndexCreated]]:
    """Return the unique indexes over folded keys: before the flip nobody writes into these."""
    return [
        (form, operation)
        for form in _forms(change)
        for operation in form.operations
        if isinstance(operation, IndexCreated) and operation.column.endswith(FOLD_SUFFIX)
    ]


def record_change_set(
    ctx: "RequestContext", change: ChangeSet, consent: Collection[str]
) -> uuid.UUID:
    """Note a change set that begins to expand; return its id."""
    identifier = new_id()
    documents: list[Json] = [[item.kind, item.key] for item in change.items if not item.follows]
    ctx.connection.execute(
        tables.change_set.insert().values(
            id=identifier, tenant_id=ctx.tenant_id, app_id=ctx.catalog.app(change.app_key).id,
            state=EXPANDING, documents=documents, consent=list(consent), plan=change.plan.to_json(ctx.language),
            created_at=ctx.now, created_by=ctx.principal.user_id,
        )
    )  # fmt: skip
    return identifier


def flip(
    ctx: "RequestContext",
    change: ChangeSet,
    change_set_id: uuid.UUID,
    *,
    since: int | None = None,
) -> None:
    """Make the whole change set visible: remaining operations, versions, pointers, epoch.

    Cells are converted for all records, or for those with a place in the feed after `since`.
    """
    schema = form_schema(ctx)
    language = ctx.organisation.default_language
    for form in _forms(change):
        for operation in form.operations:
            if isinstance(operation, CellsConverted | KeysFolded):
                lock_writers(ctx, operation.table, schema)
            only = None if since is None else changed_since(form.spec.id, since)
            if isinstance(operation, CellsConverted):
                CellConversion(operation, schema, language).run(ctx.connection, only=only)
            elif not is_invisible(operation):
                _run_guarded(ctx, form, operation, only)
    for item in change.items:
        if item.unchanged:
            _drop_draft(ctx, item)
        else:
            _write_version(ctx, item, change_set_id)
    ctx.connection.execute(
        tables.change_set.update()
        .where(tables.change_set.c.id == change_set_id)
        .values(state=PUBLISHED, finished_at=ctx.now)
    )
    note_publish(ctx)
    run_hooks(ctx, change)


def lock_writers(ctx: "RequestContext", table: str, schema: str | None) -> None:
    """Keep writers out of a table until the end (PostgreSQL; SQLite has one writer anyway)."""
    if schema is not None:
        named = sa.Table(table, sa.MetaData(schema=schema))
        name = ctx.connection.dialect.identifier_preparer.format_table(named)
        with short_locks(ctx.connection):
            ctx.connection.exec_driver_sql(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")


def _run_guarded(
    ctx: "RequestContext",
    form: FormChange,
    operation: Operation,
    only: sa.Select[uuid.UUID] | None,
) -> None:
    schema = form_schema(ctx)
    try:
        if isinstance(operation, KeysFolded):
            KeyFolding(operation, schema).run(ctx.connection, only=only)
        else:
            run_operation(ctx.connection, form, operation, schema)
    except sqlalchemy.exc.IntegrityError as error:
        raise values_repeat(form, ctx.language) from error


def values_repeat(form: FormChange, language: str) -> TriloomError:
    """Return the refusal of a unique field whose values repeat after all."""
    data: JsonObject = {"form": form.spec.name(language)}
    return TriloomError("publish.values_repeat_now", status=409, data=data)


def _drop_draft(ctx: "RequestContext", item: Item) -> None:
    ctx.connection.execute(tables.draft.delete().where(tables.draft.c.document_id == item.id))


def _write_version(ctx: "RequestContext", item: Item, change_set_id: uuid.UUID) -> None:
    physical: JsonObject = {}
    if item.form is not None:
        physical = {name: list(entry) for name, entry in item.form.physical.items()}
        _write_fields(ctx, item)
    ctx.connection.execute(
        tables.version.insert().values(
            document_id=item.id, version=item.to_version, tenant_id=ctx.tenant_id,
            body=item.stored, sha256=item.sha256, physical=physical, change_set_id=change_set_id,
            published_at=ctx.now, published_by=ctx.principal.user_id,
        )
    )  # fmt: skip
    moved = ctx.connection.execute(
        tables.document.update()
        .where(tables.document.c.id == item.id, tables.document.c.version == item.from_version)
        .values(version=item.to_version, last_version=item.to_version)
    )
    if moved.rowcount != 1:
        data: JsonObject = {"kind": item.kind, "key": item.key}
        raise TriloomError("publish.moved_on", status=409, data=data)
    if not item.follows:
        _drop_draft(ctx, item)


def _write_fields(ctx: "RequestContext", item: Item) -> None:
    """Bring `meta_field` up to date; fields that went away stay, for old versions name them."""
    rows = [
        {"id": uuid.UUID(str(one["id"])), "tenant_id": ctx.tenant_id, "form_id": item.id,
         "key": str(one["key"])}
        for top in raw_fields(item.stored)
        for one in (top, *raw_fields(top))
    ]  # fmt: skip
    ids = [row["id"] for row in rows]
    field = tables.field
    taken = ctx.connection.execute(
        sa.select(field.c.id).where(field.c.id.in_(ids), field.c.form_id != item.id)
    ).first()
    if taken is not None:
        data: JsonObject = {"form": item.key, "id": str(taken[0])}
        raise TriloomError("publish.field_id_taken", status=409, data=data)
    ctx.connection.execute(field.delete().where(field.c.id.in_(ids)))
    ctx.connection.execute(field.insert(), rows)


def answer(ctx: "RequestContext", change: ChangeSet, change_set_id: uuid.UUID) -> JsonObject:
    """Return what the publisher is told."""
    return {
        "change_set": str(change_set_id),
        "state": PUBLISHED,
        "documents": [item.to_json() for item in change.plan.documents],
        "plan": change.plan.to_json(ctx.language),
    }


def revert(
    ctx: "RequestContext",
    app_key: str,
    kind: str,
    key: str,
    version: int,
    *,
    consent: Collection[str] = (),
    dry_run: bool = False,
) -> JsonObject:
    """Publish an old version again as a new one; cells of undone type changes come back."""
    bodies = {(kind, key): _old_body(ctx, app_key, kind, key, version)}
    if dry_run:
        return prepare(ctx, app_key, bodies=bodies).plan.to_json(ctx.language)
    return publish(ctx, app_key, consent=consent, bodies=bodies)


def _old_body(ctx: "RequestContext", app_key: str, kind: str, key: str, version: int) -> JsonObject:
    row = require_document(ctx, app_key, kind, key)
    found = stored_version(ctx, row["id"], version)
    if found is None:
        data: JsonObject = {"kind": kind, "key": key, "version": version}
        raise TriloomError("document.no_such_version", status=404, data=data)
    body: JsonObject = found["body"]
    return body
