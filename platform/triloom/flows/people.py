"""Who has a role, who supervises whom, who is busy: the people that flows ask for."""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.access.tables import membership, role_member, team, user
from triloom.context import RequestContext
from triloom.flows.tables import flow_cursor
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

SUPERVISOR_ROLE = "supervisor"
"""The role that makes a member of a team its supervisor, unless `policies.supervisor_role` names
another."""
ADMINISTRATORS = "admin"
HIGHEST_TEAM = 32


def members_of(ctx: RequestContext, app_key: str, role: str) -> tuple[str, ...]:
    """Return the enabled users who have a role, by themselves or through a team, by login."""
    if role == ADMINISTRATORS:
        chosen = user.c.is_admin.is_(sa.true())
    else:
        has_role = sa.and_(
            role_member.c.tenant_id == ctx.tenant_id,
            role_member.c.app_key == app_key,
            role_member.c.role_key == role,
        )
        directly = sa.select(role_member.c.member_id).where(
            has_role, role_member.c.member_kind == "user"
        )
        by_team = (
            sa.select(membership.c.user_id)
            .join(role_member, role_member.c.member_id == membership.c.team_id)
            .where(has_role, role_member.c.member_kind == "team")
        )
        chosen = user.c.id.in_(directly.union(by_team))
    statement = (
        sa.select(user.c.id)
        .where(user.c.tenant_id == ctx.tenant_id, user.c.disabled_at.is_(None), chosen)
        .order_by(user.c.login_key)
    )
    return tuple(str(identifier) for identifier in ctx.connection.execute(statement).scalars())


def supervisor_of(
    ctx: RequestContext, app_key: str, owner: str | None, policies: Mapping[str, Json]
) -> str | None:
    """Return the nearest supervisor of a user: someone else in their team, or in a team above.

    A supervisor is who has the role that the flow's policy names; the first by login among equals.
    """
    if owner is None:
        return None
    role = str(policies.get("supervisor_role") or SUPERVISOR_ROLE)
    candidates = [member for member in members_of(ctx, app_key, role) if member != owner]
    if not candidates:
        return None
    level = _teams_of(ctx, [uuid.UUID(owner)])
    for _ in range(HIGHEST_TEAM):
        if not level:
            return None
        members = set(_members_of_teams(ctx, level))
        for candidate in candidates:
            if candidate in members:
                return candidate
        level = _parents_of(ctx, level)
    return None


def _teams_of(ctx: RequestContext, users: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    statement = sa.select(membership.c.team_id).where(
        membership.c.tenant_id == ctx.tenant_id, membership.c.user_id.in_(users)
    )
    return list(ctx.connection.execute(statement).scalars())


def _members_of_teams(ctx: RequestContext, teams: Sequence[uuid.UUID]) -> list[str]:
    statement = sa.select(membership.c.user_id).where(
        membership.c.tenant_id == ctx.tenant_id, membership.c.team_id.in_(teams)
    )
    return [str(identifier) for identifier in ctx.connection.execute(statement).scalars()]


def _parents_of(ctx: RequestContext, teams: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    statement = sa.select(team.c.parent_id).where(
        team.c.tenant_id == ctx.tenant_id, team.c.id.in_(teams), team.c.parent_id.is_not(None)
    )
    return [parent for parent in ctx.connection.execute(statement).scalars() if parent]


def open_records(ctx: RequestContext, form: "PublishedForm") -> dict[str, int]:
    """Return how many open records of a form each user owns."""
    table = form.table
    statement = (
        sa.select(table.c.owner_id, sa.func.count())
        .where(
            table.c.owner_id.is_not(None),
            table.c.deleted_at.is_(None),
            sa.or_(table.c.closed.is_(None), table.c.closed.is_(sa.false())),
        )
        .group_by(table.c.owner_id)
    )
    return {str(owner): count for owner, count in ctx.connection.execute(statement)}


def cursors_of(ctx: RequestContext, flow_id: uuid.UUID, nodes: Sequence[str]) -> dict[str, str]:
    """Return whom assignments in turn served last, by node."""
    if not nodes:
        return {}
    statement = sa.select(flow_cursor.c.node, flow_cursor.c.user_id).where(
        flow_cursor.c.flow_id == flow_id, flow_cursor.c.node.in_(nodes)
    )
    if ctx.connection.dialect.name == "postgresql":
        statement = statement.with_for_update()
    return {node: str(user_id) for node, user_id in ctx.connection.execute(statement)}


def move_cursor(ctx: RequestContext, flow_id: uuid.UUID, node: str, user_id: uuid.UUID) -> None:
    """Remember whom an assignment in turn served."""
    moved = ctx.connection.execute(
        flow_cursor.update()
        .where(flow_cursor.c.flow_id == flow_id, flow_cursor.c.node == node)
        .values(user_id=user_id)
    )
    if moved.rowcount == 0:
        ctx.connection.execute(
            flow_cursor.insert().values(
                tenant_id=ctx.tenant_id, flow_id=flow_id, node=node, user_id=user_id
            )
        )
