"""Tries a flow without touching anything: same step, a clock of its own, effects only recorded."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

import jsonschema_rs

from triloom.context import RequestContext
from triloom.flows.facts import EMPTY_VALUES
from triloom.metadata.kinds import kind_of
from triloom.metadata.world import World
from triloom.records.layout import layout_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression import Value
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import (
    Act,
    Actor,
    Command,
    Decide,
    Facts,
    FireTimer,
    Message,
    RecordChanged,
    Resume,
    Start,
)
from triloom_flow.effects import Effect
from triloom_flow.graph import FlowGraph
from triloom_flow.offers import offers
from triloom_flow.scalars import to_json
from triloom_flow.schema import flow_schema
from triloom_flow.spec import FlowSpec
from triloom_flow.state import FlowState
from triloom_flow.step import step
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

MOST_STEPS = 200


def simulate(
    ctx: RequestContext,
    form: "PublishedForm",
    body: JsonObject,
    *,
    values: JsonObject,
    commands: list[JsonObject],
) -> JsonObject:
    """Run commands over a flow body and a made-up record.

    A command is `{"do": "act"|"decide"|"timer"|"message"|"change", …}`: `action`, `decision` and
    `comment`, `name`, `values`. Every step answers the stage, the open tasks, the effects and the
    actions; a refused one answers its code and ends the run.
    """
    graph = _compiled(ctx, form, body)
    record: JsonObject = dict(values)
    state, steps = FlowState(), cast("list[Json]", [])
    roles = frozenset(role for edge in graph.spec.edges for role in edge.roles)
    actor = Actor("simulation", roles, is_admin=True)
    beginning: JsonObject = {"do": "start"}
    for asked in [beginning, *commands][: MOST_STEPS + 1]:
        record.update(cast("JsonObject", asked.get("values") or {}))
        facts = _facts(form, graph, record, str(ctx.organisation.zone))
        try:
            state, told = _play(graph, state, _command(asked, state, actor), facts, ctx.now)
        except TriloomError as error:
            steps.append({"do": asked.get("do"), "refused": error.code, "data": error.data})
            break
        steps.append(
            {
                "do": asked.get("do"),
                "status": state.status,
                "stage": _stage_key(graph, state),
                "standing": [graph.nodes[token.node].key for token in state.tokens.values()],
                "effects": told,
                "variables": dict(state.variables),
                "actions": [
                    {"key": offer.action, "allowed": offer.is_allowed}
                    for offer in offers(graph, state, facts=facts, actor=actor, now=ctx.now)
                ],
            }
        )
    return {"steps": steps}


def _compiled(ctx: RequestContext, form: "PublishedForm", body: JsonObject) -> FlowGraph:
    schema = jsonschema_rs.Draft202012Validator(flow_schema())
    faults = [
        Fault("/flow" + "".join(f"/{part}" for part in error.instance_path), "flow.not_a_flow")
        for error in schema.iter_errors(body)
    ]
    if not faults:
        faults = [
            Fault(f"/flow{fault.pointer}", fault.code, fault.data)
            for fault in kind_of("flows").check(body, World(ctx, form.app_key))
            if fault.code != "flow.second_pipeline"
        ]
    if faults:
        reason = ", ".join(fault.code for fault in faults[:3])
        raise TriloomError(
            "flow.bad_simulation", status=422, data={"reason": reason}, faults=faults[:50]
        )
    return FlowGraph(FlowSpec.from_json(body))


def _play(
    graph: FlowGraph, state: FlowState, command: Command, facts: Facts, now: datetime
) -> tuple[FlowState, list[Json]]:
    told: list[Json] = []
    line = [command]
    while line and len(told) < MOST_STEPS:
        result = step(graph, state, line.pop(0), now=now, seed=0, facts=facts)
        state = result.state
        for effect in result.effects:
            told.append(_told(graph, effect))
            if effect.token is not None:
                line.append(Resume(effect.token, "success"))
    return state, told


def _told(graph: FlowGraph, effect: Effect) -> JsonObject:
    return {
        "kind": effect.kind,
        "node": graph.nodes[effect.node].key,
        "payload": to_json(dict(effect.payload)),
    }


def _command(asked: JsonObject, state: FlowState, actor: Actor) -> Command:
    comment = str(asked.get("comment") or "")
    match asked.get("do"):
        case "start":
            return Start(actor)
        case "act":
            return Act(str(asked.get("action")), actor, comment)
        case "decide":
            number = next((n for n, task in state.tasks.items() if task.state == "pending"), -1)
            decision = str(asked.get("decision") or "approve")
            if decision not in ("approve", "reject", "withdraw"):
                raise TriloomError("flow.bad_simulation", status=422, data={"reason": decision})
            return Decide(number, decision, actor, comment)
        case "timer":
            return FireTimer(
                next((n for n, timer in state.timers.items() if timer.state == "armed"), -1)
            )
        case "message":
            return Message(str(asked.get("name")))
        case "change":
            return RecordChanged(frozenset(cast("JsonObject", asked.get("values") or {})))
        case unknown:
            raise TriloomError(
                "flow.bad_simulation", status=422, data={"reason": f"do: {str(unknown)[:60]}"}
            )


def _facts(form: "PublishedForm", graph: FlowGraph, record: JsonObject, zone: str) -> Facts:
    fields = layout_of(form).fields_by_key
    values: dict[tuple[str, ...], Value] = {}
    for key, value in record.items():
        field = fields.get(key)
        if field is None or value is None:
            continue
        try:
            values[(key,)] = field_type(field.type).to_expression(field, value)
        except (ValueError, TypeError, KeyError, ArithmeticError):
            raise TriloomError(
                "flow.bad_simulation", status=422, data={"reason": f"values.{key}"}
            ) from None
    members = dict.fromkeys(graph.role_keys(), ("simulation",))
    missing = frozenset(key for key in graph.required_fields if record.get(key) in EMPTY_VALUES)
    return Facts(
        values=values,
        missing=missing,
        zone=zone,
        owner="simulation",
        supervisor="simulation",
        members=members,
    )


def _stage_key(graph: FlowGraph, state: FlowState) -> str | None:
    stage = graph.stages.get(state.stage or "")
    return None if stage is None else stage.key
