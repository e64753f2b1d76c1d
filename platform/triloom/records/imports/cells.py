"""Turns the cells of rows into values; links, owners and stages are matched in sets."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.tables import user as user_table
from triloom.context import RequestContext
from triloom.records.imports.csv_source import SourceRow
from triloom.records.imports.plan import ColumnPlan, ImportPlan
from triloom.records.layout import FormLayout, StoredField, instant_text, layout_of
from triloom.records.predicates import row_condition
from triloom.records.relations import target_form
from triloom.records.stages import stages_of
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec
from triloom_form.storage import fold
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

MOST_REMEMBERED = 200_000
"""Matched texts that one run keeps, so that a column of few names is asked once."""
_IN_LIST = 500


@dataclass(slots=True)
class ParsedRow:
    """One row of the file as values; `faults` says why it cannot be taken."""

    line: int
    values: JsonObject = field(default_factory=dict)
    owner_id: str | None = None
    stage: str | None = None
    stage_entered_at: str | None = None
    effective_at: str | None = None
    faults: list[Fault] = field(default_factory=list)


class CellReader:
    """Reads the rows of one run."""

    def __init__(self, form: "PublishedForm", plan: ImportPlan) -> None:
        self._plan = plan
        self._layout: FormLayout = layout_of(form)
        self._known: dict[tuple[str, str], list[str]] = {}

    def read(self, ctx: RequestContext, rows: Sequence[SourceRow]) -> list[ParsedRow]:
        """Return a chunk of rows as values."""
        parsed: list[ParsedRow] = []
        waiting: dict[str, list[tuple[ParsedRow, ColumnPlan, str]]] = {}
        for row in rows:
            found = ParsedRow(row.line)
            parsed.append(found)
            if row.fault is not None:
                found.faults.append(row.fault)
                continue
            for column in self._plan.columns:
                text = row.cells[column.position].strip()
                mapped = column.values.get(fold(text), text) if column.values else text
                if mapped is None or mapped == "":
                    self._put_empty(found, column)
                    continue
                if self._is_matched(column):
                    waiting.setdefault(column.target, []).append((found, column, str(mapped)))
                else:
                    self._put(ctx, found, column, mapped)
        for cells in waiting.values():
            self._match(ctx, cells)
        return parsed

    def _field(self, column: ColumnPlan) -> FieldSpec | None:
        return self._layout.fields_by_key.get(column.target)

    def _is_matched(self, column: ColumnPlan) -> bool:
        spec = self._field(column)
        return column.target in ("owner", "stage") or (
            spec is not None and spec.type in ("link", "user")
        )

    def _put_empty(self, row: ParsedRow, column: ColumnPlan) -> None:
        if self._field(column) is not None:
            row.values[column.target] = None

    def _put(self, ctx: RequestContext, row: ParsedRow, column: ColumnPlan, mapped: Json) -> None:
        spec = self._field(column)
        try:
            if spec is None:
                setattr(row, column.target, _moment(ctx, str(mapped)))
            else:
                kind = field_type(spec.type)
                row.values[spec.key] = kind.parse_text(spec, str(mapped), self._plan.language)
        except TextFault as fault:
            data = {**fault.data, "column": column.column}
            row.faults.append(Fault(f"/{column.column}", fault.code, data))

    # --- matching ---------------------------------------------------------------------------

    def _match(
        self, ctx: RequestContext, cells: Sequence[tuple[ParsedRow, ColumnPlan, str]]
    ) -> None:
        column = cells[0][1]
        wanted = {text for _row, _column, text in cells if (column.target, text) not in self._known}
        if wanted:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            for text, ids in self._ask(ctx, column, wanted).items():
                self._known[column.target, text] = ids
        for row, _column, text in cells:
            self._put_match(row, column, text, self._known.get((column.target, text), []))

    def _put_match(self, row: ParsedRow, column: ColumnPlan, text: str, ids: Sequence[str]) -> None:
        if len(ids) != 1:
            code = "import.no_match" if not ids else "import.many_matches"
            data: dict[str, Json] = {
                "column": column.column, "text": text[:80], "count": len(ids),
            }  # fmt: skip
            row.faults.append(Fault(f"/{column.column}", code, data))
        elif column.target == "owner":
            row.owner_id = ids[0]
        elif column.target == "stage":
            row.stage = ids[0]
        else:
            row.values[column.target] = ids[0]

    def _ask(
        self, ctx: RequestContext, column: ColumnPlan, texts: set[str]
    ) -> dict[str, list[str]]:
        if column.target == "stage":
            return _match_stages(ctx, self._layout, texts)
        spec = self._field(column)
        if spec is None or spec.type == "user":
            return _match_users(ctx, texts)
        target = target_form(ctx, self._layout.form, spec)
        return {} if target is None else _match_records(ctx, target, column.match, texts)


def _moment(ctx: RequestContext, text: str) -> str:
    """Return an instant; a plain day means its first moment in the organisation's zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise TextFault("import.not_a_moment", text=text[:60]) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=ctx.organisation.zone)
    try:
        return instant_text(found.astimezone(UTC))
    except OverflowError:
        raise TextFault("import.not_a_moment", text=text[:60]) from None


def _chunks(texts: Iterable[str]) -> Iterable[list[str]]:
    items = sorted(texts)
    return (items[start : start + _IN_LIST] for start in range(0, len(items), _IN_LIST))


def _match_stages(ctx: RequestContext, layout: FormLayout, texts: set[str]) -> dict[str, list[str]]:
    flow = ctx.catalog.flow_of_form(layout.form.app_key, layout.form.key)
    names: dict[str, str] = {fold(key): key for key in stages_of(ctx, layout.form).ids_by_key}
    stages = flow.body.get("stages") if flow is not None else None
    for stage in stages if isinstance(stages, list) else []:
        label = stage.get("label") if isinstance(stage, dict) else None
        labels = label.values() if isinstance(label, dict) else [label]
        for text in labels:
            if isinstance(text, str) and isinstance(stage, dict):
                names.setdefault(fold(text), str(stage.get("key")))
    return {text: [names[fold(text)]] if fold(text) in names else [] for text in texts}


def _match_users(ctx: RequestContext, texts: set[str]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {text: set() for text in texts}
    folded: dict[str, list[str]] = {}
    for text in texts:
        folded.setdefault(fold(text), []).append(text)
    for chunk in _chunks(texts):
        keys = sorted({fold(text) for text in chunk})
        statement = sa.select(
            user_table.c.id, user_table.c.login_key, user_table.c.name, user_table.c.login
        ).where(
            user_table.c.tenant_id == ctx.tenant_id,
            user_table.c.disabled_at.is_(None),
            sa.or_(
                user_table.c.login_key.in_(keys),
                user_table.c.name.in_(chunk),
                user_table.c.id.in_(_ids(chunk)),
            ),
        )
        for row in ctx.connection.execute(statement):
            for name in (row[1], row[2], row[3], str(row[0])):
                for text in folded.get(fold(str(name)), ()):
                    found[text].add(str(row[0]))
    return {text: sorted(ids) for text, ids in found.items()}


def _match_records(
    ctx: RequestContext, target: "PublishedForm", match: str | None, texts: set[str]
) -> dict[str, list[str]]:
    """Match by the named field; else by any unique field, else by the field of the title."""
    layout = layout_of(target)
    items = _match_fields(layout, match)
    table = layout.table
    readable = row_condition(ctx, target, "read", table)
    found: dict[str, set[str]] = {text: set() for text in texts}
    folded: dict[str, list[str]] = {}
    for text in texts:
        folded.setdefault(fold(text), []).append(text)
    for item in items:
        compared = item.key_column if item.key_column is not None else item.column
        for chunk in _chunks(texts):
            values = _comparable(item, chunk)
            statement = sa.select(table.c.id, item.column).where(
                compared.in_(values), table.c.deleted_at.is_(None)
            )
            if readable is not None:
                statement = statement.where(readable)
            for row in ctx.connection.execute(statement):
                shown = item.type.format_text(item.field, item.decode(row[1]), ctx.language)
                for text in (*folded.get(fold(shown), ()), *folded.get(fold(str(row[1])), ())):
                    found[text].add(str(row[0]))
    _match_ids(ctx, layout, readable, texts, found)
    return {text: sorted(ids) for text, ids in found.items()}


def _match_fields(layout: FormLayout, match: str | None) -> list[StoredField]:
    if match is not None:
        named = layout.plan.by_key.get(match) or layout.plan.by_id.get(match)
        return [named] if named is not None else []
    chosen = list(layout.unique)
    chosen += [
        item
        for item in layout.plan.stored
        if item.field.key in layout.title_keys
        and item.field.type in ("text", "auto_number", "email")
        and item not in chosen
    ]
    return chosen


def _comparable(item: StoredField, texts: Sequence[str]) -> list[object]:
    if item.key_column is not None:
        return list({fold(text) for text in texts})
    values: list[object] = []
    for text in texts:
        try:
            api = item.type.parse_text(item.field, text, "en")
            values.append(item.encode(api)[item.column.key])
        except (TextFault, ValueError, TypeError):
            continue
    return values


def _ids(texts: Iterable[str]) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _match_ids(
    ctx: RequestContext,
    layout: FormLayout,
    readable: "sa.ColumnElement[bool] | None",
    texts: set[str],
    found: dict[str, set[str]],
) -> None:
    ids = _ids(texts)
    if not ids:
        return
    table = layout.table
    statement = sa.select(table.c.id).where(table.c.id.in_(ids), table.c.deleted_at.is_(None))
    if readable is not None:
        statement = statement.where(readable)
    known = {str(value) for value in ctx.connection.execute(statement).scalars()}
    for text in texts:
        if text in known:
            found[text].add(text)
