"""Rules that name a person: a user, a role, the owner, the owner's supervisor, or the actor."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Actor, KnownFacts

if TYPE_CHECKING:
    from triloom_flow.check import CheckContext

RULES: tuple[str, ...] = ("user", "role", "owner", "supervisor_of_owner", "actor")


def rule_schema() -> JsonObject:
    """Return the JSON Schema of a rule; `{"role": …}` alone means the rule `role`."""
    rule = _rule_object()
    rule["properties"] = {**cast("JsonObject", rule["properties"]), "fallback": _rule_object()}
    return rule


def _rule_object() -> JsonObject:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "rule": {"enum": list(RULES)},
            "user": {"type": "string", "maxLength": 100},
            "role": {"type": "string", "maxLength": 100},
        },
    }


def kind_of(rule: Mapping[str, Json]) -> str:
    """Return the kind of a rule, also when only its `user` or `role` is given."""
    named = rule.get("rule")
    if isinstance(named, str):
        return named
    return "role" if rule.get("role") else "user"


def resolve(
    rule: Mapping[str, Json], facts: KnownFacts, actor: Actor
) -> tuple[str | None, str | None]:
    """Return (user, role) of whom a rule or its fallback names; (None, None) when it is nobody."""
    found = _resolve_one(rule, facts, actor)
    fallback = rule.get("fallback")
    if found == (None, None) and isinstance(fallback, dict):
        return _resolve_one(fallback, facts, actor)
    return found


def _resolve_one(
    rule: Mapping[str, Json], facts: KnownFacts, actor: Actor
) -> tuple[str | None, str | None]:
    match kind_of(rule):
        case "user":
            return cast("str | None", rule.get("user")), None
        case "role":
            role = str(rule.get("role"))
            return (None, role) if facts.members.get(role) else (None, None)
        case "owner":
            return facts.owner, None
        case "supervisor_of_owner":
            return facts.supervisor, None
        case _:
            return actor.user_id, None


def rule_needs(rule: Mapping[str, Json]) -> Iterator[str]:
    """Yield the facts that a rule reads."""
    kind = kind_of(rule)
    if kind == "supervisor_of_owner":
        yield "supervisor"
    if kind == "role":
        yield f"members:{rule.get('role')}"
    fallback = rule.get("fallback")
    if isinstance(fallback, dict):
        yield from rule_needs(fallback)


def roles_in(rule: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield (pointer below the rule, role key) of every role that a rule names."""
    if kind_of(rule) == "role" and rule.get("role"):
        yield "/role", str(rule["role"])
    fallback = rule.get("fallback")
    if isinstance(fallback, dict):
        for pointer, role in roles_in(fallback):
            yield f"/fallback{pointer}", role


def check_rule(
    rule: Mapping[str, Json], pointer: str, context: "CheckContext", node: str
) -> Iterator[Fault]:
    """Yield what is wrong with a rule: nobody named, or a role that does not exist."""
    kind = kind_of(rule)
    if kind in ("user", "role") and not rule.get(kind):
        yield Fault(f"{pointer}/{kind}", "flow.assignee_empty", {"node": node})
    for below, role in roles_in({**rule, "fallback": None}):
        if not context.has_role(role):
            yield Fault(f"{pointer}{below}", "flow.unknown_role", {"node": node, "role": role})
    fallback = rule.get("fallback")
    if isinstance(fallback, dict):
        yield from check_rule(fallback, f"{pointer}/fallback", context, node)
