"""Records on their way into the store: what is given, what was there, what will be there."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from triloom.context import RequestContext
from triloom.records.layout import FormLayout, instant_text
from triloom.records.listeners import ChangeOperation, Image, RecordChange
from triloom.records.sub_rows import RowChanges
from triloom_core.errors import Fault
from triloom_core.ids import new_id
from triloom_core.json_types import Json


@dataclass(slots=True)
class Draft:
    """One record of one save; `faults` empty after the checks means that it may be written."""

    op: ChangeOperation
    record_id: uuid.UUID
    pointer: str
    given: dict[str, Json]
    """API values by key, as the client sent them."""
    before: Image | None
    after: Image
    faults: list[Fault] = field(default_factory=list)
    rows: dict[str, RowChanges] = field(default_factory=dict)
    """Sub-table key → what happens to its rows."""
    effective_at: datetime | None = None

    def changed(self, layout: FormLayout) -> frozenset[str]:
        """Return the keys of the fields, and `owner_id`, whose values differ."""
        if self.before is None:
            return frozenset(
                key for key in layout.fields_by_key if self.after.get(key) not in (None, [])
            )
        before = self.before
        keys = [*(item.field.key for item in layout.plan.stored), "owner_id"]
        found = {key for key in keys if before.get(key) != self.after.get(key)}
        return frozenset(found | {key for key, rows in self.rows.items() if rows})

    def to_change(self, layout: FormLayout, source: str) -> RecordChange:
        """Return what listeners are told."""
        return RecordChange(
            form=layout.form,
            record_id=self.record_id,
            op=self.op,
            before=self.before,
            after=self.after,
            changed=self.changed(layout),
            source=source,
        )

    def feed_changes(self, layout: FormLayout) -> dict[str, Json]:
        """Return the change by field id as the feed keeps it."""
        changes: dict[str, Json] = {}
        before: Mapping[str, Json] = self.before or {}
        for item in layout.plan.stored:
            key = item.field.key
            old, new = before.get(key), self.after.get(key)
            if old != new:
                changes[item.field.id_text] = [old, new]
        for sub in layout.sub_tables:
            rows = self.rows.get(sub.field.key)
            if rows:
                changes[sub.field.id_text] = rows.to_feed(sub)
        if before.get("owner_id") != self.after.get("owner_id"):
            changes["owner_id"] = [before.get("owner_id"), self.after.get("owner_id")]
        return changes


def new_draft(
    ctx: RequestContext,
    layout: FormLayout,
    given: Mapping[str, Json],
    *,
    owner_id: uuid.UUID | None,
    pointer: str,
) -> Draft:
    """Return the draft of a record that does not exist yet."""
    record_id = new_id()
    now = instant_text(ctx.now)
    actor = str(ctx.principal.user_id) if ctx.principal.user_id else None
    image: Image = {
        "id": str(record_id), "rev": 1, "computed_rev": 0, "created_at": now, "created_by": actor,
        "updated_at": now, "updated_by": actor, "owner_id": str(owner_id) if owner_id else actor,
        "deleted_at": None, "stage": None, "stage_kind": None, "stage_entered_at": None,
        "closed": None,
    }  # fmt: skip
    for item in layout.plan.stored:
        image[item.field.key] = None
    for sub in layout.sub_tables:
        image[sub.field.key] = []
    return Draft("create", record_id, pointer, dict(given), None, image)


def changed_draft(
    ctx: RequestContext, before: Image, given: Mapping[str, Json], *, pointer: str
) -> Draft:
    """Return the draft of a change to an existing record."""
    after = dict(before)
    after["rev"] = int(str(before["rev"])) + 1
    after["updated_at"] = instant_text(ctx.now)
    after["updated_by"] = str(ctx.principal.user_id) if ctx.principal.user_id else None
    return Draft("update", uuid.UUID(str(before["id"])), pointer, dict(given), before, after)
