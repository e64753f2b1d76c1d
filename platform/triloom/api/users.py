"""`/users`: administrators manage people; everybody may look up colleagues by name."""

import uuid
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Header, Path, Query

from triloom.access import directory, tables, users
from triloom.access.capabilities import require_administrator
from triloom.access.handover import (
    move_records,
    move_tasks,
    owned_records,
    pending_tasks,
    require_receiver,
)
from triloom.access.passwords import hash_password, require_good_password
from triloom.api.dependencies import Read, Write
from triloom.api.user_models import (
    HandoverAnswer,
    HandoverBody,
    HandoverForm,
    RoleOfApp,
    UserBody,
    UserBrief,
    UserCreate,
    UserPage,
    UserPatch,
)
from triloom.audit.security_log import log
from triloom.context import RequestContext
from triloom_core.errors import TriloomError

router = APIRouter(prefix="/users", tags=["users"])
UserId = Annotated[uuid.UUID, Path(description="Id of the user.")]


def _bodies(ctx: RequestContext, rows: list[directory.UserRow]) -> list[UserBody]:
    ids = [row.id for row in rows]
    teams = directory.teams_of(ctx.connection, ctx.tenant_id, ids)
    roles = directory.roles_of(ctx.connection, ctx.tenant_id, ids)
    return [
        UserBody(
            id=row.id,
            login=row.login,
            name=row.name,
            disabled=row.disabled_at is not None,
            email=row.email,
            language=row.language,
            is_admin=row.is_admin,
            teams=teams.get(row.id, []),
            roles=[RoleOfApp(app=app, role=role) for app, role in roles.get(row.id, [])],
            has_password=row.password_hash is not None,
            created_at=row.created_at,
            updated_at=row.updated_at,
            rev=row.rev,
        )
        for row in rows
    ]


@router.get("")
def list_users(
    ctx: Read,
    *,
    search: Annotated[str | None, Query(max_length=100)] = None,
    team: Annotated[uuid.UUID | None, Query()] = None,
    disabled: Annotated[bool, Query(description="Also those who are disabled.")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> UserPage:
    """List users by login; only administrators see more than names."""
    rows = directory.find_users(
        ctx.connection,
        ctx.tenant_id,
        search=search,
        team_id=team,
        with_disabled=disabled,
        limit=limit + 1,
        after=cursor,
    )
    page = rows[:limit]
    next_cursor = page[-1].login_key if len(rows) > limit else None
    if ctx.principal.has_capability("administer"):
        return UserPage(items=list(_bodies(ctx, page)), next_cursor=next_cursor)
    brief: list[UserBody | UserBrief] = [
        UserBrief(id=row.id, login=row.login, name=row.name, disabled=row.disabled_at is not None)
        for row in page
    ]
    return UserPage(items=brief, next_cursor=next_cursor)


@router.get("/{user_id}")
def read_user(ctx: Read, user_id: UserId) -> UserBody:
    """Show one user to an administrator."""
    require_administrator(ctx)
    return _bodies(ctx, [directory.read_user(ctx.connection, ctx.tenant_id, user_id)])[0]


@router.post("", status_code=201)
def create_user(ctx: Write, body: UserCreate) -> UserBody:
    """Create a user with teams and roles."""
    require_administrator(ctx)
    if body.password is not None:
        require_good_password(body.password, login=body.login)
    directory.require_teams(ctx.connection, ctx.tenant_id, body.teams)
    pairs = [(item.app, item.role) for item in body.roles]
    directory.require_roles(ctx, pairs)
    identifier = users.create_user(
        ctx,
        login=body.login,
        name=body.name,
        password=body.password,
        email=body.email,
        language=body.language,
        is_admin=body.is_admin,
        team_ids=body.teams,
        app_roles=pairs,
    )
    given = {"is_admin": body.is_admin, "roles": [f"{app}/{role}" for app, role in pairs]}
    log(ctx, "user.created", subject_id=identifier, data=given)
    return _bodies(ctx, [directory.read_user(ctx.connection, ctx.tenant_id, identifier)])[0]


@router.patch("/{user_id}")
def change_user(
    ctx: Write,
    user_id: UserId,
    body: UserPatch,
    if_match: Annotated[str | None, Header(description="Revision of the user.")] = None,
) -> UserBody:
    """Change a user; a new password or `disabled` ends sessions and tokens at once."""
    require_administrator(ctx)
    row = directory.read_user(ctx.connection, ctx.tenant_id, user_id)
    if if_match is not None and if_match.strip('"') != str(row.rev):
        raise TriloomError("change.stale", status=412)
    given = body.model_dump(exclude_unset=True)
    if (row.is_admin and given.get("is_admin") is False) or given.get("disabled") is True:
        _require_another_administrator(ctx, row)
    _change_row(ctx, row, given)
    _change_relations(ctx, row, body)
    log(ctx, "user.changed", subject_id=user_id, data={"members": sorted(given)})
    return _bodies(ctx, [directory.read_user(ctx.connection, ctx.tenant_id, user_id)])[0]


def _change_row(ctx: RequestContext, row: directory.UserRow, given: dict[str, object]) -> None:
    values: dict[str, object] = {
        name: given[name] for name in ("email", "language") if name in given
    }
    values |= {name: given[name] for name in ("name", "is_admin") if given.get(name) is not None}
    if values:
        ctx.connection.execute(
            tables.user.update()
            .where(tables.user.c.tenant_id == ctx.tenant_id, tables.user.c.id == row.id)
            .values(**values, updated_at=ctx.now, rev=tables.user.c.rev + 1)
        )
    password = given.get("password")
    if isinstance(password, str):
        require_good_password(password, login=row.login)
        users.set_password(ctx, row.id, hash_password(password))
    if given.get("disabled") is True and row.disabled_at is None:
        users.disable_user(ctx, row.id)
    if given.get("disabled") is False and row.disabled_at is not None:
        users.enable_user(ctx, row.id)


def _change_relations(ctx: RequestContext, row: directory.UserRow, body: UserPatch) -> None:
    if body.teams is not None:
        directory.require_teams(ctx.connection, ctx.tenant_id, body.teams)
        users.set_teams(ctx, row.id, body.teams)
    if body.roles is not None:
        pairs = [(item.app, item.role) for item in body.roles]
        directory.require_roles(ctx, pairs)
        users.set_roles(ctx, row.id, pairs)


def _require_another_administrator(ctx: RequestContext, row: directory.UserRow) -> None:
    statement = sa.select(tables.user.c.id).where(
        tables.user.c.tenant_id == ctx.tenant_id,
        tables.user.c.is_admin.is_(True),
        tables.user.c.disabled_at.is_(None),
        tables.user.c.id != row.id,
    )
    if row.is_admin and ctx.connection.execute(statement.limit(1)).first() is None:
        raise TriloomError("user.last_administrator", status=409)


@router.delete("/{user_id}", status_code=204)
def delete_user(ctx: Write, user_id: UserId) -> None:
    """Disable a user for good; what they wrote keeps their name."""
    require_administrator(ctx)
    row = directory.read_user(ctx.connection, ctx.tenant_id, user_id)
    _require_another_administrator(ctx, row)
    users.disable_user(ctx, user_id)
    log(ctx, "user.disabled", subject_id=user_id)


@router.post("/{user_id}/handover")
def hand_over_user(
    ctx: Write,
    user_id: UserId,
    body: HandoverBody,
    dry_run: Annotated[bool, Query(description="Only count what would move.")] = False,
) -> HandoverAnswer:
    """Give everything that a user owns to another one, in one transaction."""
    require_administrator(ctx)
    leaver = directory.read_user(ctx.connection, ctx.tenant_id, user_id)
    receiver = directory.read_user(ctx.connection, ctx.tenant_id, body.to)
    require_receiver(leaver, receiver)
    owned, tasks = owned_records(ctx, leaver), pending_tasks(ctx, leaver)
    if not dry_run:
        for item in owned:
            move_records(ctx, item.form, leaver, receiver)
        move_tasks(ctx, leaver, receiver)
        if body.disable:
            _require_another_administrator(ctx, leaver)
            users.disable_user(ctx, user_id)
    answer = HandoverAnswer(
        dry_run=dry_run,
        records=sum(item.count for item in owned),
        tasks=tasks,
        forms=[
            HandoverForm(
                app=item.form.app_key,
                form=item.form.key,
                label=item.form.spec.name(ctx.language),
                records=item.count,
            )
            for item in owned
        ],
    )
    if not dry_run:
        data = {"to": str(receiver.id), "records": answer.records}
        log(ctx, "user.handed_over", subject_id=user_id, data=data)
    return answer
