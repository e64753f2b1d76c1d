"""Hands over what a leaver owned: records of every form, open tasks; counted first on request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.directory import UserRow
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


def owned_records(ctx: "RequestContext", leaver: UserRow) -> tuple[OwnedRecords, ...]:
    """Count what a user owns in every form, the trash included."""
    found: list[OwnedRecords] = []
    for form in ctx.catalog.all_forms():
        statement = (
            sa.select(sa.func.count())
            .select_from(form.table)
            .where(form.table.c.owner_id == leaver.id)
        )
        count = ctx.connection.execute(statement).scalar_one()
        if count:
            found.append(OwnedRecords(form, count))
    return tuple(found)


def move_records(
    ctx: "RequestContext", form: "PublishedForm", leaver: UserRow, receiver: UserRow
) -> None:
    """Give every record that the leaver owns in a form to the receiver, as user writes."""
    raise NotImplementedError
