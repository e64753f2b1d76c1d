import pytest

from triloom_flow.lifecycle import (
    LifecycleRefused,
    StageLifecycle,
    next_instance_state,
    next_task_state,
)

PIPELINE = StageLifecycle(
    ["a", "b"], [("", "a"), ("a", "b")], [("go", "a", lambda asker: asker == "yes")]
)


def test_a_stage_follows_only_where_a_way_leads():
    assert PIPELINE.enter(None, "a") == "a"
    assert PIPELINE.enter("a", "b") == "b"
    with pytest.raises(LifecycleRefused):
        PIPELINE.enter("b", "a")
    with pytest.raises(LifecycleRefused):
        PIPELINE.enter("a", "unheard")


def test_any_stage_can_be_placed():
    assert PIPELINE.place("b", "a") == "a"


def test_an_action_belongs_to_its_stage_and_obeys_its_guard():
    assert PIPELINE.may_act("a", "go", "yes")
    assert not PIPELINE.may_act("a", "go", "no")
    with pytest.raises(LifecycleRefused):
        PIPELINE.may_act("b", "go", "yes")


def test_a_closed_task_takes_no_decision():
    assert next_task_state("pending", "approve") == "approved"
    for state in ("approved", "rejected", "withdrawn", "canceled"):
        with pytest.raises(LifecycleRefused):
            next_task_state(state, "approve")


def test_a_completed_instance_does_not_start_again():
    assert next_instance_state("new", "start") == "running"
    with pytest.raises(LifecycleRefused):
        next_instance_state("completed", "start")
