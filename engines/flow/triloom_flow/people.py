"""Rules that name a person: a user, a role, the owner, the owner's supervisor, or the actor."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Actor, Facts

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext

RULE_KINDS: tuple[str, ...] = ("user", "role", "owner", "supervisor", "actor")


def rule_schema() -> JsonObject:
    """Return the JSON Schema of a rule that names a person."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["kind"],
        "properties": {
            "kind": {"enum": list(RULE_KINDS)},
            "user": {"type": "string", "maxLength": 100},
            "role": {"type": "string", "maxLength": 100},
        },
    }


def resolve(rule: Mapping[str, Json], facts: Facts, actor: Actor) -> tuple[str | None, str | None]:
    """Return (user, role) of whom a rule names now; (None, None) when that is nobody."""
    match rule.get("kind"):
        case "user":
            return cast("str | None", rule.get("user")), None
        case "role":
            role = str(rule.get("role"))
            return (None, role) if facts.members.get(role) else (None, None)
        case "owner":
            return facts.owner, None
        case "supervisor":
            return facts.supervisor, None
        case "actor":
            return actor.user_id, None
        case _:
            return None, None


def rule_needs(rule: Mapping[str, Json]) -> Iterator[str]:
    """Yield the facts that a rule reads."""
    if rule.get("kind") == "supervisor":
        yield "supervisor"
    if rule.get("kind") == "role":
        yield f"members:{rule.get('role')}"


def check_rule(
    rule: Mapping[str, Json], pointer: str, context: "CheckContext", node: str
) -> Iterator[Fault]:
    """Yield what is wrong with a rule: nobody named, or a role that does not exist."""
    kind = rule.get("kind")
    if kind == "user" and not rule.get("user"):
        yield Fault(f"{pointer}/user", "flow.assignee_empty", {"node": node})
    if kind == "role":
        role = str(rule.get("role") or "")
        if not role:
            yield Fault(f"{pointer}/role", "flow.assignee_empty", {"node": node})
        elif not context.has_role(role):
            yield Fault(f"{pointer}/role", "flow.unknown_role", {"node": node, "role": role})
