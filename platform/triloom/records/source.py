"""The FROM of one query: a form's table, joined over links, each join under the reader's predicate.

A path that leads over a link the reader may not follow gives null, exactly like an empty link. A
lookup is read the same way; a roll-up is a correlated aggregate over the rows the reader may see.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.grants import FieldRight
from triloom.access.tables import user as user_table
from triloom.context import RequestContext
from triloom.records.choices import is_choice, keys_of_ids, option_keys
from triloom.records.layout import FormLayout, StoredField
from triloom.records.predicates import may_read_all, row_condition
from triloom.records.stages import StageNames, stages_of
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.errors import TriloomError
from triloom_core.ids import column_name
from triloom_core.sql.nodes import Native, SqlNode
from triloom_core.value_types import (
    DATETIME,
    TEXT,
    ExpressionType,
    Kind,
)  # fmt: skip
from triloom_form.spec import FieldSpec
from triloom_form.system import SYSTEM_TYPES as FORM_SYSTEM_TYPES
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

Path = tuple[str, ...]
LONGEST_PATH = 4
MOST_JOINS = 12
RELATIONAL_TYPES = frozenset({"lookup", "rollup", "formula"})
"""Derived fields that may hold a piece of other records."""
RAW = "#stored"
"""Last part of a path that stands for the stored id of an option or stage (see `filters`)."""

SYSTEM_TYPES: dict[str, ExpressionType] = {**FORM_SYSTEM_TYPES, "deleted_at": DATETIME}
"""System columns that filters and sort orders may name; `owner` is another name of `owner_id`."""
_USER_LINKS = frozenset({"created_by", "updated_by", "owner_id", "owner"})
USER_FIELDS: dict[str, ExpressionType] = {"name": TEXT, "login": TEXT}


@dataclass(slots=True)
class Node:
    """One table of the query: the form's own, or one reached over links."""

    ctx: RequestContext
    layout: FormLayout
    table: sa.FromClause
    visibility: Visibility
    root: "Source"
    joins: dict[str, "Node | sa.FromClause"] = field(default_factory=dict)
    stage_names: StageNames | None = None

    @property
    def form(self) -> "PublishedForm":
        """The form of the table."""
        return self.layout.form

    @property
    def stages(self) -> StageNames:
        """The stages of the form, read when first asked for."""
        if self.stage_names is None:
            self.stage_names = stages_of(self.ctx, self.form)
        return self.stage_names

    def known(self, key: str) -> FieldSpec | None:
        """Return a field the reader may compare with; masked ones are refused by name."""
        spec = self.visibility.field(key)
        if spec is not None and self.visibility.right(spec) is FieldRight.MASK:
            raise TriloomError("query.field_masked", status=400, data={"field": spec.key})
        return spec


@dataclass(slots=True)
class Source:
    """The tables of one query; paths resolve to types for the checker, to nodes for SQL."""

    ctx: RequestContext
    base: Node = field(init=False)
    clause: sa.FromClause = field(init=False)
    count: int = 0

    @classmethod
    def of(cls, ctx: RequestContext, layout: FormLayout) -> "Source":
        """Return the source of a form's own table."""
        source = cls(ctx)
        source.base = Node(ctx, layout, layout.table, visibility_of(ctx, layout.form), source)
        source.clause = layout.table
        return source

    # --- types ------------------------------------------------------------------------------

    def resolve(self, path: Path) -> ExpressionType | None:
        """Return the type of a path, or None when the reader may not know it."""
        known = path[:-1] if path[-1] == RAW else path
        return self._type(self.base, known) if 0 < len(known) <= LONGEST_PATH else None

    def _type(self, node: Node, path: Path) -> ExpressionType | None:
        head, rest = path[0], path[1:]
        if head in SYSTEM_TYPES:
            if not rest:
                return SYSTEM_TYPES[head]
            return USER_FIELDS.get(rest[0]) if head in _USER_LINKS and len(rest) == 1 else None
        spec = node.known(head)
        if spec is None:
            return None
        if not rest:
            return field_type(spec.type).expression_type(spec)
        if spec.type == "user":
            return USER_FIELDS.get(rest[0]) if len(rest) == 1 else None
        if spec.type != "link":
            return None
        target = self.target(node, spec)
        return self._type(target, rest) if target is not None else None

    # --- columns ----------------------------------------------------------------------------

    def node(self, path: Path) -> SqlNode:
        """Return the SQL node of a path that `resolve` knows."""
        found = self.resolve(path)
        if found is None:
            raise TriloomError("query.unknown_field", status=400, data={"field": ".".join(path)})
        column = self.column(path)
        if found.kind is Kind.TIME and self.ctx.services.database.dialect == "postgresql":
            # Wall times are kept as text; PostgreSQL compares them with its own type.
            column = sa.cast(column, sa.Time())
        return Native(found, column)

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        """Return the SQL expression of a path, joining what it needs."""
        return self._column(self.base, path)

    def _column(self, node: Node, path: Path) -> sa.ColumnElement[Any]:
        head, rest = path[0], path[1:]
        if head in SYSTEM_TYPES:
            return self._system(node, head, rest)
        spec = node.known(head)
        if spec is None:
            raise TriloomError("query.unknown_field", status=400, data={"field": head})
        if rest and rest[0] != RAW:
            if spec.type == "user":
                return self.user(node, column_name(spec.id)).c[rest[0]]
            target = self.target(node, spec)
            if target is None:
                return sa.null()
            return self._column(target, rest)
        return self.field(node, spec, is_raw=bool(rest))

    def _system(self, node: Node, name: str, rest: Path) -> sa.ColumnElement[Any]:
        column_key = "owner_id" if name == "owner" else name
        if rest and rest[0] != RAW:
            return self.user(node, column_key).c[rest[0]]
        column = node.table.c[column_key]
        if name == "stage" and not rest:
            return keys_of_ids(column, node.stages.keys_by_id)
        return column

    def field(self, node: Node, spec: FieldSpec, *, is_raw: bool = False) -> sa.ColumnElement[Any]:
        """Return a field as its reader may compare it: choices by key, relations under predicates."""
        column: sa.ColumnElement[Any] | None
        if spec.type in RELATIONAL_TYPES and not self.is_trusted(node, spec):
            from triloom.records.relations import live_column  # noqa: PLC0415  (mutual recursion)

            column = live_column(self, node, spec)
        elif spec.type == "link" and not is_raw:
            column = self._link(node, spec)
        else:
            column = node.table.c.get(column_name(spec.id))
        if column is None:
            raise TriloomError("query.field_not_stored", status=400, data={"field": spec.key})
        if not is_raw and is_choice(spec):
            return keys_of_ids(column, option_keys(spec))
        return column

    def _link(self, node: Node, spec: FieldSpec) -> sa.ColumnElement[Any] | None:
        """Return a link as its reader sees it: null where the record it points at is unreadable."""
        from triloom.records.relations import target_form  # noqa: PLC0415  (mutual recursion)

        form = target_form(self.ctx, node.form, spec)
        if form is None or may_read_all(self.ctx, form):
            return node.table.c.get(column_name(spec.id))
        target = self.target(node, spec)
        return None if target is None else target.table.c.id

    def is_trusted(self, node: Node, spec: FieldSpec) -> bool:
        """Whether the reader may see the stored value: every source record is readable to them."""
        from triloom.records.relations import sources_of  # noqa: PLC0415  (mutual recursion)

        return all(may_read_all(self.ctx, form) for form in sources_of(self.ctx, node.form, spec))

    # --- joins ------------------------------------------------------------------------------

    def target(self, node: Node, spec: FieldSpec) -> Node | None:
        """Return the joined table behind a link field; None when its form is not published."""
        found = node.joins.get(spec.key)
        if isinstance(found, Node):
            return found
        layout = linked_layout(self.ctx, node.form, spec)
        if layout is None:
            return None
        alias = layout.table.alias(self.next_name())
        joined = Node(self.ctx, layout, alias, visibility_of(self.ctx, layout.form), self)
        condition = sa.and_(
            alias.c.id == node.table.c[column_name(spec.id)],
            alias.c.deleted_at.is_(None),
        )
        readable = row_condition(self.ctx, layout.form, "read", alias)
        if readable is not None:
            condition = sa.and_(condition, readable)
        self.clause = self.clause.outerjoin(alias, condition)
        node.joins[spec.key] = joined
        return joined

    def user(self, node: Node, column: str) -> sa.FromClause:
        """Return the joined table of users behind a column that holds a user's id."""
        found = node.joins.get(column)
        if found is not None and not isinstance(found, Node):
            return found
        alias = user_table.alias(self.next_name())
        self.clause = self.clause.outerjoin(alias, alias.c.id == node.table.c[column])
        node.joins[column] = alias
        return alias

    def next_name(self) -> str:
        """Return the alias of one more table; raises 400 when a query has too many."""
        self.count += 1
        if self.count > MOST_JOINS:
            raise TriloomError("query.too_many_links", status=400, data={"limit": MOST_JOINS})
        return f"j{self.count}"


def linked_layout(ctx: RequestContext, form: "PublishedForm", spec: FieldSpec) -> FormLayout | None:
    """Return the layout of the form a link field points at; None when it is not published."""
    from triloom.records.relations import target_form  # noqa: PLC0415  (mutual recursion)

    target = target_form(ctx, form, spec)
    if target is None:
        return None
    from triloom.records.layout import layout_of  # noqa: PLC0415  (kept beside its only use)

    return layout_of(target)


def stored_of(layout: FormLayout, spec: FieldSpec) -> StoredField | None:
    """Return the stored field of a specification."""
    return layout.plan.by_id.get(spec.id_text)
