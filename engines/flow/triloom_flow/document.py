"""The document kind `flows`: schema, checks, references and expression sites of a flow."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression import Scope, check
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    TEXT,
    ExpressionType,
    decimal_type,
)
from triloom_flow.check import check_flow, settings_of
from triloom_flow.graph import VARIABLES, as_ast, field_paths
from triloom_flow.nodes import NODE_TYPES
from triloom_flow.people import roles_in
from triloom_flow.schema import flow_schema
from triloom_flow.spec import FlowSpec, NodeSpec, texts
from triloom_flow.topology import check_topology

ScopeOfForm: TypeAlias = Callable[[Surroundings, str], Scope | None]
"""Returns the names of a form as expressions see them; the form engine knows, this one does not."""

VARIABLE_TYPES: dict[str, ExpressionType] = {
    "text": TEXT,
    "integer": INTEGER,
    "decimal": decimal_type(6),
    "boolean": BOOLEAN,
    "date": DATE,
    "datetime": DATETIME,
}


class FlowKind:
    """Documents of kind `flows`."""

    name = "flows"

    def __init__(self, scope_of_form: ScopeOfForm | None = None) -> None:
        """Without `scope_of_form` expressions are parsed but their types are not checked."""
        self._scope_of_form = scope_of_form

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a flow."""
        return flow_schema()

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every fault, each with its pointer and naming its node."""
        spec = FlowSpec.from_json(body)
        faults = [*check_flow(spec, surroundings)]
        faults += check_topology(spec)
        faults += self._check_expressions(spec, surroundings)
        return tuple(faults)

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return the form, its fields, other forms, and the roles that a flow names."""
        return tuple(_references(FlowSpec.from_json(body)))

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return every guard and every computed value."""
        spec = FlowSpec.from_json(body)
        return tuple(ExpressionSite(pointer, spec.form) for pointer, *_ in expression_sites(spec))

    def _check_expressions(self, spec: FlowSpec, surroundings: Surroundings) -> Iterator[Fault]:
        form_scope = None
        if self._scope_of_form is not None:
            form_scope = self._scope_of_form(surroundings, spec.form)
        scope = None if form_scope is None else FlowScope(spec, form_scope)
        for pointer, expression, node, name in expression_sites(spec):
            try:
                ast = as_ast(expression)
            except TriloomError as error:
                yield Fault(pointer, error.code, error.data)
                continue
            if scope is None:
                continue
            expected = self._expected(spec, surroundings, scope, node, name)
            for fault in check(ast, scope, expected=expected).faults:
                yield Fault(pointer, fault.code, {**fault.data, "at": fault.pointer})

    def _expected(
        self,
        spec: FlowSpec,
        surroundings: Surroundings,
        scope: Scope,
        node: NodeSpec | None,
        name: str,
    ) -> ExpressionType | None:
        if name == "when":
            return BOOLEAN
        key = name.removeprefix("set/")
        if node is None or key == name:
            return None
        if node.type == "update_record":
            return None if node.settings.get("via") else scope.resolve((key,))
        if node.type == "set_vars":
            return scope.resolve((VARIABLES, key))
        if node.type == "create_record" and self._scope_of_form is not None:
            other = self._scope_of_form(surroundings, str(node.settings.get("form")))
            return None if other is None else other.resolve((key,))
        return None


class FlowScope:
    """The names of the form, and the variables of the flow below `vars`."""

    def __init__(self, spec: FlowSpec, form: Scope) -> None:
        self._variables = {item.key: VARIABLE_TYPES[item.type] for item in spec.variables}
        self._form = form

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        """Return the type of a field or variable, None when there is none."""
        if path[0] == VARIABLES:
            return self._variables.get(path[1]) if len(path) == 2 else None  # noqa: PLR2004
        return self._form.resolve(path)


def expression_sites(spec: FlowSpec) -> Iterator[tuple[str, Json, NodeSpec | None, str]]:
    """Yield (pointer, expression, node, name below its settings) of every expression."""
    for edge in spec.edges:
        if edge.when is not None:
            yield f"{edge.pointer}/when", edge.when, None, "when"
    for node in spec.nodes:
        for name, expression in NODE_TYPES[node.type].expressions(node):
            yield f"{node.pointer}/settings/{name}", expression, node, name


def _references(spec: FlowSpec) -> Iterator[DocumentReference]:
    yield DocumentReference("forms", spec.form, "/form")
    for number, stage in enumerate(spec.stages):
        for index, key in enumerate(stage.required):
            yield DocumentReference("forms", spec.form, f"/stages/{number}/required/{index}", key)
    for edge in spec.edges:
        for index, key in enumerate(edge.required):
            yield DocumentReference("forms", spec.form, f"{edge.pointer}/required/{index}", key)
        for index, role in enumerate(edge.roles):
            yield DocumentReference("roles", role, f"{edge.pointer}/roles/{index}")
    for pointer, expression, _, _ in expression_sites(spec):
        for path in _paths(expression):
            yield DocumentReference("forms", spec.form, pointer, path[0])
    for node in spec.nodes:
        yield from _node_references(spec, node)


def _node_references(spec: FlowSpec, node: NodeSpec) -> Iterator[DocumentReference]:
    pointer = f"{node.pointer}/settings"
    for name in ("assignee", "to"):
        for below, role in roles_in(settings_of(node, name)):
            yield DocumentReference("roles", role, f"{pointer}/{name}{below}")
    if node.type in ("notify", "email"):
        for index, role in enumerate(texts(node.settings.get("roles"))):
            yield DocumentReference("roles", role, f"{pointer}/roles/{index}")
    if node.settings.get("via"):
        yield DocumentReference("forms", spec.form, f"{pointer}/via", str(node.settings["via"]))
    if node.type == "assign" and node.settings.get("role"):
        yield DocumentReference("roles", str(node.settings["role"]), f"{pointer}/role")
    form = spec.form
    if node.type == "create_record":
        form = str(node.settings.get("form"))
        yield DocumentReference("forms", form, f"{pointer}/form")
    if node.type in ("create_record", "update_record") and not node.settings.get("via"):
        for key in settings_of(node, "set"):
            yield DocumentReference("forms", form, f"{pointer}/set/{key}", key)
    for index, key in enumerate(cast("list[str]", node.settings.get("facts") or [])):
        yield DocumentReference("forms", form, f"{pointer}/facts/{index}", key)


def _paths(expression: Json) -> Iterator[tuple[str, ...]]:
    try:
        yield from field_paths(expression)
    except TriloomError:
        return
