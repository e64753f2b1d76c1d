"""`set_vars`: sets variables of the flow by expressions."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.nodes.computing import ComputingNode
from triloom_flow.scalars import to_json

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class SetVariablesNode(ComputingNode):
    """Set variables of the flow and go on."""

    name = "set_vars"

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        for key in cast("JsonObject", node.settings.get("set") or {}):
            if not context.has_variable(key):
                pointer = f"{node.pointer}/settings/set/{key}"
                yield Fault(pointer, "flow.unknown_variable", {"node": node.key, "variable": key})

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        computed = self.compute(walk, node)
        walk.set_variables({key: to_json(value) for key, value in computed.items()})
        walk.leave(token, node)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"set": {"count": 1}}
