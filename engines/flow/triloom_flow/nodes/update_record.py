"""`update_record`: writes fields of the record, or of one it links to, inside the transaction."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.nodes.computing import VALUES_SCHEMA, ComputingNode

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class UpdateRecordNode(ComputingNode):
    """Write `set`, then go on; `via` names a link field when the target is the linked record.

    Expressions read the flow's own record in both cases; an empty link writes nothing.
    """

    name = "update_record"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["set"],
            "properties": {
                "set": VALUES_SCHEMA,
                "via": {"type": ["string", "null"], "maxLength": 100},
            },
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        pointer = f"{node.pointer}/settings"
        via, form = node.settings.get("via"), None
        if via:
            form = context.target_of(str(via))
            if form is None:
                data: dict[str, Json] = {"node": node.key, "field": via}
                yield Fault(f"{pointer}/via", "flow.unknown_link", data)
                return
        for key in cast("JsonObject", node.settings.get("set") or {}):
            if not context.has_field(key, form):
                data = {"node": node.key, "field": key}
                yield Fault(f"{pointer}/set/{key}", "flow.unknown_field", data)

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        payload = {"via": node.settings.get("via"), "values": self.compute(walk, node)}
        walk.effect("update_record", node, payload, token)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"set": {"name": "'done'"}}
