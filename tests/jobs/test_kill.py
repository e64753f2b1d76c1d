import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.lab import open_lab
from triloom.access.principal import SYSTEM
from triloom.connect.hosts import open_host
from triloom.flows.store import find_instance, stored_changes
from triloom.flows.tables import flow_effect, flow_event, flow_instance
from triloom.jobs.tables import job
from triloom_flow.state import replay

ROOT = Path(__file__).parents[2]


class Counting(ThreadingHTTPServer):
    """Counts the calls by their idempotency key; `wait_for` blocks until enough have come."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        self.keys, self.news = [], threading.Condition()
        super().__init__(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server_port}/in"

    def wait_for(self, distinct):
        with self.news:
            return self.news.wait_for(lambda: len(set(self.keys)) >= distinct, timeout=60)

    def handle_error(self, request, client_address):
        """Killed callers hang up; that is the point here."""


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.news:
            self.server.keys.append(self.headers["Idempotency-Key"])
            self.server.news.notify_all()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def sink():
    server = Counting()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def child(folder, url, sink, records, steps):
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests/jobs/crash_child.py")]
    command += [str(folder), url or "", sink.url, str(records), str(steps)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}
    )


def survive(folder, url, sink, *, records, steps, kills, at_once=1):
    """Kill children whenever their effects pass the next mark; then let them end, and count."""
    lab = open_lab(folder, url)
    with lab.services.transaction(SYSTEM) as ctx:
        open_host(ctx, "127.0.0.1", ports=(sink.server_port,), allow_private=True)
    wanted = records * steps
    first = child(folder, url, sink, records, steps)
    assert first.stdout.readline() == "ready\n"
    running = [first]
    for number in range(kills):
        while len(running) < at_once:
            running.append(child(folder, url, sink, records, steps))
        assert sink.wait_for(wanted * (number + 1) // (kills + 2))
        victim = running.pop(0)
        victim.kill()
        victim.wait()
        victim.stdout.close()
        running.append(child(folder, url, sink, records, steps))
    for process in running:
        assert process.wait(timeout=120) == 0
        process.stdout.close()
    with lab.services.reading(SYSTEM) as ctx:
        connection = ctx.connection
        effects = {str(row) for row in connection.execute(sa.select(flow_effect.c.id)).scalars()}
        states = set(connection.execute(sa.select(flow_effect.c.state)).scalars())
        revisions = list(connection.execute(sa.select(flow_instance.c.rev)).scalars())
        events = connection.execute(sa.select(sa.func.count()).select_from(flow_event)).scalar()
        ours = job.c.kind.in_(("test.move", "flow.effect"))
        jobs = set(connection.execute(sa.select(job.c.state).where(ours)).scalars())
        some = connection.execute(sa.select(flow_instance.c.id).limit(1)).scalar()
        instance = find_instance(ctx, instance_id=some)
        assert replay(stored_changes(ctx, some)).to_json() == instance.state.to_json()
    lab.close()
    assert len(effects) == wanted
    assert effects == set(sink.keys)
    assert states == {"done"}
    assert revisions == [steps + 1] * records
    assert events == records * (steps + 1)
    assert jobs == {"done"}


def test_three_kills_lose_no_step_and_do_none_twice(tmp_path, sink):
    survive(tmp_path / "data", None, sink, records=6, steps=5, kills=3)


@pytest.mark.slow
def test_twenty_kills_lose_no_step_and_do_none_twice(tmp_path, sink):
    survive(tmp_path / "data", None, sink, records=30, steps=20, kills=20)


@pytest.mark.slow
@pytest.mark.postgres
def test_kills_of_one_of_two_workers_lose_no_step(tmp_path, sink, postgres_server):
    name = postgres_server.create_database()
    url = postgres_server.url(name)
    survive(tmp_path / "data", url, sink, records=20, steps=10, kills=5, at_once=2)
    postgres_server.drop_database(name)
