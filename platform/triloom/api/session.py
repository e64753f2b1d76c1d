"""`/session`: log in and out. Logging in needs no principal; everything else does."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.access.authentication import cookie_name, is_https, require_same_origin
from triloom.access.login import log_in
from triloom.access.principal import SYSTEM
from triloom.access.principals import principal_of
from triloom.access.sessions import LONGEST, close_session, close_sessions_of, csrf_token
from triloom.api.dependencies import ProcessServices, Write
from triloom.api.me import Me, describe_me
from triloom.audit.security_log import log
from triloom.services import Services
from triloom_core.errors import TriloomError
from triloom_core.text import negotiate_language

router = APIRouter(tags=["session"])


class LoginBody(BaseModel):
    """Login and password; `token` asks for a bearer token instead of relying on the cookie."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"login": "ada", "password": "…"}}
    )

    login: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=2000)
    token: bool = False


class LoginAnswer(Me):
    """Who logged in, and the bearer token when it was asked for."""

    token: str | None = None


def set_session_cookie(response: Response, services: Services, token: str) -> None:
    """Put the session into a cookie that scripts cannot read and other sites cannot send."""
    response.set_cookie(
        cookie_name(services),
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        secure=is_https(services),
        samesite="lax",
        path="/",
    )


@router.post("/session")
def create_session(
    body: LoginBody, request: Request, response: Response, services: ProcessServices
) -> LoginAnswer:
    """Log in; answers the body of `/me` and sets the session cookie."""
    require_same_origin(request)
    address = request.client.host if request.client else None
    agent = request.headers.get("user-agent")
    entered = log_in(services, body.login, body.password, address=address, agent=agent)
    with services.reading(SYSTEM) as ctx:
        principal = principal_of(ctx, entered.user_id)
        header = request.headers.get("accept-language")
        language = negotiate_language(header, principal.language or ctx.language)
        entering = replace(ctx, principal=principal, language=language)
        csrf = csrf_token(services.settings.secret_key, entered.token)
        answer = LoginAnswer(**describe_me(entering, csrf).model_dump())
    if body.token:
        answer.token = entered.token
    else:
        set_session_cookie(response, services, entered.token)
    return answer


@router.delete("/session", status_code=204)
def delete_session(
    ctx: Write,
    request: Request,
    response: Response,
    everywhere: Annotated[bool, Query(description="End every session of the user.")] = False,
) -> None:
    """Log out; the session ends at once, on every device when `everywhere` is true."""
    session_hash = request.state.authentication.session_hash
    if session_hash is None:
        raise TriloomError("session.required", status=403)
    close_session(ctx.connection, ctx.tenant_id, session_hash)
    if everywhere and ctx.principal.user_id is not None:
        close_sessions_of(ctx.connection, ctx.tenant_id, ctx.principal.user_id)
    log(ctx, "logout")
    response.delete_cookie(cookie_name(ctx.services), path="/", secure=is_https(ctx.services))
