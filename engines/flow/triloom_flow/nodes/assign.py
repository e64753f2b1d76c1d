"""`assign`: gives the record to one of several people, in turn or by their load."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Resume
from triloom_flow.errors import Incident
from triloom_flow.node_type import Passing

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext
    from triloom_flow.commands import Command
    from triloom_flow.spec import NodeSpec
    from triloom_flow.state import Token
    from triloom_flow.walk import Walk


class AssignNode(Passing):
    """Choose the next owner among `users` and the members of `role`.

    `round_robin` goes on after the last one served; `load` takes who owns the fewest open
    records, a draw among equals.
    """

    name = "assign"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["method"],
            "properties": {
                "method": {"enum": ["round_robin", "load"]},
                "users": {"type": "array", "items": {"type": "string"}, "maxItems": 200},
                "role": {"type": "string", "maxLength": 100},
            },
        }

    @override
    def check(self, node: "NodeSpec", context: "CheckContext") -> Iterator[Fault]:
        role = node.settings.get("role")
        if not role and not node.settings.get("users"):
            yield Fault(f"{node.pointer}/settings", "flow.assignee_empty", {"node": node.key})
        if role and not context.has_role(str(role)):
            data: dict[str, Json] = {"node": node.key, "role": role}
            yield Fault(f"{node.pointer}/settings/role", "flow.unknown_role", data)

    @override
    def needs(self, node: "NodeSpec") -> Iterator[str]:
        if node.settings.get("role"):
            yield f"members:{node.settings['role']}"
        yield f"cursor:{node.id}" if node.settings.get("method") == "round_robin" else "workload"

    @override
    def enter(self, walk: "Walk", node: "NodeSpec", token: "Token") -> None:
        listed = set(cast("list[str]", node.settings.get("users") or []))
        listed.update(walk.facts.members.get(str(node.settings.get("role")), ()))
        candidates = sorted(listed)
        if not candidates:
            raise Incident("flow.nobody_to_ask", node.id)
        chosen = _by_load(walk, candidates)
        if node.settings["method"] == "round_robin":
            last = walk.facts.cursors.get(node.id, "")
            chosen = next((user for user in candidates if user > last), candidates[0])
        walk.effect("assign", node, {"user": chosen}, token)

    @override
    def receive(self, walk: "Walk", node: "NodeSpec", token: "Token", command: "Command") -> bool:
        if not isinstance(command, Resume) or command.token != token.number:
            return False
        walk.leave(token, node)
        return True

    @override
    def sample(self) -> Mapping[str, Json]:
        return {"method": "round_robin", "users": ["u1", "u2"]}


def _by_load(walk: "Walk", candidates: list[str]) -> str:
    load = walk.facts.workload
    least = min(load.get(user, 0) for user in candidates)
    return walk.random.choice([user for user in candidates if load.get(user, 0) == least])
