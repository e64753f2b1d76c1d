"""Grants as plain data: read from role documents and from the `access` blocks of forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

from triloom_core.json_types import Json, JsonObject

Action = Literal["read", "create", "update", "delete", "export", "import", "transition"]
ACTIONS: tuple[Action, ...] = get_args(Action)
Scope = Literal["own", "team", "subtree", "all"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""From narrow to wide: each scope contains the ones before it."""

SHORTHAND_ACTIONS: frozenset[str] = frozenset(
    {"read", "create", "update", "delete", "export", "transition"}
)
"""What an entry of a form's `access` block allows when it does not list actions."""

EVERY_FIELD = "*"
MASK_STYLES: tuple[str, ...] = ("last4", "email", "round", "full")


class FieldRight(IntEnum):
    """What may be done with a field; greater contains smaller."""

    NONE = 0
    MASK = 1
    READ = 2
    WRITE = 3


@dataclass(frozen=True, slots=True)
class FieldGrant:
    """The right on one field, and how a masked value is shown ('' = by the field's type).

    `is_named` says that the grant names the field itself. For a computed field this is the
    administrator's release: it then keeps its right although an input has less.
    """

    right: FieldRight
    mask_style: str = ""
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission of one role on the records of one form.

    `origin` says where it is written, for explanations: (kind, key, pointer).
    """

    role: str
    form: str
    actions: frozenset[str]
    scope: Scope
    fields: Mapping[str, FieldGrant]
    when: Json
    origin: tuple[str, str, str]

    @property
    def default_right(self) -> FieldRight:
        """The right on a field that the grant does not name."""
        named = self.fields.get(EVERY_FIELD)
        if named is not None:
            return named.right
        return FieldRight.WRITE if self.actions & {"create", "update"} else FieldRight.READ

    def is_within(self, other: "Grant") -> bool:
        """Whether every record of this grant is also one of `other`."""
        wide_enough = SCOPES.index(other.scope) >= SCOPES.index(self.scope)
        return wide_enough and (other.when is None or other.when == self.when)


def parse_field_right(text: Json) -> FieldGrant:
    """Return the right written as none, mask, mask:<style>, read or write; anything else is none."""
    name, _, style = str(text).partition(":")
    if name == "mask":
        return FieldGrant(FieldRight.MASK, style, is_named=True)
    if name in ("none", "read", "write"):
        return FieldGrant(FieldRight[name.upper()], is_named=True)
    return FieldGrant(FieldRight.NONE)


def _grant(
    raw: Mapping[str, Json], role: str, form: str, origin: tuple[str, str, str]
) -> Grant | None:
    scope = raw.get("scope", "all")
    if scope not in SCOPES:
        return None
    actions = raw.get("actions")
    names = (
        frozenset(str(name) for name in actions) if isinstance(actions, list) else SHORTHAND_ACTIONS
    )
    fields = raw.get("fields")
    return Grant(
        role=role,
        form=form,
        actions=names,
        scope=next(known for known in SCOPES if known == scope),
        fields={key: parse_field_right(right) for key, right in fields.items()}
        if isinstance(fields, dict)
        else {},
        when=raw.get("when"),
        origin=origin,
    )


def grants_of_role(body: JsonObject) -> tuple[Grant, ...]:
    """Return the grants of a role document; entries without a usable scope grant nothing."""
    role = str(body.get("key", ""))
    entries = body.get("grants")
    found: list[Grant] = []
    for index, raw in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(raw, dict) and isinstance(raw.get("form"), str):
            origin = ("roles", role, f"/grants/{index}")
            grant = _grant(raw, role, str(raw["form"]), origin)
            if grant is not None:
                found.append(grant)
    return tuple(found)


def grants_of_form(form_key: str, access: object) -> tuple[Grant, ...]:
    """Return the grants that a form's own `access` block is shorthand for."""
    found: list[Grant] = []
    for index, raw in enumerate(access if isinstance(access, (list, tuple)) else ()):
        if isinstance(raw, Mapping) and isinstance(raw.get("role"), str):
            origin = ("forms", form_key, f"/access/{index}")
            grant = _grant(raw, str(raw["role"]), form_key, origin)
            if grant is not None:
                found.append(grant)
    return tuple(found)
