"""Turns the credentials of a request into a principal, inside the request's own transaction.

One prepared statement reads session (or token), user and epochs; roles and teams come from the
cache of the access epoch that this very transaction read.
"""

import hmac
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from fastapi import Request
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from triloom.access.capabilities import app_capabilities
from triloom.access.principal import CAPABILITIES, Principal, Standing
from triloom.access.sessions import (
    TOUCH_EVERY,
    SessionRow,
    csrf_token,
    find_session,
    touch_session,
)
from triloom.access.standing import load_standing
from triloom.access.tokens import PREFIX, TokenRow, find_token, touch_token
from triloom.access.tokens import TOUCH_EVERY as TOKEN_TOUCH_EVERY
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.services import Services

COOKIE = "triloom_session"
SECURE_COOKIE = "__Host-triloom_session"
CSRF_HEADER = "x-csrf-token"
PASSIVE_SUFFIXES: tuple[str, ...] = ("/events",)
"""Paths that a page asks by itself: they do not keep a session alive that nobody uses."""
_log = logging.getLogger("triloom.access")

Means = Literal["cookie", "bearer", "token"]


@dataclass(frozen=True, slots=True)
class Authentication:
    """How a request proved who it is; kept on `request.state.authentication`."""

    means: Means
    user_id: uuid.UUID
    session_hash: bytes | None
    csrf_token: str | None
    metadata_epoch: int
    access_epoch: int


def is_https(services: "Services") -> bool:
    """Whether the public address is https, so that cookies are marked secure."""
    return (services.settings.public_url or "").startswith("https://")


def cookie_name(services: "Services") -> str:
    """Return the name of the session cookie; host-bound by prefix where https allows it."""
    return SECURE_COOKIE if is_https(services) else COOKIE


def read_credentials(request: Request, services: "Services") -> tuple[Means, str] | None:
    """Return what the request offers as proof; a bearer header wins over the cookie."""
    header = request.headers.get("authorization")
    if header is not None:
        kind, _, value = header.partition(" ")
        if kind.lower() != "bearer" or not value.strip():
            return None
        value = value.strip()
        return ("token" if value.startswith(PREFIX) else "bearer", value)
    cookie = request.cookies.get(cookie_name(services))
    return ("cookie", cookie) if cookie else None


def authenticate(request: Request, connection: Connection, services: "Services") -> Principal:
    """Return the principal of a request.

    Raises 401 `session.required`, `session.expired` or `token.invalid`; 429 over a token's quota.
    """
    offered = read_credentials(request, services)
    if offered is None:
        raise _unauthorized("session.required")
    means, text = offered
    tenant_id = services.organisation.id
    row: SessionRow | TokenRow
    if means == "token":
        row = _check_token(connection, services, text)
        csrf = session_hash = None
    else:
        is_use = not request.url.path.endswith(PASSIVE_SUFFIXES)
        row = _check_session(connection, services, text, is_use=is_use)
        session_hash = bytes(row.token_hash)
        csrf = csrf_token(services.settings.secret_key, text)
    request.state.authentication = Authentication(
        means, row.user_id, session_hash, csrf, row.metadata_epoch, row.access_epoch
    )
    key = (tenant_id, row.access_epoch, row.user_id)
    standing = services.access.standings.get(key)
    if standing is None:
        standing = services.access.standings.put(
            key, load_standing(connection, tenant_id, row.user_id)
        )
    return _principal(connection, services, row, standing)


def _principal(
    connection: Connection, services: "Services", row: SessionRow | TokenRow, standing: Standing
) -> Principal:
    scopes = frozenset(row.scopes) if isinstance(row, TokenRow) else None
    granted: frozenset[tuple[str, str]] = frozenset()
    if standing.app_roles:
        granted = app_capabilities(
            connection, services, standing.app_roles, row.metadata_epoch, row.access_epoch
        )
    names = frozenset(CAPABILITIES) if row.is_admin else frozenset(name for _app, name in granted)
    if scopes is not None and "*" not in scopes:
        names &= scopes
    return Principal(
        kind="user" if scopes is None else "token",
        user_id=row.user_id,
        login=row.login,
        name=row.name,
        language=row.language,
        is_admin=row.is_admin,
        role_keys=frozenset(role for _app, role in standing.app_roles),
        capabilities=names,
        team_ids=standing.team_ids,
        app_roles=standing.app_roles,
        app_capabilities=granted,
        standing=standing,
        scopes=scopes,
    )


def require_csrf(request: Request, principal: Principal) -> None:
    """Refuse a write that another site may have caused, or that the token's scopes exclude.

    Raises 403 `csrf.missing`, `csrf.origin` or `token.scope`.
    """
    if principal.kind == "token":
        if not principal.has_scope("write"):
            raise TriloomError("token.scope", status=403, data={"scope": "write"})
        return
    authentication: Authentication = request.state.authentication
    if authentication.means != "cookie":
        return
    require_same_origin(request)
    given = request.headers.get(CSRF_HEADER, "")
    expected = authentication.csrf_token or ""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise TriloomError("csrf.missing", status=403)


def require_same_origin(request: Request) -> None:
    """Raise 403 `csrf.origin` when a browser says that the request comes from another site."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise TriloomError("csrf.origin", status=403)
    origin = request.headers.get("origin")
    if origin is None:
        return
    services: Services = request.app.state.services
    allowed = {request.headers.get("host", "")}
    if services.settings.public_url:
        allowed.add(urlsplit(services.settings.public_url).netloc)
    if urlsplit(origin).netloc not in allowed:
        raise TriloomError("csrf.origin", status=403)


def _unauthorized(code: str) -> TriloomError:
    return TriloomError(code, status=401, headers={"WWW-Authenticate": 'Bearer realm="triloom"'})


def _check_session(
    connection: Connection, services: "Services", text: str, *, is_use: bool
) -> SessionRow:
    found = find_session(connection, services.organisation.id, text)
    if found is None:
        raise _unauthorized("session.expired")
    now = services.clock.now()
    if found.is_over(now) or found.disabled_at is not None:
        raise _unauthorized("session.expired")
    if is_use and now - found.seen_at >= TOUCH_EVERY:
        tenant_id, token_hash = services.organisation.id, bytes(found.token_hash)
        _note_use(connection, services, lambda on: touch_session(on, tenant_id, token_hash, now))
    return found


def _check_token(connection: Connection, services: "Services", text: str) -> TokenRow:
    found = find_token(connection, services.organisation.id, text)
    now = services.clock.now()
    if (
        found is None
        or found.disabled_at is not None
        or (found.expires_at is not None and now >= found.expires_at)
    ):
        raise _unauthorized("token.invalid")
    if found.requests_per_minute is not None:
        wait = services.access.quotas.take(found.id, found.requests_per_minute)
        if wait is not None:
            raise TriloomError(
                "token.quota", status=429, headers={"Retry-After": str(int(wait) + 1)}
            )
    if found.used_at is None or now - found.used_at >= TOKEN_TOUCH_EVERY:
        tenant_id, token_id = services.organisation.id, found.id
        _note_use(connection, services, lambda on: touch_token(on, tenant_id, token_id, now))
    return found


def _note_use(
    connection: Connection, services: "Services", write: Callable[[Connection], None]
) -> None:
    """Write through the request's own connection when it writes, else in a short transaction.

    A full disk or a busy database must not keep anybody from reading, so the short one may fail.
    """
    options = connection.get_execution_options()
    if services.database.dialect == "sqlite":
        is_writer = bool(options.get("triloom_write"))
    else:
        is_writer = not options.get("postgresql_readonly")
    if is_writer:
        write(connection)
        return
    try:
        with services.database.write() as writer:
            write(writer)
    except SQLAlchemyError as error:
        _log.warning("use of a credential was not noted: %s", type(error).__name__)
