"""Flow engine: pure steps, durable advances with commit, jobs from enqueue to done.

Run: python benchmarks/flow.py. Prints CPU figures of this machine; quote ratios, not absolutes.
Reference flow: seven human steps and one exclusive gateway.
"""

import triloom  # noqa: F401, I001  (installs the one SQLite library first)

import json
import sys
import tempfile
import threading
import time
import types
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.flows.conftest import publish
from tests.support.lab import open_lab
from triloom.access.principal import SYSTEM
from triloom.flows.engine import advance
from triloom.flows.listeners import FLOW_LISTENERS
from triloom.jobs import handlers
from triloom.jobs.durable import DurableJobs
from triloom.records import write
from triloom_flow.commands import Act, Actor, Facts, Start
from triloom_flow.graph import FlowGraph
from triloom_flow.spec import FlowSpec
from triloom_flow.state import FlowState
from triloom_flow.step import step

STEPS = 7
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def reference() -> dict[str, object]:
    """Return the reference flow."""
    nodes = [{"key": "start", "type": "start"}]
    edges = [{"from": "start", "to": "s0"}]
    stages = []
    for number in range(STEPS + 1):
        stages.append({"key": f"s{number}", "kind": "success" if number == STEPS else "open"})
        nodes.append({"key": f"s{number}", "type": "stage", "stage": f"s{number}"})
        if number == STEPS:
            continue
        target = "choose" if number == 3 else f"s{number + 1}"
        edges.append({"from": f"s{number}", "to": target, "action": "go", "when": "cost > 10"})
    nodes.append({"key": "choose", "type": "xor"})
    edges.append({"from": "choose", "to": "s4", "when": "cost > 20"})
    edges.append({"from": "choose", "to": "s5", "default": True})
    return {"key": "reference", "form": "thing", "stages": stages, "nodes": nodes, "edges": edges}


def pure(graph: FlowGraph, instances: int) -> tuple[float, int]:
    """Return human steps per CPU second, and the largest state in bytes."""
    facts, actor, largest = Facts(values={("cost",): 50}), Actor("u"), 0
    began = time.process_time()
    for _ in range(instances):
        state = step(graph, FlowState(), Start(), now=NOW, facts=facts).state
        for _ in range(STEPS):
            state = step(graph, state, Act("go", actor), now=NOW, facts=facts).state
    spent = time.process_time() - began
    largest = len(json.dumps(state.to_json()))
    return instances * STEPS / spent, largest


def durable(folder: Path, records: int) -> tuple[float, float]:
    """Return advances per CPU second, and CPU milliseconds of one, commit included."""
    lab = open_lab(folder)
    lab.services.listeners = (*lab.services.listeners, *FLOW_LISTENERS)
    (form,) = lab.add_forms(
        {
            "key": "thing",
            "title": "{name}",
            "fields": [{"key": "name", "type": "text"}, {"key": "cost", "type": "integer"}],
        }
    )
    publish(lab, reference())
    made = []
    for number in range(records):
        with lab.services.transaction(SYSTEM) as ctx:
            values = {"name": str(number), "cost": 50}
            made.append(write.create_record(ctx, form, values).id)
    began = time.process_time()
    for _ in range(STEPS):
        for record in made:
            with lab.services.transaction(SYSTEM) as ctx:
                advance(ctx, form, record, "go")
    spent = time.process_time() - began
    lab.close()
    done = records * STEPS
    return done / spent, spent / done * 1000


def queued(folder: Path, jobs: int) -> tuple[float, float]:
    """Return jobs per second from the first enqueue to the last end, and CPU milliseconds of one."""
    lab, ended = open_lab(folder), threading.Semaphore(0)
    services = lab.services
    module = types.ModuleType("flow_benchmark")
    module.handle = lambda _services, _payload: ended.release()  # type: ignore[attr-defined]
    sys.modules["flow_benchmark"] = module
    handlers.HANDLERS["benchmark"] = "flow_benchmark:handle"
    services.jobs = DurableJobs(services.database, services.organisation.id)
    services.jobs.bind(services)
    services.jobs.seed_schedules = lambda: None  # type: ignore[method-assign]
    services.jobs.start()
    with services.transaction(SYSTEM) as ctx:
        services.jobs.enqueue(ctx.connection, "first", "benchmark", {})
    ended.acquire()
    began, spent = time.perf_counter(), time.process_time()
    for number in range(jobs):
        with services.transaction(SYSTEM) as ctx:
            services.jobs.enqueue(ctx.connection, f"job {number}", "benchmark", {})
    for _ in range(jobs):
        ended.acquire()
    elapsed, spent = time.perf_counter() - began, time.process_time() - spent
    services.jobs.stop()
    lab.close()
    return jobs / elapsed, spent / jobs * 1000


def main() -> None:
    """Measure and print."""
    graph = FlowGraph(FlowSpec.from_json(reference()))
    rate, largest = pure(graph, 500)
    print(f"step(): {rate:,.0f} human steps per CPU second; state {largest} bytes")
    with tempfile.TemporaryDirectory() as folder:
        rate, cost = durable(Path(folder), 40)
    print(f"advance(): {rate:,.0f} per CPU second, {cost:.2f} CPU ms each, commit included")
    with tempfile.TemporaryDirectory() as folder:
        rate, cost = queued(Path(folder), 200)
    print(f"jobs: {rate:,.0f} per second from enqueue to end, {cost:.2f} CPU ms each")


if __name__ == "__main__":
    main()
