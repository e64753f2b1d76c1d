"""Who acts: a user, an API token, or one of the engines."""

import uuid
from dataclasses import dataclass, field
from typing import Literal

PrincipalKind = Literal["user", "token", "service", "public"]

CAPABILITIES: tuple[str, ...] = ("build", "administer", "train", "import", "export", "audit")
"""What a role can allow beside records: changing documents, users and roles, models, bulk data."""

TOKEN_SCOPES: tuple[str, ...] = ("read", "write", *CAPABILITIES)
"""What a token can be limited to; `*` stands for everything that its owner may do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a user stands: roles, teams, and whose records count as the team's.

    Read from rows and kept under the access epoch, so that a change acts on the next request.
    """

    app_roles: frozenset[tuple[str, str]] = frozenset()
    team_ids: tuple[uuid.UUID, ...] = ()
    team_user_ids: tuple[uuid.UUID, ...] = ()
    subtree_user_ids: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Principal:
    """The subject of every access decision; made fresh per request, never cached across them."""

    kind: PrincipalKind
    user_id: uuid.UUID | None
    login: str
    name: str
    language: str | None = None
    is_admin: bool = False
    role_keys: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset()
    team_ids: tuple[uuid.UUID, ...] = ()
    app_roles: frozenset[tuple[str, str]] = frozenset()
    app_capabilities: frozenset[tuple[str, str]] = frozenset()
    standing: Standing = field(default_factory=Standing, repr=False)
    scopes: frozenset[str] | None = None

    @property
    def sees_everything(self) -> bool:
        """Whether row scopes and field rights do not apply (engines and administrators)."""
        return self.is_admin or self.kind == "service"

    def roles_in(self, app_key: str) -> frozenset[str]:
        """Return the keys of the roles that this principal has in one app."""
        return frozenset(role for app, role in self.app_roles if app == app_key)

    def has_scope(self, scope: str) -> bool:
        """Whether the credential itself allows `scope`; sessions and engines allow everything."""
        return self.scopes is None or scope in self.scopes or "*" in self.scopes

    def has_capability(self, capability: str, app_key: str | None = None) -> bool:
        """Whether the principal may do `capability`, in one app or (None) in all of them."""
        if self.kind == "service":
            return True
        if not self.has_scope(capability):
            return False
        if self.is_admin:
            return True
        return app_key is not None and (app_key, capability) in self.app_capabilities


SYSTEM = Principal(kind="service", user_id=None, login="system", name="triloom")
"""The engines' own principal: computed values, timers, retraining."""
