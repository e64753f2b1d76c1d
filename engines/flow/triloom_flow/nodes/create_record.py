"""`create_record`: creates a record of some form, inside the transaction of the step."""

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


class CreateRecordNode(ComputingNode):
    """Create a record of some form inside the same transaction; `save_as` keeps its id."""

    name = "create_record"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["form", "set"],
            "properties": {
                "form": {"type": "string", "maxLength": 100},
                "set": VALUES_SCHEMA,
                "save_as": {"type": "string", "maxLength": 100},
            },
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        pointer = f"{node.pointer}/settings"
        form = str(node.settings.get("form"))
        if not context.has_form(form):
            yield Fault(f"{pointer}/form", "flow.unknown_form", {"node": node.key, "form": form})
            return
        for key in cast("JsonObject", node.settings.get("set") or {}):
            if not context.has_field(key, form):
                yield Fault(
                    f"{pointer}/set/{key}",
                    "flow.unknown_field",
                    {"node": node.key, "field": key},
                )
        name = node.settings.get("save_as")
        if name is not None and not context.has_variable(str(name)):
            data: dict[str, Json] = {"node": node.key, "variable": name}
            yield Fault(f"{pointer}/save_as", "flow.unknown_variable", data)

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        payload = {
            "form": node.settings["form"],
            "values": self.compute(walk, node),
            "save_as": node.settings.get("save_as"),
        }
        walk.effect("create_record", node, payload, token)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"form": "task", "set": {"name": "'call'"}}
