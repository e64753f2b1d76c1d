"""Static checks of a flow: what is wrong with the drawing, each fault naming its node."""

from collections.abc import Iterator, Mapping
from typing import cast

import jsonschema_rs

from triloom_core.documents import Surroundings
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_flow.nodes import NODE_TYPES
from triloom_flow.spec import EdgeSpec, FlowSpec, NodeSpec, objects

SYSTEM_FIELDS: frozenset[str] = frozenset(
    {
        "id",
        "owner",
        "owner_id",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "stage",
        "stage_kind",
        "stage_entered_at",
        "closed",
    }
)
"""Names that every form answers to besides its own fields."""
BUILTIN_ROLES: frozenset[str] = frozenset({"admin"})


class CheckContext:
    """What a node type may ask about the flow and its surroundings while it checks a node."""

    def __init__(self, spec: FlowSpec, surroundings: Surroundings) -> None:
        self.spec = spec
        self._surroundings = surroundings
        self._fields: dict[str, frozenset[str] | None] = {}
        self._roles = frozenset(_roles(surroundings))
        self._outgoing: dict[str, list[EdgeSpec]] = {}
        for edge in spec.edges:
            self._outgoing.setdefault(edge.source, []).append(edge)

    def edges_from(self, node: NodeSpec) -> list[EdgeSpec]:
        """Return the edges that leave a node."""
        return self._outgoing.get(node.key, [])

    def has_way_out(self, node: NodeSpec, port: str) -> bool:
        """Tell whether a token can leave through `port`."""
        return any(edge.port in (port, None) for edge in self.edges_from(node))

    def has_form(self, form: str) -> bool:
        """Tell whether the app has the form."""
        return self._field_keys(form) is not None

    def has_field(self, key: str, form: str | None = None) -> bool:
        """Tell whether a form (the flow's own by default) has a field; unknown forms have all."""
        fields = self._field_keys(form or self.spec.form)
        return fields is None or key in fields or key in SYSTEM_FIELDS

    def target_of(self, key: str) -> str | None:
        """Return the form that a link field of the flow's form points at, None for other fields."""
        body = self._surroundings.document("forms", self.spec.form)
        for field in objects(body or {}, "fields"):
            if field.get("key") == key and field.get("type") == "link":
                settings = field.get("settings")
                nested = settings.get("target") if isinstance(settings, dict) else None
                return cast("str | None", field.get("target") or nested)
        return None

    def has_role(self, key: str) -> bool:
        """Tell whether the app has the role."""
        return key in self._roles

    def has_variable(self, key: str) -> bool:
        """Tell whether the flow declares the variable."""
        return any(variable.key == key for variable in self.spec.variables)

    def _field_keys(self, form: str) -> frozenset[str] | None:
        if form not in self._fields:
            body = self._surroundings.document("forms", form)
            self._fields[form] = (
                None
                if body is None
                else frozenset(str(field.get("key")) for field in objects(body, "fields"))
            )
        return self._fields[form]


def _roles(surroundings: Surroundings) -> Iterator[str]:
    yield from BUILTIN_ROLES
    yield from surroundings.keys("roles")
    for key in surroundings.keys("forms"):
        for entry in objects(surroundings.document("forms", key) or {}, "access"):
            yield str(entry.get("role"))


def check_flow(spec: FlowSpec, surroundings: Surroundings) -> Iterator[Fault]:
    """Yield every fault of a flow whose body fits the schema, expressions aside."""
    context = CheckContext(spec, surroundings)
    if not context.has_form(spec.form):
        yield Fault("/form", "flow.unknown_form", {"form": spec.form})
    yield from _duplicates(spec)
    yield from _names(spec, context)
    yield from _settings(spec, context)
    yield from _second_pipeline(spec, surroundings)


def _duplicates(spec: FlowSpec) -> Iterator[Fault]:
    for name, keys in (
        ("stages", [stage.key for stage in spec.stages]),
        ("nodes", [node.key for node in spec.nodes]),
        ("variables", [variable.key for variable in spec.variables]),
    ):
        seen: set[str] = set()
        for index, key in enumerate(keys):
            if key in seen:
                yield Fault(f"/{name}/{index}/key", "flow.duplicate_key", {"key": key})
            seen.add(key)
    ids: set[str] = set()
    for edge in spec.edges:
        if edge.id in ids:
            yield Fault(f"{edge.pointer}/id", "flow.duplicate_key", {"key": edge.id})
        ids.add(edge.id)


def _names(spec: FlowSpec, context: CheckContext) -> Iterator[Fault]:
    stages = {stage.key for stage in spec.stages}
    for node in spec.nodes:
        if node.type == "stage" and node.stage not in stages:
            yield Fault(f"{node.pointer}/stage", "flow.unknown_stage", {"stage": node.stage or ""})
    for number, stage in enumerate(spec.stages):
        for index, key in enumerate(stage.required):
            if not context.has_field(key):
                data: dict[str, Json] = {"node": stage.key, "field": key}
                yield Fault(f"/stages/{number}/required/{index}", "flow.unknown_field", data)
    for edge in spec.edges:
        for index, key in enumerate(edge.required):
            if not context.has_field(key):
                data = {"node": edge.source, "field": key}
                yield Fault(f"{edge.pointer}/required/{index}", "flow.unknown_field", data)
        for index, role in enumerate(edge.roles):
            if not context.has_role(role):
                data = {"node": edge.source, "role": role}
                yield Fault(f"{edge.pointer}/roles/{index}", "flow.unknown_role", data)


def _settings(spec: FlowSpec, context: CheckContext) -> Iterator[Fault]:
    for node in spec.nodes:
        node_type = NODE_TYPES[node.type]
        problems = list(_misfits(node_type.settings_schema(), node.settings))
        for pointer, problem in problems:
            yield Fault(
                f"{node.pointer}/settings{pointer}",
                "flow.bad_settings",
                {"node": node.key, "problem": problem},
            )
        if not problems:
            yield from node_type.check(node, context)


def _misfits(schema: JsonObject, settings: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(dict(settings)):
        yield "".join(f"/{part}" for part in error.instance_path), error.message[:200]


def _second_pipeline(spec: FlowSpec, surroundings: Surroundings) -> Iterator[Fault]:
    if not spec.stages:
        return
    for key in surroundings.keys("flows"):
        other = surroundings.document("flows", key) if key != spec.key else None
        if other is not None and other.get("form") == spec.form and other.get("stages"):
            data: dict[str, Json] = {"form": spec.form, "flow": key}
            yield Fault("/form", "flow.second_pipeline", data)


def settings_of(node: NodeSpec, name: str) -> JsonObject:
    """Return an object below the settings of a node, empty when absent."""
    return cast("JsonObject", node.settings.get(name) or {})
