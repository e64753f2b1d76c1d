"""A repair shop on both databases: a form with a flow, a worker, a supervisor above, a clock."""

import copy
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.lab import APP, Lab, open_lab
from tests.support.postgres import PostgresServer
from triloom.access.principal import Principal
from triloom.access.tables import membership, role_member
from triloom.access.tables import team as team_table
from triloom.connect.subscriptions import WEBHOOK_LISTENERS
from triloom.flows.listeners import FLOW_LISTENERS
from triloom.metadata.catalog import PublishedDocument, PublishedForm
from triloom.records import write
from triloom_core.clock import FixedClock
from triloom_core.ids import new_id

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROLES = ("worker", "supervisor", "chief")
PART = {
    "key": "part",
    "title": "{name}",
    "fields": [{"key": "name", "type": "text"}, {"key": "used", "type": "integer"}],
    "access": [{"role": role, "scope": "all"} for role in ROLES],
}
REPAIR = {
    "key": "repair",
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "required": True},
        {"key": "cost", "type": "decimal", "scale": 2},
        {"key": "cause", "type": "text"},
        {"key": "hours", "type": "integer"},
        {"key": "done_on", "type": "date"},
        {"key": "part", "type": "link", "target": "part"},
        {"key": "note", "type": "text"},
    ],
    "access": [
        {"role": "worker", "scope": "own", "fields": {"note": "none"}},
        {"role": "supervisor", "scope": "all"},
        {"role": "chief", "scope": "all"},
    ],
}
FLOW = {
    "kind": "flow",
    "key": "repair_flow",
    "form": "repair",
    "stages": [
        {"id": "s1", "key": "new", "label": {"en": "New", "zh-CN": "新建"}, "kind": "open"},
        {"id": "s2", "key": "working", "label": {"en": "Working", "zh-CN": "维修中"},
         "kind": "open", "required": ["cause"]},
        {"id": "s3", "key": "fixed", "label": {"en": "Fixed", "zh-CN": "已修复"}, "kind": "success"},
        {"id": "s4", "key": "scrapped", "label": {"en": "Scrapped"}, "kind": "failure"},
    ],
    "nodes": [
        {"key": "start", "type": "start"},
        {"key": "new", "type": "stage", "stage": "new"},
        {"key": "working", "type": "stage", "stage": "working"},
        {"key": "ask", "type": "approval", "label": {"en": "Decide on the repair"},
         "settings": {"assignee": {"rule": "supervisor_of_owner"}, "facts": ["name", "hours"]}},
        {"key": "fixed", "type": "stage", "stage": "fixed"},
        {"key": "scrapped", "type": "stage", "stage": "scrapped"},
        {"key": "write", "type": "update_record",
         "settings": {"set": {"done_on": "today()", "hours": "coalesce(hours, 0) + 1"}}},
        {"key": "use", "type": "update_record",
         "settings": {"via": "part", "set": {"used": "hours"}}},
        {"key": "tell", "type": "notify",
         "settings": {"to": {"rule": "owner"}, "title": {"en": "Fixed: {name} {note}"}}},
        {"key": "end", "type": "end"},
    ],
    "edges": [
        {"from": "start", "to": "new"},
        {"from": "new", "to": "working", "action": "begin", "label": {"en": "Begin"},
         "when": "cost > 10 and name != 'x'", "reason": {"en": "Too cheap", "zh-CN": "费用过低"}},
        {"from": "new", "to": "scrapped", "action": "scrap", "roles": ["chief"],
         "requires_comment": True},
        {"from": "working", "to": "ask", "action": "finish", "required": ["hours"]},
        {"from": "ask", "to": "fixed", "port": "approved"},
        {"from": "ask", "to": "working", "port": "rejected"},
        {"from": "ask", "to": "working", "port": "withdrawn"},
        {"from": "fixed", "to": "write"},
        {"from": "write", "to": "use"},
        {"from": "use", "to": "tell"},
        {"from": "tell", "to": "end"},
    ],
}  # fmt: skip


@dataclass
class Shop:
    """A lab with the repair form, its flow and the people of a small shop."""

    lab: Lab
    clock: FixedClock
    form: PublishedForm
    part: PublishedForm
    worker: Principal
    boss: Principal
    other: Principal
    made: list[uuid.UUID] = field(default_factory=list)

    def create(self, *, who: Principal | None = None, **values):
        with self.lab.writing(who or self.worker) as ctx:
            given = {"name": "Lathe", "cost": "50.00", "cause": "wear", **values}
            return write.create_record(ctx, self.form, given)

    def act(self, record_id, action, *, who=None, values=None, comment=""):
        from triloom.flows.engine import advance

        with self.lab.writing(who or self.worker) as ctx:
            return advance(ctx, self.form, record_id, action, values=values, comment=comment)

    def image(self, record_id):
        from triloom.records.layout import layout_of
        from triloom.records.read import load_image

        with self.lab.reading() as ctx:
            return load_image(ctx, layout_of(self.form), record_id)

    def rows(self, table, **where):
        with self.lab.reading() as ctx:
            statement = table.select()
            for name, value in where.items():
                statement = statement.where(table.c[name] == value)
            return ctx.connection.execute(statement).all()

    def publish(self, flow):
        publish(self.lab, flow)

    def run_jobs(self):
        return self.lab.services.jobs.run_pending()

    def later(self, **span):
        self.clock.advance(timedelta(**span))


def publish(lab: Lab, flow) -> None:
    """Publish a flow as a version of its own: compiled flows are kept by content hash."""
    body = copy.deepcopy(flow)
    document = PublishedDocument(new_id(), APP, "flows", body["key"], 1, str(new_id()), body)
    lab.shelf.others[("flows", body["key"])] = document
    lab.shelf.kept.clear()


def make_shop(lab: Lab, clock: FixedClock) -> Shop:
    lab.services.listeners = (*lab.services.listeners, *FLOW_LISTENERS, *WEBHOOK_LISTENERS)
    part, form = lab.add_forms(copy.deepcopy(PART), copy.deepcopy(REPAIR))
    publish(lab, FLOW)
    tenant = lab.services.organisation.id
    worker = lab.person("worker", name="Wang")
    boss = lab.person("supervisor", name="Boss")
    other = lab.person("worker", name="Other")
    upper, lower = new_id(), new_id()
    with lab.services.database.write() as connection:
        for team_id, parent, key in ((upper, None, "upper"), (lower, upper, "lower")):
            connection.execute(
                team_table.insert().values(
                    tenant_id=tenant, id=team_id, key=key, label={}, parent_id=parent,
                    created_at=START, updated_at=START,
                )
            )  # fmt: skip
        for team_id, person in ((lower, worker), (lower, other), (upper, boss)):
            connection.execute(
                membership.insert().values(
                    tenant_id=tenant, team_id=team_id, user_id=person.user_id
                )
            )
        for person, role in ((worker, "worker"), (other, "worker"), (boss, "supervisor")):
            connection.execute(
                role_member.insert().values(
                    tenant_id=tenant, app_key=APP, role_key=role, member_kind="user",
                    member_id=person.user_id,
                )
            )  # fmt: skip
    return Shop(lab, clock, form, part, worker, boss, other)


@pytest.fixture(scope="session")
def flow_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flow_lab")
    open_lab(folder).close()
    return folder


@pytest.fixture
def sqlite_shop(flow_template: Path, tmp_path: Path) -> Iterator[Shop]:
    folder = tmp_path / "data"
    shutil.copytree(flow_template, folder)
    clock = FixedClock(START)
    lab = open_lab(folder, clock=clock)
    yield make_shop(lab, clock)
    lab.close()


@pytest.fixture(scope="session")
def flow_database(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgres_server.create_database()
    open_lab(tmp_path_factory.mktemp("flow_pg"), postgres_server.url(name)).close()
    return name


@pytest.fixture
def postgres_shop(
    postgres_server: PostgresServer, flow_database: str, tmp_path: Path
) -> Iterator[Shop]:
    name = postgres_server.create_database(template=flow_database)
    clock = FixedClock(START)
    lab = open_lab(tmp_path / "data", postgres_server.url(name), clock=clock)
    yield make_shop(lab, clock)
    lab.close()
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(request: pytest.FixtureRequest) -> Shop:
    name = "sqlite_shop" if request.param == "sqlite" else "postgres_shop"
    found: Shop = request.getfixturevalue(name)
    return found
