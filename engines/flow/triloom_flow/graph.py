"""A flow version compiled once: nodes by id, ways out of each, guards as functions, life cycles."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

from triloom_core.expression import Environment, compile_expression, fields_of, parse
from triloom_core.json_types import Json
from triloom_core.value_types import Value
from triloom_flow.commands import KnownFacts
from triloom_flow.lifecycle import NO_STAGE, StageLifecycle
from triloom_flow.node_type import NodeType
from triloom_flow.nodes import NODE_TYPES
from triloom_flow.scalars import from_json
from triloom_flow.spec import EdgeSpec, FlowSpec, NodeSpec, StageSpec

VARIABLES = "vars"
"""First part of the path under which an expression reads a variable of the flow."""


def environment_of(
    facts: KnownFacts, variables: Mapping[str, Json], now: datetime, types: Mapping[str, str]
) -> Environment:
    """Return what an expression of a flow sees: record, variables, asker and time."""

    def field(path: tuple[str, ...]) -> Value:
        if path[0] == VARIABLES and len(path) > 1:
            return from_json(variables.get(path[1]), types.get(path[1], "text"))
        return facts.values.get(path)

    return Environment(field=field, now=now, zone=ZoneInfo(facts.zone), user=facts.user)


Compiled: TypeAlias = Callable[[Environment], Value]


@dataclass(frozen=True, slots=True)
class Way:
    """An edge with its ends as node ids and its guard compiled."""

    edge: EdgeSpec
    source: str
    target: str
    guard: Compiled | None

    def is_open(self, environment: Environment) -> bool:
        """Tell whether the guard holds; null is not true."""
        return self.guard is None or self.guard(environment) is True


class FlowGraph:
    """One compiled version of a flow; immutable, shared by all its instances."""

    __slots__ = (
        "_compiled",
        "hears_changes",
        "incoming",
        "lifecycle",
        "nodes",
        "outgoing",
        "reads",
        "required_fields",
        "spec",
        "stage_nodes",
        "stages",
        "stages_by_key",
        "start",
        "types",
        "uses",
        "variable_types",
    )

    def __init__(self, spec: FlowSpec) -> None:
        self.spec = spec
        self.nodes: dict[str, NodeSpec] = {node.id: node for node in spec.nodes}
        self.types: dict[str, NodeType] = {node.id: NODE_TYPES[node.type] for node in spec.nodes}
        self.stages: dict[str, StageSpec] = {stage.id: stage for stage in spec.stages}
        self.stages_by_key: dict[str, StageSpec] = {stage.key: stage for stage in spec.stages}
        self.start = next(node.id for node in spec.nodes if node.type == "start")
        self.stage_nodes: dict[str, str] = {
            self.stages_by_key[node.stage].id: node.id
            for node in spec.nodes
            if node.type == "stage" and node.stage in self.stages_by_key
        }
        self.variable_types = {variable.key: variable.type for variable in spec.variables}
        self._compiled: dict[tuple[str, str], Compiled] = {}
        self.outgoing, self.incoming = self._ways()
        self._compile_settings()
        self.required_fields = frozenset(
            [key for stage in spec.stages for key in stage.required]
            + [key for edge in spec.edges for key in edge.required]
        )
        self.reads = frozenset(self._reads())
        self.uses = frozenset(
            need for node in spec.nodes for need in NODE_TYPES[node.type].needs(node)
        )
        self.hears_changes = any(self._hears(node) for node in spec.nodes)
        self.lifecycle = StageLifecycle(self.stages, self._stage_ways(), self._actions())

    def _hears(self, node: NodeSpec) -> bool:
        if node.type == "stage":
            ways = self.outgoing[node.id]
            return any(way.edge.action is None and way.guard is not None for way in ways)
        return node.type == "wait_event" and "when" in node.settings

    def stage_of(self, node_id: str) -> StageSpec | None:
        """Return the stage that a node stands for, if any."""
        key = self.nodes[node_id].stage
        return None if key is None else self.stages_by_key.get(key)

    def expression(self, node_id: str, name: str) -> Compiled | None:
        """Return the compiled expression at `settings/<name>` of a node, if it has one."""
        return self._compiled.get((node_id, name))

    def role_keys(self) -> frozenset[str]:
        """Return the roles whose members a step may need to know."""
        return frozenset(need[8:] for need in self.uses if need.startswith("members:"))

    def _ways(self) -> tuple[dict[str, tuple[Way, ...]], dict[str, tuple[str, ...]]]:
        ids = {node.key: node.id for node in self.spec.nodes}
        outgoing: dict[str, list[Way]] = {node: [] for node in self.nodes}
        incoming: dict[str, list[str]] = {node: [] for node in self.nodes}
        for edge in sorted(self.spec.edges, key=lambda item: item.order):
            source, target = ids[edge.source], ids[edge.target]
            guard = None if edge.when is None else compile_guard(edge.when)
            outgoing[source].append(Way(edge, source, target, guard))
            incoming[target].append(edge.id)
        return (
            {node: tuple(ways) for node, ways in outgoing.items()},
            {node: tuple(edges) for node, edges in incoming.items()},
        )

    def _compile_settings(self) -> None:
        for node in self.spec.nodes:
            for name, expression in NODE_TYPES[node.type].expressions(node):
                self._compiled[(node.id, name)] = compile_guard(expression)

    def _reads(self) -> Iterator[tuple[str, ...]]:
        for edge in self.spec.edges:
            if edge.when is not None:
                yield from field_paths(edge.when)
        for node in self.spec.nodes:
            for _, expression in NODE_TYPES[node.type].expressions(node):
                yield from field_paths(expression)

    def _stage_ways(self) -> Iterator[tuple[str, str]]:
        origins = [(NO_STAGE, self.start)]
        origins += [(stage, node) for stage, node in self.stage_nodes.items()]
        for origin, first in origins:
            seen: set[str] = set()
            pending = [way.target for way in self.outgoing[first]]
            while pending:
                node = pending.pop()
                if node in seen:
                    continue
                seen.add(node)
                stage = self.stage_of(node)
                if stage is not None:
                    yield origin, stage.id
                else:
                    pending += [way.target for way in self.outgoing[node]]

    def _actions(self) -> Iterator[tuple[str, str, Callable[[object], bool] | None]]:
        for stage, node in self.stage_nodes.items():
            for way in self.outgoing[node]:
                if way.edge.action is not None:
                    yield way.edge.id, stage, _guard_of(way)


def _guard_of(way: Way) -> Callable[[object], bool] | None:
    if way.guard is None:
        return None
    return lambda asker: way.is_open(cast("Environment", asker))


def as_ast(expression: Json) -> Json:
    """Return the AST of an expression that may be text."""
    return parse(expression) if isinstance(expression, str) else expression


def field_paths(expression: Json) -> Iterator[tuple[str, ...]]:
    """Yield every field path that an expression (text or AST) reads, variables left out."""
    for path in fields_of(as_ast(expression)):
        if path[0] != VARIABLES:
            yield path


def compile_guard(expression: Json) -> Compiled:
    """Return an expression (text or AST) as a function of the environment."""
    return compile_expression(as_ast(expression))
