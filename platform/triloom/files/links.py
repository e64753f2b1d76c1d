"""Which record's field shows which file: kept in step with every save."""

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.files.tables import file, file_link
from triloom_core.errors import Fault
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.records.drafts import Draft
    from triloom.records.layout import FormLayout, StoredField


def attachment_ids(value: Json) -> list[str]:
    """Return the file ids of an attachment value."""
    items = value if isinstance(value, list) else []
    return [str(item["id"]) for item in items if isinstance(item, dict) and "id" in item]


def _attachments(layout: "FormLayout") -> "list[StoredField]":
    return [item for item in layout.plan.stored if item.field.type == "attachment"]


def fill_attachments(ctx: RequestContext, layout: "FormLayout", drafts: "Sequence[Draft]") -> None:
    """Replace what clients say about files by what is known; an unknown file is a fault.

    A client may attach its own uploads and keep files the field already shows, nothing else.
    """
    items = _attachments(layout)
    wanted = {
        identifier
        for item in items
        for draft in drafts
        if item.field.key in draft.given
        for identifier in attachment_ids(draft.after.get(item.field.key))
    }
    if not wanted:
        return
    known = _known(ctx, wanted)
    for item in items:
        for draft in drafts:
            if item.field.key in draft.given:
                _fill(ctx, item, draft, known)


def _known(ctx: RequestContext, ids: Iterable[str]) -> "dict[str, sa.RowMapping]":
    statement = sa.select(file).where(
        file.c.tenant_id == ctx.tenant_id, file.c.id.in_([uuid.UUID(item) for item in ids])
    )
    return {str(row["id"]): row for row in ctx.connection.execute(statement).mappings()}


def _fill(
    ctx: RequestContext,
    item: "StoredField",
    draft: "Draft",
    known: "dict[str, sa.RowMapping]",
) -> None:
    key = item.field.key
    already = set(attachment_ids((draft.before or {}).get(key)))
    filled: list[Json] = []
    for index, identifier in enumerate(attachment_ids(draft.after.get(key))):
        row = known.get(identifier)
        mine = row is not None and row["owner_id"] == ctx.principal.user_id
        if row is None or not (mine or identifier in already or ctx.principal.sees_everything):
            pointer = f"{draft.pointer}/{key}/{index}/id"
            draft.faults.append(Fault(pointer, "file.not_found", {"id": identifier}))
            continue
        filled.append(
            {"id": identifier, "name": row["name"], "size": row["size"], "type": row["type"]}
        )
    draft.after[key] = filled or None


def link_files(ctx: RequestContext, layout: "FormLayout", drafts: "Sequence[Draft]") -> None:
    """Bring the link rows of saved records up to date."""
    added: list[dict[str, object]] = []
    for item in _attachments(layout):
        for draft in drafts:
            before = set(attachment_ids((draft.before or {}).get(item.field.key)))
            after = set(attachment_ids(draft.after.get(item.field.key)))
            added += [
                {
                    "tenant_id": ctx.tenant_id, "file_id": uuid.UUID(identifier),
                    "form_id": layout.form.id, "record_id": draft.record_id,
                    "field_id": item.field.id,
                }
                for identifier in sorted(after - before)
            ]  # fmt: skip
            gone = [uuid.UUID(identifier) for identifier in before - after]
            if gone:
                ctx.connection.execute(
                    file_link.delete().where(
                        file_link.c.file_id.in_(gone),
                        file_link.c.record_id == draft.record_id,
                        file_link.c.field_id == item.field.id,
                    )
                )
    if added:
        ctx.connection.execute(file_link.insert(), added)
