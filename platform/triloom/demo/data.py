"""What a solution's generator hands to the loader: teams, users, records and their stages."""

from dataclasses import dataclass, field
from datetime import datetime

from triloom_core.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team; `parent` is the key of the team above it."""

    key: str
    label: dict[str, str]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A login of the demo; `team` is the key of its team."""

    login: str
    name: str
    roles: tuple[str, ...]
    team: str
    is_admin: bool = False
    leads_team: bool = False


@dataclass(slots=True)
class DemoRecord:
    """One record: `reference` (`form:number`) is what links to it say in their values.

    `stages` is its way through the pipeline: (stage key, instant of entry), oldest first.
    """

    reference: str
    owner: str
    values: JsonObject
    created_at: datetime
    stages: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass(slots=True)
class Demo:
    """Everything the loader writes; forms in the order in which their links can be resolved.

    `truth` is for tests only: what the generator knows and no record shows.
    """

    teams: list[DemoTeam]
    users: list[DemoUser]
    records: dict[str, list[DemoRecord]]
    truth: dict[str, float]
