"""A process that moves records through a flow by durable jobs until all is done; made to be killed.

Usage: crash_child.py FOLDER DATABASE_URL SINK_URL RECORDS STEPS
Every step is one transaction: the flow moves, an effect row and the next job are written with it.
"""

import sys
import threading
import time
import types
import uuid
from pathlib import Path

import sqlalchemy as sa

import triloom  # noqa: F401, I001  (installs the one SQLite library first)
from tests.support.lab import APP, open_lab
from triloom.access.principal import SYSTEM
from triloom.flows.engine import advance
from triloom.flows.listeners import FLOW_LISTENERS
from triloom.flows.store import find_instance
from triloom.jobs import durable, handlers
from triloom.jobs.durable import DurableJobs
from triloom.jobs.tables import job
from triloom.metadata.catalog import PublishedDocument
from triloom.records import write

FORM = {
    "id": str(uuid.UUID(int=1)),
    "key": "thing",
    "title": "{name}",
    "fields": [{"id": str(uuid.UUID(int=2)), "key": "name", "type": "text"}],
}


def flow(sink_url):
    return {
        "key": "round",
        "form": "thing",
        "stages": [{"key": "going"}],
        "nodes": [
            {"key": "start", "type": "start"},
            {"key": "going", "type": "stage", "stage": "going"},
            {"key": "call", "type": "webhook", "settings": {"url": sink_url}},
        ],
        "edges": [
            {"from": "start", "to": "going"},
            {"from": "going", "to": "call", "action": "step"},
            {"from": "call", "to": "going"},
        ],
    }


def make_handler(form, steps):
    def move(services, payload):
        with services.transaction(SYSTEM) as ctx:
            record_id, rev = uuid.UUID(payload["record"]), payload["rev"]
            instance = find_instance(ctx, record_id=record_id, lock=True)
            if instance.rev != rev:
                return "redelivered"
            advance(ctx, form, record_id, "step")
            if rev < steps:
                enqueue(ctx, record_id, rev + 1)
            return "moved"

    return move


def enqueue(ctx, record_id, rev):
    ctx.services.jobs.enqueue(
        ctx.connection, f"{record_id}:{rev}", "test.move", {"record": str(record_id), "rev": rev}
    )


def main(folder, url, sink_url, records, steps):
    lab = open_lab(Path(folder), url or None)
    services = lab.services
    services.listeners = (*services.listeners, *FLOW_LISTENERS)
    (form,) = lab.add_forms(FORM)
    document = PublishedDocument(uuid.UUID(int=3), APP, "flows", "round", 1, "sha", flow(sink_url))
    lab.shelf.others[("flows", "round")] = document
    module = types.ModuleType("crash_handlers")
    module.move = make_handler(form, steps)
    sys.modules["crash_handlers"] = module
    handlers.HANDLERS["test.move"] = "crash_handlers:move"
    durable.POLL_SECONDS.update(default=0.1, outside=0.1)
    services.jobs = DurableJobs(services.database, services.organisation.id)
    services.jobs.bind(services)
    services.jobs.start()
    with services.transaction(SYSTEM) as ctx:
        made = ctx.connection.execute(sa.select(sa.func.count()).select_from(form.table)).scalar()
        for number in range(records if made == 0 else 0):
            record = write.create_record(ctx, form, {"name": str(number)})
            enqueue(ctx, record.id, 1)
    print("ready", flush=True)
    undone = sa.select(sa.func.count()).where(
        job.c.kind.in_(("test.move", "flow.effect")),
        job.c.state.in_(("scheduled", "queued", "running")),
    )
    while True:
        with services.reading(SYSTEM) as ctx:
            if ctx.connection.execute(undone).scalar() == 0:
                break
        threading.Event().wait(0.1)
    services.jobs.stop()
    print("done", time.process_time(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
