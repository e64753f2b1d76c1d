"""`notify`: tells people something inside the product."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.node_type import Passing
from triloom_flow.people import check_rule, resolve, rule_needs, rule_schema
from triloom_flow.spec import texts

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk

TEXT_SCHEMA: JsonObject = {
    "type": ["string", "object"],
    "maxLength": 2000,
    "additionalProperties": {"type": "string", "maxLength": 2000},
}
"""A text, or texts by language; `{field}` in it stands for the value of a field."""


class NotifyNode(Passing):
    """Tell whom `to` names, the listed users and the members of the listed roles, and go on."""

    name = "notify"

    @override
    def settings_schema(self) -> JsonObject:
        keys: JsonObject = {"type": "array", "items": {"type": "string"}, "maxItems": 100}
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["title"],
            "properties": {
                "to": rule_schema(),
                "users": keys,
                "roles": keys,
                "title": TEXT_SCHEMA,
                "body": TEXT_SCHEMA,
            },
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        pointer = f"{node.pointer}/settings"
        rule, roles = _rule(node), texts(node.settings.get("roles"))
        if rule:
            yield from check_rule(rule, f"{pointer}/to", context, node.key)
        elif not roles and not node.settings.get("users"):
            yield Fault(pointer, "flow.assignee_empty", {"node": node.key})
        for index, role in enumerate(roles):
            if not context.has_role(role):
                data: dict[str, Json] = {"node": node.key, "role": role}
                yield Fault(f"{pointer}/roles/{index}", "flow.unknown_role", data)

    @override
    def needs(self, node: "NodeSpec") -> Iterator[str]:
        if _rule(node):
            yield from rule_needs(_rule(node))

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        users, roles = [*texts(node.settings.get("users"))], [*texts(node.settings.get("roles"))]
        if _rule(node):
            user, role = resolve(_rule(node), walk.facts, walk.actor)
            users += [user] if user else []
            roles += [role] if role else []
        if users or roles:
            payload: dict[str, object] = {
                "users": users,
                "roles": roles,
                "title": node.settings["title"],
                "body": node.settings.get("body"),
            }
            walk.effect(self.name, node, payload)
        walk.leave(token, node)

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"to": {"rule": "user", "user": "u1"}, "title": "Look at {name}"}


def _rule(node: "NodeSpec") -> JsonObject:
    return cast("JsonObject", node.settings.get("to") or {})
