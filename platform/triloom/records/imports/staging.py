"""First half of an import: every row is read and checked before any record is written.

A run that was interrupted here starts the staging again; nothing of it has been applied.
"""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from triloom.access.predicate import check_row
from triloom.context import RequestContext
from triloom.records import saving
from triloom.records.bulk_rows import comparable, upsert_field
from triloom.records.drafts import Draft, changed_draft, new_draft
from triloom.records.imports.cells import CellReader, ParsedRow
from triloom.records.imports.csv_source import SourceRow
from triloom.records.imports.runs import Run, reason_of, set_run
from triloom.records.layout import FormLayout, StoredField, layout_of
from triloom.records.listeners import Image
from triloom.records.read import load_images
from triloom.records.tables import import_row
from triloom.records.uniqueness import add_clashes, owners_of
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

CHUNK = 500
"""Rows per transaction: others who write wait less than a second for it."""
GOOD, BAD, APPLIED = "good", "bad", "applied"


def chunks_of(rows: Iterator[SourceRow]) -> Iterator[list[SourceRow]]:
    """Yield rows in chunks."""
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


class Stager:
    """Checks and stages the chunks of one run; keeps what must be unique within the file."""

    def __init__(self, form: "PublishedForm", run: Run) -> None:
        self._run = run
        self._reader = CellReader(form, run.plan)
        self._layout = layout_of(form)
        self._seen: dict[str, dict[bytes, int]] = {}
        self.total = self.good = self.bad = self.created = self.updated = 0

    def stage(self, ctx: RequestContext, rows: Sequence[SourceRow]) -> None:
        """Stage one chunk in the transaction of `ctx`."""
        parsed = self._reader.read(ctx, rows)
        self._find_repeats(parsed)
        usable = [row for row in parsed if not row.faults]
        drafts = drafts_of(ctx, self._layout, self._run, usable)
        saving.check(ctx, self._layout, drafts)
        add_clashes(ctx, self._layout, [draft for draft in drafts if not draft.faults])
        for row, draft in zip(usable, drafts, strict=True):
            row.faults += [_with_column(self._run, fault, draft) for fault in draft.faults]
            if not row.faults:
                self.created += draft.op == "create"
                self.updated += draft.op == "update"
        ctx.connection.execute(
            import_row.insert(), [_to_row(ctx, self._run.id, row) for row in parsed]
        )
        self.total += len(parsed)
        self.bad += sum(bool(row.faults) for row in parsed)
        self.good = self.total - self.bad
        set_run(
            ctx.connection, self._run.id, total=self.total, good=self.good, bad=self.bad
        )  # fmt: skip

    def _find_repeats(self, rows: Sequence[ParsedRow]) -> None:
        """Refuse the later of two rows that have the same value of a unique field."""
        for item in self._layout.unique:
            seen = self._seen.setdefault(item.field.key, {})
            for row in rows:
                value = comparable(item, row.values.get(item.field.key))
                if value is None or row.faults:
                    continue
                digest = hashlib.blake2b(str(value).encode(), digest_size=12).digest()
                first = seen.setdefault(digest, row.line)
                if first != row.line:
                    data: dict[str, Json] = {
                        "field": item.field.title(self._run.plan.language),
                        "value": str(value)[:80], "line": first,
                    }  # fmt: skip
                    row.faults.append(Fault(f"/{item.field.key}", "import.repeated_in_file", data))


def _with_column(run: Run, fault: Fault, draft: Draft) -> Fault:
    """Return a fault of a value with the column that it came from."""
    place = fault.pointer.removeprefix(draft.pointer).strip("/").split("/")[0]
    column = next((item.column for item in run.plan.columns if item.target == place), place)
    return Fault(f"/{column}" if column else "", fault.code, {**fault.data, "column": column})


def _to_row(ctx: RequestContext, run_id: uuid.UUID, row: ParsedRow) -> dict[str, object]:
    values: JsonObject = {
        "values": row.values, "owner_id": row.owner_id, "stage": row.stage,
        "stage_entered_at": row.stage_entered_at, "effective_at": row.effective_at,
    }  # fmt: skip
    reasons: list[Json] = [reason_of(fault) for fault in row.faults]
    return {
        "tenant_id": ctx.tenant_id, "import_id": run_id, "line": row.line,
        "state": BAD if row.faults else GOOD, "row_values": None if row.faults else values,
        "reasons": reasons or None,
    }  # fmt: skip


def row_of(line: int, body: JsonObject) -> ParsedRow:
    """Return the row that staging kept."""
    values = body["values"]

    def text(name: str) -> str | None:
        value = body.get(name)
        return value if isinstance(value, str) else None

    return ParsedRow(
        line, values if isinstance(values, dict) else {}, text("owner_id"), text("stage"),
        text("stage_entered_at"), text("effective_at"),
    )  # fmt: skip


def drafts_of(
    ctx: RequestContext, layout: FormLayout, run: Run, rows: Sequence[ParsedRow]
) -> list[Draft]:
    """Return one draft per row: a change where the row's key is known, else a new record."""
    known = _known(ctx, layout, run, rows)
    drafts: list[Draft] = []
    for row, image in zip(rows, known, strict=True):
        owner = uuid.UUID(row.owner_id) if row.owner_id else None
        if image is None:
            drafts.append(
                new_draft(ctx, layout, row.values, owner_id=owner, pointer=f"/{row.line}")
            )
        else:
            draft = changed_draft(ctx, image, row.values, pointer=f"/{row.line}")
            if row.owner_id:
                draft.after["owner_id"] = row.owner_id
            if not check_row(ctx, layout.form, "update", image):
                name = layout.form.spec.name(ctx.language)
                draft.faults.append(Fault(draft.pointer, "record.out_of_reach", {"form": name}))
            drafts.append(draft)
    return drafts


def _known(
    ctx: RequestContext, layout: FormLayout, run: Run, rows: Sequence[ParsedRow]
) -> list[Image | None]:
    if run.plan.upsert_on is None:
        return [None for _ in rows]
    item: StoredField = upsert_field(ctx, layout, run.plan.upsert_on)
    keys = [comparable(item, row.values.get(item.field.key)) for row in rows]
    owners = owners_of(ctx.connection, layout, item, keys)
    images = load_images(ctx, layout, list(owners.values()), lock=True)
    return [images.get(owners[key]) if key in owners else None for key in keys]
