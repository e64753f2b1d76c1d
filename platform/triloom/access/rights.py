"""What the principal of a request may do with a form and with each of its fields."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from typing_extensions import override

from triloom.access.form_access import (
    CompiledGrant,
    FormAccess,
    collect_grants,
    compile_grant,
    own_field_rights,
)
from triloom.access.grants import FieldRight
from triloom.access.inputs import with_inputs
from triloom.access.standing import EpochCache
from triloom_core.errors import TriloomError

FORMS_AND_ROLES = 4096
"""Compiled rights that one state of the published documents keeps."""

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import PublishedForm

__all__ = ["FieldRight", "access_of", "can", "field_rights", "masks", "require"]


def access_of(ctx: "RequestContext", form: "PublishedForm") -> FormAccess:
    """Return the compiled rights of the principal's roles on a form."""
    return access_of_roles(ctx, form, ctx.principal.roles_in(form.app_key))


def access_of_roles(
    ctx: "RequestContext", form: "PublishedForm", roles: frozenset[str]
) -> FormAccess:
    """Return the compiled rights of any set of roles on a form."""
    cache: EpochCache[FormAccess] = ctx.catalog.memo("access", _new_cache)
    key = (form.id, roles)
    found = cache.get(key)
    if found is None:
        found = cache.put(key, _compile(ctx, form, roles))
    return found


def _new_cache() -> EpochCache[FormAccess]:
    return EpochCache(FORMS_AND_ROLES)


def _compile(ctx: "RequestContext", form: "PublishedForm", roles: frozenset[str]) -> FormAccess:
    grants = collect_grants(ctx.catalog, form, roles)
    compiled: tuple[CompiledGrant, ...] = tuple(compile_grant(item, form) for item in grants)
    own = own_field_rights(grants, form.spec.fields)
    limited = with_inputs(ctx.catalog, form, roles, own)
    return FormAccess(compiled, limited, own.masks)


def field_rights(ctx: "RequestContext", form: "PublishedForm") -> Mapping[UUID, FieldRight]:
    """Return the right on every field (sub-table fields included) by field id.

    A field that is missing or NONE does not exist for the reader; MASK may be shown masked but
    neither filtered, sorted, grouped nor aggregated.
    """
    if ctx.principal.sees_everything:
        return _Everything(form)
    return access_of(ctx, form).rights


ACTION_NAMES: Mapping[str, Mapping[str, str]] = {
    "read": {"en": "read", "zh-CN": "查看"},
    "create": {"en": "create", "zh-CN": "新建"},
    "update": {"en": "change", "zh-CN": "修改"},
    "delete": {"en": "delete", "zh-CN": "删除"},
    "import": {"en": "import", "zh-CN": "导入"},
    "export": {"en": "export", "zh-CN": "导出"},
    "transition": {"en": "move through stages", "zh-CN": "流转阶段"},
}
"""What a person calls an action, by language."""


def masks(ctx: "RequestContext", form: "PublishedForm") -> Mapping[UUID, str]:
    """Return the style (see `masking`) of every masked field by field id."""
    if ctx.principal.sees_everything:
        return {}
    return access_of(ctx, form).masks


def can(ctx: "RequestContext", form: "PublishedForm", action: str) -> bool:
    """Whether the principal may do `action` with any record of the form."""
    if not _scope_allows(ctx, action):
        return False
    return ctx.principal.sees_everything or access_of(ctx, form).allows(action)


def require(ctx: "RequestContext", form: "PublishedForm", action: str) -> None:
    """Raise when the action is never allowed: 404 for a form nobody told of, else 403."""
    if can(ctx, form, action):
        return
    if ctx.principal.sees_everything or access_of(ctx, form).grants:
        verb = ACTION_NAMES.get(action, {}).get(ctx.language, action)
        data = {"action": verb, "form": form.spec.name(ctx.language)}
        raise TriloomError("access.action_refused", status=403, data=data)
    # Word for word what the catalog answers for a form that does not exist.
    data = {"app": form.app_key, "form": form.key}
    raise TriloomError("form.not_found", status=404, data=data)


def _scope_allows(ctx: "RequestContext", action: str) -> bool:
    principal = ctx.principal
    return principal.has_scope("read" if action in ("read", "export") else "write")


class _Everything(Mapping[UUID, FieldRight]):
    """The rights of those who see everything: WRITE on each field, without a table of them."""

    __slots__ = ("_form",)

    def __init__(self, form: "PublishedForm") -> None:
        self._form = form

    @override
    def __getitem__(self, key: UUID) -> FieldRight:
        return FieldRight.WRITE

    @override
    def __contains__(self, key: object) -> bool:
        return True

    @override
    def __iter__(self) -> Iterator[UUID]:
        for field in self._form.spec.fields:
            yield field.id
            yield from (sub.id for sub in field.fields)

    @override
    def __len__(self) -> int:
        return sum(1 for _ in self)
