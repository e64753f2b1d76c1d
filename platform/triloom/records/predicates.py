"""The access predicate as a SQLAlchemy condition over a form's table or an alias of it."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.predicate import row_predicate
from triloom.context import RequestContext
from triloom.records.choices import column_of_name
from triloom_core.sql import FALSE, TRUE, Column
from triloom_core.sql.core_printer import to_core

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


def row_condition(
    ctx: RequestContext, form: "PublishedForm", action: str, table: sa.FromClause
) -> sa.ColumnElement[bool] | None:
    """Return the condition under which `action` is allowed, or None when every row is."""
    node = row_predicate(ctx, form, action)
    if node == TRUE:
        return None
    if node == FALSE:
        return sa.false()

    def resolve(column: Column) -> sa.ColumnElement[Any]:
        return column_of_name(ctx, form, table, column.name)

    return to_core(node, resolve)


def may_read_all(ctx: RequestContext, form: "PublishedForm") -> bool:
    """Whether the reader sees every record of a form (scope `all`, or an engine)."""
    return ctx.principal.sees_everything or row_predicate(ctx, form, "read") == TRUE
