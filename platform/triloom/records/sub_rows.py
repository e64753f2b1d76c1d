"""Sub-tables: reading the rows of many records at once, and writing them within their record's save."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from triloom.context import RequestContext
from triloom.records.layout import FormLayout, SubTablePlan
from triloom.records.listeners import Image
from triloom.records.merge import ROWS
from triloom_core.errors import Fault
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject

OPERATIONS = ("create", "update", "delete")


def attach(
    ctx: RequestContext,
    layout: FormLayout,
    images: Iterable[Image],
    *,
    only: Collection[str] | None = None,
) -> None:
    """Put the rows of every sub-table (or of `only` some) into the images; one statement each."""
    wanted = [sub for sub in layout.sub_tables if only is None or sub.field.key in only]
    by_id = {str(image["id"]): image for image in images}
    if not wanted or not by_id:
        return
    parents = [uuid.UUID(item) for item in by_id]
    for sub in wanted:
        for image in by_id.values():
            image[sub.field.key] = []
        for row in ctx.connection.execute(sub.select_rows, {"parents": parents}):
            rows = by_id[str(row[1])][sub.field.key]
            assert isinstance(rows, list)
            rows.append(sub.decode(row))


@dataclass(slots=True)
class RowChanges:
    """What a save does to the rows of one sub-table of one record."""

    created: list[JsonObject] = field(default_factory=list)
    updated: dict[str, dict[str, tuple[Json, Json]]] = field(default_factory=dict)
    """Row id → key → (before, after)."""
    deleted: list[JsonObject] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)
    """Row id → new position."""

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.created or self.updated or self.deleted or self.moved)

    def to_feed(self, sub: SubTablePlan) -> Json:
        """Return the change as the feed keeps it: rows by id, values by sub-field id."""
        ids = {item.field.key: item.field.id_text for item in sub.plan.stored}
        rows: JsonObject = {}
        for row in self.created:
            rows[str(row["id"])] = {
                ids[key]: [None, value] for key, value in row.items() if key in ids
            }
        for row_id, values in self.updated.items():
            rows[row_id] = {ids[key]: [old, new] for key, (old, new) in values.items()}
        for row in self.deleted:
            rows[str(row["id"])] = {
                ids[key]: [value, None] for key, value in row.items() if key in ids
            }
        for row_id, position in self.moved.items():
            rows.setdefault(row_id, {"position": [None, position]})
        return {ROWS: rows}


def apply_patch(
    sub: SubTablePlan, current: Sequence[Json], given: Json, pointer: str
) -> "list[JsonObject] | Fault":
    """Return the rows after a patch: a list replaces all, an object of operations changes some.

    Rows without an id are new; every row of the answer has one.
    """
    rows = [dict(row) for row in current if isinstance(row, dict)]
    known = {str(row["id"]): row for row in rows}
    if given is None:
        return []
    if isinstance(given, list):
        return _replaced(known, given, pointer)
    if not isinstance(given, dict) or not set(given) <= set(OPERATIONS):
        return Fault(pointer, "record.row_operations_invalid", {"allowed": ", ".join(OPERATIONS)})
    parts: dict[str, list[Json]] = {}
    for name in OPERATIONS:
        part = given.get(name, [])
        if not isinstance(part, list):
            return Fault(f"{pointer}/{name}", "record.row_operations_invalid", {"allowed": "[…]"})
        parts[name] = part
    for index, change in enumerate(parts["update"]):
        row = known.get(str(change.get("id"))) if isinstance(change, dict) else None
        if row is None or not isinstance(change, dict):
            return Fault(f"{pointer}/update/{index}", "record.row_not_found", {})
        row.update(change)
    for index, row_id in enumerate(parts["delete"]):
        if str(row_id) not in known:
            return Fault(f"{pointer}/delete/{index}", "record.row_not_found", {})
    gone = {str(row_id) for row_id in parts["delete"]}
    kept: list[JsonObject] = [row for row in rows if str(row["id"]) not in gone]
    for index, added in enumerate(parts["create"]):
        if not isinstance(added, dict):
            return Fault(
                f"{pointer}/create/{index}", "record.row_operations_invalid", {"allowed": "{…}"}
            )
        kept.append({**added, "id": str(new_id())})
    return kept


def _replaced(
    known: Mapping[str, JsonObject], given: Sequence[Json], pointer: str
) -> "list[JsonObject] | Fault":
    result: list[JsonObject] = []
    seen: set[str] = set()
    for index, row in enumerate(given):
        if not isinstance(row, dict):
            return Fault(f"{pointer}/{index}", "record.row_operations_invalid", {"allowed": "{…}"})
        row_id = row.get("id")
        if row_id is None:
            result.append({**row, "id": str(new_id())})
            continue
        if str(row_id) not in known or str(row_id) in seen:
            return Fault(f"{pointer}/{index}/id", "record.row_not_found", {})
        seen.add(str(row_id))
        result.append({**known[str(row_id)], **row})
    return result


def difference(sub: SubTablePlan, before: Sequence[Json], after: Sequence[Json]) -> RowChanges:
    """Return what turns the rows `before` into the rows `after`, order included."""
    old = {str(row["id"]): row for row in before if isinstance(row, dict)}
    changes = RowChanges()
    kept: set[str] = set()
    order = {row_id: position for position, row_id in enumerate(old)}
    for position, row in enumerate(after):
        assert isinstance(row, dict)
        row_id = str(row["id"])
        previous = old.get(row_id)
        if previous is None:
            changes.created.append({**row, "position": position})
            continue
        kept.add(row_id)
        differing = {
            item.field.key: (previous.get(item.field.key), row.get(item.field.key))
            for item in sub.plan.stored
            if previous.get(item.field.key) != row.get(item.field.key)
        }
        if differing:
            changes.updated[row_id] = differing
        if order[row_id] != position:
            changes.moved[row_id] = position
    changes.deleted = [dict(row) for row_id, row in old.items() if row_id not in kept]
    return changes


def write(ctx: RequestContext, sub: SubTablePlan, changes: Mapping[uuid.UUID, RowChanges]) -> None:
    """Write the changes of one sub-table for any number of records; one statement per kind."""
    table = sub.plan.table
    empty = {item.column.key: None for item in sub.plan.stored}
    for item in sub.plan.stored:
        if item.key_column is not None:
            empty[item.key_column.key] = None
    created = [
        {
            **empty, "id": uuid.UUID(str(row["id"])), "parent_id": parent,
            "position": row["position"], "deleted_at": None, **sub.plan.encode(row),
        }
        for parent, change in changes.items()
        for row in change.created
    ]  # fmt: skip
    if created:
        ctx.connection.execute(sub.insert, created if len(created) > 1 else created[0])
    gone = [uuid.UUID(str(row["id"])) for change in changes.values() for row in change.deleted]
    if gone:
        ctx.connection.execute(
            table.update().where(table.c.id.in_(gone)).values(deleted_at=ctx.now)
        )
    for change in changes.values():
        for row_id in change.updated.keys() | change.moved.keys():
            values = {key: new for key, (_old, new) in change.updated.get(row_id, {}).items()}
            columns = sub.plan.encode(values)
            if row_id in change.moved:
                columns["position"] = change.moved[row_id]
            ctx.connection.execute(
                table.update().where(table.c.id == uuid.UUID(row_id)).values(columns)
            )
