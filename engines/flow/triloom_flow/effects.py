"""What a step asks of the world, as data: nothing here does anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from triloom_core.json_types import JsonObject
from triloom_flow.state import FlowState

INLINE_KINDS: frozenset[str] = frozenset({"update_record", "create_record", "assign"})
"""Effects that the host does inside the transaction; the token waits and is resumed at once."""

OUTSIDE_KINDS: frozenset[str] = frozenset({"notify", "email", "webhook"})
"""Effects that leave the transaction; a durable job carries each of them out."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing to do; `number` is unique within the instance, `token` waits when it is set.

    `payload` values are JSON except for the values of record effects, which are expression values.
    """

    kind: str
    node: str
    number: int
    payload: Mapping[str, object] = field(default_factory=dict)
    token: int | None = None


class StepResult(NamedTuple):
    """The state after a step, what to do, what changed, and the nodes that were visited."""

    state: FlowState
    effects: tuple[Effect, ...]
    changes: tuple[JsonObject, ...]
    visits: int
