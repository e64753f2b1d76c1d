"""Children: answers travel, limits hold, every end of a child is an answer with a reason."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from triloom.children import Children
from triloom.children.limits import PLANS, PoolName
from triloom_core.errors import TriloomError

PROBE = "triloom.children.probes:run"
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    pools = Children()
    yield pools
    pools.close()


def fails(children: Children, code: str, *, pool: PoolName, timeout: float, **probe: object) -> str:
    with pytest.raises(TriloomError) as caught:
        children.call(pool=pool, function=PROBE, payload=probe, timeout=timeout)
    assert caught.value.code == code
    assert 400 <= caught.value.status < 500
    return str(caught.value.data.get("reason", ""))


def test_json_and_bytes_travel_both_ways(children: Children) -> None:
    payload = {"probe": "echo", "text": "中文", "deep": [1, {"a": None}]}
    assert children.call(pool="trusted", function=PROBE, payload=payload) == payload
    content = os.urandom(3 * MEBIBYTE)
    back = children.call_bytes(pool="hostile", function=PROBE, payload=payload, body=content)
    assert back == content


def test_a_trusted_child_is_reused_and_has_no_environment_of_the_server(
    children: Children,
) -> None:
    os.environ["TRILOOM_TEST_SECRET"] = "1"
    first, second = (
        children.call(pool="trusted", function=PROBE, payload={"probe": "process"}) for _ in "ab"
    )
    assert isinstance(first, dict)
    assert first == second
    assert "TRILOOM_TEST_SECRET" not in first["environment"]
    assert first["pid"] != os.getpid()


def test_a_hostile_child_does_one_job_and_is_gone(children: Children) -> None:
    first, second = (
        children.call(pool="hostile", function=PROBE, payload={"probe": "process"}) for _ in "ab"
    )
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["pid"] != second["pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(first["pid"], 0)


def test_a_child_that_sleeps_too_long_is_killed(children: Children) -> None:
    fails(
        children,
        "children.timeout",
        pool="hostile",
        timeout=0.3,
        probe="sleep",
        amount=60,
    )


def test_a_child_that_takes_too_much_memory_is_refused(children: Children) -> None:
    reason = fails(
        children,
        "children.killed",
        pool="hostile",
        timeout=10,
        probe="allocate",
        amount=4096 * MEBIBYTE,
    )
    assert reason == "memory"


def test_a_hostile_child_cannot_write_a_file(children: Children) -> None:
    fails(
        children,
        "children.failed",
        pool="hostile",
        timeout=10,
        probe="write",
        amount=10,
    )


def test_a_child_that_dies_is_reported_and_the_next_one_answers(
    children: Children,
) -> None:
    reason = fails(children, "children.killed", pool="trusted", timeout=10, probe="exit", amount=7)
    assert "7" in reason
    payload = {"probe": "echo"}
    assert children.call(pool="trusted", function=PROBE, payload=payload) == payload


def test_an_error_of_the_function_keeps_its_code_and_an_unknown_one_is_named(
    children: Children,
) -> None:
    assert fails(children, "children.failed", pool="trusted", timeout=10, probe="refuse") == (
        "refused"
    )
    assert "unknown probe" in fails(
        children, "children.failed", pool="trusted", timeout=10, probe="x"
    )


def test_a_function_outside_of_the_list_never_runs(children: Children) -> None:
    with pytest.raises(ValueError, match="os:system"):
        children.call(pool="trusted", function="os:system", payload="true")


def test_an_answer_above_the_limit_is_refused_before_it_is_taken() -> None:
    plan = replace(PLANS["trusted"], limits=replace(PLANS["trusted"].limits, reply_bytes=100))
    pools = Children(plans={"trusted": plan})
    with pytest.raises(TriloomError, match="children.result_too_large"):
        pools.call_bytes(
            pool="trusted", function=PROBE, payload={"probe": "echo"}, body=b"x" * 1000
        )
    pools.close()


def test_a_child_is_recycled_after_its_share_of_jobs() -> None:
    pools = Children(plans={"trusted": replace(PLANS["trusted"], jobs_per_child=2)})
    seen = [
        pools.call(pool="trusted", function=PROBE, payload={"probe": "process"}) for _ in range(3)
    ]
    assert seen[0] == seen[1] != seen[2]
    pools.close()


def test_a_full_pool_answers_429_and_a_cancelled_job_frees_its_place() -> None:
    pools = Children(plans={"hostile": replace(PLANS["hostile"], running=1, waiting=0)})
    cancel = threading.Event()
    outcome: list[str] = []

    def long_job() -> None:
        try:
            pools.call(
                pool="hostile",
                function=PROBE,
                payload={"probe": "sleep", "amount": 60},
                timeout=60,
                cancel=cancel,
            )
        except TriloomError as error:
            outcome.append(error.code)

    thread = threading.Thread(target=long_job)
    thread.start()
    while not pools._pools["hostile"]._busy:
        pass
    with pytest.raises(TriloomError) as caught:
        pools.call(pool="hostile", function=PROBE, payload={"probe": "echo"})
    assert caught.value.status == 429
    assert "Retry-After" in caught.value.headers
    cancel.set()
    thread.join()
    assert outcome == ["children.cancelled"]
    assert pools.call(pool="hostile", function=PROBE, payload={"probe": "echo"}) is not None
    pools.close()


def test_a_warmed_child_has_imported_the_chart_library(children: Children) -> None:
    children.warm("triloom_report.charts:warm").join()
    modules = children.call(pool="trusted", function=PROBE, payload={"probe": "modules"})
    assert isinstance(modules, list)
    assert "altair" in modules


def test_the_server_process_imports_no_heavy_library() -> None:
    code = (
        "import sys, triloom.app, triloom.reports.query, triloom.reports.boards;"
        "print([m for m in ('altair', 'pandas', 'lightgbm', 'sklearn', 'weasyprint', 'vl_convert',"
        " 'duckdb', 'pyarrow', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "[]"
