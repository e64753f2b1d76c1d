"""Principals that are not made from a request: of a user by id, for jobs, checks, explanations."""

import uuid
from typing import TYPE_CHECKING

from triloom.access import directory
from triloom.access.capabilities import capabilities_of
from triloom.access.principal import CAPABILITIES, Principal, Standing
from triloom.access.standing import load_standing

if TYPE_CHECKING:
    from triloom.context import RequestContext


def make_principal(
    user: directory.UserRow, standing: Standing, granted: frozenset[tuple[str, str]]
) -> Principal:
    """Return the principal of a user who acts without any limit of scopes."""
    names = frozenset(CAPABILITIES) if user.is_admin else frozenset(name for _, name in granted)
    return Principal(
        kind="user",
        user_id=user.id,
        login=user.login,
        name=user.name,
        language=user.language,
        is_admin=user.is_admin,
        role_keys=frozenset(role for _app, role in standing.app_roles),
        capabilities=names,
        team_ids=standing.team_ids,
        app_roles=standing.app_roles,
        app_capabilities=granted,
        standing=standing,
    )


def principal_of(ctx: "RequestContext", user_id: uuid.UUID) -> Principal:
    """Return a user as a principal, read from rows; 404 when there is no such user.

    Nothing is kept: the transaction may have changed roles itself. A disabled user is a principal
    without roles.
    """
    user = directory.read_user(ctx.connection, ctx.tenant_id, user_id)
    if user.disabled_at is not None:
        return Principal(kind="user", user_id=user.id, login=user.login, name=user.name)
    standing = load_standing(ctx.connection, ctx.tenant_id, user_id)
    return make_principal(user, standing, capabilities_of(ctx.catalog, standing.app_roles))
