"""Hands over what a leaver owned: records of every form, open tasks; counted first on request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.directory import UserRow
from triloom.flows.tables import flow_task
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class OwnedRecords:
    """How many records of one form somebody owns."""

    form: "PublishedForm"
    count: int


def require_receiver(leaver: UserRow, receiver: UserRow) -> None:
    """Raise 409 unless `receiver` is another, active user."""
    if leaver.id == receiver.id:
        raise TriloomError("handover.same_user", status=409)
    if receiver.disabled_at is not None:
        raise TriloomError("handover.receiver_disabled", status=409)


def _owned(form: "PublishedForm", leaver: UserRow) -> sa.ColumnElement[bool]:
    return sa.and_(form.table.c.owner_id == leaver.id, form.table.c.deleted_at.is_(None))


def owned_records(ctx: "RequestContext", leaver: UserRow) -> tuple[OwnedRecords, ...]:
    """Count what a user owns in every form; the trash stays where it is."""
    found: list[OwnedRecords] = []
    for form in ctx.catalog.all_forms():
        statement = sa.select(sa.func.count()).select_from(form.table)
        count = ctx.connection.execute(statement.where(_owned(form, leaver))).scalar_one()
        if count:
            found.append(OwnedRecords(form, count))
    return tuple(found)


def move_records(
    ctx: "RequestContext", form: "PublishedForm", leaver: UserRow, receiver: UserRow
) -> None:
    """Give every record that the leaver owns in a form to the receiver, each as a user write."""
    from triloom.records.write import update_record  # noqa: PLC0415  (records import access)

    statement = sa.select(form.table.c.id, form.table.c.rev).where(_owned(form, leaver))
    for record_id, rev in ctx.connection.execute(statement.order_by(form.table.c.id)).all():
        update_record(ctx, form, record_id, {}, base_rev=rev, owner_id=receiver.id)


def _pending(ctx: "RequestContext", leaver: UserRow) -> sa.ColumnElement[bool]:
    return sa.and_(
        flow_task.c.tenant_id == ctx.tenant_id,
        flow_task.c.assignee == leaver.id,
        flow_task.c.state == "pending",
    )


def pending_tasks(ctx: "RequestContext", leaver: UserRow) -> int:
    """Count the tasks that wait for a user."""
    statement = sa.select(sa.func.count()).select_from(flow_task).where(_pending(ctx, leaver))
    return int(ctx.connection.execute(statement).scalar_one())


def move_tasks(ctx: "RequestContext", leaver: UserRow, receiver: UserRow) -> None:
    """Let the tasks that wait for the leaver wait for the receiver; decided ones stay as they are."""
    ctx.connection.execute(
        flow_task.update().where(_pending(ctx, leaver)).values(assignee=receiver.id)
    )
