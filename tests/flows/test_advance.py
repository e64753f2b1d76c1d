import copy
import json
from datetime import timedelta

import pytest

from tests.flows.conftest import FLOW
from triloom.connect.tables import notification
from triloom.flows.actions import available_actions
from triloom.flows.store import find_instance, stored_changes
from triloom.flows.tables import (
    flow_effect,
    flow_event,
    flow_instance,
    flow_stage_change,
    flow_task,
    flow_token,
)
from triloom.flows.tasks import decide, list_tasks
from triloom.records import write
from triloom.records.read import get_record
from triloom_core.errors import TriloomError
from triloom_flow.state import replay


def stored_equals_replayed(shop, record_id):
    with shop.lab.reading() as ctx:
        instance = find_instance(ctx, record_id=record_id)
        again = replay(stored_changes(ctx, instance.id)).to_json()
        assert json.dumps(again, sort_keys=True) == json.dumps(
            instance.state.to_json(), sort_keys=True
        )


def test_a_new_record_enters_the_first_stage(shop):
    record = shop.create()
    assert record.stage == "new"
    image = shop.image(record.id)
    assert (image["stage_kind"], image["closed"]) == ("open", False)
    assert image["stage_entered_at"] == "2026-03-02T08:00:00Z"
    assert record.rev == 1
    stored_equals_replayed(shop, record.id)


def test_an_action_moves_the_record_and_says_so_in_its_events(shop):
    record = shop.create()
    shop.later(days=2)
    moved = shop.act(record.id, "begin", comment="go")
    assert moved.stage == "working"
    (first, second) = shop.rows(flow_stage_change, record_id=record.id)
    assert (first.from_stage, first.to_stage) == (None, "s1")
    assert (second.from_stage, second.to_stage, second.action) == ("s1", "s2", "begin")
    assert second.entered_at - first.entered_at == timedelta(days=2)
    event = max(shop.rows(flow_event), key=lambda row: row.seq)
    assert (event.type, event.action, event.comment) == ("act", "begin", "go")
    assert event.actor == shop.worker.user_id
    stored_equals_replayed(shop, record.id)


def test_a_refused_guard_changes_nothing_and_names_the_reason(shop):
    record = shop.create(cost="5.00")
    with pytest.raises(TriloomError) as refused:
        shop.act(record.id, "begin", values={"cause": "other"})
    assert (refused.value.code, refused.value.status) == ("flow.guard_reason", 409)
    image = shop.image(record.id)
    assert (image["stage"], image["cause"], image["rev"]) == ("new", "wear", 1)
    with shop.lab.reading(shop.worker) as ctx:
        ctx.language = "zh-CN"
        begin, scrap = available_actions(ctx, shop.form, get_record(ctx, shop.form, record.id))
    assert not begin.allowed
    assert begin.reasons[0]["message"] == "费用过低"
    assert begin.reasons[0]["condition"] == "cost > 10"
    assert begin.required == ("cause",)
    assert [reason["code"] for reason in scrap.reasons] == ["flow.role_required"]


def test_a_condition_over_a_hidden_field_is_not_quoted(shop):
    flow = copy.deepcopy(FLOW)
    flow["edges"][1] |= {"when": "note = 'paid'", "reason": None}
    shop.publish(flow)
    record = shop.create()
    with pytest.raises(TriloomError) as refused:
        shop.act(record.id, "begin")
    assert refused.value.data["condition"] == "…"
    with shop.lab.reading(shop.worker) as ctx:
        begin, _ = available_actions(ctx, shop.form, get_record(ctx, shop.form, record.id))
    assert "note" not in json.dumps(begin.to_json())
    with shop.lab.reading(shop.boss) as ctx:
        begin, _ = available_actions(ctx, shop.form, get_record(ctx, shop.form, record.id))
    assert begin.reasons[0]["condition"] == "note = 'paid'"


def test_values_given_with_an_action_are_written_first_and_seen_by_the_guard(shop):
    record = shop.create(cost="5.00")
    moved = shop.act(record.id, "begin", values={"cost": "20.00"})
    assert (moved.stage, moved.values["cost"], moved.rev) == ("working", "20.00", 2)


def test_missing_fields_are_named_by_pointer(shop):
    record = shop.create(cause=None)
    with pytest.raises(TriloomError) as refused:
        shop.act(record.id, "begin")
    assert refused.value.status == 422
    assert [fault.pointer for fault in refused.value.faults] == ["/values/cause"]


def test_a_stage_is_not_a_value(shop):
    record = shop.create()
    with pytest.raises(TriloomError) as refused, shop.lab.writing(shop.worker) as ctx:
        write.update_record(ctx, shop.form, record.id, {"stage": "fixed"}, base_rev=1)
    assert refused.value.status == 422
    assert shop.image(record.id)["stage"] == "new"


def test_who_does_not_see_a_record_cannot_move_it(shop):
    record = shop.create()
    with pytest.raises(TriloomError) as refused:
        shop.act(record.id, "begin", who=shop.other)
    assert refused.value.status == 404


def approved(shop, **values):
    record = shop.create(hours=3, **values)
    shop.act(record.id, "begin")
    shop.act(record.id, "finish")
    with shop.lab.reading(shop.boss) as ctx:
        (task,) = list_tasks(ctx, "mine")
    return record, task


def test_a_task_reaches_the_supervisor_with_its_facts(shop):
    record, task = approved(shop)
    assert task["title"] == "Decide on the repair"
    assert task["record"] == {"id": str(record.id), "title": "Lathe"}
    assert task["assignee"]["name"] == "Boss"
    assert task["requested_by"]["name"] == "Wang"
    assert [fact["value"] for fact in task["facts"]] == ["Lathe", "3"]
    assert task["actions"] == ["approve", "reject"]
    shop.run_jobs()
    (notice,) = shop.rows(notification)
    assert (notice.user_id, notice.body) == (shop.boss.user_id, "Lathe")


def test_an_approval_goes_on_through_record_effects_to_the_end(shop):
    with shop.lab.writing() as ctx:
        part = write.create_record(ctx, shop.part, {"name": "Belt"})
    record, task = approved(shop, part=str(part.id))
    with shop.lab.writing(shop.boss) as ctx:
        decided = decide(ctx, _uuid(task["id"]), "approve", "fine")
    assert (decided["state"], decided["comment"], decided["actions"]) == ("approved", "fine", [])
    image = shop.image(record.id)
    assert (image["stage"], image["closed"], image["stage_kind"]) == ("fixed", True, "success")
    assert (image["done_on"], image["hours"]) == ("2026-03-02", 4)
    with shop.lab.reading() as ctx:
        assert get_record(ctx, shop.part, part.id).values["used"] == 4
    (instance,) = shop.rows(flow_instance, record_id=record.id)
    assert (instance.status, instance.outcome) == ("completed", "success")
    assert shop.rows(flow_token, instance_id=instance.id) == []
    stored_equals_replayed(shop, record.id)
    shop.run_jobs()
    effects = shop.rows(flow_effect, instance_id=instance.id)
    assert {effect.state for effect in effects} == {"done"}
    titles = {row.user_id: row.title for row in shop.rows(notification)}
    assert titles[shop.worker.user_id] == "Fixed: Lathe …"


def test_a_rejection_returns_the_record_to_its_stage(shop):
    record, task = approved(shop)
    with shop.lab.writing(shop.boss) as ctx:
        decide(ctx, _uuid(task["id"]), "reject", "why?")
    assert shop.image(record.id)["stage"] == "working"
    with shop.lab.reading(shop.worker) as ctx:
        (sent,) = list_tasks(ctx, "sent")
    assert (sent["state"], sent["comment"]) == ("rejected", "why?")
    stored_equals_replayed(shop, record.id)


def test_a_second_decision_is_a_conflict_that_says_why(shop):
    _, task = approved(shop)
    with shop.lab.writing(shop.boss) as ctx:
        decide(ctx, _uuid(task["id"]), "reject", "")
    with pytest.raises(TriloomError) as refused, shop.lab.writing(shop.boss) as ctx:
        decide(ctx, _uuid(task["id"]), "approve", "")
    assert (refused.value.code, refused.value.status) == ("flow.task_closed", 409)
    assert refused.value.data == {"state": "rejected"}


def test_a_task_is_decided_only_by_whom_it_is_for(shop):
    _, task = approved(shop)
    with pytest.raises(TriloomError) as refused, shop.lab.writing(shop.worker) as ctx:
        decide(ctx, _uuid(task["id"]), "approve", "")
    assert refused.value.code == "task.not_yours"
    with pytest.raises(TriloomError) as hidden, shop.lab.writing(shop.other) as ctx:
        decide(ctx, _uuid(task["id"]), "approve", "")
    assert hidden.value.status == 404
    with shop.lab.writing(shop.worker) as ctx:
        assert decide(ctx, _uuid(task["id"]), "withdraw", "")["state"] == "withdrawn"


def test_of_two_writers_on_the_same_revision_one_is_refused(shop):
    record = shop.create()
    with shop.lab.writing() as ctx:
        instance = find_instance(ctx, record_id=record.id)
    shop.act(record.id, "begin")
    from triloom.flows.engine import run
    from triloom_flow.commands import Act, Actor

    with pytest.raises(TriloomError) as refused, shop.lab.writing() as ctx:
        run(ctx, shop.form, instance, Act("begin", Actor(None, is_admin=True)))
    assert refused.value.code == "flow.conflict"
    assert len(shop.rows(flow_event)) == 2


def test_of_many_who_act_at_once_exactly_one_moves_the_record(shop):
    import threading

    record, outcomes, gate = shop.create(), [], threading.Barrier(4)

    def try_it():
        gate.wait()
        try:
            outcomes.append(shop.act(record.id, "begin").stage)
        except TriloomError as error:
            outcomes.append((error.code, error.status))

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("working") == 1
    refused = {outcome for outcome in outcomes if outcome != "working"}
    assert refused <= {("flow.action_not_available", 409), ("flow.conflict", 409)}
    assert len(shop.rows(flow_event)) == 2


def test_tasks_of_a_record_in_the_trash_are_hidden_until_it_is_back(shop):
    record, _ = approved(shop)
    with shop.lab.writing(shop.boss) as ctx:
        write.delete_record(ctx, shop.form, record.id, base_rev=record.rev)
        assert list_tasks(ctx, "mine") == []
        write.restore_record(ctx, shop.form, record.id)
        assert len(list_tasks(ctx, "mine")) == 1
    assert len(shop.rows(flow_task)) == 1


def _uuid(text):
    import uuid

    return uuid.UUID(text)
