"""`webhook`: posts JSON to an address outside, as a durable job."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Resume
from triloom_flow.node_type import Passing
from triloom_flow.scalars import to_json

if TYPE_CHECKING:
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class WebhookNode(Passing):
    """Post JSON to an address; with `wait` the flow goes on with the answer."""

    name = "webhook"
    ports: tuple[str, ...] = ("success", "failure")

    @override
    def pauses(self, node: "NodeSpec") -> bool:
        return bool(node.settings.get("wait"))

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["url"],
            "properties": {
                "url": {"type": "string", "maxLength": 2000, "pattern": "^https?://"},
                "values": {"type": "object", "maxProperties": 50},
                "wait": {"type": "boolean"},
            },
        }

    @override
    def expressions(self, node: "NodeSpec") -> Iterator[tuple[str, Json]]:
        for key, expression in cast("JsonObject", node.settings.get("values") or {}).items():
            yield f"values/{key}", expression

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        environment = walk.environment
        values: dict[str, Json] = {}
        for name, _ in self.expressions(node):
            function = walk.graph.expression(node.id, name)
            if function is not None:
                values[name.removeprefix("values/")] = to_json(function(environment))
        payload = {"url": node.settings["url"], "values": values}
        if node.settings.get("wait"):
            walk.effect(self.name, node, payload, token)
            return
        walk.effect(self.name, node, payload)
        walk.leave(token, node)

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if not isinstance(command, Resume) or command.token != token.number:
            return False
        walk.set_variables(command.variables)
        walk.leave(token, node, command.port)
        return True

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"url": "https://example.org/hook", "wait": True}
