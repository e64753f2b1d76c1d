"""One record under its reader's rights; and the raw image that writes and engines work on."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.grants import FieldRight
from triloom.access.predicate import check_row
from triloom.access.rights import can, require
from triloom.context import RequestContext
from triloom.records import sub_rows
from triloom.records.layout import FormLayout, layout_of
from triloom.records.listeners import Image
from triloom.records.model import Record
from triloom.records.source import Source
from triloom.records.stages import stages_of
from triloom.records.visibility import visibility_of
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


def not_found(form: "PublishedForm", record_id: uuid.UUID) -> TriloomError:
    """Return the answer for a record that is absent, or that the caller may not know of."""
    data = {"form": form.key, "id": str(record_id)}
    return TriloomError("record.not_found", status=404, data=dict(data))


def get_record(
    ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID, *, trash: bool = False
) -> Record:
    """Return a record the reader may see; 404 when there is none. `trash` includes deleted ones."""
    require(ctx, form, "read")
    layout = layout_of(form)
    image = load_image(ctx, layout, record_id)
    if image is None or (image["deleted_at"] is not None and not trash):
        raise not_found(form, record_id)
    if not check_row(ctx, form, "read", image):
        raise not_found(form, record_id)
    return as_record(ctx, layout, image)


def as_record(ctx: RequestContext, layout: FormLayout, image: Image) -> Record:
    """Return an image as its reader may see it, relations computed under their rights."""
    form = layout.form
    if not ctx.principal.sees_everything:
        _apply_live_relations(ctx, layout, image)
    shown = visibility_of(ctx, form).show(image)
    return Record(
        form,
        shown,
        can_update=can(ctx, form, "update") and check_row(ctx, form, "update", image),
        can_delete=can(ctx, form, "delete") and check_row(ctx, form, "delete", image),
    )


def load_image(
    ctx: RequestContext, layout: FormLayout, record_id: uuid.UUID, *, lock: bool = False
) -> Image | None:
    """Return everything about a record, whoever asks, trash included; `lock` it until the end."""
    statement = layout.select_for_update if lock else layout.select_one
    row = ctx.connection.execute(statement, {"b_id": record_id}).first()
    if row is None:
        return None
    image = layout.decode(row)
    finish_images(ctx, layout, [image])
    return image


def load_images(
    ctx: RequestContext, layout: FormLayout, ids: Sequence[uuid.UUID], *, lock: bool = False
) -> dict[uuid.UUID, Image]:
    """Return the images of many records by id; absent ones are missing."""
    statement = sa.select(*layout.columns).where(layout.table.c.id.in_(ids))
    if lock:
        # One order for all writers, so that two of them never wait for each other.
        statement = statement.order_by(layout.table.c.id).with_for_update()
    images = [layout.decode(row) for row in ctx.connection.execute(statement)]
    finish_images(ctx, layout, images)
    return {uuid.UUID(str(image["id"])): image for image in images}


def finish_images(ctx: RequestContext, layout: FormLayout, images: Sequence[Image]) -> None:
    """Turn stage ids into keys and add the sub-tables."""
    if any(image["stage"] is not None for image in images):
        stages = stages_of(ctx, layout.form)
        for image in images:
            image["stage"] = stages.key_of(image["stage"])
    sub_rows.attach(ctx, layout, images)


def _apply_live_relations(ctx: RequestContext, layout: FormLayout, image: Image) -> None:
    """Replace stored lookups and roll-ups that the reader may not see as they are stored."""
    source = Source.of(ctx, layout)
    visibility = source.base.visibility
    live = [
        item
        for item in layout.relations
        if visibility.right(item.field) >= FieldRight.READ
        and not source.is_trusted(source.base, item.field)
    ]
    if not live:
        return
    columns = [source.field(source.base, item.field, is_raw=True) for item in live]
    statement = (
        sa.select(*[column.label(f"r_{index}") for index, column in enumerate(columns)])
        .select_from(source.clause)
        .where(layout.table.c.id == uuid.UUID(str(image["id"])))
    )
    row = ctx.connection.execute(statement).first()
    for item, value in zip(live, row if row is not None else [None] * len(live), strict=True):
        image[item.field.key] = item.decode(value)
