"""API tokens `trl_<id>_<secret>`: shown once, stored as SHA-256, never more than their owner."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.tables import token, user
from triloom.organisation.tables import epoch
from triloom_core.ids import new_id

PREFIX = "trl_"
TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token and its owner, read together with the epochs in one statement."""

    id: uuid.UUID
    secret_hash: bytes
    scopes: list[str]
    requests_per_minute: int | None
    expires_at: datetime | None
    used_at: datetime | None
    user_id: uuid.UUID
    login: str
    name: str
    language: str | None
    is_admin: bool
    disabled_at: datetime | None
    metadata_epoch: int
    access_epoch: int


_FIND = (
    sa.select(
        token.c.id,
        token.c.secret_hash,
        token.c.scopes,
        token.c.requests_per_minute,
        token.c.expires_at,
        token.c.used_at,
        user.c.id,
        user.c.login,
        user.c.name,
        user.c.language,
        user.c.is_admin,
        user.c.disabled_at,
        epoch.c.metadata,
        epoch.c.access,
    )
    .join(user, sa.and_(user.c.tenant_id == token.c.tenant_id, user.c.id == token.c.user_id))
    .join(epoch, epoch.c.tenant_id == token.c.tenant_id)
    .where(
        token.c.tenant_id == sa.bindparam("tenant"),
        token.c.public_id == sa.bindparam("public_id"),
    )
)


def find_token(connection: Connection, tenant_id: uuid.UUID, text: str) -> TokenRow | None:
    """Return the token that `text` proves; None when it is malformed, unknown or has a wrong secret."""
    public_id, _, secret = text.removeprefix(PREFIX).partition("_")
    if not public_id or not secret:
        return None
    row = connection.execute(_FIND, {"tenant": tenant_id, "public_id": public_id}).first()
    if row is None:
        return None
    found = TokenRow(*tuple(row))
    digest = hashlib.sha256(secret.encode()).digest()
    return found if hmac.compare_digest(bytes(found.secret_hash), digest) else None


def create_token(
    connection: Connection,
    tenant_id: uuid.UUID,
    user_id: uuid.UUID,
    now: datetime,
    *,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
) -> tuple[uuid.UUID, str]:
    """Store a new token and return its id and its text, which nobody can read again later."""
    identifier = new_id()
    public_id = secrets.token_hex(8)
    secret = secrets.token_urlsafe(32)
    connection.execute(
        token.insert().values(
            tenant_id=tenant_id,
            id=identifier,
            public_id=public_id,
            secret_hash=hashlib.sha256(secret.encode()).digest(),
            user_id=user_id,
            name=name,
            scopes=scopes,
            requests_per_minute=requests_per_minute,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return identifier, f"{PREFIX}{public_id}_{secret}"


def touch_token(
    connection: Connection, tenant_id: uuid.UUID, token_id: uuid.UUID, now: datetime
) -> None:
    """Note when the token was last used."""
    connection.execute(
        token.update()
        .where(token.c.tenant_id == tenant_id, token.c.id == token_id)
        .values(used_at=now)
    )


def delete_tokens_of(connection: Connection, tenant_id: uuid.UUID, user_id: uuid.UUID) -> int:
    """End every token of a user; return how many ended."""
    statement = token.delete().where(token.c.tenant_id == tenant_id, token.c.user_id == user_id)
    return connection.execute(statement).rowcount
