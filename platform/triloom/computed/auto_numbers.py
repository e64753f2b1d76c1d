"""Automatic numbers: unique under concurrency, gaps allowed.

PostgreSQL takes a block in a transaction of its own, so that two creators never wait for each
other; what a failed save took stays unused. SQLite has one writer and takes it in the save itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from triloom.context import RequestContext
from triloom.records.tables import counter
from triloom_form.spec import FieldSpec
from triloom_form.types.auto_number import format_number

if TYPE_CHECKING:
    from triloom.records.drafts import Draft
    from triloom.records.layout import FormLayout


def assign_numbers(ctx: RequestContext, layout: "FormLayout", drafts: "Sequence[Draft]") -> None:
    """Give every new record its automatic numbers."""
    if not drafts:
        return
    today = ctx.now.astimezone(ctx.organisation.zone).date()
    for item in layout.plan.stored:
        if item.field.type != "auto_number":
            continue
        missing = [draft for draft in drafts if draft.after.get(item.field.key) is None]
        if not missing:
            continue
        first = take_block(ctx, item.field, len(missing))
        for offset, draft in enumerate(missing):
            draft.after[item.field.key] = format_number(item.field, first + offset, today)


def take_block(ctx: RequestContext, field: FieldSpec, count: int) -> int:
    """Return the first of `count` numbers that nobody else gets."""
    if ctx.services.database.dialect == "sqlite":
        return _take(ctx.connection, ctx, field, count)
    with ctx.services.database.write() as connection:
        return _take(connection, ctx, field, count)


def _take(connection: Connection, ctx: RequestContext, field: FieldSpec, count: int) -> int:
    start = field.settings.get("start")
    begin = start if isinstance(start, int) else 1
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(counter).values(
        tenant_id=ctx.tenant_id, field_id=field.id, last_value=begin + count - 1
    )
    taken = statement.on_conflict_do_update(
        index_elements=["tenant_id", "field_id"],
        set_={"last_value": counter.c.last_value + count},
    ).returning(counter.c.last_value)
    last = connection.execute(taken).scalar_one()
    return int(last) - count + 1


def raise_counter(ctx: RequestContext, field: FieldSpec, reached: int) -> None:
    """Make sure that later numbers are above one that came from elsewhere (an import)."""
    connection = ctx.connection
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(counter).values(
        tenant_id=ctx.tenant_id, field_id=field.id, last_value=reached
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "field_id"],
            set_={
                "last_value": sa.case(
                    (counter.c.last_value < reached, reached), else_=counter.c.last_value
                )
            },
        )
    )
