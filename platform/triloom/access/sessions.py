"""Sessions: opaque 256-bit tokens, stored hashed, idle after 8 hours, over after 7 days."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.tables import session, user
from triloom.organisation.tables import epoch

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=5)
"""`seen_at` is written at most this often, so that reading costs no write."""
CLOCK_SET_BACK = timedelta(minutes=5)
"""A clock that stands this far before the start of a session ends it instead of lengthening it."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An open session and its user, read together with the epochs in one statement."""

    token_hash: bytes
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_id: uuid.UUID
    login: str
    name: str
    language: str | None
    is_admin: bool
    disabled_at: datetime | None
    metadata_epoch: int
    access_epoch: int

    def is_over(self, now: datetime) -> bool:
        """Tell whether the session ended by idleness, age, or a clock that was set back."""
        return (
            now >= self.expires_at
            or now - self.seen_at >= IDLE
            or now < self.created_at - CLOCK_SET_BACK
        )


def hash_token(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def csrf_token(secret_key: bytes, token: str) -> str:
    """Return the CSRF token of a session; derived, so that it needs no storage."""
    return hmac.new(secret_key, b"csrf\0" + token.encode(), hashlib.sha256).hexdigest()


_FIND = (
    sa.select(
        session.c.token_hash,
        session.c.created_at,
        session.c.seen_at,
        session.c.expires_at,
        user.c.id,
        user.c.login,
        user.c.name,
        user.c.language,
        user.c.is_admin,
        user.c.disabled_at,
        epoch.c.metadata,
        epoch.c.access,
    )
    .join(user, sa.and_(user.c.tenant_id == session.c.tenant_id, user.c.id == session.c.user_id))
    .join(epoch, epoch.c.tenant_id == session.c.tenant_id)
    .where(
        session.c.tenant_id == sa.bindparam("tenant"),
        session.c.token_hash == sa.bindparam("hash"),
    )
)


def find_session(connection: Connection, tenant_id: uuid.UUID, token: str) -> SessionRow | None:
    """Return the session of a token, also one that is over; None when it is unknown."""
    row = connection.execute(_FIND, {"tenant": tenant_id, "hash": hash_token(token)}).first()
    return None if row is None else SessionRow(*tuple(row))


def open_session(
    connection: Connection,
    tenant_id: uuid.UUID,
    user_id: uuid.UUID,
    now: datetime,
    *,
    address: str | None = None,
    agent: str | None = None,
) -> str:
    """Start a session and return its token, which nobody can read again later."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        session.insert().values(
            tenant_id=tenant_id,
            token_hash=hash_token(token),
            user_id=user_id,
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
            address=address,
            agent=(agent or "")[:200] or None,
        )
    )
    return token


_TOUCH = (
    session.update()
    .where(
        session.c.tenant_id == sa.bindparam("tenant"),
        session.c.token_hash == sa.bindparam("hash"),
    )
    .values(seen_at=sa.bindparam("now"))
)


def touch_session(
    connection: Connection, tenant_id: uuid.UUID, token_hash: bytes, now: datetime
) -> None:
    """Note that the session is in use."""
    connection.execute(_TOUCH, {"tenant": tenant_id, "hash": token_hash, "now": now})


def close_session(connection: Connection, tenant_id: uuid.UUID, token_hash: bytes) -> None:
    """End one session."""
    connection.execute(
        session.delete().where(session.c.tenant_id == tenant_id, session.c.token_hash == token_hash)
    )


def close_sessions_of(
    connection: Connection,
    tenant_id: uuid.UUID,
    user_id: uuid.UUID,
    *,
    keep: bytes | None = None,
) -> int:
    """End every session of a user but `keep`; return how many ended."""
    statement = session.delete().where(
        session.c.tenant_id == tenant_id, session.c.user_id == user_id
    )
    if keep is not None:
        statement = statement.where(session.c.token_hash != keep)
    return connection.execute(statement).rowcount


def remove_ended_sessions(connection: Connection, tenant_id: uuid.UUID, now: datetime) -> int:
    """Delete the rows of sessions that are over; return how many."""
    statement = session.delete().where(
        session.c.tenant_id == tenant_id,
        sa.or_(session.c.expires_at <= now, session.c.seen_at <= now - IDLE),
    )
    return connection.execute(statement).rowcount
