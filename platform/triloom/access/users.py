"""Users and teams as rows: create, change, disable; every change moves the access epoch."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access import sessions, tables, tokens
from triloom.access.passwords import hash_password
from triloom.organisation.organisation import advance_epoch
from triloom_core.errors import Fault, TriloomError
from triloom_core.ids import new_id
from triloom_core.text import LocalizedText

if TYPE_CHECKING:
    from triloom.context import RequestContext

_LOGIN = re.compile(r"[^\s\x00-\x1f/]{1,100}")


def fold_login(login: str) -> str:
    """Return the form in which two spellings of one login are equal."""
    return unicodedata.normalize("NFKC", login).casefold()


def create_user(
    ctx: "RequestContext",
    *,
    login: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    email: str | None = None,
    language: str | None = None,
    is_admin: bool = False,
    team_ids: Iterable[uuid.UUID] = (),
    app_roles: Iterable[tuple[str, str]] = (),
) -> uuid.UUID:
    """Create a user and return its id; `password_hash` spares hashing one password many times.

    Raises 409 `user.login_taken` or 422 `user.login_unfit`.
    """
    if not _LOGIN.fullmatch(login):
        raise TriloomError(
            "user.unfit", faults=[Fault("/login", "user.login_unfit", {"login": login[:100]})]
        )
    require_free_login(ctx, login)
    identifier = new_id()
    hashed = password_hash or (hash_password(password) if password is not None else None)
    ctx.connection.execute(
        tables.user.insert().values(
            tenant_id=ctx.tenant_id,
            id=identifier,
            login=login,
            login_key=fold_login(login),
            name=name,
            email=email,
            language=language,
            password_hash=hashed,
            password_changed_at=ctx.now if hashed else None,
            is_admin=is_admin,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    )
    set_teams(ctx, identifier, team_ids)
    set_roles(ctx, identifier, app_roles)
    return identifier


def require_free_login(
    ctx: "RequestContext",
    login: str,
    *,
    besides: uuid.UUID | None = None,
) -> None:
    """Raise 409 `user.login_taken` when another user has this login."""
    statement = sa.select(tables.user.c.id).where(
        tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.login_key == fold_login(login)
    )
    taken = ctx.connection.execute(statement).scalar_one_or_none()
    if taken is not None and taken != besides:
        raise TriloomError("user.login_taken", status=409, data={"login": login})


def user_id_of(ctx: "RequestContext", login: str) -> uuid.UUID | None:
    """Return the id of the user with this login, or None."""
    statement = sa.select(tables.user.c.id).where(
        tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.login_key == fold_login(login)
    )
    return ctx.connection.execute(statement).scalar_one_or_none()


def user_names(ctx: "RequestContext", user_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return the display names of users, for records, tasks and history."""
    wanted = list(set(user_ids))
    if not wanted:
        return {}
    statement = sa.select(tables.user.c.id, tables.user.c.name).where(
        tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.id.in_(wanted)
    )
    return {row[0]: row[1] for row in ctx.connection.execute(statement)}


def set_teams(
    ctx: "RequestContext",
    user_id: uuid.UUID,
    team_ids: Iterable[uuid.UUID],
) -> None:
    """Make the user a member of exactly these teams."""
    member = tables.membership
    ctx.connection.execute(
        member.delete().where(member.c.tenant_id == ctx.tenant_id, member.c.user_id == user_id)
    )
    rows = [
        {"tenant_id": ctx.tenant_id, "team_id": team_id, "user_id": user_id}
        for team_id in dict.fromkeys(team_ids)
    ]
    if rows:
        ctx.connection.execute(member.insert(), rows)
    advance_epoch(ctx.connection, ctx.tenant_id, "access")


def set_roles(
    ctx: "RequestContext",
    member_id: uuid.UUID,
    app_roles: Iterable[tuple[str, str]],
    *,
    member_kind: str = "user",
) -> None:
    """Give a user or a team exactly these roles, as pairs (app key, role key)."""
    member = tables.role_member
    ctx.connection.execute(
        member.delete().where(
            member.c.tenant_id == ctx.tenant_id,
            member.c.member_kind == member_kind,
            member.c.member_id == member_id,
        )
    )
    rows = [
        {
            "tenant_id": ctx.tenant_id,
            "app_key": app_key,
            "role_key": role_key,
            "member_kind": member_kind,
            "member_id": member_id,
        }
        for app_key, role_key in dict.fromkeys(app_roles)
    ]
    if rows:
        ctx.connection.execute(member.insert(), rows)
    advance_epoch(ctx.connection, ctx.tenant_id, "access")


def set_password(
    ctx: "RequestContext",
    user_id: uuid.UUID,
    password_hash: str,
    *,
    keep_session: bytes | None = None,
) -> None:
    """Store a new password hash and end every other session and every token of the user."""
    ctx.connection.execute(
        tables.user.update()
        .where(tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.id == user_id)
        .values(
            password_hash=password_hash,
            password_changed_at=ctx.now,
            updated_at=ctx.now,
            rev=tables.user.c.rev + 1,
        )
    )
    sessions.close_sessions_of(ctx.connection, ctx.tenant_id, user_id, keep=keep_session)
    tokens.delete_tokens_of(ctx.connection, ctx.tenant_id, user_id)


def disable_user(ctx: "RequestContext", user_id: uuid.UUID) -> None:
    """Disable a user; sessions and tokens end in the same transaction, records stay."""
    ctx.connection.execute(
        tables.user.update()
        .where(tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.id == user_id)
        .values(disabled_at=ctx.now, updated_at=ctx.now, rev=tables.user.c.rev + 1)
    )
    sessions.close_sessions_of(ctx.connection, ctx.tenant_id, user_id)
    tokens.delete_tokens_of(ctx.connection, ctx.tenant_id, user_id)
    advance_epoch(ctx.connection, ctx.tenant_id, "access")


def enable_user(ctx: "RequestContext", user_id: uuid.UUID) -> None:
    """Let a disabled user log in again; old sessions and tokens do not come back."""
    ctx.connection.execute(
        tables.user.update()
        .where(tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.id == user_id)
        .values(disabled_at=None, updated_at=ctx.now, rev=tables.user.c.rev + 1)
    )
    advance_epoch(ctx.connection, ctx.tenant_id, "access")


def create_team(
    ctx: "RequestContext",
    *,
    key: str,
    label: LocalizedText,
    parent_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Create a team and return its id; 409 `team.key_taken` when the key is used."""
    taken = ctx.connection.execute(
        sa.select(tables.team.c.id).where(
            tables.team.c.tenant_id == ctx.tenant_id, tables.team.c.key == key
        )
    ).first()
    if taken is not None:
        raise TriloomError("team.key_taken", status=409, data={"key": key})
    identifier = new_id()
    ctx.connection.execute(
        tables.team.insert().values(
            tenant_id=ctx.tenant_id,
            id=identifier,
            key=key,
            label=label if isinstance(label, str) else dict(label),
            parent_id=parent_id,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    )
    advance_epoch(ctx.connection, ctx.tenant_id, "access")
    return identifier
