"""Failures that pass: a full disk, a lock that did not come, a database that restarts.

One place tells them from defects, so that requests answer 503 or 507 and jobs try again later.
"""

import errno

import sqlalchemy.exc

from triloom_core.errors import TriloomError

DISK_FULL, BUSY, UNAVAILABLE = "service.disk_full", "service.busy", "service.unavailable"
_FULL_TEXTS = ("disk is full", "no space left", "disk full", "disk quota exceeded")
_BUSY_TEXTS = ("database is locked", "lock timeout", "deadlock")


def outage_code(error: BaseException) -> str | None:
    """Return the code of a failure that passes; None for a fault of the request or of the code."""
    if isinstance(error, TriloomError):
        return error.code if error.status in (503, 507) else None
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return BUSY
    is_database = isinstance(error, sqlalchemy.exc.DBAPIError)
    text = str(error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error).lower()
    if any(part in text for part in _FULL_TEXTS):
        return DISK_FULL
    if not is_database:
        return None
    if any(part in text for part in _BUSY_TEXTS):
        return BUSY
    assert isinstance(error, sqlalchemy.exc.DBAPIError)
    if isinstance(error, sqlalchemy.exc.DataError):
        return None
    if error.connection_invalidated or isinstance(error, sqlalchemy.exc.OperationalError):
        return UNAVAILABLE
    return None


def outage_error(code: str) -> TriloomError:
    """Return the error that answers a request which met an outage."""
    if code == DISK_FULL:
        return TriloomError(code, status=507)
    seconds = "1" if code == BUSY else "2"
    return TriloomError(code, status=503, headers={"Retry-After": seconds})
