"""The security log: who tried what, written in the transaction of the thing itself."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from triloom.audit.tables import event
from triloom_core.ids import new_id

if TYPE_CHECKING:
    from triloom.context import RequestContext


def record_event(
    connection: Connection,
    tenant_id: uuid.UUID,
    now: datetime,
    *,
    kind: str,
    actor_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    address: str | None = None,
    request_id: str | None = None,
    data: Mapping[str, object] | None = None,
) -> None:
    """Append one event; `data` never carries a password, token or field value."""
    connection.execute(
        event.insert().values(
            tenant_id=tenant_id,
            id=new_id(),
            at=now,
            kind=kind,
            actor_id=actor_id,
            subject_id=subject_id,
            address=address,
            request_id=request_id,
            data=dict(data or {}),
        )
    )


def log(
    ctx: "RequestContext",
    kind: str,
    *,
    subject_id: uuid.UUID | None = None,
    data: Mapping[str, object] | None = None,
) -> None:
    """Append one event of the present request; the transaction must be a writing one."""
    record_event(
        ctx.connection,
        ctx.tenant_id,
        ctx.now,
        kind=kind,
        actor_id=ctx.principal.user_id,
        subject_id=subject_id,
        request_id=ctx.request_id,
        data=data,
    )
