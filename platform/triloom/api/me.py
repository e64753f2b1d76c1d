"""`/me`: who I am, what I may do, and the apps, forms and boards that I can open."""

import uuid
from dataclasses import replace
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from triloom.access import tables, users
from triloom.access.authentication import require_csrf
from triloom.access.login import prove_again
from triloom.access.passwords import hash_password, require_good_password
from triloom.access.rights import can
from triloom.access.views import visible_views
from triloom.api.dependencies import Read, Write
from triloom.audit.security_log import log
from triloom.context import RequestContext
from triloom.metadata.catalog import PublishedDocument
from triloom_core.errors import Fault, TriloomError
from triloom_core.text import pick

router = APIRouter(tags=["session"])


class TeamBrief(BaseModel):
    """A team that I am a member of."""

    id: uuid.UUID
    key: str
    label: str


class OrganisationBrief(BaseModel):
    """The organisation that I work in."""

    id: uuid.UUID
    name: str
    zone: str
    default_language: str


class FormBrief(BaseModel):
    """A form whose records I may read or create."""

    key: str
    label: str
    icon: str | None
    views: list[JsonValue]
    has_flow: bool


class BoardBrief(BaseModel):
    """A board that I may open."""

    key: str
    label: str


class AppBrief(BaseModel):
    """An app with what I may open in it."""

    key: str
    label: str
    capabilities: list[str]
    roles: list[str]
    forms: list[FormBrief]
    boards: list[BoardBrief]


class Me(BaseModel):
    """The user behind the request."""

    id: uuid.UUID | None
    login: str
    name: str
    language: str | None
    is_admin: bool
    roles: list[str]
    teams: list[TeamBrief]
    capabilities: list[str]
    csrf_token: str | None
    organisation: OrganisationBrief
    apps: list[AppBrief]


def describe_me(ctx: RequestContext, csrf: str | None) -> Me:
    """Return everything that the shell of the user interface needs at its start."""
    principal = ctx.principal
    return Me(
        id=principal.user_id,
        login=principal.login,
        name=principal.name,
        language=principal.language,
        is_admin=principal.is_admin,
        roles=sorted(principal.role_keys),
        teams=_teams(ctx),
        capabilities=sorted(principal.capabilities),
        csrf_token=csrf,
        organisation=OrganisationBrief(
            id=ctx.organisation.id,
            name=ctx.organisation.name,
            zone=str(ctx.organisation.zone),
            default_language=ctx.organisation.default_language,
        ),
        apps=_apps(ctx),
    )


def _teams(ctx: RequestContext) -> list[TeamBrief]:
    if not ctx.principal.team_ids:
        return []
    statement = (
        sa.select(tables.team.c.id, tables.team.c.key, tables.team.c.label)
        .where(
            tables.team.c.tenant_id == ctx.tenant_id,
            tables.team.c.id.in_(ctx.principal.team_ids),
        )
        .order_by(tables.team.c.key)
    )
    return [
        TeamBrief(id=row.id, key=row.key, label=pick(row.label, ctx.language))
        for row in ctx.connection.execute(statement)
    ]


def _apps(ctx: RequestContext) -> list[AppBrief]:
    principal = ctx.principal
    default = ctx.organisation.default_language
    found: list[AppBrief] = []
    for app in ctx.catalog.apps():
        forms = [
            FormBrief(
                key=form.key,
                label=pick(form.spec.label, ctx.language, default),
                icon=getattr(form.spec, "icon", None),
                views=visible_views(ctx, form),
                has_flow=ctx.catalog.flow_of_form(app.key, form.key) is not None,
            )
            for form in ctx.catalog.forms(app.key)
            if can(ctx, form, "read") or can(ctx, form, "create")
        ]
        roles = principal.roles_in(app.key)
        capabilities = [
            name
            for name in sorted(principal.capabilities)
            if principal.has_capability(name, app.key)
        ]
        if not forms and not roles and not capabilities:
            continue
        boards = [
            BoardBrief(key=board.key, label=_label(board, ctx.language, default))
            for board in ctx.catalog.documents(app.key, "boards")
            if _shows_something(ctx, board)
        ]
        found.append(
            AppBrief(
                key=app.key,
                label=pick(app.label, ctx.language, default),
                capabilities=capabilities,
                roles=sorted(roles),
                forms=forms,
                boards=boards,
            )
        )
    return found


def _label(document: PublishedDocument, language: str, default: str) -> str:
    label = document.body.get("label")
    if isinstance(label, dict):
        return pick({key: str(text) for key, text in label.items()}, language, default)
    return label if isinstance(label, str) else document.key


def _shows_something(ctx: RequestContext, board: PublishedDocument) -> bool:
    """Whether a board has a tile over a form that I may read, or no tile at all yet."""
    tiles = board.body.get("tiles")
    sources: set[str] = set()
    for tile in tiles if isinstance(tiles, list) else []:
        query: JsonValue = tile.get("query") if isinstance(tile, dict) else None
        if isinstance(tile, dict) and isinstance(tile.get("report"), str):
            report = ctx.catalog.find(board.app_key, "reports", str(tile["report"]))
            query = report.body if report is not None else None
        if isinstance(query, dict) and isinstance(query.get("source"), str):
            sources.add(str(query["source"]))
    keys = ctx.catalog.keys(board.app_key, "forms")
    known = (ctx.catalog.form(board.app_key, key) for key in sources if key in keys)
    return not sources or any(can(ctx, form, "read") for form in known)


@router.get("/me")
def read_me(ctx: Read, request: Request) -> Me:
    """Tell who I am, what I may do and what I can open."""
    return describe_me(ctx, request.state.authentication.csrf_token)


class MePatch(BaseModel):
    """What a user may change about themselves."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"language": "en"}})

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    language: Annotated[str, Field(pattern=r"^(zh-CN|en)$")] | None = None
    email: Annotated[str, Field(max_length=320)] | None = None


@router.patch("/me")
def change_me(ctx: Write, request: Request, body: MePatch) -> Me:
    """Change my name, language or e-mail address."""
    values = body.model_dump(exclude_unset=True, exclude_none=True)
    if values and ctx.principal.user_id is not None:
        ctx.connection.execute(
            tables.user.update()
            .where(
                tables.user.c.tenant_id == ctx.tenant_id,
                tables.user.c.id == ctx.principal.user_id,
            )
            .values(**values, updated_at=ctx.now, rev=tables.user.c.rev + 1)
        )
    ctx.principal = replace(ctx.principal, **{k: v for k, v in values.items() if k != "email"})
    return describe_me(ctx, request.state.authentication.csrf_token)


class PasswordBody(BaseModel):
    """The present password as proof, and the new one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"current": "…", "password": "…"}}
    )

    current: str = Field(min_length=1, max_length=2000)
    password: str = Field(min_length=1, max_length=2000)


@router.post("/me/password", status_code=204)
def change_my_password(ctx: Read, request: Request, body: PasswordBody) -> None:
    """Change my password; every other session and every token of mine ends."""
    # Reading only, because hashing must not hold the one writer; the change opens its own write.
    principal, services = ctx.principal, ctx.services
    require_csrf(request, principal)
    if principal.kind != "user" or principal.user_id is None:
        raise TriloomError("session.required", status=403)
    address = request.client.host if request.client else None
    if not prove_again(services, principal.login, body.current, address=address):
        raise TriloomError("password.unfit", faults=[Fault("/current", "password.wrong", {})])
    require_good_password(body.password, login=principal.login)
    hashed = hash_password(body.password)
    keep = request.state.authentication.session_hash
    with services.transaction(principal) as writing:
        users.set_password(writing, principal.user_id, hashed, keep_session=keep)
        log(writing, "password.changed", subject_id=principal.user_id)
