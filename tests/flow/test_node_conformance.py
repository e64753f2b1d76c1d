import json
from pathlib import Path

import jsonschema
import pytest

from tests.flow.conftest import CHIEF, NOW, Documents, compiled, line
from triloom_flow.commands import Decide, Facts, FireTimer, Message, Resume, Start
from triloom_flow.document import FlowKind
from triloom_flow.effects import INLINE_KINDS, OUTSIDE_KINDS
from triloom_flow.nodes import BUILTIN_NODE_TYPES, NODE_TYPES
from triloom_flow.schema import flow_schema
from triloom_flow.state import FlowState, replay
from triloom_flow.step import step

AROUND = Documents(
    forms={"repair": {"fields": [{"key": "name"}]}, "task": {"fields": [{"key": "name"}]}}
)
FACTS = Facts(values={("name",): "Lathe"}, owner="u1", supervisor="u2", members={"chief": ("u2",)})
MIDDLE = [item.name for item in BUILTIN_NODE_TYPES if item.name not in ("start", "end")]


def flow_with(name):
    """A flow start → one node of the type → end, with everything that the type asks for."""
    node = {"key": "middle", "type": name, "settings": dict(NODE_TYPES[name].sample())}
    edges = [{"from": "start", "to": "middle"}, {"from": "middle", "to": "end"}]
    stages = []
    if name == "stage":
        node["stage"], stages = "only", [{"key": "only"}]
        edges[1]["when"] = "name = 'Lathe'"
    if name == "xor":
        edges[1]["default"] = True
    return line(node, edges=edges, stages=stages, variables=[{"key": "count", "type": "integer"}])


@pytest.mark.parametrize("name", MIDDLE)
def test_a_sample_of_every_node_type_fits_its_schema_and_is_sound(name):
    body = flow_with(name)
    jsonschema.validate(body, flow_schema())
    jsonschema.validate(body["nodes"][1]["settings"], NODE_TYPES[name].settings_schema())
    assert FlowKind().check(body, AROUND) == ()


@pytest.mark.parametrize("name", MIDDLE)
def test_a_token_passes_every_node_type_in_the_end(name):
    graph, state, changes = compiled(flow_with(name)), FlowState(), []
    command, visits = Start(), 0
    while command is not None:
        result = step(graph, state, command, now=NOW, seed=7, facts=FACTS)
        again = step(graph, state, command, now=NOW, seed=7, facts=FACTS)
        assert again.changes == result.changes
        assert {effect.kind for effect in result.effects} <= INLINE_KINDS | OUTSIDE_KINDS
        state, visits = result.state, visits + result.visits
        changes += json.loads(json.dumps(result.changes))
        command = answer(state)
    assert state.status == "completed"
    assert replay(changes).to_json() == state.to_json()
    assert visits <= 10


def answer(state):
    """Give the standing token what it waits for."""
    for token in state.tokens.values():
        kind, _, number = (token.waiting or "").partition(":")
        match kind:
            case "task":
                return Decide(int(number), "approve", CHIEF)
            case "timer":
                return FireTimer(int(number))
            case "effect":
                return Resume(token.number, "success")
            case "event":
                return Message("paid")
            case "stage":
                from triloom_flow.commands import RecordChanged

                return RecordChanged(frozenset({"name"}))
    return None


@pytest.mark.parametrize("item", BUILTIN_NODE_TYPES, ids=lambda item: item.name)
def test_every_node_type_is_documented_with_its_settings_and_ways_out(item):
    page = (Path(__file__).parents[2] / "docs" / "node-types.md").read_text()
    row = next(line for line in page.splitlines() if line.startswith(f"| `{item.name}` |"))
    for name in (*item.settings_schema().get("properties", {}), *item.ports):
        assert f"`{name}`" in row, name


@pytest.mark.parametrize("name", MIDDLE)
def test_the_state_of_an_instance_is_small(name):
    state = step(compiled(flow_with(name)), FlowState(), Start(), now=NOW, facts=FACTS).state
    assert len(json.dumps(state.to_json())) <= 1024


@pytest.mark.parametrize("item", BUILTIN_NODE_TYPES, ids=lambda item: item.name)
def test_every_node_type_forbids_unknown_settings(item):
    schema = item.settings_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
