"""The state of one running flow, and the changes that alone may alter it.

A change is plain JSON. `apply()` is a fold: the changes of all events of an instance, applied in
order to an empty state, give the stored state.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self, cast

from triloom_core.json_types import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Token:
    """A place where the flow stands; `waiting` says for what, None while it moves."""

    number: int
    node: str
    waiting: str | None = None
    arrived_by: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A decision that a person owes; exactly one of assignee and candidate role is set."""

    number: int
    token: int
    node: str
    assignee: str | None
    candidate_role: str | None
    state: str = "pending"
    requested_by: str | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """A wait for an instant."""

    number: int
    token: int
    node: str
    due_at: datetime
    state: str = "armed"


class FlowState:
    """The state of one instance; small, slotted, altered only through `apply`."""

    __slots__ = (
        "counter",
        "outcome",
        "stage",
        "stage_entered_at",
        "status",
        "tasks",
        "timers",
        "tokens",
        "variables",
    )

    def __init__(self) -> None:
        self.status = "new"
        self.outcome: str | None = None
        self.stage: str | None = None
        self.stage_entered_at: datetime | None = None
        self.tokens: dict[int, Token] = {}
        self.tasks: dict[int, Task] = {}
        self.timers: dict[int, Timer] = {}
        self.variables: JsonObject = {}
        self.counter = 0

    def copy(self) -> Self:
        """Return a state that may be altered without touching this one."""
        twin = type(self)()
        twin.status, twin.outcome, twin.counter = self.status, self.outcome, self.counter
        twin.stage, twin.stage_entered_at = self.stage, self.stage_entered_at
        twin.tokens, twin.tasks = dict(self.tokens), dict(self.tasks)
        twin.timers, twin.variables = dict(self.timers), dict(self.variables)
        return twin

    def to_json(self) -> JsonObject:
        """Return everything that is stored; closed tasks and timers are history, not state."""
        return {
            "status": self.status,
            "outcome": self.outcome,
            "stage": self.stage,
            "stage_entered_at": instant_text(self.stage_entered_at),
            "counter": self.counter,
            "variables": dict(self.variables),
            "tokens": [
                [token.number, token.node, token.waiting, token.arrived_by]
                for token in self.tokens.values()
            ],
            "tasks": [
                [task.number, task.token, task.node, task.assignee, task.candidate_role]
                for task in self.tasks.values()
                if task.state == "pending"
            ],
            "timers": [
                [timer.number, timer.token, timer.node, instant_text(timer.due_at)]
                for timer in self.timers.values()
                if timer.state == "armed"
            ],
        }


def instant_text(instant: datetime | None) -> str | None:
    """Return an instant as RFC 3339 text in UTC."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant_of(text: Json) -> datetime | None:
    """Return the instant of RFC 3339 text."""
    return None if text is None else datetime.fromisoformat(str(text))


def apply(state: FlowState, change: JsonObject) -> None:  # noqa: C901, PLR0912  (one line a type)
    """Alter `state` by one change."""
    number = cast("int", change.get("n"))
    match change["change"]:
        case "instance":
            state.status = str(change["status"])
            state.outcome = cast("str | None", change.get("outcome"))
        case "stage":
            state.stage = cast("str | None", change["to"])
            state.stage_entered_at = instant_of(change["at"])
        case "token":
            state.counter = max(state.counter, number)
            state.tokens[number] = Token(number, str(change["node"]))
        case "move":
            state.tokens[number] = Token(
                number, str(change["node"]), None, cast("str | None", change.get("edge"))
            )
        case "wait":
            state.tokens[number] = replace(
                state.tokens[number], waiting=cast("str | None", change["for"])
            )
        case "end":
            del state.tokens[number]
        case "task":
            state.counter = max(state.counter, number)
            state.tasks[number] = Task(
                number,
                cast("int", change["token"]),
                str(change["node"]),
                cast("str | None", change["assignee"]),
                cast("str | None", change["role"]),
                "pending",
                cast("str | None", change.get("by")),
            )
        case "task_state":
            state.tasks[number] = replace(state.tasks[number], state=str(change["state"]))
        case "timer":
            state.counter = max(state.counter, number)
            due = cast("datetime", instant_of(change["due_at"]))
            state.timers[number] = Timer(
                number, cast("int", change["token"]), str(change["node"]), due
            )
        case "timer_state":
            state.timers[number] = replace(state.timers[number], state=str(change["state"]))
        case "variables":
            state.variables = {**state.variables, **cast("JsonObject", change["values"])}
        case "effect":
            state.counter = max(state.counter, number)
        case unknown:
            raise ValueError(unknown)


def replay(changes: list[JsonObject]) -> FlowState:
    """Return the state that the changes of all events lead to."""
    state = FlowState()
    for change in changes:
        apply(state, change)
    return state
