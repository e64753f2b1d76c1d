"""Second half of an import: checked rows become records, 500 per transaction.

The state of a row changes in the transaction that writes its record, so a run that was killed goes
on with the rows that are still waiting, and nothing is written twice.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from triloom.context import RequestContext
from triloom.records.bulk import save_many
from triloom.records.drafts import Draft
from triloom.records.imports.cells import ParsedRow
from triloom.records.imports.runs import Run, reason_of, set_run
from triloom.records.imports.staging import APPLIED, BAD, CHUNK, GOOD, drafts_of, row_of
from triloom.records.layout import FormLayout, layout_of
from triloom.records.tables import import_row, import_run
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

_SETTLED = ("state", "record_id", "op", "before", "reasons")


def _settle_statement(dialect: "type[postgresql.Insert | sqlite.Insert]") -> sa.Insert:
    """Return the statement that settles staged rows by their key.

    An upsert, since it always goes by the primary key: a planner without statistics chooses a scan
    of all rows of the import for each update.
    """
    statement = dialect(import_row)
    return statement.on_conflict_do_update(
        index_elements=["import_id", "line"],
        set_={name: statement.excluded[name] for name in _SETTLED},
    )


_SETTLE: dict[str, sa.Insert] = {
    "sqlite": _settle_statement(sqlite.Insert),
    "postgresql": _settle_statement(postgresql.Insert),
}


def apply_chunk(ctx: RequestContext, form: "PublishedForm", run: Run) -> tuple[int, int]:
    """Write the next rows; returns how many were taken and how many of them were refused."""
    rows = waiting_rows(ctx, run)
    if not rows:
        return 0, 0
    layout = layout_of(form)
    drafts = drafts_of(ctx, layout, run, rows)
    for row, draft in zip(rows, drafts, strict=True):
        if row.effective_at:
            draft.effective_at = datetime.fromisoformat(row.effective_at)
    are_placed = any(row.stage for row in rows)
    save_many(ctx, layout, drafts, "import", stop_on_fault=False, are_placed=are_placed)
    _place(ctx, layout, rows, drafts)
    settled = [
        {"tenant_id": ctx.tenant_id, **_settled(run, row, draft, layout)}
        for row, draft in zip(rows, drafts, strict=True)
    ]
    ctx.connection.execute(_SETTLE[ctx.services.database.dialect], settled)
    refused = sum(bool(draft.faults) for draft in drafts)
    _count(ctx, run, drafts, layout)
    return len(rows), refused


def waiting_rows(ctx: RequestContext, run: Run) -> list[ParsedRow]:
    """Return the next checked rows that are not applied yet."""
    statement = (
        sa.select(import_row.c.line, import_row.c.row_values)
        .where(import_row.c.import_id == run.id, import_row.c.state == GOOD)
        .order_by(import_row.c.line)
        .limit(CHUNK)
    )
    return [row_of(line, values) for line, values in ctx.connection.execute(statement)]


def _place(
    ctx: RequestContext, layout: FormLayout, rows: Sequence[ParsedRow], drafts: Sequence[Draft]
) -> None:
    """Put records into the stages of their rows; new ones without a stage start as usual."""
    stages: dict[uuid.UUID, tuple[str, datetime | None]] = {}
    started: list[Draft] = []
    for row, draft in zip(rows, drafts, strict=True):
        if draft.faults:
            continue
        if row.stage:
            moment = row.stage_entered_at or row.effective_at
            stages[draft.record_id] = (
                row.stage,
                datetime.fromisoformat(moment) if moment else None,
            )
        elif draft.op == "create":
            started.append(draft)
    if not stages:
        return
    from triloom.flows.starts import place_many, start_many  # noqa: PLC0415  (flows import records)

    place_many(ctx, layout.form, stages)
    if started:
        start_many(ctx, layout.form, [draft.to_change(layout, "import") for draft in started])


def _settled(run: Run, row: ParsedRow, draft: Draft, layout: FormLayout) -> dict[str, object]:
    reasons: list[Json] = [reason_of(fault) for fault in draft.faults]
    before: JsonObject | None = None
    if draft.before is not None and not draft.faults:
        changed = draft.changed(layout)
        before = {
            key: {"before": draft.before.get(key), "after": draft.after.get(key)}
            for key in changed
            if key in row.values or key == "owner_id"
        }
    return {
        "import_id": run.id,
        "line": row.line,
        "state": BAD if draft.faults else APPLIED,
        "record_id": None if draft.faults else draft.record_id,
        "op": draft.op,
        "before": before,
        "reasons": reasons or None,
    }


def _count(ctx: RequestContext, run: Run, drafts: Sequence[Draft], layout: FormLayout) -> None:
    good = [draft for draft in drafts if not draft.faults]
    created = sum(draft.op == "create" for draft in good)
    updated = sum(draft.op == "update" and bool(draft.changed(layout)) for draft in good)
    refused = len(drafts) - len(good)
    table = import_run.c
    set_run(
        ctx.connection,
        run.id,
        applied=table.applied + len(good),
        created=table.created + created,
        updated=table.updated + updated,
        good=table.good - refused,
        bad=table.bad + refused,
    )
