"""The errors of the expression language: always a code, a position or pointer, and data."""

from collections.abc import Mapping

from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json


class ExpressionError(TriloomError):
    """A text or tree that is not an expression; `position` counts characters from 0."""

    def __init__(
        self,
        code: str,
        *,
        position: int | None = None,
        pointer: str = "",
        data: Mapping[str, Json] | None = None,
    ) -> None:
        known: dict[str, Json] = dict(data or {})
        if position is not None:
            known["position"] = position
        super().__init__(code, status=422, data=known, faults=(Fault(pointer, code, known),))
        self.position = position


class BudgetExceeded(ExpressionError):
    """An evaluation used more steps than it may."""

    def __init__(self) -> None:
        super().__init__("expression.budget_exceeded")
