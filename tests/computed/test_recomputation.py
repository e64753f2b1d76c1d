"""Values follow their inputs: within a record, over links, up to sums, by jobs when there are many."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.lab import APP, Lab
from triloom.access.principal import SYSTEM
from triloom.computed import recompute
from triloom.computed.auto_numbers import take_block
from triloom.computed.graph import graph_of
from triloom.computed.recompute import enqueue_form
from triloom.records import write
from triloom.records.bulk import BulkRequest, run_bulk
from triloom.records.layout import layout_of
from triloom.records.read import load_image
from triloom_core.json_types import Json


def create(lab: Lab, form: str, **values: Json) -> uuid.UUID:
    with lab.writing() as ctx:
        return write.create_record(ctx, ctx.catalog.form(APP, form), values).id


def change(lab: Lab, form: str, record_id: uuid.UUID, **values: Json) -> None:
    with lab.writing() as ctx:
        published = ctx.catalog.form(APP, form)
        image = load_image(ctx, layout_of(published), record_id)
        assert image is not None
        rev = int(str(image["rev"]))
        write.update_record(ctx, published, record_id, values, base_rev=rev)


def seen(lab: Lab, form: str, record_id: uuid.UUID, *keys: str) -> tuple[Json, ...]:
    with lab.reading() as ctx:
        image = load_image(ctx, layout_of(ctx.catalog.form(APP, form)), record_id)
        assert image is not None
        return tuple(image[key] for key in keys)


def test_a_change_travels_down_two_links_and_up_again(lab: Lab) -> None:
    group = create(lab, "group", name="Pumps", rate="10.00")
    machine = create(lab, "machine", name="P1", group=str(group))
    job = create(lab, "job", machine=str(machine), hours=3, day="2026-01-05", kind="repair")
    assert seen(lab, "job", job, "price", "place", "wrong") == ("30.00", "Pumps", None)
    assert seen(lab, "machine", machine, "hours", "last") == (3, "2026-01-05")
    assert seen(lab, "group", group, "all_hours", "cost", "machines") == (3, "30.00", 1)
    change(lab, "group", group, rate="12.50", name="Pumps north")
    assert seen(lab, "job", job, "price", "place") == ("37.50", "Pumps north")
    change(lab, "job", job, hours=8)
    assert seen(lab, "machine", machine, "hours", "long_jobs") == (8, 1)
    assert seen(lab, "group", group, "cost") == ("100.00",)


def test_moving_a_record_settles_both_ends_and_a_cleared_link_too(lab: Lab) -> None:
    first, second = (create(lab, "group", name=name, rate="1.00") for name in ("a", "b"))
    machine = create(lab, "machine", name="P1", group=str(first))
    job = create(lab, "job", machine=str(machine), hours=2)
    change(lab, "machine", machine, group=str(second))
    assert seen(lab, "group", first, "machines", "all_hours") == (0, 0)
    assert seen(lab, "group", second, "machines", "all_hours") == (1, 2)
    with lab.writing() as ctx:
        write.delete_record(ctx, ctx.catalog.form(APP, "group"), second)
    assert seen(lab, "machine", machine, "group", "group_name") == (None, None)
    assert seen(lab, "job", job, "price", "place") == (None, None)
    with lab.writing() as ctx:
        write.delete_record(ctx, ctx.catalog.form(APP, "machine"), machine)
    assert seen(lab, "job", job, "deleted_at") != (None,)


def test_means_are_exact_and_rounded_half_to_even(lab: Lab) -> None:
    machine = create(lab, "machine", name="P1")
    for hours in (1, 2, 2):
        create(lab, "job", machine=str(machine), hours=hours)
    assert seen(lab, "machine", machine, "mean") == ("1.67",)
    assert seen(lab, "machine", create(lab, "machine", name="P2"), "mean", "hours") == (None, 0)


def test_many_dependants_are_recomputed_by_a_job(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "INLINE", 5)
    monkeypatch.setattr(recompute, "CHUNK", 4)
    group = create(lab, "group", name="Pumps", rate="10.00")
    machine = create(lab, "machine", name="P1", group=str(group))
    with lab.writing() as ctx:
        rows = [{"values": {"machine": str(machine), "hours": hour}} for hour in range(11)]
        result = run_bulk(ctx, ctx.catalog.form(APP, "job"), BulkRequest(create=rows))
    last = result.rows[-1].record_id
    assert last is not None
    change(lab, "group", group, rate="1.00")
    assert seen(lab, "job", last, "price") == ("100.00",)
    lab.services.jobs.run_pending()
    assert seen(lab, "job", last, "price") == ("10.00",)


def test_a_new_definition_is_computed_for_all_records_by_a_job(lab: Lab) -> None:
    machine = create(lab, "machine", name="P1")
    job = create(lab, "job", machine=str(machine), hours=4)
    with lab.writing() as ctx:
        form = ctx.catalog.form(APP, "machine")
        ctx.connection.execute(form.table.update().values({
            layout_of(form).plan.by_key["hours"].column.key: 999}))  # fmt: skip
        enqueue_form(ctx, form, ["hours"])
    lab.services.jobs.run_pending()
    assert seen(lab, "machine", machine, "hours") == (4,)
    assert seen(lab, "job", job, "hours") == (4,)


def test_a_formula_that_reads_itself_stays_empty_and_harms_nobody(lab: Lab) -> None:
    lab.add_forms({"key": "loop", "fields": [
        {"key": "name", "type": "text"},
        {"key": "a", "type": "formula", "expression": "b + 1", "result": {"type": "integer"}},
        {"key": "b", "type": "formula", "expression": "a + 1", "result": {"type": "integer"}},
        {"key": "c", "type": "formula", "expression": "size(split(name, ','))"},
    ]})  # fmt: skip
    record = create(lab, "loop", name="x,y")
    assert seen(lab, "loop", record, "a", "b", "c") == (None, None, 2)
    with lab.reading() as ctx:
        assert graph_of(ctx, APP).forms["loop"].cyclic == {"a", "b"}


def test_numbers_are_never_given_twice(lab: Lab) -> None:
    (form,) = lab.add_forms({"key": "ticket", "fields": [
        {"key": "number", "type": "auto_number", "pattern": "T{number:03}", "start": 7}]})  # fmt: skip
    with lab.writing() as ctx:
        rows = [{"values": {}} for _ in range(5)]
        run_bulk(ctx, form, BulkRequest(create=rows))
        run_bulk(ctx, form, BulkRequest(create=rows))
        field = form.spec.fields[0]
        assert take_block(ctx, field, 1) == 17
        column = layout_of(form).plan.by_key["number"].column
        numbers = list(
            ctx.connection.execute(form.table.select().with_only_columns(column)).scalars()
        )
    assert sorted(numbers) == [f"T{number:03}" for number in range(7, 17)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "move", "hours", "delete"]), st.integers(0, 3), st.integers(0, 9)
    ),
    max_size=8,
)


@settings(
    max_examples=10, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
def test_sums_always_equal_what_their_rows_say(lab: Lab, steps: list[tuple[str, int, int]]) -> None:
    machines = [create(lab, "machine", name=str(number)) for number in range(2)]
    jobs: list[uuid.UUID] = []
    facts: dict[uuid.UUID, tuple[uuid.UUID, int]] = {}
    for step, which, number in steps:
        machine = machines[which % 2]
        job = jobs[which % len(jobs)] if jobs else None
        if step == "create":
            job = create(lab, "job", machine=str(machine), hours=number)
            jobs.append(job)
            facts[job] = (machine, number)
        elif job is None or job not in facts:
            continue
        elif step == "move":
            change(lab, "job", job, machine=str(machine))
            facts[job] = (machine, facts[job][1])
        elif step == "hours":
            change(lab, "job", job, hours=number)
            facts[job] = (facts[job][0], number)
        else:
            with lab.writing(SYSTEM) as ctx:
                write.delete_record(ctx, ctx.catalog.form(APP, "job"), job)
            del facts[job]
    for machine in machines:
        wanted = sum(hours for owner, hours in facts.values() if owner == machine)
        assert seen(lab, "machine", machine, "hours") == (wanted,)
