"""What may be asked of a running flow, and the facts that the answer may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from triloom_core.json_types import Json
from triloom_core.value_types import Value


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks; `user_id` None is the engine itself."""

    user_id: str | None = None
    roles: frozenset[str] = frozenset()
    is_admin: bool = False


ENGINE = Actor()


class KnownFacts(Protocol):
    """Everything a step may know of the world besides the state; a host may read it when asked.

    `values` holds expression values by field path, `missing` the keys of fields that are empty,
    `members` user ids by role, `workload` open items by user id, `cursors` the last user
    served by node id.
    """

    @property
    def values(self) -> Mapping[tuple[str, ...], Value]: ...
    @property
    def missing(self) -> frozenset[str]: ...
    @property
    def user(self) -> Mapping[str, object]: ...
    @property
    def zone(self) -> str: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def supervisor(self) -> str | None: ...
    @property
    def members(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def workload(self) -> Mapping[str, int]: ...
    @property
    def cursors(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that are all known beforehand: for simulations and tests."""

    values: Mapping[tuple[str, ...], Value] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    user: Mapping[str, object] = field(default_factory=dict)
    zone: str = "UTC"
    owner: str | None = None
    supervisor: str | None = None
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    workload: Mapping[str, int] = field(default_factory=dict)
    cursors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    """Begin at the start node."""

    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Act:
    """Take the edge of the present stage that carries `action`."""

    action: str
    actor: Actor
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide a task: `approve`, `reject` or `withdraw`."""

    task: int
    decision: str
    actor: Actor
    comment: str = ""


@dataclass(frozen=True, slots=True)
class FireTimer:
    """A timer is due."""

    timer: int
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Resume:
    """The host finished what the token waited for; the flow goes on through `port`."""

    token: int
    port: str | None = None
    variables: Mapping[str, Json] = field(default_factory=dict)
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """The record was written outside the flow."""

    changed: frozenset[str]
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Message:
    """A message from outside arrived."""

    name: str
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Place:
    """Put the record into a stage without guards or effects (imports, back-fill)."""

    stage: str
    entered_at: datetime | None = None
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the flow wherever it stands."""

    reason: str = ""
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Fail:
    """The host could not do what the flow asked for; `node` is where it stands."""

    code: str
    node: str
    data: Mapping[str, Json] = field(default_factory=dict)
    actor: Actor = ENGINE


@dataclass(frozen=True, slots=True)
class Retry:
    """Leave an incident and try the standing tokens again."""

    actor: Actor = ENGINE


Command: TypeAlias = (
    Start
    | Act
    | Decide
    | FireTimer
    | Resume
    | RecordChanged
    | Message
    | Place
    | Cancel
    | Fail
    | Retry
)


def command_name(command: Command) -> str:
    """Return the name under which an event stores the command."""
    names: dict[type, str] = {
        Start: "start",
        Act: "act",
        Decide: "decide",
        FireTimer: "timer",
        Resume: "resume",
        RecordChanged: "record_changed",
        Message: "message",
        Place: "place",
        Cancel: "cancel",
        Fail: "fail",
        Retry: "retry",
    }
    return names[type(command)]
