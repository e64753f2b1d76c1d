"""`triloom user …` and `triloom token …`."""

import secrets
import uuid
from datetime import timedelta
from typing import Annotated

import typer

from triloom.access import tokens, users
from triloom.access.passwords import hash_password, require_good_password
from triloom.access.principal import SYSTEM, TOKEN_SCOPES
from triloom.audit.security_log import log
from triloom.cli_services import AsJson, answer, opened_services
from triloom.context import RequestContext
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject

user_app = typer.Typer(help="Add people, set passwords, disable logins.", no_args_is_help=True)
token_app = typer.Typer(help="Create API tokens.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The login of the person.")]
PasswordOption = Annotated[
    str | None, typer.Option(help="Password; without it one is generated and printed once.")
]


def _user_id(ctx: RequestContext, login: str) -> uuid.UUID:
    found = users.user_id_of(ctx, login)
    if found is None:
        raise TriloomError("user.unknown", status=404)
    return found


def new_password(login: str, given: str | None) -> tuple[str, str]:
    """Return the password and its hash, computed before a transaction is open."""
    password = given or secrets.token_urlsafe(15)
    require_good_password(password, login=login)
    return password, hash_password(password)


def _role_pairs(roles: list[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for text in roles:
        app_key, slash, role_key = text.partition("/")
        if not slash:
            message = f"{text!r} is not APP/ROLE"
            raise typer.BadParameter(message)
        pairs.append((app_key, role_key))
    return pairs


@user_app.command("add")
def add_user(
    login: Login,
    *,
    name: Annotated[str | None, typer.Option(help="Name to show; the login by default.")] = None,
    password: PasswordOption = None,
    admin: Annotated[bool, typer.Option(help="Administers the organisation.")] = False,
    role: Annotated[list[str] | None, typer.Option(help="APP/ROLE; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a person who can log in."""
    pairs = _role_pairs(role or [])
    with opened_services() as services:
        used, hashed = new_password(login, password)
        with services.transaction(SYSTEM) as ctx:
            identifier = users.create_user(
                ctx,
                login=login,
                name=name or login,
                password_hash=hashed,
                is_admin=admin,
                app_roles=pairs,
            )
            log(ctx, "user.created", subject_id=identifier, data={"is_admin": admin})
    shown = "" if password else f"\npassword: {used}"
    value: JsonObject = {
        "id": str(identifier),
        "login": login,
        "password": None if password else used,
    }
    answer(as_json, value, f"added {login}{shown}")


@user_app.command("passwd")
def set_password(login: Login, password: PasswordOption = None, as_json: AsJson = False) -> None:
    """Set a password; every session and token of the person ends."""
    with opened_services() as services:
        used, hashed = new_password(login, password)
        with services.transaction(SYSTEM) as ctx:
            identifier = _user_id(ctx, login)
            users.set_password(ctx, identifier, hashed)
            log(ctx, "password.changed", subject_id=identifier)
    shown = "" if password else f"\npassword: {used}"
    value: JsonObject = {"login": login, "password": None if password else used}
    answer(as_json, value, f"the password of {login} is set{shown}")


@user_app.command("disable")
def disable_user(login: Login, as_json: AsJson = False) -> None:
    """Disable a login at once; sessions and tokens end."""
    with opened_services() as services, services.transaction(SYSTEM) as ctx:
        identifier = _user_id(ctx, login)
        users.disable_user(ctx, identifier)
        log(ctx, "user.disabled", subject_id=identifier)
    answer(as_json, {"login": login, "disabled": True}, f"{login} is disabled")


@token_app.command("create")
def create_token(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    scope: Annotated[list[str] | None, typer.Option(help="May be repeated; * for all.")] = None,
    days: Annotated[int, typer.Option(min=1, help="Days until the token expires.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Create an API token for a person and print it, this once."""
    scopes = scope or ["read"]
    unknown = [item for item in scopes if item != "*" and item not in TOKEN_SCOPES]
    if unknown:
        message = f"unknown scope {unknown[0]!r}; known: {', '.join(TOKEN_SCOPES)}, *"
        raise typer.BadParameter(message)
    with opened_services() as services, services.transaction(SYSTEM) as ctx:
        identifier, text = tokens.create_token(
            ctx.connection,
            ctx.tenant_id,
            _user_id(ctx, login),
            ctx.now,
            name=name,
            scopes=scopes,
            expires_at=ctx.now + timedelta(days=days),
        )
        log(ctx, "token.created", subject_id=identifier, data={"scopes": list(scopes)})
    answer(as_json, {"id": str(identifier), "token": text}, text)
