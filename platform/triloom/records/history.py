"""The history of a record, read from the feed with the reader's rights of today."""

import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.grants import FieldRight
from triloom.context import RequestContext
from triloom.records import feed
from triloom.records.layout import FormLayout, instant_text, layout_of
from triloom.records.links import user_names
from triloom.records.merge import ROWS
from triloom.records.predicates import row_condition
from triloom.records.read import get_record
from triloom.records.relations import may_read_sources, setting
from triloom.records.source import RELATIONAL_TYPES
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.ids import column_name
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

SYSTEM_CHANGES = frozenset(
    {"owner_id", "stage", "stage_kind", "stage_entered_at", "closed", "deleted_at"}
)
MOST_RELATED = 50
"""Linking records per form whose changes a timeline shows."""


def history(
    ctx: RequestContext,
    form: "PublishedForm",
    record_id: uuid.UUID,
    *,
    before: int | None = None,
    limit: int = 50,
) -> JsonObject:
    """Return the changes of a record the reader may see, newest first; `next` continues."""
    get_record(ctx, form, record_id, trash=True)
    rows = feed.of_record(ctx.connection, record_id, before=before, limit=limit + 1)
    more = len(rows) > limit
    items = _entries(ctx, layout_of(form), rows[:limit])
    return {"items": items, "next": rows[limit - 1].position.sequence if more else None}


def _entries(ctx: RequestContext, layout: FormLayout, rows: Sequence[feed.FeedRow]) -> list[Json]:
    visibility = visibility_of(ctx, layout.form)
    names = user_names(ctx, {str(row.actor) for row in rows if row.actor})
    items: list[Json] = []
    for row in rows:
        changes = _visible_changes(ctx, visibility, row.changes)
        if not changes and row.changes:
            continue
        items.append(
            {
                "seq": row.position.sequence,
                "at": instant_text(row.at),
                "effective_at": instant_text(row.effective_at),
                "actor": names.get(str(row.actor)) if row.actor else None,
                "source": row.source,
                "op": row.op,
                "rev": row.rev,
                "changes": changes,
            }
        )
    return items


def _visible_changes(
    ctx: RequestContext, visibility: Visibility, changes: JsonObject
) -> list[Json]:
    found: list[Json] = []
    for identifier, change in changes.items():
        if identifier in SYSTEM_CHANGES:
            found.append({"field": identifier, "label": identifier, **_pair(change)})
            continue
        field = visibility.layout.fields_by_id.get(identifier)
        if field is None or visibility.right(field) is FieldRight.NONE:
            continue
        if field.type in RELATIONAL_TYPES and not may_read_sources(
            ctx, visibility.layout.form, field
        ):
            # What was stored for everybody then may hold a record that this reader cannot see.
            continue
        entry: JsonObject = {"field": field.key, "label": field.title(ctx.language)}
        if isinstance(change, dict):
            rows = change.get(ROWS)
            entry["rows"] = len(rows) if isinstance(rows, dict) else 0
            if visibility.right(field) >= FieldRight.READ:
                entry["row_changes"] = _named_rows(visibility, field, rows)
        else:
            pair = _pair(change)
            entry.update({name: visibility.value(field, value) for name, value in pair.items()})
        found.append(entry)
    return found


def _named_rows(visibility: Visibility, parent: FieldSpec, rows: Json) -> JsonObject:
    """Return row id → changes by key, of the sub-fields that the reader may know of."""
    if not isinstance(rows, dict):
        return {}
    return {
        row_id: dict(_named_changes(visibility, parent, changes))
        for row_id, changes in rows.items()
        if isinstance(changes, dict)
    }


def _named_changes(
    visibility: Visibility, parent: FieldSpec, changes: JsonObject
) -> Iterator[tuple[str, Json]]:
    fields = {field.id_text: field for field in parent.fields}
    for name, pair in changes.items():
        field = fields.get(name)
        if field is None:
            # The row's own marks, such as its position; a field that is gone is not shown.
            if not _is_identifier(name):
                yield name, pair
        elif visibility.right(field) > FieldRight.NONE:
            values = pair if isinstance(pair, list) else [pair]
            yield field.key, [visibility.value(field, value) for value in values]


def _is_identifier(name: str) -> bool:
    try:
        uuid.UUID(name)
    except ValueError:
        return False
    return True


def _pair(change: Json) -> JsonObject:
    if isinstance(change, list) and len(change) == 2:  # noqa: PLR2004  (before and after)
        return {"before": change[0], "after": change[1]}
    return {"before": None, "after": None}


def timeline(
    ctx: RequestContext, form: "PublishedForm", record_id: uuid.UUID, *, limit: int = 50
) -> JsonObject:
    """Return what happened to a record and to readable records that link to it, newest first."""
    get_record(ctx, form, record_id, trash=True)
    layout = layout_of(form)
    found: list[tuple[int, Json]] = []
    for entry in _entries(ctx, layout, feed.of_record(ctx.connection, record_id, limit=limit)):
        assert isinstance(entry, dict)
        found.append(
            (int(str(entry["seq"])), {**entry, "form": form.key, "record": str(record_id)})
        )
    for other in ctx.catalog.forms(form.app_key):
        for related in _related(ctx, form, other, record_id):
            rows = feed.of_record(ctx.connection, related, limit=limit)
            for entry in _entries(ctx, layout_of(other), rows):
                assert isinstance(entry, dict)
                item = {**entry, "form": other.key, "record": str(related)}
                found.append((int(str(entry["seq"])), item))
    found.sort(key=lambda pair: -pair[0])
    return {"items": [item for _seq, item in found[:limit]]}


def _related(
    ctx: RequestContext, form: "PublishedForm", other: "PublishedForm", record_id: uuid.UUID
) -> list[uuid.UUID]:
    visibility = visibility_of(ctx, other)
    table = other.table
    links = [
        table.c[column_name(field.id)] == record_id
        for field in visibility.fields()
        if field.type == "link" and setting(field, "target") == form.key
    ]
    if not links:
        return []
    statement = (
        sa.select(table.c.id)
        .where(sa.or_(*links), table.c.deleted_at.is_(None))
        .order_by(table.c.id.desc())
        .limit(MOST_RELATED)
    )
    readable = row_condition(ctx, other, "read", table)
    if readable is not None:
        statement = statement.where(readable)
    return list(ctx.connection.execute(statement).scalars())
