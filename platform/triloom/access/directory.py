"""Looking up users, teams and who has which role."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.tables import membership, role_member, team, user
from triloom.access.users import fold_login
from triloom_core.errors import Fault, TriloomError

if TYPE_CHECKING:
    from triloom.context import RequestContext


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as stored."""

    id: uuid.UUID
    login: str
    login_key: str
    name: str
    email: str | None
    language: str | None
    password_hash: str | None
    is_admin: bool
    disabled_at: datetime | None
    created_at: datetime
    updated_at: datetime
    rev: int


_COLUMNS = (
    user.c.id,
    user.c.login,
    user.c.login_key,
    user.c.name,
    user.c.email,
    user.c.language,
    user.c.password_hash,
    user.c.is_admin,
    user.c.disabled_at,
    user.c.created_at,
    user.c.updated_at,
    user.c.rev,
)


def read_user(connection: Connection, tenant_id: uuid.UUID, user_id: uuid.UUID) -> UserRow:
    """Return a user; 404 `user.unknown` when there is none."""
    row = connection.execute(
        sa.select(*_COLUMNS).where(user.c.tenant_id == tenant_id, user.c.id == user_id)
    ).first()
    if row is None:
        raise TriloomError("user.unknown", status=404)
    return UserRow(*tuple(row))


def find_users(
    connection: Connection,
    tenant_id: uuid.UUID,
    *,
    search: str | None = None,
    team_id: uuid.UUID | None = None,
    with_disabled: bool = False,
    limit: int = 50,
    after: str | None = None,
) -> list[UserRow]:
    """Return users in the order of their folded logins, after the login `after`."""
    statement = sa.select(*_COLUMNS).where(user.c.tenant_id == tenant_id)
    if search:
        wanted = fold_login(search)
        statement = statement.where(
            sa.or_(
                user.c.login_key.contains(wanted, autoescape=True),
                sa.func.lower(user.c.name).contains(wanted, autoescape=True),
            )
        )
    if team_id is not None:
        members = sa.select(membership.c.user_id).where(
            membership.c.tenant_id == tenant_id, membership.c.team_id == team_id
        )
        statement = statement.where(user.c.id.in_(members))
    if not with_disabled:
        statement = statement.where(user.c.disabled_at.is_(None))
    if after is not None:
        statement = statement.where(user.c.login_key > after)
    rows = connection.execute(statement.order_by(user.c.login_key).limit(limit))
    return [UserRow(*tuple(row)) for row in rows]


def teams_of(
    connection: Connection, tenant_id: uuid.UUID, user_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, list[uuid.UUID]]:
    """Return the ids of the teams of each user."""
    statement = sa.select(membership.c.user_id, membership.c.team_id).where(
        membership.c.tenant_id == tenant_id, membership.c.user_id.in_(list(user_ids))
    )
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for user_id, team_id in connection.execute(statement):
        found.setdefault(user_id, []).append(team_id)
    return found


def roles_of(
    connection: Connection, tenant_id: uuid.UUID, member_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, list[tuple[str, str]]]:
    """Return the roles given to each user or team itself, as pairs (app key, role key)."""
    statement = (
        sa.select(role_member.c.member_id, role_member.c.app_key, role_member.c.role_key)
        .where(
            role_member.c.tenant_id == tenant_id,
            role_member.c.member_id.in_(list(member_ids)),
        )
        .order_by(role_member.c.app_key, role_member.c.role_key)
    )
    found: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for member_id, app_key, role_key in connection.execute(statement):
        found.setdefault(member_id, []).append((app_key, role_key))
    return found


def require_teams(
    connection: Connection, tenant_id: uuid.UUID, team_ids: Iterable[uuid.UUID]
) -> None:
    """Raise 422 `user.unfit` that names each team that does not exist."""
    wanted = list(team_ids)
    statement = sa.select(team.c.id).where(team.c.tenant_id == tenant_id, team.c.id.in_(wanted))
    known = set(connection.execute(statement).scalars())
    faults = [
        Fault(f"/teams/{index}", "user.unknown_team", {"team": str(team_id)})
        for index, team_id in enumerate(wanted)
        if team_id not in known
    ]
    if faults:
        raise TriloomError("user.unfit", faults=faults)


def require_users(
    connection: Connection,
    tenant_id: uuid.UUID,
    user_ids: Iterable[uuid.UUID],
    *,
    pointer: str = "/members",
) -> None:
    """Raise 422 `user.unfit` that names each user who does not exist."""
    wanted = list(user_ids)
    statement = sa.select(user.c.id).where(user.c.tenant_id == tenant_id, user.c.id.in_(wanted))
    known = set(connection.execute(statement).scalars())
    faults = [
        Fault(f"{pointer}/{index}", "user.unknown", {})
        for index, user_id in enumerate(wanted)
        if user_id not in known
    ]
    if faults:
        raise TriloomError("user.unfit", faults=faults)


def role_keys(ctx: "RequestContext", app_key: str) -> frozenset[str]:
    """Return the keys of all roles that an app knows: documents, and names in access blocks."""
    if app_key not in {app.key for app in ctx.catalog.apps()}:
        return frozenset()
    keys = {document.key for document in ctx.catalog.documents(app_key, "roles")}
    for form in ctx.catalog.forms(app_key):
        keys.update(str(entry["role"]) for entry in form.spec.access if "role" in entry)
    return frozenset(keys)


def require_roles(ctx: "RequestContext", pairs: Iterable[tuple[str, str]]) -> None:
    """Raise 422 `user.unfit` that names each role that its app does not know."""
    known: dict[str, frozenset[str]] = {}
    faults: list[Fault] = []
    for index, (app_key, role_key) in enumerate(pairs):
        if app_key not in known:
            known[app_key] = role_keys(ctx, app_key)
        if role_key not in known[app_key]:
            data = {"app": app_key, "role": role_key}
            faults.append(Fault(f"/roles/{index}", "user.unknown_role", data))
    if faults:
        raise TriloomError("user.unfit", faults=faults)
