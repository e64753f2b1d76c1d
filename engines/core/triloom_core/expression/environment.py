"""What an evaluation may see: field values, the clock, the zone, the user; and its step budget."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from triloom_core.expression.errors import BudgetExceeded
from triloom_core.value_types import Value

MAXIMUM_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Environment:
    """The surroundings of one evaluation.

    `field` answers a path with a value; `now` is aware and in UTC; `zone` is the organisation's.
    `user` holds `id`, `login`, `team_ids`, `team_member_ids` (users of the own teams), …;
    `rows` are the environments that aggregates run over.
    """

    field: Callable[[tuple[str, ...]], Value]
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    zone: ZoneInfo = dataclasses.field(default_factory=lambda: ZoneInfo("UTC"))
    user: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    rows: Sequence["Environment"] = ()

    def today(self) -> date:
        """Return the present day in the organisation's zone."""
        return self.now.astimezone(self.zone).date()

    def day_of(self, instant: datetime) -> date:
        """Return the day of an instant in the organisation's zone."""
        return instant.astimezone(self.zone).date()


def environment_of(values: Mapping[str, Value], **more: Any) -> Environment:
    """Return an environment over a flat mapping; dotted paths are keys such as `a.b`."""
    return Environment(field=lambda path: values.get(".".join(path)), **more)


class Run:
    """One evaluation: its environment and the steps that are left."""

    __slots__ = ("environment", "steps")

    def __init__(self, environment: Environment, steps: int = MAXIMUM_STEPS) -> None:
        self.environment = environment
        self.steps = steps

    def spend(self, steps: int) -> None:
        """Take steps from the budget; raises BudgetExceeded when they are not there."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetExceeded
