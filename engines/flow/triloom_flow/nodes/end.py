"""`end`: takes its token off the graph; `terminate` takes all others with it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class EndNode(Passing):
    """End the token; the instance is complete when no token is left."""

    name = "end"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"terminate": {"type": "boolean"}},
        }

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        if node.settings.get("terminate"):
            walk.end_all()
        else:
            walk.end_token(token)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"terminate": False}
