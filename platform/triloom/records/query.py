"""Lists of records: filter, sort, keyset page, count, search, trash; all under the reader's rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.predicate import row_predicate
from triloom.access.rights import require
from triloom.context import RequestContext
from triloom.records import cursor, search, sub_rows
from triloom.records.choices import is_choice, option_order
from triloom.records.counting import count_rows
from triloom.records.filters import condition, read_filter
from triloom.records.layout import FormLayout, effective, layout_of
from triloom.records.listeners import Image
from triloom.records.model import (
    LARGEST_LIMIT,
    SYSTEM_FIELDS,
    Count,
    Page,
    Record,
    RecordQuery,
    SortItem,
)  # fmt: skip
from triloom.records.predicates import row_condition
from triloom.records.source import RAW, Source
from triloom.records.stages import stages_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.sql import FALSE, TRUE
from triloom_form.spec import FieldSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

MOST_SORT_ITEMS = 5
UNSORTABLE = frozenset({"subtable", "attachment", "multi_select", "tags", "address", "rich_text"})
DEFAULT_SORT = (SortItem(("id",), descending=True),)


def list_records(ctx: RequestContext, form: "PublishedForm", query: RecordQuery) -> Page:
    """Return one page of the records the reader may see.

    Raises 400 for an unknown or masked field, a wrong filter or cursor, and a limit out of range.
    """
    require(ctx, form, "read")
    require(ctx, form, query.action)
    if not 1 <= query.limit <= LARGEST_LIMIT:
        data = {"limit": LARGEST_LIMIT}
        raise TriloomError("query.limit_out_of_range", status=400, data=dict(data))
    listing = _Listing(ctx, form, query)
    return listing.page()


@dataclass(frozen=True, slots=True)
class Projection:
    """The columns of a list, and how a row of them becomes an image."""

    keys: tuple[str, ...]
    columns: tuple[sa.ColumnElement[Any], ...]
    fields: tuple[FieldSpec, ...]
    shown: frozenset[str]
    """Keys of the fields that were asked for; the others only feed the title."""


class _Listing:
    """One list question while it is answered."""

    def __init__(self, ctx: RequestContext, form: "PublishedForm", query: RecordQuery) -> None:
        self.ctx, self.form, self.query = ctx, form, query
        self.layout: FormLayout = layout_of(form)
        self.source = Source.of(ctx, self.layout)
        self.conditions = self._conditions()
        self.counted_clause = self.source.clause
        self.sort = self._sort_keys()

    def _conditions(self) -> list[sa.ColumnElement[bool]]:
        table = self.layout.table
        deleted = table.c.deleted_at
        found: list[sa.ColumnElement[bool]] = [
            deleted.is_not(None) if self.query.trash else deleted.is_(None)
        ]
        for action in dict.fromkeys(("read", self.query.action)):
            allowed = row_condition(self.ctx, self.form, action, table)
            if allowed is not None:
                found.append(allowed)
        if self.query.filter not in (None, "", True):
            found.append(condition(self.source, read_filter(self.query.filter)))
        if self.query.search and self.query.search.strip():
            found.append(search.condition(self.ctx, self.source.base, self.query.search))
        return found

    def _sort_keys(self) -> list[cursor.SortKey]:
        items = tuple(self.query.sort) or DEFAULT_SORT
        if len(items) > MOST_SORT_ITEMS:
            data = {"limit": MOST_SORT_ITEMS}
            raise TriloomError("query.too_many_sort_fields", status=400, data=dict(data))
        keys = [self._sort_key(item) for item in items]
        if items[-1].path != ("id",):
            keys.append(
                cursor.SortKey(self.layout.table.c.id, items[-1].descending, nullable=False)
            )
        return keys

    def _sort_key(self, item: SortItem) -> cursor.SortKey:
        found = self.source.resolve(item.path)
        spec = self.layout.fields_by_key.get(item.path[0]) if len(item.path) == 1 else None
        if found is None or (spec is not None and effective(spec).type in UNSORTABLE):
            code = "query.unknown_field" if found is None else "query.field_not_sortable"
            name = ".".join(item.path)
            fault = Fault("/sort", code, {"field": name})
            raise TriloomError(code, status=400, data={"field": name}, faults=[fault])
        if spec is not None and is_choice(spec):
            stored = self.source.column((*item.path, RAW))
            return cursor.SortKey(option_order(spec, stored), item.descending)
        always = item.path in (("id",), ("created_at",), ("updated_at",))
        return cursor.SortKey(self.source.column(item.path), item.descending, nullable=not always)

    def page(self) -> Page:
        """Run the query and return its page."""
        query = self.query
        scope = cursor.fingerprint(
            self.form.id, query.filter, [(k.path, k.descending) for k in query.sort],
            query.search, query.trash, self.ctx.principal.user_id,
        )  # fmt: skip
        projection = self._projection()
        conditions = list(self.conditions)
        secret = self.ctx.services.settings.secret_key
        if query.cursor:
            values = cursor.decode(secret, scope, query.cursor, len(self.sort))
            conditions.append(cursor.after(self.sort, values))
        permissions = [self._permission("update"), self._permission("delete")]
        statement = (
            sa.select(
                *projection.columns,
                *[item.label(f"p_{index}") for index, item in enumerate(permissions)],
                *[key.column.label(f"s_{index}") for index, key in enumerate(self.sort)],
            )
            .select_from(self.source.clause)
            .where(*conditions)
            .order_by(*[key.clause() for key in self.sort])
            .limit(query.limit + 1)
        )
        rows = self.ctx.connection.execute(statement).all()
        more = len(rows) > query.limit
        rows = rows[: query.limit]
        next_cursor = None
        if more:
            last = tuple(rows[-1][-len(self.sort) :])
            next_cursor = cursor.encode(secret, scope, last)
        return Page(self._records(projection, rows), next_cursor, self._count(len(rows), more))

    def _count(self, found: int, more: bool) -> Count:
        if self.query.count != "none" and not more and not self.query.cursor:
            return Count(self.query.count, found)
        return count_rows(
            self.ctx.connection, self.counted_clause, self.conditions, self.query.count
        )

    def _permission(self, action: str) -> sa.ColumnElement[Any]:
        node = row_predicate(self.ctx, self.form, action)
        if node in (TRUE, FALSE):
            return sa.literal(node == TRUE, sa.Boolean)
        found = row_condition(self.ctx, self.form, action, self.layout.table)
        return sa.case((found, sa.true()), else_=sa.false()) if found is not None else sa.true()

    def _projection(self) -> Projection:
        return projection_of(self.source, self.layout, self.query.fields)

    def _records(self, projection: Projection, rows: Sequence[sa.Row[Any]]) -> list[Record]:
        width = len(projection.columns)
        images = [decode_row(self.layout, projection, row) for row in rows]
        stages = stages_of(self.ctx, self.form)
        for image in images:
            image["stage"] = stages.key_of(image["stage"])
        sub_rows.attach(self.ctx, self.layout, images, only=projection.shown)
        show = self.source.base.visibility.show
        return [
            Record(self.form, show(image), bool(row[width]), bool(row[width + 1]), projection.shown)
            for image, row in zip(images, rows, strict=True)
        ]


def projection_of(source: Source, layout: FormLayout, wanted: Sequence[str] | None) -> Projection:
    """Return the columns for the wanted fields (None: all); raises 400 for an unknown one."""
    visibility = source.base.visibility
    if wanted is None:
        shown = {field.key for field in visibility.fields()}
    else:
        shown = set()
        for key in wanted:
            field = visibility.field(key)
            if field is None:
                if key in SYSTEM_FIELDS or key == "owner":
                    continue
                fault = Fault("/fields", "query.unknown_field", {"field": key})
                raise TriloomError(
                    "query.unknown_field", status=400, data={"field": key}, faults=[fault]
                )
            shown.add(field.key)
    needed = shown | set(layout.title_keys)
    chosen = [item for item in layout.plan.stored if item.field.key in needed]
    chosen = [item for item in chosen if visibility.field(item.field.key) is not None]
    table = layout.table
    columns = [table.c[name] for name in SYSTEM_FIELDS]
    return Projection(
        keys=(*SYSTEM_FIELDS, *(item.field.key for item in chosen)),
        columns=(
            *columns,
            *(
                source.field(source.base, item.field, is_raw=True).label(f"f_{index}")
                for index, item in enumerate(chosen)
            ),
        ),
        fields=tuple(item.field for item in chosen),
        shown=frozenset(shown),
    )


def decode_row(layout: FormLayout, projection: Projection, row: sa.Row[Any]) -> Image:
    """Return a row of a projection as an image."""
    decoders = layout.decoders_by_key
    return {
        key: None if (value := row[index]) is None else decoders[key](value)
        for index, key in enumerate(projection.keys)
    }
