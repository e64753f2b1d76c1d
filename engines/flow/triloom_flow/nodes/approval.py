"""`approval`: one person, or any member of one role, approves or rejects."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Decide
from triloom_flow.errors import Incident
from triloom_flow.node_type import Passing
from triloom_flow.nodes.notify import TEXT_SCHEMA
from triloom_flow.people import check_rule, resolve, rule_needs, rule_schema

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk

PORT_OF: Mapping[str, str] = {
    "approve": "approved",
    "reject": "rejected",
    "withdraw": "withdrawn",
}
ADMINISTRATORS = "admin"
"""The role that stands for the administrators when nobody else is found."""


class ApprovalNode(Passing):
    """Open one task and leave by the port of its decision.

    `when_nobody` says what happens when the rule names nobody: `admin` (default) asks the
    administrators, `pass` approves, `block` stops the flow with an incident.
    """

    name = "approval"
    ports: tuple[str, ...] = ("approved", "rejected", "withdrawn")

    @override
    def pauses(self, node: "NodeSpec") -> bool:
        del node
        return True

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["assignee"],
            "properties": {
                "assignee": rule_schema(),
                "when_nobody": {"enum": ["admin", "pass", "block"]},
                "title": TEXT_SCHEMA,
                "facts": {"type": "array", "items": {"type": "string"}, "maxItems": 12},
            },
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        pointer = f"{node.pointer}/settings"
        yield from check_rule(_rule(node), f"{pointer}/assignee", context, node.key)
        for index, key in enumerate(cast("list[str]", node.settings.get("facts") or [])):
            if not context.has_field(key):
                yield Fault(
                    f"{pointer}/facts/{index}",
                    "flow.unknown_field",
                    {"node": node.key, "field": key},
                )
        for port in ("approved", "rejected"):
            if not context.has_way_out(node, port):
                yield Fault(
                    node.pointer, "flow.port_without_edge", {"node": node.key, "port": port}
                )

    @override
    def needs(self, node: "NodeSpec") -> Iterator[str]:
        yield from rule_needs(_rule(node))

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        user, role = resolve(_rule(node), walk.facts, walk.actor)
        if user is None and role is None:
            policy = node.settings.get("when_nobody")
            if policy == "pass":
                walk.leave(token, node, "approved")
                return
            if policy == "block":
                raise Incident("flow.nobody_to_ask", node.id)
            role = ADMINISTRATORS
        task = walk.open_task(token, node, assignee=user, role=role)
        walk.effect(
            "notify",
            node,
            {
                "code": "flow.task_waiting",
                "users": [user] if user else [],
                "roles": [role] if role else [],
                "task": task.number,
            },
        )

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if not isinstance(command, Decide):
            return False
        task = walk.state.tasks.get(command.task)
        if task is None or task.token != token.number:
            return False
        walk.turn_task(task, command.decision)
        walk.leave(token, node, PORT_OF[command.decision])
        return True

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"assignee": {"rule": "user", "user": "u1"}}


def _rule(node: "NodeSpec") -> JsonObject:
    return cast("JsonObject", node.settings.get("assignee") or {})
