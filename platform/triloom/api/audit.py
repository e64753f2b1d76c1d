"""`/audit`: the security log for those with the capability `audit`, and the state of its seal."""

import uuid
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import BaseModel, JsonValue

from triloom.access.capabilities import require_capability
from triloom.access.users import user_names
from triloom.api.dependencies import Read
from triloom.audit.seal import verify_chain
from triloom.audit.tables import event, seal

router = APIRouter(prefix="/audit", tags=["audit"])


class Person(BaseModel):
    """A user by id and name."""

    id: uuid.UUID
    name: str | None


class EventBody(BaseModel):
    """One event; `seq` is its place in the sealed chain, null while it waits for the sealer."""

    id: uuid.UUID
    seq: int | None
    at: datetime
    kind: str
    actor: Person | None
    subject: Person | None
    address: str | None
    request_id: str | None
    data: dict[str, JsonValue]


class EventPage(BaseModel):
    """Events, newest first."""

    items: list[EventBody]
    next_cursor: uuid.UUID | None


class SealBody(BaseModel):
    """The state of the chain; keep `head` outside to notice a rewrite by the owner of the machine."""

    sealed: int
    waiting: int
    head: str
    broken_at: int | None
    reason: str | None


@router.get("/events")
def list_events(
    ctx: Read,
    *,
    kind: Annotated[str | None, Query(max_length=60, pattern=r"^[a-z_.]+$")] = None,
    actor: Annotated[uuid.UUID | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[uuid.UUID | None, Query()] = None,
) -> EventPage:
    """List the security log."""
    require_capability(ctx, "audit")
    statement = (
        sa.select(event, seal.c.seq)
        .select_from(
            event.outerjoin(
                seal, sa.and_(seal.c.tenant_id == event.c.tenant_id, seal.c.event_id == event.c.id)
            )
        )
        .where(event.c.tenant_id == ctx.tenant_id)
        .order_by(event.c.id.desc())
        .limit(limit + 1)
    )
    if kind is not None:
        statement = statement.where(event.c.kind == kind)
    if actor is not None:
        statement = statement.where(event.c.actor_id == actor)
    if cursor is not None:
        statement = statement.where(event.c.id < cursor)
    rows = ctx.connection.execute(statement).all()
    page = rows[:limit]
    people = {item for row in page for item in (row.actor_id, row.subject_id) if item is not None}
    names = user_names(ctx, people)

    def person(identifier: uuid.UUID | None) -> Person | None:
        return Person(id=identifier, name=names.get(identifier)) if identifier else None

    return EventPage(
        items=[
            EventBody(
                id=row.id,
                seq=row.seq,
                at=row.at,
                kind=row.kind,
                actor=person(row.actor_id),
                subject=person(row.subject_id),
                address=row.address,
                request_id=row.request_id,
                data=row.data,
            )
            for row in page
        ],
        next_cursor=page[-1].id if len(rows) > limit else None,
    )


@router.get("/seal")
def read_seal(ctx: Read) -> SealBody:
    """Verify the chain and show its head."""
    require_capability(ctx, "audit")
    report = verify_chain(ctx.connection, ctx.tenant_id)
    return SealBody(
        sealed=report.sealed,
        waiting=report.unsealed,
        head=report.head,
        broken_at=report.broken_at,
        reason=report.reason,
    )
