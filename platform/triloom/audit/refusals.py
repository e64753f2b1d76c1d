"""Notes refusals in the security log: who wanted what they may not do."""

import logging
from typing import TYPE_CHECKING

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from triloom.audit.security_log import record_event
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.access.authentication import Authentication
    from triloom.services import Services

FORBIDDEN = 403
MOST_PER_MINUTE = 20
"""Refusals of one user that are noted in a minute: the log is no lever to fill the disk."""
_log = logging.getLogger("triloom.audit")


def note_refusal(request: Request, error: TriloomError) -> None:
    """Log a 403 of somebody who is logged in, after their transaction was rolled back."""
    authentication: Authentication | None = getattr(request.state, "authentication", None)
    if error.status != FORBIDDEN or authentication is None:
        return
    services: Services = request.app.state.services
    subject = ("refusal", authentication.user_id)
    if services.access.quotas.take(subject, MOST_PER_MINUTE) is not None:
        return
    try:
        with services.database.write() as connection:
            record_event(
                connection,
                services.organisation.id,
                services.clock.now(),
                kind="refused",
                actor_id=authentication.user_id,
                address=request.client.host if request.client else None,
                request_id=getattr(request.state, "request_id", None),
                data={"code": error.code, "method": request.method, "path": request.url.path[:300]},
            )
    except (SQLAlchemyError, TriloomError) as failure:
        _log.warning("a refusal was not logged: %s", type(failure).__name__)
