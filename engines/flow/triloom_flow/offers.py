"""What a person may do with a record now, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from triloom_core.expression import Environment, unparse
from triloom_core.json_types import Json
from triloom_core.text import LocalizedText
from triloom_flow.commands import Actor, KnownFacts
from triloom_flow.graph import FlowGraph, Way, as_ast, compile_guard, environment_of, field_paths
from triloom_flow.spec import StageSpec
from triloom_flow.state import FlowState


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an action is refused; `data` fills the message, `fields` are read by the condition."""

    code: str
    data: Mapping[str, Json] = field(default_factory=dict)
    text: LocalizedText | None = None
    fields: frozenset[tuple[str, ...]] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """One action of the present stage; `stage` is where it leads when that is certain."""

    action: str
    label: LocalizedText
    stage: StageSpec | None
    reasons: tuple[Reason, ...]
    required: tuple[str, ...]
    requires_comment: bool

    @property
    def is_allowed(self) -> bool:
        """Tell whether it may be taken now; required fields can still be filled on the way."""
        return not self.reasons


def offers(
    graph: FlowGraph, state: FlowState, *, facts: KnownFacts, actor: Actor, now: datetime
) -> tuple[Offer, ...]:
    """Return every action of the stages where the flow stands, refused ones with their reasons."""
    if state.status != "running":
        return ()
    environment = environment_of(facts, state.variables, now, graph.variable_types)
    found: dict[str, Offer] = {}
    for token in state.tokens.values():
        if token.waiting != "stage":
            continue
        for way in graph.outgoing[token.node]:
            action = way.edge.action
            if action is None or action in found:
                continue
            reasons = why_not(graph, way, state, facts=facts, actor=actor, environment=environment)
            found[action] = _offer(graph, way, action, reasons)
    return tuple(found.values())


def why_not(  # noqa: PLR0913
    graph: FlowGraph,
    way: Way,
    state: FlowState,
    *,
    facts: KnownFacts,
    actor: Actor,
    environment: Environment,
) -> tuple[Reason, ...]:
    """Return the reasons that keep `actor` from taking an action edge now, () when none does."""
    del facts
    reasons: list[Reason] = []
    edge = way.edge
    if edge.roles and not actor.is_admin and not actor.roles.intersection(edge.roles):
        reasons.append(
            Reason("flow.role_required", {"action": edge.action, "roles": ", ".join(edge.roles)})
        )
    if not graph.lifecycle.may_act(state.stage, edge.id, environment):
        reasons += _failed_conditions(way, environment)
    return tuple(reasons)


def _failed_conditions(way: Way, environment: Environment) -> list[Reason]:
    failed = []
    for condition in conjuncts(as_ast(way.edge.when)):
        if compile_guard(condition)(environment) is not True:
            text = unparse(condition)
            failed.append(
                Reason(
                    "flow.guard_failed",
                    {"action": way.edge.action, "condition": text},
                    way.edge.reason,
                    frozenset(field_paths(condition)),
                )
            )
    return failed


def conjuncts(ast: Json) -> list[Json]:
    """Return the parts that must all hold: the operands of the outermost `and`."""
    if isinstance(ast, dict) and list(ast) == ["and"]:
        operands = ast["and"]
        if isinstance(operands, list):
            return [part for operand in operands for part in conjuncts(operand)]
    return [ast]


def _offer(graph: FlowGraph, way: Way, action: str, reasons: tuple[Reason, ...]) -> Offer:
    stage = graph.stage_of(way.target)
    required = dict.fromkeys((*way.edge.required, *(stage.required if stage else ())))
    return Offer(
        action=action,
        label=way.edge.label,
        stage=stage,
        reasons=reasons,
        required=tuple(required),
        requires_comment=way.edge.requires_comment,
    )
