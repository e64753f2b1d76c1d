"""`notify`: tells a person something inside the product."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.node_type import Passing
from triloom_flow.people import check_rule, resolve, rule_needs, rule_schema

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk

TEXT_SCHEMA: JsonObject = {"type": ["string", "object"]}
"""A text, or texts by language; `{field}` in it stands for the value of a field."""


class NotifyNode(Passing):
    """Tell a person something and go on; nobody to tell is no failure."""

    name = "notify"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["to", "title"],
            "properties": {"to": rule_schema(), "title": TEXT_SCHEMA, "body": TEXT_SCHEMA},
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        yield from check_rule(_rule(node), f"{node.pointer}/settings/to", context, node.key)

    @override
    def needs(self, node: "NodeSpec") -> Iterator[str]:
        yield from rule_needs(_rule(node))

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        user, role = resolve(_rule(node), walk.facts, walk.actor)
        if user is not None or role is not None:
            payload = {
                "user": user,
                "role": role,
                "title": node.settings["title"],
                "body": node.settings.get("body"),
            }
            walk.effect(self.name, node, payload)
        walk.leave(token, node)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"to": {"kind": "user", "user": "u1"}, "title": "Look at {name}"}


def _rule(node: "NodeSpec") -> JsonObject:
    return cast("JsonObject", node.settings.get("to") or {})
