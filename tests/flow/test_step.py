from dataclasses import replace
from datetime import timedelta

import pytest

from tests.flow.conftest import CHIEF, NOW, OWNER, compiled, line, pipeline
from triloom_flow.commands import (
    Act,
    Cancel,
    Decide,
    Facts,
    FireTimer,
    Message,
    Place,
    RecordChanged,
    Resume,
    Retry,
    Start,
)
from triloom_flow.errors import FlowRefused
from triloom_flow.offers import offers
from triloom_flow.state import FlowState, replay
from triloom_flow.step import step


def run(graph, *commands, facts, state=None):
    """Carry out commands one after another; returns the last result."""
    before, state, result, changes = state, state or FlowState(), None, []
    for command in commands:
        result = step(graph, state, command, now=NOW, facts=facts)
        state = result.state
        changes += result.changes
    if before is None:
        assert replay(changes).to_json() == state.to_json()
    return result


def stage_key(graph, state):
    return graph.stages[state.stage].key


def test_a_start_rests_in_the_first_stage(facts):
    graph = compiled(pipeline())
    result = run(graph, Start(), facts=facts)
    assert stage_key(graph, result.state) == "new"
    assert result.state.status == "running"
    assert result.state.stage_entered_at == NOW


def test_an_action_whose_guard_holds_moves_the_stage(facts):
    graph = compiled(pipeline())
    result = run(graph, Start(), Act("begin", OWNER), facts=facts)
    assert stage_key(graph, result.state) == "working"


def test_a_failed_guard_names_the_condition_that_failed(facts):
    graph = compiled(pipeline())
    cheap = replace(facts, values={**facts.values, ("cost",): 5})
    started = run(graph, Start(), facts=cheap).state
    (begin, _) = offers(graph, started, facts=cheap, actor=OWNER, now=NOW)
    assert not begin.is_allowed
    assert [reason.data["condition"] for reason in begin.reasons] == ["cost > 10"]
    assert begin.reasons[0].text == {"en": "Too cheap to repair", "zh-CN": "费用过低"}
    with pytest.raises(FlowRefused) as refused:
        run(graph, Act("begin", OWNER), facts=cheap, state=started)
    assert refused.value.code == "flow.guard_failed"
    assert refused.value.status == 409


def test_a_guard_that_is_null_does_not_hold(facts):
    graph = compiled(pipeline())
    unknown = replace(facts, values={**facts.values, ("cost",): None})
    started = run(graph, Start(), facts=unknown).state
    assert not offers(graph, started, facts=unknown, actor=OWNER, now=NOW)[0].is_allowed


def test_a_reserved_action_is_refused_to_other_roles(facts):
    graph = compiled(pipeline())
    with pytest.raises(FlowRefused) as refused:
        run(graph, Start(), Act("scrap", OWNER, "broken"), facts=facts)
    assert (refused.value.code, refused.value.status) == ("flow.role_required", 403)


def test_a_comment_that_is_required_must_be_there(facts):
    graph = compiled(pipeline())
    with pytest.raises(FlowRefused) as refused:
        run(graph, Start(), Act("scrap", CHIEF), facts=facts)
    assert refused.value.code == "flow.comment_required"
    ended = run(graph, Start(), Act("scrap", CHIEF, "burnt"), facts=facts).state
    assert (ended.status, ended.outcome) == ("completed", "failure")


def test_fields_that_a_stage_requires_are_named(facts):
    graph = compiled(pipeline())
    lacking = replace(facts, missing=frozenset({"cause"}))
    with pytest.raises(FlowRefused) as refused:
        run(graph, Start(), Act("begin", OWNER), facts=lacking)
    assert refused.value.status == 422
    assert [fault.pointer for fault in refused.value.faults] == ["/values/cause"]


def test_fields_that_an_edge_requires_are_named(facts):
    graph = compiled(pipeline())
    lacking = replace(facts, missing=frozenset({"due"}))
    with pytest.raises(FlowRefused) as refused:
        run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=lacking)
    assert refused.value.extra == {"required": ["due"]}


def test_an_unknown_action_is_a_conflict(facts):
    graph = compiled(pipeline())
    with pytest.raises(FlowRefused) as refused:
        run(graph, Start(), Act("finish", OWNER), facts=facts)
    assert refused.value.code == "flow.action_not_available"


def test_an_approval_asks_the_supervisor_and_tells_them(facts):
    graph = compiled(pipeline())
    asked = run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=facts)
    (task,) = asked.state.tasks.values()
    assert (task.assignee, task.requested_by, task.state) == ("u-boss", "u-owner", "pending")
    assert [effect.kind for effect in asked.effects] == ["notify"]
    assert stage_key(graph, asked.state) == "working"


@pytest.mark.parametrize(
    ("decision", "stage", "status"),
    [("approve", "fixed", "completed"), ("reject", "working", "running")],
)
def test_a_decision_leaves_by_its_port(facts, decision, stage, status):
    graph = compiled(pipeline())
    asked = run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=facts).state
    number = next(iter(asked.tasks))
    decided = step(graph, asked, Decide(number, decision, CHIEF), now=NOW, facts=facts)
    assert (stage_key(graph, decided.state), decided.state.status) == (stage, status)


def test_who_decides_is_not_asked_for_the_fields_of_the_next_stage(facts):
    graph = compiled(pipeline())
    asked = run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=facts).state
    lacking = replace(facts, missing=frozenset({"cause"}))
    reject = Decide(next(iter(asked.tasks)), "reject", CHIEF)
    decided = step(graph, asked, reject, now=NOW, facts=lacking).state
    assert stage_key(graph, decided) == "working"


def test_a_second_decision_on_a_task_is_a_conflict(facts):
    graph = compiled(pipeline())
    asked = run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=facts).state
    number = next(iter(asked.tasks))
    decided = step(graph, asked, Decide(number, "reject", CHIEF), now=NOW, facts=facts).state
    with pytest.raises(FlowRefused) as refused:
        step(graph, decided, Decide(number, "approve", CHIEF), now=NOW, facts=facts)
    assert refused.value.code == "flow.task_closed"
    assert refused.value.data == {"state": "rejected"}


def test_nobody_to_ask_means_the_administrators(facts):
    graph = compiled(pipeline())
    alone = replace(facts, supervisor=None)
    asked = run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=alone).state
    assert next(iter(asked.tasks.values())).candidate_role == "admin"


def test_the_given_state_is_never_altered(facts):
    graph = compiled(pipeline())
    started = run(graph, Start(), facts=facts).state
    before = started.to_json()
    step(graph, started, Act("begin", OWNER), now=NOW, facts=facts)
    assert started.to_json() == before


def test_a_placed_record_skips_guards_and_effects(facts):
    graph = compiled(pipeline())
    earlier = NOW - timedelta(days=40)
    placed = run(graph, Place("working", earlier), facts=Facts(missing=frozenset({"cause"})))
    assert stage_key(graph, placed.state) == "working"
    assert placed.state.stage_entered_at == earlier
    assert placed.effects == ()
    done = run(graph, Place("fixed"), facts=facts).state
    assert (done.status, done.outcome, done.tokens) == ("completed", "success", {})


def test_a_placed_record_may_be_placed_again_and_go_on(facts):
    graph = compiled(pipeline())
    placed = run(graph, Place("fixed"), Place("new"), Act("begin", OWNER), facts=facts)
    assert stage_key(graph, placed.state) == "working"


def test_a_choice_takes_the_first_way_that_holds_else_the_default(facts):
    body = line(
        {"key": "choose", "type": "xor"},
        {"key": "dear", "type": "set_vars", "settings": {"set": {"way": "'dear'"}}},
        {"key": "cheap", "type": "set_vars", "settings": {"set": {"way": "'cheap'"}}},
        variables=[{"key": "way", "type": "text"}],
        edges=[
            {"from": "start", "to": "choose"},
            {"from": "choose", "to": "cheap", "default": True},
            {"from": "choose", "to": "dear", "when": "cost >= 50"},
            {"from": "dear", "to": "end"},
            {"from": "cheap", "to": "end"},
        ],
    )
    graph = compiled(body)
    assert run(graph, Start(), facts=facts).state.variables == {"way": "dear"}
    cheap = replace(facts, values={("cost",): 1})
    assert run(graph, Start(), facts=cheap).state.variables == {"way": "cheap"}


def test_a_join_waits_for_every_way_of_the_split(facts):
    body = line(
        {"key": "split", "type": "and_split"},
        {"key": "a", "type": "wait_event", "settings": {"message": "a"}},
        {"key": "b", "type": "wait_event", "settings": {"message": "b"}},
        {"key": "join", "type": "and_join"},
        edges=[
            {"from": "start", "to": "split"},
            {"from": "split", "to": "a"},
            {"from": "split", "to": "b"},
            {"from": "a", "to": "join"},
            {"from": "b", "to": "join"},
            {"from": "join", "to": "end"},
        ],
    )
    graph = compiled(body)
    one = run(graph, Start(), Message("b"), facts=facts).state
    assert one.status == "running"
    assert run(graph, Start(), Message("b"), Message("a"), facts=facts).state.status == "completed"


def test_a_timer_waits_for_its_length_and_fires_once(facts):
    body = line({"key": "wait", "type": "timer", "settings": {"duration": {"days": 2}}})
    graph = compiled(body)
    waiting = run(graph, Start(), facts=facts).state
    (timer,) = waiting.timers.values()
    assert timer.due_at == NOW + timedelta(days=2)
    fired = run(graph, Start(), FireTimer(timer.number), FireTimer(timer.number), facts=facts)
    assert fired.state.status == "completed"
    assert fired.changes == ()


def test_a_cancelled_flow_cancels_its_tasks_and_timers(facts):
    body = line({"key": "wait", "type": "timer", "settings": {"duration": {"days": 2}}})
    graph = compiled(body)
    canceled = run(graph, Start(), Cancel(), facts=facts).state
    assert canceled.status == "canceled"
    assert {timer.state for timer in canceled.timers.values()} == {"canceled"}


def test_a_record_effect_waits_for_the_host_and_goes_on(facts):
    body = line({"key": "write", "type": "update_record", "settings": {"set": {"cost": "1 + 1"}}})
    graph = compiled(body)
    asked = run(graph, Start(), facts=facts)
    (effect,) = asked.effects
    assert effect.payload == {"via": None, "values": {"cost": 2}}
    resumed = step(graph, asked.state, Resume(effect.token), now=NOW, facts=facts)
    assert resumed.state.status == "completed"


def test_a_change_of_the_record_takes_an_automatic_way(facts):
    body = pipeline()
    body["edges"].append({"from": "new", "to": "scrapped", "when": "cost = 0"})
    graph = compiled(body)
    started = run(graph, Start(), facts=facts).state
    changed = RecordChanged(frozenset({"cost"}))
    still = step(graph, started, changed, now=NOW, facts=facts).state
    assert stage_key(graph, still) == "new"
    free = replace(facts, values={("cost",): 0})
    assert stage_key(graph, step(graph, started, changed, now=NOW, facts=free).state) == "scrapped"


def test_an_endless_loop_stops_with_an_incident_and_can_be_retried(facts):
    body = line(
        {"key": "a", "type": "xor"},
        {"key": "b", "type": "xor"},
        edges=[
            {"from": "start", "to": "a"},
            {"from": "a", "to": "b", "default": True},
            {"from": "b", "to": "a", "default": True},
            {"from": "a", "to": "end", "when": "cost = 1"},
        ],
    )
    graph = compiled(body)
    stopped = run(graph, Start(), facts=facts)
    assert stopped.state.status == "incident"
    assert stopped.effects == ()
    mended = replace(facts, values={("cost",): 1})
    assert step(graph, stopped.state, Retry(), now=NOW, facts=mended).state.status == "completed"


def test_assignment_in_turn_goes_on_after_the_last_one_served(facts):
    body = line(
        {
            "key": "give",
            "type": "assign",
            "settings": {"method": "round_robin", "users": ["a", "b"]},
        }
    )
    graph = compiled(body)
    chosen = [
        run(graph, Start(), facts=replace(facts, cursors=cursors)).effects[0].payload["user"]
        for cursors in ({}, {"give": "a"}, {"give": "b"})
    ]
    assert chosen == ["a", "b", "a"]


def test_assignment_by_load_takes_the_least_busy(facts):
    body = line(
        {"key": "give", "type": "assign", "settings": {"method": "load", "users": ["a", "b"]}}
    )
    busy = replace(facts, workload={"a": 3, "b": 1})
    assert run(compiled(body), Start(), facts=busy).effects[0].payload == {"user": "b"}


def test_a_webhook_that_waits_leaves_by_the_port_of_its_answer(facts):
    body = line(
        {"key": "call", "type": "webhook", "settings": {"url": "https://x.org", "wait": True}},
        {"key": "bad", "type": "set_vars", "settings": {"set": {"way": "'bad'"}}},
        variables=[{"key": "way", "type": "text"}],
        edges=[
            {"from": "start", "to": "call"},
            {"from": "call", "to": "end", "port": "success"},
            {"from": "call", "to": "bad", "port": "failure"},
            {"from": "bad", "to": "end"},
        ],
    )
    graph = compiled(body)
    asked = run(graph, Start(), facts=facts)
    token = asked.effects[0].token
    failed = step(graph, asked.state, Resume(token, "failure"), now=NOW, facts=facts).state
    assert failed.variables == {"way": "bad"}


def test_a_stage_with_a_plain_way_is_left_at_once_and_stays_the_stage(facts):
    body = pipeline()
    body["nodes"].append({"key": "end", "type": "end"})
    body["edges"].append({"from": "fixed", "to": "end"})
    body["edges"].append({"from": "start", "to": "fixed", "order": 0})
    body["edges"][0]["to"] = "fixed"
    graph = compiled(body)
    done = run(graph, Start(), facts=facts).state
    assert (stage_key(graph, done), done.status, done.outcome) == ("fixed", "completed", "success")


def test_a_notice_goes_to_users_roles_and_whom_the_rule_names(facts):
    settings = {"to": {"rule": "owner"}, "roles": ["chief"], "users": ["u9"], "title": "Done"}
    graph = compiled(line({"key": "tell", "type": "notify", "settings": settings}))
    (effect,) = run(graph, Start(), facts=facts).effects
    assert (effect.payload["users"], effect.payload["roles"]) == (["u9", "u-owner"], ["chief"])


def test_a_rule_that_names_nobody_falls_back(facts):
    body = pipeline()
    body["nodes"][3]["settings"] = {
        "assignee": {"rule": "supervisor_of_owner", "fallback": {"role": "chief"}}
    }
    graph = compiled(body)
    alone = replace(facts, supervisor=None)
    asked = run(graph, Start(), Act("begin", OWNER), Act("finish", OWNER), facts=alone).state
    assert next(iter(asked.tasks.values())).candidate_role == "chief"
