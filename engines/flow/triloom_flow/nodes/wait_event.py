"""`wait_event`: waits until the record makes a condition true, or until a named message comes."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Message, RecordChanged
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class WaitEventNode(Passing):
    """A condition that holds already on arrival is not waited for."""

    name = "wait_event"

    @override
    def pauses(self, node: "NodeSpec") -> bool:
        return "message" in node.settings

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"when": {}, "message": {"type": "string", "maxLength": 100}},
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        if ("when" in node.settings) == ("message" in node.settings):
            yield Fault(f"{node.pointer}/settings", "flow.event_needs_one", {"node": node.key})

    @override
    def expressions(self, node: "NodeSpec") -> Iterator[tuple[str, Json]]:
        if node.settings.get("when") is not None:
            yield "when", node.settings["when"]

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        if _holds(walk, node):
            walk.leave(token, node)
        else:
            walk.wait(token, "event")

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if isinstance(command, Message):
            happened = command.name == node.settings.get("message")
        else:
            happened = isinstance(command, RecordChanged) and _holds(walk, node)
        if happened:
            walk.leave(token, node)
        return happened

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"message": "paid"}


def _holds(walk: "Walk", node: "NodeSpec") -> bool:
    when = walk.graph.expression(node.id, "when")
    return when is not None and when(walk.environment) is True
