import copy

from tests.flows.conftest import FLOW
from triloom.flows.backfill import backfill, enqueue_backfill
from triloom.flows.starts import place, place_many
from triloom.flows.store import find_instance
from triloom.flows.tables import flow_event, flow_instance, flow_stage_change, flow_timer
from triloom.jobs.tables import job
from triloom.records import write


def flow(nodes, edges, stages=(), **more):
    return {
        **copy.deepcopy(FLOW), "stages": list(stages), "nodes": nodes, "edges": edges, **more,
    }  # fmt: skip


def line(*nodes):
    """A flow start → nodes → end."""
    keys = ["start", *(node["key"] for node in nodes), "end"]
    return flow(
        [{"key": "start", "type": "start"}, *nodes, {"key": "end", "type": "end"}],
        [{"from": a, "to": b} for a, b in zip(keys, keys[1:], strict=False)],
    )


TIMER = {"key": "wait", "type": "timer", "settings": {"duration": {"days": 2}}}
MARK = {"key": "mark", "type": "update_record", "settings": {"set": {"note": "'late'"}}}


def status(shop, record):
    return shop.rows(flow_instance, record_id=record.id)[0].status


def test_a_timer_fires_when_its_time_has_come_and_once(shop):
    shop.publish(line(TIMER, MARK))
    record = shop.create()
    assert shop.run_jobs() == 0
    shop.later(days=1, hours=23)
    assert shop.run_jobs() == 0
    shop.later(hours=2)
    assert shop.run_jobs() == 1
    assert shop.image(record.id)["note"] == "late"
    assert status(shop, record) == "completed"
    assert shop.run_jobs() == 0


def test_a_timer_of_a_record_in_the_trash_sleeps_until_it_is_back(shop):
    shop.publish(line(TIMER, MARK))
    record = shop.create()
    with shop.lab.writing() as ctx:
        write.delete_record(ctx, shop.form, record.id, base_rev=1)
    shop.later(days=3)
    shop.run_jobs()
    assert shop.rows(flow_timer)[0].state == "sleeping"
    with shop.lab.writing() as ctx:
        write.restore_record(ctx, shop.form, record.id)
    shop.run_jobs()
    assert status(shop, record) == "completed"


def test_a_timer_may_wait_for_the_day_in_a_field(shop):
    until = {"key": "wait", "type": "timer", "settings": {"until": "done_on"}}
    shop.publish(line(until))
    shop.create(done_on="2026-03-10")
    (timer,) = shop.rows(flow_timer)
    assert timer.due_at.isoformat() == "2026-03-09T16:00:00+00:00"


def test_a_flow_waits_until_the_record_makes_its_condition_true(shop):
    shop.publish(line({"key": "w", "type": "wait_event", "settings": {"when": "hours > 2"}}))
    record = shop.create()
    with shop.lab.writing(shop.worker) as ctx:
        write.update_record(ctx, shop.form, record.id, {"hours": 1}, base_rev=1)
    assert status(shop, record) == "running"
    with shop.lab.writing(shop.worker) as ctx:
        write.update_record(ctx, shop.form, record.id, {"hours": 3}, base_rev=2)
    assert status(shop, record) == "completed"


def test_a_change_that_nobody_waits_for_writes_no_event(shop):
    record = shop.create()
    with shop.lab.writing(shop.worker) as ctx:
        write.update_record(ctx, shop.form, record.id, {"hours": 1}, base_rev=1)
    assert len(shop.rows(flow_event)) == 1


def test_a_flow_that_writes_its_own_record_wakes_its_other_branch_after_that_step(shop):
    body = flow(
        [
            {"key": "start", "type": "start"},
            {"key": "split", "type": "and_split"},
            {"key": "w", "type": "wait_event", "settings": {"when": "note = 'late'"}},
            MARK,
            {"key": "join", "type": "and_join"},
            {"key": "end", "type": "end"},
        ],
        [
            {"from": "start", "to": "split"},
            {"from": "split", "to": "w"},
            {"from": "split", "to": "mark"},
            {"from": "w", "to": "join"},
            {"from": "mark", "to": "join"},
            {"from": "join", "to": "end"},
        ],
    )
    shop.publish(body)
    record = shop.create()
    assert status(shop, record) == "completed"


def test_records_are_created_in_the_same_transaction(shop):
    make = {
        "key": "make",
        "type": "create_record",
        "settings": {"form": "part", "set": {"name": "name", "used": "0"}, "save_as": "made"},
    }
    shop.publish({**line(make), "variables": [{"key": "made", "type": "text"}]})
    record = shop.create()
    with shop.lab.reading() as ctx:
        instance = find_instance(ctx, record_id=record.id)
        rows = ctx.connection.execute(shop.part.table.select()).all()
    assert instance.state.variables == {"made": str(rows[0].id)}
    assert rows[0].owner_id == shop.worker.user_id


def test_assignment_goes_round_its_candidates(shop):
    give = {
        "key": "give",
        "type": "assign",
        "settings": {"method": "round_robin", "role": "worker"},
    }
    shop.publish(line(give))
    owners = {str(shop.create(who=shop.boss).owner_id) for _ in range(2)}
    assert owners == {str(shop.worker.user_id), str(shop.other.user_id)}


def test_assignment_by_load_spares_the_busy_one(shop):
    give = {"key": "give", "type": "assign", "settings": {"method": "load", "role": "worker"}}
    for _ in range(2):
        shop.create()
    shop.publish(line(give))
    with shop.lab.writing(shop.boss) as ctx:
        made = write.create_record(ctx, shop.form, {"name": "n", "cost": "1.00"})
    assert made.owner_id == shop.other.user_id


def test_imported_records_are_placed_without_guards(shop):
    from datetime import UTC, datetime

    record = shop.create(cost="1.00")
    earlier = datetime(2026, 1, 5, tzinfo=UTC)
    with shop.lab.writing() as ctx:
        place(ctx, shop.form, record.id, "fixed", earlier)
    image = shop.image(record.id)
    assert (image["stage"], image["closed"]) == ("fixed", True)
    assert image["stage_entered_at"] == "2026-01-05T00:00:00Z"
    assert image["note"] is None
    changes = shop.rows(flow_stage_change, record_id=record.id)
    assert [row.to_stage for row in changes] == ["s1", "s3"]


def test_records_older_than_the_flow_get_their_instances_by_job(shop):
    published = shop.lab.shelf.others.pop(("flows", "repair_flow"))
    shop.lab.shelf.kept.clear()
    records = [shop.create() for _ in range(3)]
    assert records[0].stage is None
    shop.lab.shelf.others[("flows", "repair_flow")] = published
    shop.lab.shelf.kept.clear()
    with shop.lab.writing() as ctx:
        enqueue_backfill(ctx, shop.form, 1)
        enqueue_backfill(ctx, shop.form, 1)
    assert shop.run_jobs() == 1
    assert {shop.image(record.id)["stage"] for record in records} == {"new"}
    (row,) = shop.rows(job)
    assert (row.state, row.result, row.progress_done) == ("done", {"started": 3}, 3)
    assert backfill(shop.lab.services, {"form": str(shop.form.id)}) == {"started": 0}


def test_many_records_start_in_a_handful_of_statements(sqlite_shop):
    shop = sqlite_shop
    with shop.lab.writing(shop.worker) as ctx:
        from triloom.records.bulk import BulkRequest, run_bulk

        rows = [{"values": {"name": f"n{n}", "cost": "20.00"}} for n in range(50)]
        with shop.lab.counting() as statements:
            run_bulk(ctx, shop.form, BulkRequest(create=rows, atomic=True))
    assert len(shop.rows(flow_instance)) == 50
    assert len(statements) < 60
    with shop.lab.writing() as ctx, shop.lab.counting() as statements:
        ids = [row.record_id for row in shop.rows(flow_instance)[:2]]
        place_many(ctx, shop.form, {ids[0]: ("working", None), ids[1]: ("fixed", None)})
    assert shop.image(ids[1])["stage"] == "fixed"


def test_flows_that_set_off_one_another_for_ever_are_refused(shop):
    import pytest

    from triloom_core.errors import TriloomError

    make = {
        "key": "make",
        "type": "create_record",
        "settings": {"form": "repair", "set": {"name": "name"}},
    }
    shop.publish(line(make))
    with pytest.raises(TriloomError) as refused:
        shop.create()
    assert refused.value.code == "flow.too_deep"
    assert shop.rows(flow_instance) == []


def test_a_timer_whose_flow_cannot_go_on_is_an_incident_that_can_be_retried(shop):
    from triloom.flows.incidents import list_incidents, retry_instance

    clash = {"key": "mark", "type": "update_record", "settings": {"set": {"name": "cause"}}}
    shop.publish(line(TIMER, clash))
    record = shop.create(cause=None)
    shop.later(days=3)
    shop.run_jobs()
    with shop.lab.reading() as ctx:
        (incident,) = list_incidents(ctx, "works")
    assert (incident["code"], incident["node"]) == ("record.invalid", "wait")
    assert status(shop, record) == "incident"
    with shop.lab.writing(shop.worker) as ctx:
        write.update_record(ctx, shop.form, record.id, {"cause": "belt"}, base_rev=1)
    with shop.lab.writing() as ctx:
        retry_instance(ctx, "works", shop.rows(flow_instance)[0].id)
    shop.run_jobs()
    assert status(shop, record) == "completed"
    assert shop.image(record.id)["name"] == "belt"


def test_records_that_come_with_a_past_keep_it(sqlite_shop):
    from datetime import timedelta

    from tests.flows.conftest import START
    from triloom.flows.paths import place_paths
    from triloom.records.bulk import BulkRequest, run_bulk

    shop = sqlite_shop
    rows = [{"values": {"name": f"n{n}"}} for n in range(2)]
    with shop.lab.writing() as ctx:
        run_bulk(ctx, shop.form, BulkRequest(create=rows, atomic=True), source="placed")
        assert shop.rows(flow_instance) == []
        ids = [row.id for row in ctx.connection.execute(shop.form.table.select()).all()]
        path = [("new", START - timedelta(days=9)), ("fixed", START - timedelta(days=2))]
        place_paths(ctx, shop.form, dict.fromkeys(ids, path))
    assert shop.image(ids[0])["stage"] == "fixed"
    changes = shop.rows(flow_stage_change, record_id=ids[0])
    assert sorted(row.to_stage for row in changes) == ["s1", "s3"]


def test_many_timers_that_come_due_at_once_all_fire(sqlite_shop, monkeypatch):
    from triloom.flows import timers
    from triloom.jobs import port

    shop = sqlite_shop
    monkeypatch.setattr(timers, "BATCH", 2)
    monkeypatch.setattr(port, "BATCH", 2)
    shop.publish(line(TIMER))
    for _ in range(5):
        shop.create()
    shop.later(days=3)
    assert shop.lab.services.jobs.sweep() == 5
    assert {row.state for row in shop.rows(flow_timer)} == {"queued"}
