"""`/tokens`: API tokens of mine, shown once, never allowing more than I may do myself."""

import uuid
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from triloom.access import tables, tokens
from triloom.access.principal import TOKEN_SCOPES
from triloom.api.dependencies import Read, Write
from triloom.audit.security_log import log
from triloom.context import RequestContext
from triloom_core.errors import Fault, TriloomError

router = APIRouter(prefix="/tokens", tags=["tokens"])


class TokenBody(BaseModel):
    """A token as it can be seen later: without its secret."""

    id: uuid.UUID
    name: str
    prefix: str
    scopes: list[str]
    requests_per_minute: int | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class TokenCreated(TokenBody):
    """A new token; `token` is shown this once."""

    token: str


class TokenCreate(BaseModel):
    """A new token with the scopes it needs: read, write, build, …, or `*` for all of mine."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "nightly", "scopes": ["read"]}}
    )

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    scopes: Annotated[list[str], Field(min_length=1, max_length=20)] = ["read"]
    expires_at: AwareDatetime | None = None
    requests_per_minute: Annotated[int, Field(ge=1, le=100_000)] | None = None


class TokenList(BaseModel):
    """My tokens, newest first."""

    items: list[TokenBody]


def _rows(ctx: RequestContext) -> list[TokenBody]:
    token = tables.token
    statement = (
        sa.select(token)
        .where(token.c.tenant_id == ctx.tenant_id, token.c.user_id == ctx.principal.user_id)
        .order_by(token.c.id.desc())
    )
    return [
        TokenBody(
            id=row.id,
            name=row.name,
            prefix=f"{tokens.PREFIX}{row.public_id}",
            scopes=row.scopes,
            requests_per_minute=row.requests_per_minute,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )
        for row in ctx.connection.execute(statement)
    ]


@router.get("")
def list_tokens(ctx: Read) -> TokenList:
    """List my tokens."""
    return TokenList(items=_rows(ctx))


@router.post("", status_code=201)
def create_token(ctx: Write, body: TokenCreate) -> TokenCreated:
    """Create a token; its text is in this answer and nowhere else."""
    _check(ctx, body)
    assert ctx.principal.user_id is not None
    identifier, text = tokens.create_token(
        ctx.connection,
        ctx.tenant_id,
        ctx.principal.user_id,
        ctx.now,
        name=body.name,
        scopes=list(dict.fromkeys(body.scopes)),
        expires_at=body.expires_at,
        requests_per_minute=body.requests_per_minute,
    )
    log(ctx, "token.created", subject_id=identifier, data={"scopes": list(body.scopes)})
    stored = next(item for item in _rows(ctx) if item.id == identifier)
    return TokenCreated(**stored.model_dump(), token=text)


def _check(ctx: RequestContext, body: TokenCreate) -> None:
    faults: list[Fault] = []
    for index, scope in enumerate(body.scopes):
        pointer = f"/scopes/{index}"
        if scope != "*" and scope not in TOKEN_SCOPES:
            data = {"scope": scope[:60], "known": ", ".join((*TOKEN_SCOPES, "*"))}
            faults.append(Fault(pointer, "token.unknown_scope", data))
        elif not ctx.principal.has_scope(scope):
            faults.append(Fault(pointer, "token.scope_beyond_owner", {"scope": scope}))
    if body.expires_at is not None and body.expires_at <= ctx.now:
        faults.append(Fault("/expires_at", "token.already_expired", {}))
    if faults:
        raise TriloomError("token.unfit", faults=faults)


@router.delete("/{token_id}", status_code=204)
def delete_token(
    ctx: Write, token_id: Annotated[uuid.UUID, Path(description="Id of the token.")]
) -> None:
    """Revoke a token of mine at once."""
    token = tables.token
    statement = token.delete().where(
        token.c.tenant_id == ctx.tenant_id,
        token.c.user_id == ctx.principal.user_id,
        token.c.id == token_id,
    )
    if ctx.connection.execute(statement).rowcount == 0:
        raise TriloomError("token.unknown", status=404)
    log(ctx, "token.deleted", subject_id=token_id)
