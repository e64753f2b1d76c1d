"""Where a user stands: roles and teams read from rows, kept under the access epoch.

The cache is keyed by the epoch that the request's own transaction read, never by time: a change of
roles, teams or members moves the epoch and acts on the next request of every worker.
"""

import threading
import uuid
from collections import OrderedDict
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.principal import Standing
from triloom.access.tables import membership, role_member, team

Value = TypeVar("Value")


class EpochCache(Generic[Value]):
    """A bounded map, least recently used out first, whose keys carry the epochs they hold for."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[tuple[object, ...], Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> Value | None:
        """Return what was kept under `key`, or None."""
        with self._lock:
            value = self._entries.get(key)
            if value is not None:
                self._entries.move_to_end(key)
            return value

    def put(self, key: tuple[object, ...], value: Value) -> Value:
        """Keep `value` and return it."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()


_TENANT: sa.BindParameter[uuid.UUID] = sa.bindparam("tenant")
_USER: sa.BindParameter[uuid.UUID] = sa.bindparam("user")

_own_teams = (
    sa.select(membership.c.team_id)
    .where(membership.c.tenant_id == _TENANT, membership.c.user_id == _USER)
    .scalar_subquery()
)

_ROLES = sa.select(role_member.c.app_key, role_member.c.role_key).where(
    role_member.c.tenant_id == _TENANT,
    sa.or_(
        sa.and_(role_member.c.member_kind == "user", role_member.c.member_id == _USER),
        sa.and_(role_member.c.member_kind == "team", role_member.c.member_id.in_(_own_teams)),
    ),
)

_below = (
    sa.select(membership.c.team_id.label("id"), sa.literal(0).label("depth"))
    .where(membership.c.tenant_id == _TENANT, membership.c.user_id == _USER)
    .cte("below", recursive=True)
)
_DEEPEST_TEAM = 32
_below = _below.union(
    sa.select(team.c.id, _below.c.depth + 1).where(
        team.c.tenant_id == _TENANT,
        team.c.parent_id == _below.c.id,
        _below.c.depth < _DEEPEST_TEAM,
    )
)
_REACH = (
    sa.select(membership.c.user_id, _below.c.id, sa.func.min(_below.c.depth))
    .select_from(_below)
    .outerjoin(
        membership,
        sa.and_(membership.c.tenant_id == _TENANT, membership.c.team_id == _below.c.id),
    )
    .group_by(membership.c.user_id, _below.c.id)
)


def load_standing(connection: Connection, tenant_id: uuid.UUID, user_id: uuid.UUID) -> Standing:
    """Read roles and teams of a user in two statements."""
    values = {"tenant": tenant_id, "user": user_id}
    roles = frozenset((row[0], row[1]) for row in connection.execute(_ROLES, values))
    teams: set[uuid.UUID] = set()
    peers: set[uuid.UUID] = {user_id}
    everybody: set[uuid.UUID] = {user_id}
    for member, team_id, depth in connection.execute(_REACH, values):
        if depth == 0:
            teams.add(team_id)
        if member is not None:
            everybody.add(member)
            if depth == 0:
                peers.add(member)
    return Standing(
        app_roles=roles,
        team_ids=tuple(sorted(teams)),
        team_user_ids=tuple(sorted(peers)),
        subtree_user_ids=tuple(sorted(everybody)),
    )
