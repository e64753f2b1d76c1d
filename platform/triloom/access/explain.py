"""Why somebody can or cannot do something with one record: the grant that decided, by name."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triloom.access.form_access import CompiledGrant, own_field_rights
from triloom.access.grants import ACTIONS, FieldRight
from triloom.access.predicate import reach, row_environment
from triloom.access.principal import Principal
from triloom.access.principals import principal_of
from triloom.access.rights import access_of
from triloom.access.scope import FormScope
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm
    from triloom_form.spec import FieldSpec


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an explanation, by message code."""

    code: str
    data: Mapping[str, Json]
    origin: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class ActionVerdict:
    """Whether an action is allowed on the record, and every grant that was looked at."""

    action: str
    is_allowed: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """The right on a field of the record, and why."""

    field: str
    right: FieldRight
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one user may do with one record."""

    user: Principal
    actions: tuple[ActionVerdict, ...]
    fields: tuple[FieldVerdict, ...]


def explain(
    ctx: "RequestContext",
    form: "PublishedForm",
    image: Mapping[str, Json],
    user_id: uuid.UUID,
    field_key: str | None = None,
) -> Explanation:
    """Explain the rights of a user on a record whose full image the caller has loaded.

    Raises 404 for an unknown user, 400 `explain.unknown_field` for an unknown field.
    """
    other = ctx.acting_as(principal_of(ctx, user_id))
    fields = form.spec.fields
    if field_key is not None:
        found = form.spec.field(field_key)
        if found is None:
            raise unknown_field(field_key)
        fields = (found,)
    actions = tuple(_action(other, form, image, action) for action in ACTIONS)
    readable = any(item.is_allowed for item in actions if item.action == "read")
    verdicts = tuple(_field(other, form, field, is_readable=readable) for field in fields)
    return Explanation(other.principal, actions, verdicts)


def unknown_field(key: str) -> TriloomError:
    """Return the answer for a field that is absent or that the asker may not know of."""
    return TriloomError("explain.unknown_field", status=400, data={"field": key[:100]})


def _action(
    ctx: "RequestContext", form: "PublishedForm", image: Mapping[str, Json], action: str
) -> ActionVerdict:
    if ctx.principal.sees_everything:
        return ActionVerdict(action, True, (Reason("explain.administrator", {}),))
    grants = access_of(ctx, form).grants_for(action)
    if not grants:
        roles = ", ".join(sorted(ctx.principal.roles_in(form.app_key))) or "–"
        return ActionVerdict(action, False, (Reason("explain.no_grant", {"roles": roles}),))
    reasons: list[Reason] = []
    for item in grants:
        reason = _weigh(ctx, form, image, item)
        if reason.code == "explain.allowed":
            return ActionVerdict(action, True, (reason,))
        reasons.append(reason)
    return ActionVerdict(action, False, tuple(reasons))


def _weigh(
    ctx: "RequestContext", form: "PublishedForm", image: Mapping[str, Json], item: CompiledGrant
) -> Reason:
    grant = item.grant
    data: dict[str, Json] = {"role": grant.role, "scope": grant.scope}
    users = reach(ctx.principal, grant.scope)
    if users is not None and str(image.get("owner_id")) not in {str(user) for user in users}:
        return Reason("explain.out_of_scope", data, grant.origin)
    if item.holds is not None:
        environment = row_environment(ctx, FormScope(form.spec), image)
        if item.holds(environment) is not True:
            return Reason("explain.condition_false", data, grant.origin)
    return Reason("explain.allowed", data, grant.origin)


def _field(
    ctx: "RequestContext", form: "PublishedForm", field: "FieldSpec", *, is_readable: bool
) -> FieldVerdict:
    if ctx.principal.sees_everything:
        reason = Reason("explain.administrator", {})
        return FieldVerdict(field.key, FieldRight.WRITE, (reason,))
    access = access_of(ctx, form)
    if not is_readable:
        return FieldVerdict(field.key, FieldRight.NONE, ())
    right = access.rights.get(field.id, FieldRight.NONE)
    grants = tuple(item.grant for item in access.grants)
    granted = own_field_rights(grants, (field,)).rights.get(field.id, FieldRight.NONE)
    data: dict[str, Json] = {"right": right.name.lower(), "granted": granted.name.lower()}
    code = "explain.field_granted" if granted == right else "explain.field_limited"
    deciding = [
        Reason(code, data, item.origin)
        for item in grants
        if field.key in item.fields or str(field.id) in item.fields
    ]
    return FieldVerdict(field.key, right, tuple(deciding) or (Reason(code, data),))
