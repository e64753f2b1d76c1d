"""Deleting hides, restoring shows again; what happens to the records that link to a deleted one."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from triloom.access.principal import SYSTEM
from triloom.access.rights import require
from triloom.context import RequestContext
from triloom.records import feed
from triloom.records.drafts import Draft, changed_draft
from triloom.records.layout import FormLayout, StoredField, instant_text, layout_of
from triloom.records.listeners import ChangeOperation, Image, RecordChange, announce_after
from triloom.records.model import Record
from triloom.records.read import as_record, finish_images, load_image, not_found
from triloom.records.relations import setting
from triloom.records.saving import prepare, store
from triloom.records.uniqueness import clash_error
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

MOST_REFERRERS = 10_000
"""Records that one delete may clear or delete along; beyond it the caller must do it in parts."""
DEEPEST_CASCADE = 8


def delete_record(
    ctx: RequestContext,
    form: "PublishedForm",
    record_id: uuid.UUID,
    *,
    base_rev: int | None = None,
    source: str = "user",
) -> None:
    """Move a record to the trash; 412 when `base_rev` is stale, 409 when links forbid it."""
    from triloom.records.write import load_writable  # noqa: PLC0415  (write offers both)

    require(ctx, form, "delete")
    layout = layout_of(form)
    image = load_writable(ctx, layout, record_id, "delete")
    if base_rev is not None and base_rev != image["rev"]:
        data: dict[str, Json] = {"revision": base_rev, "current": image["rev"]}
        raise TriloomError("record.stale", status=412, data=data)
    delete_images(ctx, layout, [image], source=source)


def delete_images(
    ctx: RequestContext,
    layout: FormLayout,
    images: Sequence[Image],
    *,
    source: str,
    depth: int = 0,
) -> None:
    """Move locked records to the trash and do to their referrers what their links say."""
    if not images:
        return
    _handle_referrers(ctx, layout, images, source=source, depth=depth)
    _mark(ctx, layout, images, deleted=True)
    _announce(ctx, layout, images, "delete", source)


def restore_record(
    ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID, *, source: str = "user"
) -> Record:
    """Bring a record back from the trash; 409 that names the record when a unique value is taken."""
    from triloom.records.write import load_writable  # noqa: PLC0415  (write offers both)

    require(ctx, form, "delete")
    layout = layout_of(form)
    image = load_writable(ctx, layout, record_id, "delete", in_trash=True)
    restore_images(ctx, layout, [image], source=source)
    restored = load_image(ctx, layout, record_id)
    if restored is None:
        raise not_found(form, record_id)
    return as_record(ctx, layout, restored)


def restore_images(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image], *, source: str
) -> None:
    """Bring locked records back."""
    try:
        _mark(ctx, layout, images, deleted=False)
    except IntegrityError as error:
        drafts = [changed_draft(ctx, image, {}, pointer="") for image in images]
        raise clash_error(ctx, layout, drafts, error) from error
    _announce(ctx, layout, images, "restore", source)


def _mark(
    ctx: RequestContext, layout: FormLayout, images: Sequence[Image], *, deleted: bool
) -> None:
    table = layout.table
    ctx.connection.execute(
        table.update()
        .where(table.c.id.in_([uuid.UUID(str(image["id"])) for image in images]))
        .values(
            deleted_at=ctx.now if deleted else None,
            rev=table.c.rev + 1,
            updated_at=ctx.now,
            updated_by=ctx.principal.user_id,
        )
    )


def _announce(
    ctx: RequestContext,
    layout: FormLayout,
    images: Sequence[Image],
    op: ChangeOperation,
    source: str,
) -> None:
    moment = instant_text(ctx.now)
    entries: list[feed.FeedEntry] = []
    changes: list[RecordChange] = []
    for image in images:
        gone = moment if op == "delete" else None
        after = {**image, "deleted_at": gone, "rev": int(str(image["rev"])) + 1}
        record_id = uuid.UUID(str(image["id"]))
        entries.append(
            feed.FeedEntry(
                form_id=layout.form.id,
                record_id=record_id,
                rev=int(str(after["rev"])),
                computed_rev=int(str(image["computed_rev"])),
                op=op,
                changes={"deleted_at": [image["deleted_at"], gone]},
                schema_version=layout.form.version,
            )
        )
        changed = frozenset({"deleted_at"})
        changes.append(RecordChange(layout.form, record_id, op, image, after, changed, source))
    feed.append(ctx, entries, source=source)
    announce_after(ctx, changes)


def _referring(
    ctx: RequestContext, layout: FormLayout
) -> "list[tuple[FormLayout, StoredField, str]]":
    """Return the link fields of all forms that point at this form, with their rule."""
    found = []
    for form in ctx.catalog.forms(layout.form.app_key):
        other = layout_of(form)
        for item in other.links:
            if item.field.type == "link" and setting(item.field, "target") == layout.form.key:
                found.append((other, item, setting(item.field, "on_delete") or "restrict"))
    return found


def _handle_referrers(
    ctx: RequestContext,
    layout: FormLayout,
    images: Sequence[Image],
    *,
    source: str,
    depth: int,
) -> None:
    ids = [uuid.UUID(str(image["id"])) for image in images]
    gone = set(ids)
    for other, item, rule in _referring(ctx, layout):
        found = _referrers(ctx, other, item, ids)
        if other.form.id == layout.form.id:
            found = [image for image in found if uuid.UUID(str(image["id"])) not in gone]
        if not found:
            continue
        if rule == "restrict" or depth >= DEEPEST_CASCADE:
            raise _restricted(ctx, layout, other, item, images, found)
        engine = ctx.acting_as(SYSTEM)
        if rule == "cascade":
            delete_images(engine, other, found, source=source, depth=depth + 1)
        else:
            drafts = [_cleared(engine, item, image) for image in found]
            prepare(engine, other, drafts, source)
            store(engine, other, drafts, source)


def _referrers(
    ctx: RequestContext, other: FormLayout, item: StoredField, ids: Sequence[uuid.UUID]
) -> list[Image]:
    statement = (
        sa.select(*other.columns)
        .where(item.column.in_(ids), other.table.c.deleted_at.is_(None))
        .order_by(other.table.c.id)
        .limit(MOST_REFERRERS + 1)
    )
    images = [other.decode(row) for row in ctx.connection.execute(statement)]
    if len(images) > MOST_REFERRERS:
        data: dict[str, Json] = {
            "form": other.form.spec.name(ctx.language), "limit": MOST_REFERRERS,
        }  # fmt: skip
        raise TriloomError("record.too_many_referrers", status=409, data=data)
    finish_images(ctx, other, images)
    return images


def _cleared(ctx: RequestContext, item: StoredField, image: Image) -> Draft:
    draft = changed_draft(ctx, image, {item.field.key: None}, pointer="")
    draft.after[item.field.key] = None
    return draft


def _restricted(
    ctx: RequestContext,
    layout: FormLayout,
    other: FormLayout,
    item: StoredField,
    images: Sequence[Image],
    found: Sequence[Image],
) -> TriloomError:
    return TriloomError(
        "record.delete_restricted",
        status=409,
        data={
            "title": layout.title(images[0], ctx.language),
            "form": other.form.spec.name(ctx.language),
            "field": item.field.title(ctx.language),
            "count": len(found),
        },
    )
