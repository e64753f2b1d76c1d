"""Per-field merge: which fields of a late write clash with what others wrote meanwhile. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from triloom_core.json_types import Json

ROWS = "rows"
"""Member that marks the change of a sub-table: {"rows": {row id: {sub-field id: [before, after]}}}."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two writers changed to different values."""

    field_id: str
    base: Json
    mine: Json
    theirs: Json

    def to_json(self, key: str) -> dict[str, Json]:
        """Return the clash as a member of a 409 answer."""
        return {"field": key, "base": self.base, "mine": self.mine, "theirs": self.theirs}


@dataclass(slots=True)
class Meanwhile:
    """What others changed since a base revision."""

    base: dict[str, Json] = field(default_factory=dict)
    """Field id → the value at the base revision."""
    rows: dict[str, set[str]] = field(default_factory=dict)
    """Sub-table field id → the ids of the rows that changed."""


def collect(changes: Iterable[Mapping[str, Json]]) -> Meanwhile:
    """Fold the `changes` of feed rows, oldest first, into what differs from the base revision."""
    found = Meanwhile()
    for entry in changes:
        for field_id, change in entry.items():
            if isinstance(change, dict) and isinstance(rows := change.get(ROWS), dict):
                found.rows.setdefault(field_id, set()).update(rows)
            elif isinstance(change, list) and change:
                found.base.setdefault(field_id, change[0])
    return found


def clashes(
    mine: Mapping[str, Json], current: Mapping[str, Json], meanwhile: Meanwhile
) -> list[Clash]:
    """Return the fields of `mine` that others set to something else since the base.

    All mappings are keyed by field id. A field that was changed and changed back does not clash,
    nor does one that both set to the same value.
    """
    found: list[Clash] = []
    for field_id, value in mine.items():
        if field_id not in meanwhile.base:
            continue
        base, theirs = meanwhile.base[field_id], current.get(field_id)
        if theirs not in (base, value):
            found.append(Clash(field_id, base, value, theirs))
    return found
