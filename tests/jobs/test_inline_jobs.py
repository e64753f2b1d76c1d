from datetime import timedelta

import pytest

from triloom.jobs import JobCanceled, RetryLater, put_schedule, report_progress
from triloom.jobs.handlers import HANDLERS, SWEEPS, _load
from triloom.jobs.messages import MESSAGES
from triloom.jobs.upkeep import KEEP, forget_old_jobs
from triloom_core.errors import TriloomError


def test_a_job_runs_after_its_transaction_and_keeps_its_result(bench):
    bench.enqueue("one", n=1)
    assert bench.ran == []
    assert bench.jobs.run_pending() == 1
    row = bench.row("one")
    assert (row.state, row.result, row.error) == ("done", {"seen": {"n": 1}}, None)
    assert bench.jobs.run_pending() == 0


def test_a_job_of_a_transaction_that_failed_does_not_exist(bench):
    with pytest.raises(ZeroDivisionError), bench.lab.services.database.write() as connection:
        bench.jobs.enqueue(connection, "one", "test", {})
        raise ZeroDivisionError
    assert bench.jobs.run_pending() == 0


def test_the_same_id_is_one_job(bench):
    bench.enqueue("one", n=1)
    bench.enqueue("one", n=2)
    bench.jobs.run_pending()
    bench.enqueue("one", n=3)
    bench.jobs.run_pending()
    assert bench.ran == [{"n": 1}]


@pytest.mark.parametrize("job_id", ["", "x" * 201])
def test_a_job_without_a_usable_id_is_a_programming_error(sqlite_bench, job_id):
    with pytest.raises(ValueError, match="id"):
        sqlite_bench.enqueue(job_id)


def test_a_job_in_the_future_waits_for_its_time(bench):
    with bench.lab.services.database.write() as connection:
        due = bench.clock.now() + timedelta(minutes=5)
        bench.jobs.enqueue_at(connection, "late", "test", {}, due)
    assert bench.jobs.run_pending() == 0
    assert bench.row("late").state == "scheduled"
    bench.clock.advance(timedelta(minutes=6))
    assert bench.jobs.run_pending() == 1


def test_a_fault_of_a_handler_is_kept_by_code_and_stops_nobody_else(bench):
    def behave(_services, payload):
        if payload["n"] == 1:
            raise TriloomError("job.unknown", data={"job": "x"})
        if payload["n"] == 2:
            raise KeyError("secret")

    bench.behave = behave
    for n in (1, 2, 3):
        bench.enqueue(f"job-{n}", n=n)
    bench.jobs.run_pending()
    assert bench.row("job-1").error == {"code": "job.unknown", "data": {"job": "x"}}
    assert bench.row("job-2").error == {
        "code": "internal.unexpected", "data": {"type": "KeyError"},
    }  # fmt: skip
    assert bench.row("job-3").state == "done"


def test_a_handler_may_ask_to_run_again_later(bench):
    def behave(_services, _payload):
        if len(bench.ran) < 3:
            raise RetryLater(timedelta(seconds=10), {"code": "job.unknown"})
        return "at last"

    bench.behave = behave
    bench.enqueue("again")
    bench.jobs.run_pending()
    row = bench.row("again")
    assert (row.state, row.attempt, row.workflow_id) == ("scheduled", 1, "again#1")
    for _ in range(2):
        bench.clock.advance(timedelta(seconds=11))
        bench.jobs.run_pending()
    assert bench.row("again").result == "at last"


def test_a_waiting_job_can_be_canceled_and_a_finished_one_not(bench):
    bench.enqueue("one")
    with bench.lab.services.database.write() as connection:
        assert bench.jobs.cancel(connection, "one").state == "canceled"
    assert bench.jobs.run_pending() == 0
    with pytest.raises(TriloomError) as refused, bench.lab.services.database.write() as connection:
        bench.jobs.cancel(connection, "one")
    assert (refused.value.code, refused.value.status) == ("job.finished", 409)


def test_a_running_job_notices_that_it_was_canceled(bench):
    def behave(services, _payload):
        report_progress(services, 1, 10)
        with services.database.write() as connection:
            services.jobs.cancel(connection, "one")
        report_progress(services, 2)

    bench.behave = behave
    bench.enqueue("one")
    bench.jobs.run_pending()
    row = bench.row("one")
    assert (row.state, row.progress_done, row.progress_total) == ("canceled", 2, 10)
    assert JobCanceled is not None


def test_an_unknown_job_is_absent(bench):
    with pytest.raises(TriloomError) as missing:
        bench.row("nothing")
    assert missing.value.status == 404


def test_a_schedule_runs_once_per_slot_and_makes_up_for_one_only(bench):
    with bench.lab.services.database.write() as connection:
        put_schedule(
            connection, bench.lab.services.organisation.id, key="k", kind="test",
            every_seconds=60, first_at=bench.clock.now(), payload={"a": 1},
        )  # fmt: skip
    assert bench.jobs.run_pending() == 1
    assert bench.jobs.run_pending() == 0
    bench.clock.advance(timedelta(hours=5))
    assert bench.jobs.run_pending() == 1
    bench.clock.advance(timedelta(seconds=60))
    assert bench.jobs.run_pending() == 1
    assert bench.ran == [{"a": 1}] * 3


def test_finished_jobs_are_forgotten_after_a_while(bench):
    bench.enqueue("old")
    bench.jobs.run_pending()
    bench.clock.advance(KEEP + timedelta(days=1))
    assert forget_old_jobs(bench.lab.services, {}) == {"deleted": 1}


def test_every_handler_and_sweep_exists():
    for path in (*HANDLERS.values(), *SWEEPS):
        assert callable(_load(path)), path


def test_every_code_has_a_text_in_both_languages():
    assert all(texts.get("en") and texts.get("zh-CN") for texts in MESSAGES.values())


def test_a_job_whose_command_died_is_taken_over_after_an_hour(bench):
    from triloom.jobs import rows

    bench.enqueue("one")
    with bench.lab.services.database.write() as connection:
        rows.claim(connection, "one", bench.clock.now())
    assert bench.jobs.run_pending() == 0
    bench.clock.advance(rows.ABANDONED_AFTER + timedelta(seconds=1))
    assert bench.jobs.run_pending() == 1
