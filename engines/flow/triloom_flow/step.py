"""The interpreter: one command in, a new state and effects out; no clock, no chance, no I/O."""

from datetime import datetime

from triloom_core.errors import Fault
from triloom_core.expression import ExpressionError
from triloom_core.json_types import JsonObject
from triloom_flow.commands import (
    Act,
    Cancel,
    Command,
    Decide,
    Facts,
    Fail,
    FireTimer,
    KnownFacts,
    Message,
    Place,
    RecordChanged,
    Resume,
    Retry,
    Start,
)
from triloom_flow.effects import StepResult
from triloom_flow.errors import FlowRefused, Incident
from triloom_flow.graph import FlowGraph, Way
from triloom_flow.lifecycle import LifecycleRefused
from triloom_flow.offers import why_not
from triloom_flow.state import FlowState, Token, apply
from triloom_flow.walk import Walk

VISIT_LIMIT = 1_000
"""Node visits of one step; beyond it the flow stops with an incident."""
NO_FACTS = Facts()


def step(
    graph: FlowGraph,
    state: FlowState,
    command: Command,
    *,
    now: datetime,
    seed: int = 0,
    facts: KnownFacts = NO_FACTS,
    budget: int = VISIT_LIMIT,
) -> StepResult:
    """Carry out one command until every token waits.

    `state` is left as it is. Raises FlowRefused when the command is not possible; a flow that
    cannot go on by itself ends in an incident: stored, unless a person is waiting for the answer,
    who gets it as a refusal.
    """
    walk = Walk(graph, state, actor=command.actor, facts=facts, now=now, seed=seed, budget=budget)
    try:
        _carry_out(walk, command)
        walk.run()
    except Incident as incident:
        if isinstance(command, Act | Decide):
            raise FlowRefused(
                "flow.incident",
                data={"reason": incident.code, "node": incident.node, **incident.data},
            ) from incident
        return _stop(graph, state, incident, walk.visits)
    except ExpressionError as error:
        if isinstance(command, Act | Decide):
            raise
        broken = Incident(error.code, "", **error.data)
        return _stop(graph, state, broken, walk.visits)
    return StepResult(walk.state, tuple(walk.effects), tuple(walk.changes), walk.visits)


def _carry_out(walk: Walk, command: Command) -> None:
    match command:
        case Start():
            walk.turn("start")
            walk.create_token(walk.graph.start)
        case Act():
            _act(walk, command)
        case Decide():
            walk.comment = command.comment
            task = walk.state.tasks.get(command.task)
            if task is None or task.state != "pending":
                closed = "unknown" if task is None else task.state
                raise FlowRefused("flow.task_closed", data={"state": closed})
            _must_run(walk)
            if not _offer(walk, command):
                walk.turn_task(task, command.decision)
        case Resume() | FireTimer() | Message():
            if walk.state.status == "running":
                _offer(walk, command)
        case RecordChanged():
            if walk.state.status == "running":
                _offer_all(walk, command)
        case Place():
            _place(walk, command)
        case Cancel():
            walk.end_all()
            walk.turn("cancel", "canceled")
        case Fail():
            raise Incident(command.code, command.node, **dict(command.data))
        case Retry():
            walk.turn("retry")
            for token in list(walk.state.tokens.values()):
                if token.waiting is None:
                    walk.requeue(token)


def _must_run(walk: Walk) -> None:
    if walk.state.status != "running":
        raise FlowRefused("flow.instance_refused", data={"state": walk.state.status})


def _act(walk: Walk, command: Act) -> None:
    walk.comment, walk.by_user = command.comment, True
    _must_run(walk)
    found = find_action(walk.graph, walk.state, command.action)
    if found is None:
        stage = walk.graph.stages.get(walk.state.stage or "")
        raise FlowRefused(
            "flow.action_not_available",
            data={"action": command.action, "stage": stage.key if stage else ""},
        )
    token, way = found
    reasons = why_not(
        walk.graph,
        way,
        walk.state,
        facts=walk.facts,
        actor=walk.actor,
        environment=walk.environment,
    )
    if reasons:
        first = reasons[0]
        raise FlowRefused(
            first.code,
            status=403 if first.code == "flow.role_required" else 409,
            data=dict(first.data),
            extra={"action": command.action},
            reason=first.text,
            fields=first.fields,
        )
    _require(walk, way, command.comment)
    walk.take(token, way)


def _require(walk: Walk, way: Way, comment: str) -> None:
    edge = way.edge
    if edge.requires_comment and not comment.strip():
        fault = Fault("/comment", "flow.comment_required", {"action": edge.action})
        raise FlowRefused(
            "flow.comment_required", status=422, data={"action": edge.action}, faults=[fault]
        )
    missing = [key for key in edge.required if key in walk.facts.missing]
    if missing:
        raise FlowRefused(
            "flow.required_missing",
            status=422,
            data={"fields": ", ".join(missing), "stage": edge.action},
            faults=[
                Fault(f"/values/{key}", "flow.field_required", {"field": key}) for key in missing
            ],
            extra={"required": list(missing)},
        )


def find_action(graph: FlowGraph, state: FlowState, action: str) -> tuple[Token, Way] | None:
    """Return the standing token and the way that an action would take, if it is offered now.

    Several ways may share an action; the first whose guard holds is a matter of `why_not`.
    """
    for token in state.tokens.values():
        for way in graph.outgoing[token.node]:
            if way.edge.action == action and token.waiting == "stage":
                return token, way
    return None


def _offer(walk: Walk, command: Command) -> bool:
    for token in list(walk.state.tokens.values()):
        if token.waiting is not None:
            node = walk.graph.nodes[token.node]
            if walk.graph.types[token.node].receive(walk, node, token, command):
                return True
    return False


def _offer_all(walk: Walk, command: Command) -> None:
    for token in list(walk.state.tokens.values()):
        if token.waiting is not None and token.number in walk.state.tokens:
            walk.graph.types[token.node].receive(walk, walk.graph.nodes[token.node], token, command)


def _place(walk: Walk, command: Place) -> None:
    graph = walk.graph
    stage = graph.stages_by_key.get(command.stage) or graph.stages.get(command.stage)
    if stage is None or stage.id not in graph.stage_nodes:
        raise FlowRefused("flow.unknown_stage", status=422, data={"stage": command.stage})
    walk.end_all()
    try:
        walk.turn("place")
    except LifecycleRefused as refused:
        raise FlowRefused("flow.instance_refused", data={"state": refused.state}) from refused
    node_id = graph.stage_nodes[stage.id]
    walk.enter_stage(stage.id, placed_at=command.entered_at or walk.now)
    if any(not way.edge.is_plain for way in graph.outgoing[node_id]):
        token = walk.create_token(node_id, queue=False)
        walk.wait(token, "stage")
    else:
        walk.complete()


def _stop(graph: FlowGraph, state: FlowState, incident: Incident, visits: int) -> StepResult:
    if state.status in ("completed", "canceled"):
        return StepResult(state, (), (), visits)
    stopped = state.copy()
    changes: list[JsonObject] = []
    if not stopped.tokens:
        changes.append({"change": "token", "n": stopped.counter + 1, "node": graph.start})
    changes.append(
        {
            "change": "instance",
            "status": "incident",
            "outcome": stopped.outcome,
            "code": incident.code,
            "node": incident.node,
            "data": dict(incident.data),
        }
    )
    for change in changes:
        apply(stopped, change)
    return StepResult(stopped, (), tuple(changes), visits)
