"""Grants of one role set on one form, compiled: rows as conditions, fields as rights.

Compiled once per published state and role set; nothing in it depends on the user, so teams and
owners are filled in per request.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.access.grants import (
    FieldGrant,
    FieldRight,
    Grant,
    grants_of_form,
    grants_of_role,
)
from triloom.access.scope import FormScope
from triloom_core.errors import TriloomError
from triloom_core.expression import (
    BOOLEAN,
    Checked,
    Environment,
    Value,
    check,
    compile_expression,
    normalize,
    parse,
)
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import CatalogSnapshot, PublishedForm
    from triloom_form.spec import FieldSpec


@dataclass(frozen=True, slots=True)
class CompiledGrant:
    """A grant with its condition in both forms; a condition with faults lets nothing through."""

    grant: Grant
    when: Checked | None
    holds: Callable[[Environment], Value] | None


@dataclass(frozen=True, slots=True)
class FormAccess:
    """What a set of roles may do with one form."""

    grants: tuple[CompiledGrant, ...]
    rights: Mapping[UUID, FieldRight]
    masks: Mapping[UUID, str]

    def grants_for(self, action: str) -> tuple[CompiledGrant, ...]:
        """Return the grants that allow an action."""
        return tuple(item for item in self.grants if action in item.grant.actions)

    def allows(self, action: str) -> bool:
        """Whether the action is allowed on any record at all."""
        return any(action in item.grant.actions for item in self.grants)


def tree_of(expression: Json) -> Json:
    """Return the tree of an expression that is written as text or as a tree."""
    return parse(expression) if isinstance(expression, str) else normalize(expression)


def compile_grant(grant: Grant, form: "PublishedForm") -> CompiledGrant:
    """Check and compile the condition of a grant."""
    if grant.when is None:
        return CompiledGrant(grant, None, None)
    try:
        checked = check(tree_of(grant.when), FormScope(form.spec), expected=BOOLEAN)
        holds = compile_expression(checked.require())
    except TriloomError:
        return CompiledGrant(grant, None, _never)
    return CompiledGrant(grant, checked, holds)


def _never(_environment: Environment) -> Value:
    return False


def collect_grants(
    snapshot: "CatalogSnapshot", form: "PublishedForm", roles: frozenset[str]
) -> tuple[Grant, ...]:
    """Return every grant of the roles on a form: role documents, then the form's own block."""
    found: list[Grant] = []
    for document in snapshot.documents(form.app_key, "roles"):
        if document.key in roles:
            found += [item for item in grants_of_role(document.body) if item.form == form.key]
    found += [item for item in grants_of_form(form.key, form.spec.access) if item.role in roles]
    return tuple(found)


def _named_grant(grant: Grant, field: "FieldSpec", parent: "FieldSpec | None") -> FieldGrant | None:
    prefix = f"{parent.key}." if parent else ""
    return grant.fields.get(prefix + field.key) or grant.fields.get(str(field.id))


def _field_grant(grant: Grant, field: "FieldSpec", parent: "FieldSpec | None") -> FieldGrant:
    above = _field_grant(grant, parent, None) if parent else None
    named = _named_grant(grant, field, parent)
    if named is None and above is None:
        named = FieldGrant(grant.default_right)
    if above is None or named is None:
        found = named or above
        assert found is not None
        return found
    return min(named, above, key=lambda item: item.right)


def _safe_right(
    grants: Iterable[Grant], field: "FieldSpec", parent: "FieldSpec | None"
) -> FieldGrant:
    """Return the right that holds on every record the grants reach.

    Two grants may reach different records with different rights on a field. A right may only be
    lifted by another grant when that one reaches all the same records.
    """
    all_grants = tuple(grants)
    lowest: FieldGrant | None = None
    for grant in all_grants:
        best = max(
            (_field_grant(other, field, parent) for other in all_grants if grant.is_within(other)),
            key=lambda item: item.right,
        )
        if lowest is None or best.right < lowest.right:
            lowest = best
    return lowest or FieldGrant(FieldRight.NONE)


@dataclass(frozen=True, slots=True)
class OwnRights:
    """What grants say of each field themselves, before inputs of computed fields count."""

    rights: Mapping[UUID, FieldRight]
    masks: Mapping[UUID, str]
    released: frozenset[UUID]


def own_field_rights(grants: tuple[Grant, ...], fields: Iterable["FieldSpec"]) -> OwnRights:
    """Return the rights that grants give on fields, before inputs of computed fields count.

    Reading is decided by the grants that read, writing by those that create or update.
    """
    readers = tuple(item for item in grants if "read" in item.actions)
    writers = tuple(item for item in grants if item.actions & {"create", "update"})
    rights: dict[UUID, FieldRight] = {}
    masks: dict[UUID, str] = {}
    released: set[UUID] = set()
    for parent in fields:
        for field, above in ((parent, None), *((sub, parent) for sub in parent.fields)):
            # Who may only create, may still see what they write.
            reading = _safe_right(readers or writers, field, above)
            right = min(reading.right, FieldRight.READ)
            if right is FieldRight.READ and writers:
                writing = _safe_right(writers, field, above)
                if writing.right is FieldRight.WRITE:
                    right = FieldRight.WRITE
            rights[field.id] = right
            if reading.is_named:
                released.add(field.id)
            if right is FieldRight.MASK:
                masks[field.id] = reading.mask_style
    return OwnRights(rights, masks, frozenset(released))
