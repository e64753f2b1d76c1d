"""The legality of stage, task and instance states: the only user of `transitions`.

One set of machines per flow version; no model is ever registered. A small slotted object is
loaded per call, and `machine.events[trigger].trigger(model)` decides.
"""

from collections.abc import Callable, Iterable, Mapping

from transitions import Machine, MachineError

NO_STAGE = ""
"""The stage of a record before the flow gave it one."""

TASK_TRANSITIONS: tuple[tuple[str, str, str], ...] = (
    ("approve", "pending", "approved"),
    ("reject", "pending", "rejected"),
    ("withdraw", "pending", "withdrawn"),
    ("cancel", "pending", "canceled"),
)
"""(trigger, from, to) of a task."""

INSTANCE_TRANSITIONS: tuple[tuple[str, str, str], ...] = (
    ("start", "new", "running"),
    ("complete", "running", "completed"),
    ("cancel", "running", "canceled"),
    ("cancel", "incident", "canceled"),
    ("fail", "new", "incident"),
    ("fail", "running", "incident"),
    ("retry", "incident", "running"),
    ("place", "new", "running"),
    ("place", "running", "running"),
    ("place", "incident", "running"),
    ("place", "completed", "running"),
    ("place", "canceled", "running"),
    ("reopen", "completed", "running"),
)
"""(trigger, from, to) of an instance."""

Guard = Callable[[object], bool]
"""A compiled guard; its argument is the step that asks."""


class LifecycleRefused(Exception):
    """A trigger is not legal in the present state."""

    def __init__(self, trigger: str, state: str) -> None:
        super().__init__(trigger, state)
        self.trigger = trigger
        self.state = state


class _Model:
    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _machine(
    states: Iterable[str], transitions: Iterable[Mapping[str, object]], initial: str
) -> Machine:
    return Machine(
        model=None,
        states=list(states),
        transitions=list(transitions),
        initial=initial,
        auto_transitions=False,
        send_event=True,
    )


def _plain(table: tuple[tuple[str, str, str], ...], initial: str) -> Machine:
    states = {state for _, source, dest in table for state in (source, dest)}
    return _machine(
        sorted(states),
        ({"trigger": name, "source": source, "dest": dest} for name, source, dest in table),
        initial,
    )


_TASK = _plain(TASK_TRANSITIONS, "pending")
_INSTANCE = _plain(INSTANCE_TRANSITIONS, "new")


def _fire(machine: Machine, state: str, trigger: str, **facts: object) -> tuple[bool, str]:
    event = machine.events.get(trigger)
    if event is None or state not in machine.states:
        raise LifecycleRefused(trigger, state)
    model = _Model(state)
    try:
        happened = bool(event.trigger(model, **facts))
    except MachineError as error:
        raise LifecycleRefused(trigger, state) from error
    return happened, model.state


def next_task_state(state: str, trigger: str) -> str:
    """Return the state of a task after `trigger`; raises LifecycleRefused."""
    return _fire(_TASK, state, trigger)[1]


def next_instance_state(state: str, trigger: str) -> str:
    """Return the state of an instance after `trigger`; raises LifecycleRefused."""
    return _fire(_INSTANCE, state, trigger)[1]


class StageLifecycle:
    """The pipeline of one flow version: which stage may follow which, and under which guard."""

    __slots__ = ("_machine",)

    def __init__(
        self,
        stages: Iterable[str],
        ways: Iterable[tuple[str, str]],
        actions: Iterable[tuple[str, str, Guard | None]],
    ) -> None:
        """Build the machine.

        `ways` are (from stage, to stage) pairs; `actions` are (edge id, its stage, guard): firing
        one changes no state, it asks whether a person may set out on that edge.
        """
        known = list(stages)
        table: list[dict[str, object]] = [
            {"trigger": f"enter:{dest}", "source": source, "dest": dest} for source, dest in ways
        ]
        table += [
            {"trigger": f"place:{stage}", "source": [NO_STAGE, *known], "dest": stage}
            for stage in known
        ]
        table += [
            {
                "trigger": f"act:{edge}",
                "source": stage,
                "dest": None,
                "conditions": [] if guard is None else [_condition(guard)],
            }
            for edge, stage, guard in actions
        ]
        self._machine = _machine([NO_STAGE, *known], table, NO_STAGE)

    def enter(self, present: str | None, stage: str) -> str:
        """Return the stage after moving on to `stage`; raises LifecycleRefused."""
        return _fire(self._machine, present or NO_STAGE, f"enter:{stage}")[1]

    def place(self, present: str | None, stage: str) -> str:
        """Return the stage after putting a record there by hand; raises LifecycleRefused."""
        return _fire(self._machine, present or NO_STAGE, f"place:{stage}")[1]

    def may_act(self, present: str | None, edge: str, asker: object) -> bool:
        """Tell whether the guard of an action edge holds; raises LifecycleRefused elsewhere."""
        return _fire(self._machine, present or NO_STAGE, f"act:{edge}", asker=asker)[0]


def _condition(guard: Guard) -> Callable[..., bool]:
    def condition(event: object) -> bool:
        return guard(event.kwargs["asker"])  # type: ignore[attr-defined]

    return condition
