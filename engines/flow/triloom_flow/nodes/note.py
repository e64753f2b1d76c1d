"""`note`: a remark on the canvas; the flow passes it as if it were not there."""

from collections.abc import Mapping

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_flow.node_type import Passing
from triloom_flow.nodes.notify import TEXT_SCHEMA


class NoteNode(Passing):
    """Text for the reader of the drawing; may stand without any edge."""

    name = "note"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"text": TEXT_SCHEMA},
        }

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"text": "ask the office first"}
