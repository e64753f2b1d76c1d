"""The one access predicate: which rows a principal reaches, in SQL and in Python alike."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.access.form_access import CompiledGrant
from triloom.access.grants import Scope
from triloom.access.principal import Principal
from triloom.access.rights import access_of, can
from triloom.access.scope import FormScope
from triloom_core.expression import BOOLEAN, Environment, Kind, Value, to_sql
from triloom_core.ids import column_name
from triloom_core.json_types import Json
from triloom_core.sql.nodes import FALSE, TRUE, Column, InList, SqlNode, all_of, any_of
from triloom_form.system import SYSTEM_TYPES
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm

_OWNER = Column(SYSTEM_TYPES["owner_id"], "owner_id")


def reach(principal: Principal, scope: Scope) -> tuple[UUID, ...] | None:
    """Return the users whose records a scope contains; None stands for everybody, also nobody."""
    if scope == "all":
        return None
    if principal.user_id is None:
        return ()
    if scope == "own":
        return (principal.user_id,)
    standing = principal.standing
    users = standing.team_user_ids if scope == "team" else standing.subtree_user_ids
    return users or (principal.user_id,)


def row_predicate(ctx: "RequestContext", form: "PublishedForm", action: str) -> SqlNode:
    """Return the condition on the form's own table under which `action` is allowed.

    TRUE when all rows are reached, FALSE when none is. A null of the condition means no; it must be
    ANDed, never negated.
    """
    if not can(ctx, form, action):
        return FALSE
    if ctx.principal.sees_everything:
        return TRUE
    scope = FormScope(form.spec)
    return any_of(
        *(
            all_of(_scope_node(ctx, item), _condition_node(ctx, item, scope))
            for item in access_of(ctx, form).grants_for(action)
        )
    )


def _scope_node(ctx: "RequestContext", item: CompiledGrant) -> SqlNode:
    users = reach(ctx.principal, item.grant.scope)
    if users is None:
        return TRUE
    return InList(BOOLEAN, _OWNER, tuple(str(user) for user in users)) if users else FALSE


def column_of(scope: FormScope) -> Callable[[tuple[str, ...]], SqlNode]:
    """Return the function from the path of a condition to the column of the form's table."""

    def resolve(path: tuple[str, ...]) -> SqlNode:
        name = path[0]
        system = SYSTEM_TYPES.get(name)
        if system is not None:
            return Column(system, "owner_id" if name == "owner" else name)
        field = scope.field(name)
        assert field is not None, "the condition was checked against this scope"
        return Column(field_type(field.type).expression_type(field), column_name(field.id))

    return resolve


def user_of(ctx: "RequestContext") -> dict[str, object]:
    """Return what expressions may know of the principal."""
    principal = ctx.principal
    return {
        "id": str(principal.user_id) if principal.user_id else None,
        "login": principal.login,
        "name": principal.name,
        "team_ids": tuple(str(item) for item in principal.team_ids),
        "team_member_ids": tuple(str(item) for item in principal.standing.team_user_ids),
        "role_keys": tuple(sorted(principal.role_keys)),
    }


def _condition_node(ctx: "RequestContext", item: CompiledGrant, scope: FormScope) -> SqlNode:
    if item.holds is None:
        return TRUE
    if item.when is None:
        return FALSE
    node = to_sql(item.when, column_of(scope), row_environment(ctx, scope, {}))
    return FALSE if node is None else node


def check_row(
    ctx: "RequestContext", form: "PublishedForm", action: str, values: Mapping[str, Json]
) -> bool:
    """Whether `action` is allowed on the record `values` (API values by key + system fields).

    Callers check the image before and the image after a change, so that nobody moves a record into
    or out of their reach.
    """
    if not can(ctx, form, action):
        return False
    if ctx.principal.sees_everything:
        return True
    return deciding_grant(ctx, form, action, values) is not None


def deciding_grant(
    ctx: "RequestContext", form: "PublishedForm", action: str, values: Mapping[str, Json]
) -> CompiledGrant | None:
    """Return the first grant that allows the action on a record, or None."""
    environment = row_environment(ctx, FormScope(form.spec), values)
    owner = values.get("owner_id")
    for item in access_of(ctx, form).grants_for(action):
        users = reach(ctx.principal, item.grant.scope)
        if users is not None and str(owner) not in {str(user) for user in users}:
            continue
        if item.holds is None or item.holds(environment) is True:
            return item
    return None


def row_environment(
    ctx: "RequestContext", scope: FormScope, values: Mapping[str, Json]
) -> Environment:
    """Return the surroundings in which a condition over one record is evaluated."""

    def read(path: tuple[str, ...]) -> Value:
        name = "owner_id" if path[0] == "owner" else path[0]
        if name in SYSTEM_TYPES:
            return _system_value(name, values.get(name))
        field = scope.field(name)
        value = None if field is None else values.get(field.key)
        if field is None or value is None:
            return None
        return field_type(field.type).to_expression(field, value)

    return Environment(field=read, now=ctx.now, zone=ctx.organisation.zone, user=user_of(ctx))


def _system_value(name: str, value: Json) -> Value:
    if isinstance(value, str) and SYSTEM_TYPES[name].kind is Kind.DATETIME:
        return datetime.fromisoformat(value)
    return value if isinstance(value, (str, int, bool)) else None
