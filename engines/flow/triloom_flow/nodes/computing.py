"""What nodes share whose `settings.set` are expressions by key."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Resume
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk

VALUES_SCHEMA: JsonObject = {"type": "object", "minProperties": 1, "maxProperties": 50}
"""Key → expression."""


class ComputingNode(Passing):
    """Defaults of a node whose `settings.set` are expressions by key."""

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["set"],
            "properties": {"set": VALUES_SCHEMA},
        }

    @override
    def expressions(self, node: "NodeSpec") -> Iterator[tuple[str, Json]]:
        for key, expression in cast("JsonObject", node.settings.get("set") or {}).items():
            yield f"set/{key}", expression

    def compute(self, walk: "Walk", node: "NodeSpec") -> dict[str, object]:
        """Return the values by key, as expression values."""
        environment = walk.environment
        found: dict[str, object] = {}
        for name, _ in self.expressions(node):
            function = walk.graph.expression(node.id, name)
            if function is not None:
                found[name.removeprefix("set/")] = function(environment)
        return found

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if not isinstance(command, Resume) or command.token != token.number:
            return False
        walk.set_variables(command.variables)
        walk.leave(token, node)
        return True
