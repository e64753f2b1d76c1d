"""`/teams`: the tree of teams; whose records count as a team's follows from it at once."""

import uuid
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Header, Path

from triloom.access import directory, tables, users
from triloom.access.capabilities import require_administrator
from triloom.api.dependencies import Read, Write
from triloom.api.user_models import TeamBody, TeamCreate, TeamList, TeamPatch
from triloom.audit.security_log import log
from triloom.context import RequestContext
from triloom.organisation.organisation import advance_epoch
from triloom_core.errors import TriloomError

router = APIRouter(prefix="/teams", tags=["teams"])
TeamId = Annotated[uuid.UUID, Path(description="Id of the team.")]


def _all_teams(ctx: RequestContext, team_id: uuid.UUID | None = None) -> list[TeamBody]:
    team, member = tables.team, tables.membership
    count = (
        sa.select(sa.func.count())
        .where(member.c.tenant_id == ctx.tenant_id, member.c.team_id == team.c.id)
        .scalar_subquery()
    )
    statement = sa.select(
        team.c.id, team.c.key, team.c.label, team.c.parent_id, count.label("members"), team.c.rev
    ).where(team.c.tenant_id == ctx.tenant_id)
    if team_id is not None:
        statement = statement.where(team.c.id == team_id)
    rows = ctx.connection.execute(statement.order_by(team.c.key)).mappings()
    return [TeamBody(**row) for row in rows]


def _team(ctx: RequestContext, team_id: uuid.UUID) -> TeamBody:
    found = _all_teams(ctx, team_id)
    if not found:
        raise TriloomError("team.unknown", status=404)
    return found[0]


def _set_members(ctx: RequestContext, team_id: uuid.UUID, members: list[uuid.UUID]) -> None:
    directory.require_users(ctx.connection, ctx.tenant_id, members)
    member = tables.membership
    ctx.connection.execute(
        member.delete().where(member.c.tenant_id == ctx.tenant_id, member.c.team_id == team_id)
    )
    rows = [
        {"tenant_id": ctx.tenant_id, "team_id": team_id, "user_id": user_id}
        for user_id in dict.fromkeys(members)
    ]
    if rows:
        ctx.connection.execute(member.insert(), rows)
    advance_epoch(ctx.connection, ctx.tenant_id, "access")


@router.get("")
def list_teams(ctx: Read) -> TeamList:
    """List all teams; the tree follows from `parent_id`."""
    return TeamList(items=_all_teams(ctx))


@router.get("/{team_id}")
def read_team(ctx: Read, team_id: TeamId) -> TeamBody:
    """Show one team."""
    return _team(ctx, team_id)


@router.post("", status_code=201)
def create_team(ctx: Write, body: TeamCreate) -> TeamBody:
    """Create a team, with members if given."""
    require_administrator(ctx)
    if body.parent_id is not None:
        _team(ctx, body.parent_id)
    identifier = users.create_team(
        ctx,
        key=body.key,
        label=body.label,
        parent_id=body.parent_id,
    )
    _set_members(ctx, identifier, body.members)
    log(ctx, "team.created", subject_id=identifier, data={"key": body.key})
    return _team(ctx, identifier)


@router.patch("/{team_id}")
def change_team(
    ctx: Write,
    team_id: TeamId,
    body: TeamPatch,
    if_match: Annotated[str | None, Header(description="Revision of the team.")] = None,
) -> TeamBody:
    """Rename or move a team, or replace its members; rights follow at the next request."""
    require_administrator(ctx)
    found = _team(ctx, team_id)
    if if_match is not None and if_match.strip('"') != str(found.rev):
        raise TriloomError("change.stale", status=412)
    given = body.model_dump(exclude_unset=True)
    values = {name: given[name] for name in ("key", "label") if given.get(name) is not None}
    if "key" in values and values["key"] != found.key:
        _require_free_key(ctx, str(values["key"]))
    if "parent_id" in given:
        _require_no_cycle(ctx, team_id, body.parent_id)
        values["parent_id"] = body.parent_id
    ctx.connection.execute(
        tables.team.update()
        .where(tables.team.c.tenant_id == ctx.tenant_id, tables.team.c.id == team_id)
        .values(**values, updated_at=ctx.now, rev=tables.team.c.rev + 1)
    )
    if body.members is not None:
        _set_members(ctx, team_id, body.members)
    advance_epoch(ctx.connection, ctx.tenant_id, "access")
    log(ctx, "team.changed", subject_id=team_id, data={"members": sorted(given)})
    return _team(ctx, team_id)


def _require_free_key(ctx: RequestContext, key: str) -> None:
    statement = sa.select(tables.team.c.id).where(
        tables.team.c.tenant_id == ctx.tenant_id, tables.team.c.key == key
    )
    if ctx.connection.execute(statement).first() is not None:
        raise TriloomError("team.key_taken", status=409, data={"key": key})


def _require_no_cycle(ctx: RequestContext, team_id: uuid.UUID, parent_id: uuid.UUID | None) -> None:
    parents = {team.id: team.parent_id for team in _all_teams(ctx)}
    if parent_id is not None and parent_id not in parents:
        raise TriloomError("team.unknown", status=404)
    step, steps = parent_id, 0
    while step is not None and steps <= len(parents):
        if step == team_id:
            raise TriloomError("team.cycle", status=409)
        step, steps = parents.get(step), steps + 1


@router.delete("/{team_id}", status_code=204)
def delete_team(ctx: Write, team_id: TeamId) -> None:
    """Delete an empty team; its roles go with it."""
    require_administrator(ctx)
    found = _team(ctx, team_id)
    below = any(team.parent_id == team_id for team in _all_teams(ctx))
    if found.members or below:
        raise TriloomError("team.not_empty", status=409)
    users.set_roles(ctx, team_id, (), member_kind="team")
    ctx.connection.execute(
        tables.team.delete().where(
            tables.team.c.tenant_id == ctx.tenant_id, tables.team.c.id == team_id
        )
    )
    log(ctx, "team.deleted", subject_id=team_id, data={"key": found.key})
