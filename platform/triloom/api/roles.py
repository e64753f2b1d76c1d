"""`/roles`: the roles that the apps define, and who has them. What a role allows is a document."""

import uuid
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path

from triloom.access import directory, tables
from triloom.access.capabilities import require_capability
from triloom.access.principal import CAPABILITIES
from triloom.api.dependencies import Read, Write
from triloom.api.user_models import RoleBody, RoleList, RoleMembers
from triloom.audit.security_log import log
from triloom.context import RequestContext
from triloom.organisation.organisation import advance_epoch
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

router = APIRouter(prefix="/roles", tags=["roles"])
AppKey = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Key of the app.")]
RoleKey = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Key of the role.")]


def _members(
    ctx: RequestContext,
) -> dict[tuple[str, str], dict[str, list[uuid.UUID]]]:
    member = tables.role_member
    statement = sa.select(
        member.c.app_key, member.c.role_key, member.c.member_kind, member.c.member_id
    ).where(member.c.tenant_id == ctx.tenant_id)
    found: dict[tuple[str, str], dict[str, list[uuid.UUID]]] = {}
    for app_key, role_key, kind, member_id in ctx.connection.execute(statement):
        found.setdefault((app_key, role_key), {}).setdefault(kind, []).append(member_id)
    return found


def _roles(ctx: RequestContext, app_key: str) -> list[RoleBody]:
    shows_members = ctx.principal.has_capability("administer", app_key)
    members = _members(ctx) if shows_members else {}
    documents = {item.key: item.body for item in ctx.catalog.documents(app_key, "roles")}
    bodies: list[RoleBody] = []
    for key in sorted(directory.role_keys(ctx, app_key)):
        body = documents.get(key, {})
        given = body.get("capabilities")
        label: Json = body.get("label", key)
        who = members.get((app_key, key), {})
        bodies.append(
            RoleBody(
                app=app_key,
                key=key,
                label=label,
                capabilities=[str(name) for name in given] if isinstance(given, list) else [],
                users=sorted(who.get("user", [])),
                teams=sorted(who.get("team", [])),
            )
        )
    return bodies


def _may_see(ctx: RequestContext, app_key: str) -> bool:
    principal = ctx.principal
    return bool(principal.roles_in(app_key)) or any(
        principal.has_capability(name, app_key) for name in CAPABILITIES
    )


@router.get("")
def list_roles(ctx: Read) -> RoleList:
    """List the roles of all apps that I belong to."""
    items: list[RoleBody] = []
    for app in ctx.catalog.apps():
        if _may_see(ctx, app.key):
            items += _roles(ctx, app.key)
    return RoleList(items=items)


def _role(ctx: RequestContext, app_key: str, role_key: str) -> RoleBody:
    known = directory.role_keys(ctx, app_key) if _may_see(ctx, app_key) else frozenset()
    if role_key not in known:
        data = {"app": app_key, "role": role_key}
        raise TriloomError("user.unknown_role", status=404, data=data)
    return next(role for role in _roles(ctx, app_key) if role.key == role_key)


@router.get("/{app}/{role}")
def read_role(ctx: Read, app: AppKey, role: RoleKey) -> RoleBody:
    """Show one role and, to those who administer the app, who has it."""
    return _role(ctx, app, role)


@router.put("/{app}/{role}/members")
def set_role_members(ctx: Write, app: AppKey, role: RoleKey, body: RoleMembers) -> RoleBody:
    """Give a role to exactly these users and teams; it acts at their next request."""
    require_capability(ctx, "administer", app)
    _role(ctx, app, role)
    directory.require_users(ctx.connection, ctx.tenant_id, body.users, pointer="/users")
    directory.require_teams(ctx.connection, ctx.tenant_id, body.teams)
    member = tables.role_member
    ctx.connection.execute(
        member.delete().where(
            member.c.tenant_id == ctx.tenant_id,
            member.c.app_key == app,
            member.c.role_key == role,
        )
    )
    wanted = [("user", item) for item in dict.fromkeys(body.users)]
    wanted += [("team", item) for item in dict.fromkeys(body.teams)]
    rows = [
        {
            "tenant_id": ctx.tenant_id,
            "app_key": app,
            "role_key": role,
            "member_kind": kind,
            "member_id": item,
        }
        for kind, item in wanted
    ]
    if rows:
        ctx.connection.execute(member.insert(), rows)
    advance_epoch(ctx.connection, ctx.tenant_id, "access")
    data: dict[str, Json] = {"role": f"{app}/{role}", "users": len(body.users)}
    log(ctx, "role.members_set", data={**data, "teams": len(body.teams)})
    return _role(ctx, app, role)
