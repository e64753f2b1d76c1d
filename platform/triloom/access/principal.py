"""Who acts: a user, an API token, or one of the engines."""

import uuid
from dataclasses import dataclass
from typing import Literal

PrincipalKind = Literal["user", "token", "service", "public"]


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

    @property
    def sees_everything(self) -> bool:
        """Whether row scopes and field rights do not apply (engines and administrators)."""
        return self.is_admin or self.kind == "service"


SYSTEM = Principal(kind="service", user_id=None, login="system", name="triloom")
"""The engines' own principal: computed values, timers, retraining."""
