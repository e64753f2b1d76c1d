"""Values that engines write: scores, stages, roll-ups. No rights, no user revision, one feed row."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from triloom.context import RequestContext
from triloom.records import feed
from triloom.records.layout import FormLayout, StoredField, instant_text, layout_of
from triloom.records.listeners import Image, RecordChange
from triloom.records.read import load_images
from triloom.records.stages import stages_of
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

EngineValue = "Json | datetime | uuid.UUID"
SYSTEM_COLUMNS = frozenset({"stage", "stage_kind", "stage_entered_at", "closed", "owner_id"})
"""System columns that an engine may set; `stage` takes the stage's id or its key."""
COMPUTED = "computed"
"""The reason of the recomputation itself, which follows its own consequences."""


_WRITES = "triloom_engine_writes"


def writes_so_far(ctx: RequestContext) -> int:
    """Return a count that moves with every engine write of this connection."""
    return int(ctx.connection.info.get(_WRITES, 0))


def note_write(ctx: RequestContext) -> None:
    """Say that an engine wrote: a save that is under way reads its record again for its answer."""
    ctx.connection.info[_WRITES] = writes_so_far(ctx) + 1


def apply_engine_values(
    ctx: RequestContext,
    form: "PublishedForm",
    record_id: uuid.UUID,
    values: Mapping[Any, Any],
    *,
    reason: str,
) -> None:
    """Set fields (by id or key, API values) and stage columns of one record; see the many form."""
    apply_engine_values_many(ctx, form, {record_id: values}, reason=reason)


def apply_engine_values_many(
    ctx: RequestContext,
    form: "PublishedForm",
    values_by_record: Mapping[uuid.UUID, Mapping[Any, Any]],
    *,
    reason: str,
    images: Mapping[uuid.UUID, Image] | None = None,
) -> list[RecordChange]:
    """Set engine values of many records; equal values and absent records are passed over.

    `computed_rev` grows by one and the feed gets one row per record that changed. Computed fields
    that depend on what changed follow, unless `reason` is the recomputation itself.
    """
    layout = layout_of(form)
    found = images or load_images(ctx, layout, list(values_by_record))
    changes: list[RecordChange] = []
    groups: dict[frozenset[str], list[dict[str, object]]] = {}
    entries: list[feed.FeedEntry] = []
    for record_id, values in values_by_record.items():
        before = found.get(record_id)
        if before is None:
            continue
        written = _Written(ctx, layout, before)
        for key, value in values.items():
            written.set(key, value)
        if not written.feed:
            continue
        after = written.after
        after["computed_rev"] = int(str(before["computed_rev"])) + 1
        row: dict[str, object] = {f"v_{name}": item for name, item in written.columns.items()}
        row["v_computed_rev"] = after["computed_rev"]
        row["b_id"] = record_id
        groups.setdefault(frozenset({*written.columns, "computed_rev"}), []).append(row)
        entries.append(
            feed.FeedEntry(
                form_id=form.id,
                record_id=record_id,
                rev=int(str(before["rev"])),
                computed_rev=int(str(after["computed_rev"])),
                op="engine",
                changes=written.feed,
                schema_version=form.version,
            )
        )
        changed = frozenset(written.changed)
        changes.append(RecordChange(form, record_id, "update", before, after, changed, reason))
    if groups:
        note_write(ctx)
    for names, rows in groups.items():
        ctx.connection.execute(layout.update_of(names), rows if len(rows) > 1 else rows[0])
    feed.append(ctx, entries, source=reason)
    if changes and reason != COMPUTED:
        from triloom.computed.recompute import follow  # noqa: PLC0415  (it calls this function)

        follow(ctx, changes)
    return changes


class _Written:
    """The columns, the image and the feed row of one record while values are set."""

    def __init__(self, ctx: RequestContext, layout: FormLayout, before: Image) -> None:
        self._ctx, self._layout, self._before = ctx, layout, before
        self.after: Image = dict(before)
        self.columns: dict[str, object] = {}
        self.feed: dict[str, Json] = {}
        self.changed: set[str] = set()

    def set(self, key: object, value: object) -> None:
        """Set one value; a key that is no field and no stage column is a programming error."""
        name = str(key)
        if name in SYSTEM_COLUMNS:
            self._set_system(name, value)
            return
        item = self._item(name)
        api: Json = value  # type: ignore[assignment]  # API values are JSON
        if self._before.get(item.field.key) == api:
            return
        self.after[item.field.key] = api
        self.columns.update(item.encode(api))
        self.feed[item.field.id_text] = [self._before.get(item.field.key), api]
        self.changed.add(item.field.key)

    def _item(self, name: str) -> StoredField:
        plan = self._layout.plan
        item = plan.by_id.get(name) or plan.by_key.get(name)
        if item is None:
            message = f"form {self._layout.form.key!r} stores no field {name!r}"
            raise KeyError(message)
        return item

    def _set_system(self, name: str, value: object) -> None:
        stored, shown = value, value
        if name == "stage":
            stages = stages_of(self._ctx, self._layout.form)
            stored = stages.id_of(value)  # type: ignore[arg-type]  # text or None
            shown = stages.key_of(stored)
        elif name == "owner_id":
            stored = uuid.UUID(str(value)) if value is not None else None
            shown = str(value) if value is not None else None
        elif name == "stage_entered_at":
            stored = datetime.fromisoformat(value) if isinstance(value, str) else value
            shown = instant_text(stored) if isinstance(stored, datetime) else None
        if self._before.get(name) == shown:
            return
        self.after[name] = shown  # type: ignore[assignment]  # JSON by now
        self.columns[name] = stored
        self.feed[name] = [self._before.get(name), shown]  # type: ignore[list-item]
        self.changed.add(name)
