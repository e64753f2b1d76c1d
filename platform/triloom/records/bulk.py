"""Many writes of one form at once: validated one by one, written in sets.

Statements do not grow with the rows: links and unique values are asked per thousand, rows, tokens
and feed rows go in with one statement each.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from triloom.access.predicate import check_row
from triloom.access.rights import require
from triloom.context import RequestContext
from triloom.records import trash
from triloom.records.bulk_rows import (
    BulkRequest,
    BulkResult,
    Kind,
    RowResult,
    comparable,
    read_id,
    read_row,
    upsert_field,
)
from triloom.records.drafts import Draft, changed_draft, new_draft
from triloom.records.layout import FormLayout, layout_of
from triloom.records.listeners import Image
from triloom.records.read import load_images
from triloom.records.saving import check, prepare, store
from triloom.records.uniqueness import add_clashes, owners_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

__all__ = ["MOST_ROWS", "BulkRequest", "BulkResult", "run_bulk", "save_many"]

MOST_ROWS = 5_000


def run_bulk(
    ctx: RequestContext, form: "PublishedForm", request: BulkRequest, *, source: str = "user"
) -> BulkResult:
    """Run a bulk request; an atomic one raises 422 with every fault and writes nothing."""
    count = sum(
        len(part) for part in (request.create, request.update, request.delete, request.upsert)
    )
    if count > MOST_ROWS:
        data: dict[str, Json] = {"limit": MOST_ROWS, "found": count}
        raise TriloomError("record.bulk_too_large", status=422, data=data)
    return _Bulk(ctx, form, request, source).run()


class _Bulk:
    """One bulk request while it runs."""

    def __init__(
        self, ctx: RequestContext, form: "PublishedForm", request: BulkRequest, source: str
    ) -> None:
        self._ctx, self._form, self._request, self._source = ctx, form, request, source
        self._layout: FormLayout = layout_of(form)
        self._drafts: list[tuple[Draft, RowResult]] = []
        self._result = BulkResult()

    def run(self) -> BulkResult:
        """Collect, check, write."""
        request = self._request
        if request.create:
            require(self._ctx, self._form, "create")
        if request.update:
            require(self._ctx, self._form, "update")
        self._collect_creates(request.create, "create")
        self._collect_updates(request.update)
        if request.upsert:
            self._collect_upserts()
        drafts = [draft for draft, _row in self._drafts]
        save_many(self._ctx, self._layout, drafts, self._source, stop_on_fault=request.atomic)
        for draft, row in self._drafts:
            if draft.faults:
                row.status, row.faults = "failed", tuple(draft.faults)
            else:
                row.record_id = draft.record_id
                row.rev = int(str(draft.after["rev"]))
                row.status = _status(draft, self._layout)
        self._delete()
        self._refuse()
        return self._result

    def _row(self, kind: Kind, index: int) -> RowResult:
        row = RowResult(kind, index, "failed")
        self._result.rows.append(row)
        return row

    def _collect_creates(self, rows: Sequence[Mapping[str, Json]], kind: Kind) -> None:
        for index, body in enumerate(rows):
            self._create(kind, index, body)

    def _create(self, kind: Kind, index: int, body: Mapping[str, Json]) -> None:
        pointer = f"/{kind}/{index}"
        row = self._row(kind, index)
        values, owner_id, faults = read_row(body, pointer)
        if faults:
            row.faults = faults
            return
        draft = new_draft(
            self._ctx, self._layout, values, owner_id=owner_id, pointer=f"{pointer}/values"
        )
        self._drafts.append((draft, row))

    def _collect_updates(self, rows: Sequence[Mapping[str, Json]]) -> None:
        ids = {index: read_id(body.get("id")) for index, body in enumerate(rows)}
        known = load_images(
            self._ctx, self._layout, [item for item in ids.values() if item], lock=True
        )
        seen: set[uuid.UUID] = set()
        for index, body in enumerate(rows):
            record_id = ids[index]
            row = self._row("update", index)
            image = known.get(record_id) if record_id else None
            pointer = f"/update/{index}"
            if record_id in seen:
                row.faults = (
                    Fault(f"{pointer}/id", "record.twice_in_request", {"id": str(record_id)}),
                )
                continue
            if record_id is not None:
                seen.add(record_id)
            self._update(row, image, body, pointer)

    def _update(
        self, row: RowResult, image: Image | None, body: Mapping[str, Json], pointer: str
    ) -> None:
        ctx, form = self._ctx, self._form
        if (
            image is None
            or image["deleted_at"] is not None
            or not check_row(ctx, form, "read", image)
        ):
            row.faults = (Fault(f"{pointer}/id", "record.not_found", {"id": str(body.get("id"))}),)
            return
        if not check_row(ctx, form, "update", image):
            name = form.spec.name(ctx.language)
            row.faults = (Fault(pointer, "record.out_of_reach", {"form": name}),)
            return
        revision = body.get("rev")
        if revision is not None and revision != image["rev"]:
            data: dict[str, Json] = {"revision": revision, "current": image["rev"]}
            row.faults = (Fault(f"{pointer}/rev", "record.stale", data),)
            return
        values, owner_id, faults = read_row(body, pointer)
        if faults:
            row.faults = faults
            return
        draft = changed_draft(ctx, image, values, pointer=f"{pointer}/values")
        if owner_id is not None:
            draft.after["owner_id"] = str(owner_id)
        self._drafts.append((draft, row))

    def _collect_upserts(self) -> None:
        ctx, layout = self._ctx, self._layout
        item = upsert_field(ctx, layout, self._request.upsert_on)
        keys: dict[int, object] = {}
        for index, body in enumerate(self._request.upsert):
            values = body.get("values")
            value = values.get(item.field.key) if isinstance(values, dict) else None
            keys[index] = comparable(item, value)
        owners = owners_of(ctx.connection, layout, item, keys.values())
        images = load_images(ctx, layout, list(owners.values()), lock=True)
        for index, body in enumerate(self._request.upsert):
            owner = owners.get(keys[index])
            if owner is None:
                require(ctx, self._form, "create")
                self._create("upsert", index, body)
            else:
                require(ctx, self._form, "update")
                row = self._row("upsert", index)
                self._update(row, images.get(owner), body, f"/upsert/{index}")

    def _delete(self) -> None:
        if not self._request.delete:
            return
        require(self._ctx, self._form, "delete")
        ids = [
            read_id(item.get("id") if isinstance(item, dict) else item)
            for item in self._request.delete
        ]
        known = load_images(self._ctx, self._layout, [item for item in ids if item], lock=True)
        chosen: dict[uuid.UUID, Image] = {}
        for index, record_id in enumerate(ids):
            row = self._row("delete", index)
            image = known.get(record_id) if record_id else None
            if (
                record_id is None
                or image is None
                or image["deleted_at"] is not None
                or not check_row(self._ctx, self._form, "read", image)
            ):
                data: dict[str, Json] = {"id": str(record_id)}
                row.faults = (Fault(f"/delete/{index}", "record.not_found", data),)
            elif not check_row(self._ctx, self._form, "delete", image):
                name = self._form.spec.name(self._ctx.language)
                row.faults = (Fault(f"/delete/{index}", "record.out_of_reach", {"form": name}),)
            else:
                chosen[record_id] = image
                row.status, row.record_id = "deleted", record_id
        if self._request.atomic:
            self._refuse()
        trash.delete_images(self._ctx, self._layout, list(chosen.values()), source=self._source)

    def _refuse(self) -> None:
        if not self._request.atomic:
            return
        faults = [fault for row in self._result.rows for fault in row.faults]
        if faults:
            raise TriloomError(
                "record.bulk_invalid", status=422, data={"count": len(faults)}, faults=faults[:1000]
            )


def save_many(
    ctx: RequestContext,
    layout: FormLayout,
    drafts: Sequence[Draft],
    source: str,
    *,
    stop_on_fault: bool,
    are_placed: bool = False,
) -> None:
    """Check drafts and write those without faults; with `stop_on_fault` all of them or none."""
    check(ctx, layout, drafts)
    good = [draft for draft in drafts if not draft.faults]
    add_clashes(ctx, layout, good)
    good = [draft for draft in good if not draft.faults and _does_something(draft, layout)]
    if stop_on_fault and any(draft.faults for draft in drafts):
        return
    if not good:
        return
    prepare(ctx, layout, good, source)
    good = [draft for draft in good if not draft.faults]
    if stop_on_fault and any(draft.faults for draft in drafts):
        return
    if good:
        store(ctx, layout, good, source, are_placed=are_placed)


def _does_something(draft: Draft, layout: FormLayout) -> bool:
    return draft.op == "create" or bool(draft.changed(layout))


def _status(draft: Draft, layout: FormLayout) -> str:
    if draft.op == "create":
        return "created"
    return "updated" if draft.changed(layout) else "unchanged"
