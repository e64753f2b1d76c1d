"""Logging in: one answer for every failure, growing delays per login, a limit per address.

An attempt is counted before the password is looked at, so that parallel guesses gain nothing; the
hash is computed outside of any transaction, so that a flood of logins blocks no writer.
"""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from triloom.access import sessions, tables, users
from triloom.access.passwords import hash_password, needs_rehash, verify_password
from triloom.audit.security_log import record_event
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.services import Services

FREE_FAILURES = 5
FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)
"""A login that was left alone for this long starts without failures again."""
ADDRESS_LIMIT = 20
ADDRESS_WINDOW = timedelta(minutes=1)
KEEP_COUNTERS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A fresh session: its token, and whose it is."""

    token: str
    user_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class _LoginRow:
    id: uuid.UUID
    password_hash: str | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Counter:
    failures: int
    window_at: datetime
    blocked_until: datetime | None


def log_in(
    services: "Services", login: str, password: str, *, address: str | None, agent: str | None
) -> LoggedIn:
    """Check login and password and open a session.

    Raises 401 `login.failed`, the same for every reason, or 429 `login.too_many`.
    """
    tenant_id = services.organisation.id
    folded = users.fold_login(login)
    with services.database.write() as connection:
        wait = _count_attempt(connection, services, folded, address)
        row = None if wait else _read_user(connection, tenant_id, folded)
    if wait is not None:
        _log(services, "login.refused", None, address, {"login": login[:100]})
        raise _too_many(wait)
    stored = row.password_hash if row is not None else None
    fits = verify_password(stored, password)
    if row is None or not fits or row.disabled_at is not None:
        _log(services, "login.failed", row.id if row else None, address, {"login": login[:100]})
        raise TriloomError("login.failed", status=401)
    fresh_hash = hash_password(password) if needs_rehash(stored or "") else None
    with services.database.write() as connection:
        now = services.clock.now()
        _forget(connection, tenant_id, _subject(services, "login", folded))
        _give_back(connection, tenant_id, _subject(services, "address", address or ""))
        if fresh_hash is not None:
            connection.execute(
                tables.user.update()
                .where(tables.user.c.tenant_id == tenant_id, tables.user.c.id == row.id)
                .values(password_hash=fresh_hash)
            )
        sessions.remove_ended_sessions(connection, tenant_id, now)
        token = sessions.open_session(
            connection, tenant_id, row.id, now, address=address, agent=agent
        )
        record_event(
            connection, tenant_id, now, kind="login.succeeded", actor_id=row.id, address=address
        )
    return LoggedIn(token, row.id)


def prove_again(services: "Services", login: str, password: str, *, address: str | None) -> bool:
    """Tell whether a user who is logged in knows the password; guesses are counted like logins.

    Raises 429 `login.too_many`. Opens its own transactions, so the caller holds no writing one.
    """
    tenant_id, folded = services.organisation.id, users.fold_login(login)
    with services.database.write() as connection:
        wait = _count_attempt(connection, services, folded, address)
        row = None if wait else _read_user(connection, tenant_id, folded)
    if wait is not None:
        raise _too_many(wait)
    if row is None or not verify_password(row.password_hash, password):
        return False
    with services.database.write() as connection:
        _forget(connection, tenant_id, _subject(services, "login", folded))
        _give_back(connection, tenant_id, _subject(services, "address", address or ""))
    return True


def _too_many(wait: timedelta) -> TriloomError:
    retry = {"Retry-After": str(max(1, int(wait.total_seconds()) + 1))}
    return TriloomError("login.too_many", status=429, headers=retry)


def _log(
    services: "Services",
    kind: str,
    user_id: uuid.UUID | None,
    address: str | None,
    data: dict[str, str],
) -> None:
    with services.database.write() as connection:
        record_event(
            connection,
            services.organisation.id,
            services.clock.now(),
            kind=kind,
            actor_id=user_id,
            address=address,
            data=dict(data),
        )


_FIND = sa.select(tables.user.c.id, tables.user.c.password_hash, tables.user.c.disabled_at).where(
    tables.user.c.tenant_id == sa.bindparam("tenant"),
    tables.user.c.login_key == sa.bindparam("login"),
)


def _read_user(connection: Connection, tenant_id: uuid.UUID, folded: str) -> _LoginRow | None:
    row = connection.execute(_FIND, {"tenant": tenant_id, "login": folded}).first()
    return None if row is None else _LoginRow(*tuple(row))


def _subject(services: "Services", kind: str, value: str) -> bytes:
    key = services.settings.secret_key
    return hmac.new(key, f"{kind}\0{value}".encode(), hashlib.sha256).digest()


def _count_attempt(
    connection: Connection, services: "Services", folded: str, address: str | None
) -> timedelta | None:
    """Count the attempt as failed; return how long to wait when it is refused outright."""
    now, tenant_id = services.clock.now(), services.organisation.id
    attempt = tables.login_attempt
    connection.execute(
        attempt.delete().where(
            attempt.c.tenant_id == tenant_id, attempt.c.window_at < now - KEEP_COUNTERS
        )
    )
    by_address = _subject(services, "address", address or "")
    row = _counter(connection, tenant_id, by_address)
    if row is not None and now - row.window_at < ADDRESS_WINDOW:
        if row.failures >= ADDRESS_LIMIT:
            return row.window_at + ADDRESS_WINDOW - now
        _store(connection, tenant_id, by_address, row.failures + 1, row.window_at)
    else:
        _store(connection, tenant_id, by_address, 1, now)
    by_login = _subject(services, "login", folded)
    row = _counter(connection, tenant_id, by_login)
    failures = 0
    if row is not None and now - row.window_at < FORGET_AFTER:
        if row.blocked_until is not None and now < row.blocked_until:
            return row.blocked_until - now
        failures = row.failures
    failures += 1
    blocked = None
    if failures >= FREE_FAILURES:
        exponent = min(failures - FREE_FAILURES, 10)
        blocked = now + min(LONGEST_DELAY, FIRST_DELAY * (2**exponent))
    _store(connection, tenant_id, by_login, failures, now, blocked_until=blocked)
    return None


def _counter(connection: Connection, tenant_id: uuid.UUID, subject: bytes) -> _Counter | None:
    attempt = tables.login_attempt
    statement = sa.select(attempt.c.failures, attempt.c.window_at, attempt.c.blocked_until).where(
        attempt.c.tenant_id == tenant_id, attempt.c.subject == subject
    )
    row = connection.execute(statement.with_for_update()).first()
    return None if row is None else _Counter(*tuple(row))


def _store(
    connection: Connection,
    tenant_id: uuid.UUID,
    subject: bytes,
    failures: int,
    window_at: datetime,
    *,
    blocked_until: datetime | None = None,
) -> None:
    attempt = tables.login_attempt
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    counted = {"failures": failures, "window_at": window_at, "blocked_until": blocked_until}
    statement = make(attempt).values(tenant_id=tenant_id, subject=subject, **counted)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "subject"], set_=counted)
    )


def _give_back(connection: Connection, tenant_id: uuid.UUID, subject: bytes) -> None:
    attempt = tables.login_attempt
    connection.execute(
        attempt.update()
        .where(attempt.c.tenant_id == tenant_id, attempt.c.subject == subject)
        .values(failures=attempt.c.failures - 1)
    )


def _forget(connection: Connection, tenant_id: uuid.UUID, subject: bytes) -> None:
    attempt = tables.login_attempt
    connection.execute(
        attempt.delete().where(attempt.c.tenant_id == tenant_id, attempt.c.subject == subject)
    )
