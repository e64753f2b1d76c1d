"""Versions of documents: their list, and what differs between two of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from triloom.metadata import tables
from triloom.metadata.drafts import read_document, require_document
from triloom.metadata.pointer import escape
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs; `before` or `after` is None where something is new or gone."""

    op: Literal["add", "remove", "change", "move"]
    pointer: str
    before: Json
    after: Json

    def to_json(self) -> JsonObject:
        """Return the difference as JSON."""
        return {
            "op": self.op, "pointer": self.pointer, "before": self.before, "after": self.after,
        }  # fmt: skip


def list_versions(ctx: "RequestContext", app_key: str, kind: str, key: str) -> list[JsonObject]:
    """Return the versions of a document, newest first."""
    row = require_document(ctx, app_key, kind, key)
    version = tables.version
    found = ctx.connection.execute(
        sa.select(
            version.c.version, version.c.sha256, version.c.published_at, version.c.published_by,
            version.c.change_set_id,
        )
        .where(version.c.document_id == row["id"])
        .order_by(version.c.version.desc())
    )  # fmt: skip
    return [
        {
            "version": item.version,
            "sha256": item.sha256,
            "published_at": item.published_at.isoformat().replace("+00:00", "Z"),
            "published_by": str(item.published_by) if item.published_by else None,
            "change_set": str(item.change_set_id),
            "current": item.version == row["version"],
        }
        for item in found
    ]


def diff(
    ctx: "RequestContext", app_key: str, kind: str, key: str, first: str, second: str
) -> list[JsonObject]:
    """Return the differences between two versions (`draft`, `published` or a number)."""
    before = read_document(ctx, app_key, kind, key, first).body
    after = read_document(ctx, app_key, kind, key, second).body
    return [item.to_json() for item in differences(before, after)]


def differences(before: Json, after: Json, pointer: str = "") -> list[Difference]:
    """Return what differs; objects in lists are matched by `id`, else by `key`, else by place."""
    if isinstance(before, dict) and isinstance(after, dict):
        found: list[Difference] = []
        for name in sorted({*before, *after}):
            place = f"{pointer}/{escape(name)}"
            if name not in after:
                found.append(Difference("remove", place, before[name], None))
            elif name not in before:
                found.append(Difference("add", place, None, after[name]))
            else:
                found += differences(before[name], after[name], place)
        return found
    if isinstance(before, list) and isinstance(after, list):
        return _list_differences(before, after, pointer)
    return [] if before == after else [Difference("change", pointer, before, after)]


def _name(item: Json, position: int) -> str:
    if isinstance(item, dict):
        for member in ("id", "key"):
            if isinstance(item.get(member), str):
                return str(item[member])
    return f"#{position}"


def _list_differences(before: list[Json], after: list[Json], pointer: str) -> list[Difference]:
    old = {_name(item, place): (place, item) for place, item in enumerate(before)}
    new = {_name(item, place): (place, item) for place, item in enumerate(after)}
    found: list[Difference] = []
    for name, (place, item) in old.items():
        if name not in new:
            found.append(Difference("remove", f"{pointer}/{place}", item, None))
    kept = [name for name in new if name in old]
    old_order = [name for name in old if name in new]
    for name, (place, item) in new.items():
        if name not in old:
            found.append(Difference("add", f"{pointer}/{place}", None, item))
        else:
            found += differences(old[name][1], item, f"{pointer}/{place}")
    if kept != old_order:
        order_before: list[Json] = list(old_order)
        order_after: list[Json] = list(kept)
        found.append(Difference("move", pointer, order_before, order_after))
    return found
