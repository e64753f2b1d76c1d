"""The one way into a form's table: checks, listeners, rows, search, feed; for one record or many.

A save of one record and a save of a thousand take the same number of statements, since every step
works on all drafts at once.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from triloom.access.predicate import check_row
from triloom.computed.auto_numbers import assign_numbers
from triloom.context import RequestContext
from triloom.files.links import fill_attachments, link_files
from triloom.records import feed, search, sub_rows
from triloom.records.drafts import Draft
from triloom.records.layout import FormLayout
from triloom.records.links import LinkUse, link_faults, links_in, user_names
from triloom.records.listeners import RecordChange, announce_after, announce_before
from triloom.records.uniqueness import clash_error
from triloom.records.validation import check_draft
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json

Drafts = Sequence[Draft]


def check(ctx: RequestContext, layout: FormLayout, drafts: Drafts) -> None:
    """Fill `after` and `faults` of every draft: values, rules, rights, links; sets at a time."""
    for draft in drafts:
        check_draft(ctx, layout, draft)
    good = [draft for draft in drafts if not draft.faults]
    fill_attachments(ctx, layout, good)
    _check_links(ctx, layout, good)


def _check_links(ctx: RequestContext, layout: FormLayout, drafts: Drafts) -> None:
    uses: list[LinkUse] = []
    owners: dict[int, Draft] = {}
    for draft in drafts:
        before = draft.before or {}
        for use in links_in(layout, draft.given, draft.pointer):
            _pointer, item, value = use
            if draft.after.get(item.field.key) == before.get(item.field.key) == value:
                continue
            owners[len(uses)] = draft
            uses.append(use)
    _check_owners(ctx, drafts)
    if not uses:
        return
    by_pointer: dict[str, Draft] = {use[0]: owners[index] for index, use in enumerate(uses)}
    for fault in link_faults(ctx, layout, uses):
        by_pointer[fault.pointer].faults.append(fault)


def _check_owners(ctx: RequestContext, drafts: Drafts) -> None:
    """Find owners who do not exist; the caller himself needs no look-up."""
    mine = str(ctx.principal.user_id)
    given = [
        draft
        for draft in drafts
        if (owner := draft.after.get("owner_id")) not in (None, mine)
        and owner != (draft.before or {}).get("owner_id")
    ]
    if not given:
        return
    known = user_names(ctx, {str(draft.after["owner_id"]) for draft in given})
    for draft in given:
        owner = str(draft.after["owner_id"])
        if owner not in known:
            pointer = draft.pointer.removesuffix("/values") + "/owner_id"
            data: dict[str, Json] = {"field": "owner_id", "id": owner}
            draft.faults.append(Fault(pointer, "record.user_not_found", data))


def prepare(ctx: RequestContext, layout: FormLayout, drafts: Drafts, source: str) -> None:
    """Give numbers, let listeners compute, then see whether the caller may write the result."""
    assign_numbers(ctx, layout, [draft for draft in drafts if draft.op == "create"])
    announce_before(ctx, [draft.to_change(layout, source) for draft in drafts])
    if ctx.principal.sees_everything:
        return
    for draft in drafts:
        action = "create" if draft.op == "create" else "update"
        if not check_row(ctx, layout.form, action, draft.after):
            data: dict[str, Json] = {"form": layout.form.spec.name(ctx.language)}
            draft.faults.append(Fault(draft.pointer, "record.out_of_reach", data))


def store(
    ctx: RequestContext,
    layout: FormLayout,
    drafts: Drafts,
    source: str,
    *,
    are_placed: bool = False,
) -> None:
    """Write checked drafts, their sub-rows, tokens, files and feed rows, then tell listeners.

    `are_placed`: the caller puts new records into their stages itself. Raises 409 that names field and record when a unique value is taken.
    """
    try:
        _insert(ctx, layout, [draft for draft in drafts if draft.op == "create"])
        _update(ctx, layout, [draft for draft in drafts if draft.op == "update"])
    except IntegrityError as error:
        raise clash_error(ctx, layout, drafts, error) from error
    for sub in layout.sub_tables:
        changes = {
            draft.record_id: rows
            for draft in drafts
            if (rows := draft.rows.get(sub.field.key)) is not None and rows
        }
        if changes:
            sub_rows.write(ctx, sub, changes)
    written = _record(ctx, layout, drafts, source)
    announce_after(ctx, written, are_placed=are_placed)


def _record(
    ctx: RequestContext, layout: FormLayout, drafts: Drafts, source: str
) -> list[RecordChange]:
    """Write tokens, file links and feed rows."""
    changes = [draft.to_change(layout, source) for draft in drafts]
    touched = [
        draft.after
        for draft, change in zip(drafts, changes, strict=True)
        if draft.op == "create" or search.touches(layout, change.changed)
    ]
    search.index(ctx, layout, touched)
    link_files(ctx, layout, drafts)
    feed.append(
        ctx,
        [
            feed.FeedEntry(
                form_id=layout.form.id,
                record_id=draft.record_id,
                rev=int(str(draft.after["rev"])),
                computed_rev=int(str(draft.after["computed_rev"])),
                op="create" if draft.op == "create" else "update",
                changes=draft.feed_changes(layout),
                schema_version=layout.form.version,
                effective_at=draft.effective_at,
            )
            for draft in drafts
        ],
        source=source,
    )
    return changes


def _insert(ctx: RequestContext, layout: FormLayout, drafts: Drafts) -> None:
    if not drafts:
        return
    rows = []
    for draft in drafts:
        columns = layout.plan.encode(draft.after)
        owner = draft.after["owner_id"]
        columns.update(
            id=draft.record_id, rev=1, computed_rev=0, created_at=ctx.now,
            created_by=ctx.principal.user_id, updated_at=ctx.now,
            updated_by=ctx.principal.user_id, deleted_at=None,
            owner_id=uuid.UUID(owner) if isinstance(owner, str) else None,
        )  # fmt: skip
        rows.append(columns)
    ctx.connection.execute(layout.insert, rows if len(rows) > 1 else rows[0])


def _update(ctx: RequestContext, layout: FormLayout, drafts: Drafts) -> None:
    """Set what changed; drafts that change the same columns share one statement."""
    groups: dict[frozenset[str], list[dict[str, object]]] = {}
    for draft in drafts:
        assert draft.before is not None
        values = {
            key: draft.after.get(key)
            for key in layout.plan.by_key
            if draft.before.get(key) != draft.after.get(key)
        }
        columns = layout.plan.encode(values)
        columns["rev"] = draft.after["rev"]
        columns["updated_at"] = ctx.now
        columns["updated_by"] = ctx.principal.user_id
        if draft.before.get("owner_id") != draft.after.get("owner_id"):
            owner = draft.after["owner_id"]
            columns["owner_id"] = uuid.UUID(str(owner)) if owner else None
        names = frozenset(columns)
        row: dict[str, object] = {f"v_{name}": value for name, value in columns.items()}
        row["b_id"] = draft.record_id
        groups.setdefault(names, []).append(row)
    for names, rows in groups.items():
        statement = layout.update_of(names)
        ctx.connection.execute(statement, rows if len(rows) > 1 else rows[0])


def refuse_faults(drafts: Drafts) -> None:
    """Raise for a single save whose draft may not be written."""
    faults = [fault for draft in drafts for fault in draft.faults]
    if not faults:
        return
    if any(fault.code == "record.out_of_reach" for fault in faults):
        fault = next(fault for fault in faults if fault.code == "record.out_of_reach")
        raise TriloomError("record.out_of_reach", status=403, data=dict(fault.data))
    raise TriloomError("record.invalid", status=422, faults=faults)
