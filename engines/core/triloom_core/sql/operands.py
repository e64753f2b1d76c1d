"""Operands: SQL nodes with the bound of their magnitude, and the plain builders made of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Protocol

from triloom_core.sql.nodes import Call, SqlNode
from triloom_core.value_types import ExpressionType

STORED_BOUND = 2**53
"""Stored exact numbers have at most this unscaled magnitude (ruling 5)."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A node and `bound`, the greatest unscaled magnitude that its value can have."""

    node: SqlNode
    bound: int = STORED_BOUND

    @property
    def type(self) -> ExpressionType:
        """The type of the node."""
        return self.node.type


class Surroundings(Protocol):
    """What a builder may ask about the query it becomes a part of."""

    @property
    def zone(self) -> str:
        """The IANA name of the organisation's zone."""
        ...

    @property
    def zone_info(self) -> tzinfo:
        """The organisation's zone."""
        ...

    def today(self) -> date:
        """Return the present day in the organisation's zone."""
        ...

    def day_of(self, instant: datetime) -> date:
        """Return the day of an instant in the organisation's zone."""
        ...

    def user_ids(self, which: str) -> tuple[str, ...]:
        """Return the id of the user who asks (`id`), or of everybody in its teams (`team`)."""
        ...


SqlBuilder = Callable[[Surroundings, Sequence[Operand], ExpressionType], Operand | None]
"""(surroundings, operands, type of the result) → operand, or None when it cannot be pushed."""


def primitive(name: str, *, bound: int = STORED_BOUND) -> SqlBuilder:
    """Return the builder that calls a primitive with the operands as they are."""

    def build(
        _surroundings: Surroundings, operands: Sequence[Operand], result: ExpressionType
    ) -> Operand | None:
        return Operand(Call(result, name, tuple(item.node for item in operands)), bound)

    return build
