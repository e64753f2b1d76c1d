"""The rows of a bulk request: as they are sent, as they are read, as they are answered."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from triloom.api.problems import fault_to_json
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, StoredField
from triloom.records.uniqueness import unique_value
from triloom.records.visibility import visibility_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json, JsonObject

Kind = Literal["create", "update", "delete", "upsert"]


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """What a caller wants: rows are `{"values": …}`, updates `{"id", "rev"?, "values"}`."""

    create: Sequence[Mapping[str, Json]] = ()
    update: Sequence[Mapping[str, Json]] = ()
    delete: Sequence[Json] = ()
    upsert: Sequence[Mapping[str, Json]] = ()
    upsert_on: str | None = None
    atomic: bool = True


@dataclass(slots=True)
class RowResult:
    """What became of one row."""

    kind: Kind
    index: int
    status: str
    record_id: uuid.UUID | None = None
    rev: int | None = None
    faults: tuple[Fault, ...] = ()

    def to_json(self, ctx: RequestContext) -> JsonObject:
        """Return the result as a member of the answer."""
        body: JsonObject = {"index": self.index, "status": self.status}
        body["id"] = str(self.record_id) if self.record_id else None
        body["rev"] = self.rev
        if self.faults:
            body["errors"] = [fault_to_json(fault, ctx.language) for fault in self.faults]
        return body


@dataclass(slots=True)
class BulkResult:
    """The results by kind, in the order of the request."""

    rows: list[RowResult] = field(default_factory=list)

    def to_json(self, ctx: RequestContext) -> JsonObject:
        """Return the answer: counts, and per kind one entry per row."""
        body: JsonObject = {
            "created": sum(row.status == "created" for row in self.rows),
            "updated": sum(row.status in ("updated", "unchanged") for row in self.rows),
            "deleted": sum(row.status == "deleted" for row in self.rows),
            "failed": sum(row.status == "failed" for row in self.rows),
        }
        results: JsonObject = {}
        for kind in ("create", "update", "delete", "upsert"):
            rows: list[Json] = [row.to_json(ctx) for row in self.rows if row.kind == kind]
            if rows:
                results[kind] = rows
        body["results"] = results
        return body


def upsert_field(ctx: RequestContext, layout: FormLayout, key: str | None) -> StoredField:
    """Return the unique field that rows are matched by; raises 422 when it is none."""
    field_spec = visibility_of(ctx, layout.form).field(key or "")
    item = layout.plan.by_key.get(field_spec.key) if field_spec is not None else None
    if item is None or not item.field.unique:
        data: dict[str, Json] = {"field": key}
        raise TriloomError("record.upsert_field_not_unique", status=422, data=data)
    return item


def comparable(item: StoredField, value: Json) -> object:
    """Return what a unique field compares for a value that was not validated yet."""
    if value is None:
        return None
    try:
        return unique_value(item, item.type.normalize(item.field, value))
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return None


def read_id(value: Json) -> uuid.UUID | None:
    """Return the identifier that a text names, or None."""
    try:
        return uuid.UUID(str(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def read_row(
    body: Mapping[str, Json], pointer: str
) -> tuple[dict[str, Json], uuid.UUID | None, tuple[Fault, ...]]:
    """Return (values, owner, faults) of a row as it was sent."""
    values = body.get("values")
    if not isinstance(values, dict):
        return {}, None, (Fault(f"{pointer}/values", "record.values_missing", {}),)
    unknown = set(body) - {"id", "rev", "values", "owner_id"}
    if unknown:
        name = sorted(unknown)[0]
        return {}, None, (Fault(f"{pointer}/{name}", "record.member_unknown", {"member": name}),)
    owner = body.get("owner_id")
    owner_id = read_id(owner)
    if owner is not None and owner_id is None:
        return (
            {},
            None,
            (
                Fault(
                    f"{pointer}/owner_id",
                    "record.user_not_found",
                    {"field": "owner_id", "id": str(owner)[:60]},
                ),
            ),
        )
    return values, owner_id, ()
