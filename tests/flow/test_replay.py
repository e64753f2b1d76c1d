import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow.conftest import CHIEF, NOW, OWNER, compiled, pipeline
from triloom_flow.commands import (
    Act,
    Cancel,
    Decide,
    Facts,
    FireTimer,
    Place,
    RecordChanged,
    Retry,
    Start,
)
from triloom_flow.errors import FlowRefused
from triloom_flow.state import FlowState, replay
from triloom_flow.step import step

GRAPH = compiled(pipeline())
FACTS = Facts(values={("cost",): 50, ("name",): "Lathe"}, supervisor="u-boss")
COMMANDS = st.one_of(
    st.just(Start()),
    st.sampled_from(["begin", "scrap", "finish", "unheard"]).map(lambda a: Act(a, CHIEF, "why")),
    st.just(Act("begin", OWNER)),
    st.tuples(st.integers(0, 12), st.sampled_from(["approve", "reject", "withdraw"])).map(
        lambda pair: Decide(*pair, CHIEF)
    ),
    st.integers(0, 8).map(FireTimer),
    st.sampled_from(["new", "working", "fixed", "gone"]).map(Place),
    st.just(RecordChanged(frozenset({"cost"}))),
    st.just(Cancel()),
    st.just(Retry()),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(COMMANDS, max_size=15))
def test_replaying_the_events_of_an_instance_gives_its_state(commands):
    state, stored = FlowState(), []
    for command in commands:
        try:
            result = step(GRAPH, state, command, now=NOW, facts=FACTS)
        except FlowRefused:
            continue
        state = result.state
        stored.append(json.dumps(result.changes))
    changes = [change for event in stored for change in json.loads(event)]
    assert replay(changes).to_json() == state.to_json()
    open_tasks = [task for task in state.tasks.values() if task.state == "pending"]
    waiting = [token for token in state.tokens.values() if (token.waiting or "").startswith("task")]
    assert len(open_tasks) == len(waiting)
    if state.status in ("completed", "canceled"):
        assert not state.tokens
