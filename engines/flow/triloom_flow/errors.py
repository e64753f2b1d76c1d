"""Why a step refuses a command, and why a flow stops by itself."""

from collections.abc import Iterable, Mapping

from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json
from triloom_core.text import LocalizedText


class FlowRefused(TriloomError):
    """The command is not possible now; nothing has changed."""

    def __init__(
        self,
        code: str,
        *,
        status: int = 409,
        data: Mapping[str, Json] | None = None,
        faults: Iterable[Fault] = (),
        extra: Mapping[str, Json] | None = None,
        reason: LocalizedText | None = None,
        fields: frozenset[tuple[str, ...]] = frozenset(),
    ) -> None:
        super().__init__(code, status=status, data=data, faults=faults, extra=extra)
        self.reason = reason
        """What the drawer of the flow says about it, by language."""
        self.fields = fields
        """The fields that the failed condition reads."""


class Incident(Exception):
    """The flow cannot go on by itself; an administrator has to look at `node`."""

    def __init__(self, code: str, node: str, **data: Json) -> None:
        super().__init__(code, node)
        self.code = code
        self.node = node
        self.data = data
