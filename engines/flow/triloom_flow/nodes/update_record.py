"""`update_record`: writes fields of the record itself, inside the transaction of the step."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.nodes.computing import ComputingNode

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class UpdateRecordNode(ComputingNode):
    """Write fields of the record inside the same transaction, then go on."""

    name = "update_record"

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        for key in cast("JsonObject", node.settings.get("values") or {}):
            if not context.has_field(key):
                pointer = f"{node.pointer}/settings/values/{key}"
                yield Fault(pointer, "flow.unknown_field", {"node": node.key, "field": key})

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        walk.effect("update_record", node, {"values": self.compute(walk, node)}, token)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"values": {"name": "done"}}
