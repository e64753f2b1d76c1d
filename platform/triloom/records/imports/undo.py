"""Takes an import back: created records go to the trash, changed fields get their old values.

A field that somebody changed after the import keeps what they wrote; a record that others link to
by now stays. Both are counted, and everything else is undone.
"""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.records import trash
from triloom.records.drafts import changed_draft
from triloom.records.imports.runs import Run, set_run
from triloom.records.imports.staging import APPLIED, CHUNK
from triloom.records.layout import FormLayout, layout_of
from triloom.records.listeners import Image
from triloom.records.read import load_images
from triloom.records.saving import prepare, store
from triloom.records.tables import import_row, import_run
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

UNDONE_ROW, KEPT_ROW = "undone", "kept"
SOURCE = "import_undo"


def undo_chunk(ctx: RequestContext, form: "PublishedForm", run: Run) -> int:
    """Take the last applied rows back, in the transaction of `ctx`; returns how many there were."""
    statement = (
        sa.select(import_row)
        .where(import_row.c.import_id == run.id, import_row.c.state == APPLIED)
        .order_by(import_row.c.line.desc())
        .limit(CHUNK)
    )
    rows = list(ctx.connection.execute(statement).mappings())
    if not rows:
        return 0
    layout = layout_of(form)
    images = load_images(ctx, layout, [row["record_id"] for row in rows], lock=True)
    created = [
        image
        for row in rows
        if row["op"] == "create"
        and (image := images.get(row["record_id"])) is not None
        and image["deleted_at"] is None
    ]
    kept = _delete(ctx, layout, created)
    for row in rows:
        image = images.get(row["record_id"])
        if row["op"] == "update" and image is not None and row["before"]:
            _give_back(ctx, layout, image, row["before"])
    lines = {row["line"] for row in rows if row["record_id"] not in kept}
    _mark(ctx, run, sorted(lines), UNDONE_ROW)
    _mark(ctx, run, sorted({row["line"] for row in rows} - lines), KEPT_ROW)
    set_run(ctx.connection, run.id, undone=import_run.c.undone + len(lines))
    return len(rows)


def _delete(ctx: RequestContext, layout: FormLayout, images: Sequence[Image]) -> set[uuid.UUID]:
    """Move records to the trash, all at once or else one by one; returns those that must stay."""
    try:
        with ctx.connection.begin_nested():
            trash.delete_images(ctx, layout, images, source=SOURCE)
    except TriloomError:
        kept: set[uuid.UUID] = set()
        for image in images:
            try:
                with ctx.connection.begin_nested():
                    trash.delete_images(ctx, layout, [image], source=SOURCE)
            except TriloomError:
                kept.add(uuid.UUID(str(image["id"])))
        return kept
    return set()


def _give_back(
    ctx: RequestContext, layout: FormLayout, image: Image, before: dict[str, dict[str, object]]
) -> None:
    draft = changed_draft(ctx, image, {}, pointer="")
    for key, pair in before.items():
        if image.get(key) == pair["after"]:
            draft.after[key] = pair["before"]  # type: ignore[assignment]  # JSON by origin
    if draft.changed(layout):
        prepare(ctx, layout, [draft], SOURCE)
        store(ctx, layout, [draft], SOURCE)


def _mark(ctx: RequestContext, run: Run, lines: Sequence[int], state: str) -> None:
    for start in range(0, len(lines), 500):
        ctx.connection.execute(
            import_row.update()
            .where(
                import_row.c.import_id == run.id, import_row.c.line.in_(lines[start : start + 500])
            )
            .values(state=state)
        )
