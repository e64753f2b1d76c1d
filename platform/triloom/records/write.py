"""Single-record writes: create, change with per-field merge, delete to the trash, restore."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from triloom.access.grants import FieldRight
from triloom.access.predicate import check_row
from triloom.access.rights import require
from triloom.context import RequestContext
from triloom.records import feed
from triloom.records.drafts import Draft, changed_draft, new_draft
from triloom.records.engine_values import apply_engine_values, writes_so_far
from triloom.records.layout import FormLayout, layout_of
from triloom.records.listeners import Image
from triloom.records.merge import clashes, collect
from triloom.records.model import Record
from triloom.records.read import as_record, load_image, not_found
from triloom.records.saving import check, prepare, refuse_faults, store
from triloom.records.trash import delete_record, restore_record
from triloom.records.visibility import visibility_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

__all__ = [
    "apply_engine_values", "create_record", "delete_record", "restore_record", "update_record",
]  # fmt: skip


def create_record(
    ctx: RequestContext,
    form: "PublishedForm",
    values: Mapping[str, Json],
    *,
    owner_id: uuid.UUID | None = None,
    source: str = "user",
) -> Record:
    """Create a record with its sub-rows.

    Raises 422 with all faults by pointer, 403 when the caller may not create such a record, 409
    when a unique value is taken.
    """
    require(ctx, form, "create")
    layout = layout_of(form)
    draft = new_draft(ctx, layout, values, owner_id=owner_id, pointer="/values")
    writes = writes_so_far(ctx)
    save_drafts(ctx, layout, [draft], source)
    return _written(ctx, layout, draft, writes)


def save_drafts(ctx: RequestContext, layout: FormLayout, drafts: list[Draft], source: str) -> None:
    """Check and store drafts that stand or fall together."""
    check(ctx, layout, drafts)
    refuse_faults(drafts)
    prepare(ctx, layout, drafts, source)
    refuse_faults(drafts)
    store(ctx, layout, drafts, source)


def update_record(
    ctx: RequestContext,
    form: "PublishedForm",
    record_id: uuid.UUID,
    values: Mapping[str, Json],
    *,
    base_rev: int,
    owner_id: uuid.UUID | None = None,
    source: str = "user",
) -> Record:
    """Change some fields of a record that the caller last saw at revision `base_rev`.

    Fields that others changed meanwhile merge; a field that both changed raises 409 with the base
    value, the caller's and theirs. A change that changes nothing keeps the revision.
    """
    require(ctx, form, "update")
    layout = layout_of(form)
    before = load_writable(ctx, layout, record_id, "update")
    if base_rev != before["rev"]:
        _refuse_clashes(ctx, layout, before, values, base_rev)
    draft = changed_draft(ctx, before, values, pointer="/values")
    if owner_id is not None:
        draft.after["owner_id"] = str(owner_id)
    check(ctx, layout, [draft])
    refuse_faults([draft])
    if not draft.changed(layout):
        return as_record(ctx, layout, before)
    writes = writes_so_far(ctx)
    prepare(ctx, layout, [draft], source)
    refuse_faults([draft])
    store(ctx, layout, [draft], source)
    return _written(ctx, layout, draft, writes)


def load_writable(
    ctx: RequestContext,
    layout: FormLayout,
    record_id: uuid.UUID,
    action: str,
    *,
    in_trash: bool = False,
) -> Image:
    """Return a locked record: 404 when the caller may not see it, 403 when not write it."""
    image = load_image(ctx, layout, record_id, lock=True)
    if image is None or (image["deleted_at"] is not None) is not in_trash:
        raise not_found(layout.form, record_id)
    if not check_row(ctx, layout.form, "read", image):
        raise not_found(layout.form, record_id)
    if not check_row(ctx, layout.form, action, image):
        data: dict[str, Json] = {"form": layout.form.spec.name(ctx.language)}
        raise TriloomError("record.out_of_reach", status=403, data=data)
    return image


def _refuse_clashes(
    ctx: RequestContext,
    layout: FormLayout,
    current: Image,
    values: Mapping[str, Json],
    base_rev: int,
) -> None:
    if base_rev > int(str(current["rev"])):
        data: dict[str, Json] = {"revision": base_rev, "current": current["rev"]}
        raise TriloomError("record.revision_unknown", status=409, data=data)
    record_id = uuid.UUID(str(current["id"]))
    rows = feed.since_revision(ctx.connection, record_id, base_rev)
    meanwhile = collect(row.changes for row in rows)
    visibility = visibility_of(ctx, layout.form)
    # Whoever may not write a field is told so below, and shown neither its base nor theirs here.
    fields = {
        field.id_text: field
        for key in values
        if (field := visibility.field(key)) and visibility.right(field) is FieldRight.WRITE
    }
    mine = {
        identifier: _normal(layout, field.key, values[field.key])
        for identifier, field in fields.items()
    }
    now = {identifier: current.get(field.key) for identifier, field in fields.items()}
    found = clashes(mine, now, meanwhile)
    conflicts: list[Json] = [item.to_json(fields[item.field_id].key) for item in found]
    conflicts += [
        {"field": fields[identifier].key, "base": None, "mine": mine[identifier],
         "theirs": visibility.value(fields[identifier], current.get(fields[identifier].key))}
        for identifier, rows_changed in meanwhile.rows.items()
        if identifier in fields and _rows_clash(mine[identifier], rows_changed)
    ]  # fmt: skip
    if conflicts:
        names = ", ".join(fields[item.field_id].title(ctx.language) for item in found) or ", ".join(
            str(item["field"]) for item in conflicts if isinstance(item, dict)
        )
        raise TriloomError(
            "record.conflict",
            status=409,
            data={"fields": names, "revision": current["rev"]},
            extra={"conflicts": conflicts, "rev": current["rev"]},
            headers={"ETag": f'"{current["rev"]}"'},
        )


def _normal(layout: FormLayout, key: str, value: Json) -> Json:
    """Return a value as it would be stored, so that equal ones compare equal; faults come later."""
    item = layout.plan.by_key.get(key)
    if item is None or value is None:
        return value
    try:
        return item.type.normalize(item.field, value)
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return value


def _rows_clash(mine: Json, changed: set[str]) -> bool:
    """Whether a sub-table patch touches rows that others changed; a full list touches all."""
    if not isinstance(mine, dict):
        return True
    updates = mine.get("update")
    deletes = mine.get("delete")
    touched = (
        {str(row.get("id")) for row in updates if isinstance(row, dict)}
        if isinstance(updates, list)
        else set()
    )
    touched |= {str(row_id) for row_id in deletes} if isinstance(deletes, list) else set()
    return not touched.isdisjoint(changed)


def _written(ctx: RequestContext, layout: FormLayout, draft: Draft, writes_before: int) -> Record:
    """Return a record after its save; it is read again only when engines wrote meanwhile."""
    image: Image | None = draft.after
    if writes_so_far(ctx) != writes_before:
        image = load_image(ctx, layout, draft.record_id)
    if image is None:
        raise not_found(layout.form, draft.record_id)
    return as_record(ctx, layout, image)
