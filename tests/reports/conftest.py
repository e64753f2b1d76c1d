"""A plant with sites and orders, its people and its reports, published through the real metadata."""

import random
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support.postgres import PostgresServer
from tests.support.world import PASSWORD, World, open_world
from triloom.access.users import create_user
from triloom.metadata.apps import create_app
from triloom.metadata.drafts import save_draft
from triloom.metadata.publish import publish
from triloom.records import write
from triloom.records.read import get_record
from triloom.records.trash import delete_record
from triloom_core.clock import FixedClock
from triloom_core.json_types import JsonObject

APP = "plant"
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
ORDERS = 40

SITE: JsonObject = {
    "key": "site",
    "title": "{name}",
    "label": {"en": "Site", "zh-CN": "站点"},
    "fields": [
        {"key": "name", "type": "text", "required": True},
        {"key": "region", "type": "select", "label": {"en": "Region", "zh-CN": "地区"},
         "options": [
             {"key": "west", "label": {"en": "West", "zh-CN": "西部"}},
             {"key": "east", "label": {"en": "East", "zh-CN": "东部"}},
         ]},
        {"key": "rent", "type": "currency", "currency": "CNY"},
        {"key": "orders", "type": "rollup", "source": "order", "via": "site", "aggregate": "count"},
        {"key": "spent", "type": "rollup", "source": "order", "via": "site", "field": "cost",
         "aggregate": "sum", "filter": "done"},
        {"key": "each", "type": "formula", "expression": "spent / orders"},
    ],
}  # fmt: skip
ORDER: JsonObject = {
    "key": "order",
    "title": "{subject}",
    "label": {"en": "Order", "zh-CN": "工单"},
    "fields": [
        {"key": "subject", "type": "text", "required": True},
        {"key": "site", "type": "link", "target": "site"},
        {"key": "region", "type": "lookup", "via": "site", "field": "region"},
        {"key": "cost", "type": "currency", "currency": "CNY",
         "label": {"en": "Cost", "zh-CN": "费用"}},
        {"key": "secret", "type": "integer"},
        {"key": "due", "type": "date", "label": {"en": "Due", "zh-CN": "期限"}},
        {"key": "begun", "type": "datetime"},
        {"key": "done", "type": "checkbox"},
        {"key": "parts", "type": "subtable", "fields": [
            {"key": "name", "type": "text"},
            {"key": "pieces", "type": "integer"},
        ]},
    ],
}  # fmt: skip
VISIT: JsonObject = {
    "key": "visit",
    "title": "{note}",
    "fields": [
        {"key": "note", "type": "text"},
        {"key": "order", "type": "link", "target": "order"},
    ],
}
FLOW: JsonObject = {
    "key": "repair",
    "form": "order",
    "label": {"en": "Repair"},
    "stages": [
        {"id": "s-new", "key": "new", "label": {"en": "New", "zh-CN": "新建"}, "kind": "open"},
        {"id": "s-work", "key": "work", "label": {"en": "At work"}, "kind": "open"},
        {"id": "s-done", "key": "fixed", "label": {"en": "Fixed"}, "kind": "success"},
    ],
    "nodes": [
        {"key": "start", "type": "start"},
        {"key": "new", "type": "stage", "stage": "new"},
        {"key": "work", "type": "stage", "stage": "work"},
        {"key": "fixed", "type": "stage", "stage": "fixed"},
        {"key": "end", "type": "end"},
    ],
    "edges": [
        {"from": "start", "to": "new"},
        {"from": "new", "to": "work", "action": "begin", "label": {"en": "Begin"}},
        {"from": "work", "to": "fixed", "action": "finish", "label": {"en": "Finish"}},
        {"from": "fixed", "to": "end"},
    ],
}  # fmt: skip
ROLES: list[JsonObject] = [
    {"kind": "role", "key": "worker", "label": {"en": "Worker"}, "capabilities": ["export"],
     "grants": [
         {"form": "order", "actions": ["read", "create", "update", "delete", "export", "transition"],
          "scope": "own", "fields": {"*": "write", "secret": "none"}},
         {"form": "site", "actions": ["read"], "scope": "all", "fields": {"*": "read"},
          "when": "region = 'east'"},
         {"form": "visit", "actions": ["read"], "scope": "all", "fields": {"*": "read"}},
     ]},
    {"kind": "role", "key": "chief", "label": {"en": "Chief"}, "capabilities": ["build", "export"],
     "grants": [
         {"form": form, "scope": "all", "fields": {"*": "write"},
          "actions": ["read", "create", "update", "delete", "export", "import", "transition"]}
         for form in ("order", "site", "visit")
     ]},
]  # fmt: skip
REPORTS: list[JsonObject] = [
    {"kind": "report", "key": "by_region", "source": "order",
     "label": {"en": "Orders by region", "zh-CN": "各地区工单"},
     "dimensions": [{"field": "site.region"}],
     "measures": [{"key": "n", "aggregate": "count"},
                  {"key": "cost", "field": "cost", "aggregate": "sum"},
                  {"key": "share", "expression": "count_if(done) / count()"}],
     "chart": {"mark": "bar", "x": "site_region", "y": "cost"}},
    {"kind": "report", "key": "by_month", "source": "order",
     "dimensions": [{"field": "due", "grain": "month"}],
     "measures": [{"key": "n", "aggregate": "count"}],
     "chart": {"mark": "line", "x": "due", "y": "n"}},
    {"kind": "report", "type": "funnel", "key": "stages", "source": "order", "label": {"en": "Stages"}},
]  # fmt: skip
BOARD: JsonObject = {
    "kind": "board", "key": "week", "label": {"en": "Week"},
    "tiles": [
        {"id": "regions", "report": "by_region", "x": 0, "y": 0, "w": 6, "h": 4},
        {"id": "visits", "title": {"en": "Visits"},
         "query": {"source": "visit", "measures": [{"key": "n", "aggregate": "count"}]}},
        {"id": "sites",
         "query": {"source": "site", "measures": [{"key": "n", "aggregate": "count"}]}},
        {"id": "funnel", "report": "stages"},
        {"id": "secrets", "title": {"en": "Secrets"},
         "query": {"source": "order", "measures": [{"key": "s", "expression": "sum(secret)"}]}},
    ],
    "filters": [{"field": "site.region", "form": "order"}],
}  # fmt: skip


@dataclass
class Plant:
    """The plant: a world, the ids of its people, and what its records were made of."""

    world: World
    clock: FixedClock
    people: dict[str, uuid.UUID]
    sites: list[dict[str, Any]]
    orders: list[dict[str, Any]]

    def client(self, login: str, language: str = "en") -> TestClient:
        client = self.world.client(login)
        client.headers["Accept-Language"] = language
        return client

    def ask(self, client: TestClient, report: JsonObject, **more: Any) -> Any:
        answer = client.post(
            f"/api/v1/apps/{APP}/reports/query",
            json={"report": {"source": "order", **report}, **more},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, login: str, report: JsonObject, **more: Any) -> Any:
        return self.ask(self.client(login), report, **more)["rows"]

    def change(self, form: str, record: str | None, values: JsonObject | None) -> str:
        """Create, update or (values None) delete a record as the system."""
        with self.world.transaction() as ctx:
            published = ctx.catalog.form(APP, form)
            if record is None:
                return str(write.create_record(ctx, published, values or {}).id)
            identifier = uuid.UUID(record)
            if values is None:
                delete_record(ctx, published, identifier)
            else:
                rev = get_record(ctx, published, identifier).rev
                write.update_record(ctx, published, identifier, values, base_rev=rev)
        return record


def build(world: World) -> None:
    """Publish the app, add the people, fill the records."""
    with world.transaction() as ctx:
        create_app(ctx, APP, label={"en": "Plant"})
        documents = [("forms", SITE), ("forms", ORDER), ("forms", VISIT), ("flows", FLOW)]
        documents += [("roles", role) for role in ROLES]
        documents += [("reports", report) for report in REPORTS] + [("boards", BOARD)]
        for kind, body in documents:
            save_draft(ctx, APP, kind, str(body["key"]), body)
        publish(ctx, APP)
    with world.transaction() as ctx:
        for login, role in (("ann", "worker"), ("bob", "worker"), ("cho", "chief")):
            create_user(
                ctx, login=login, name=login.title(), password=PASSWORD, app_roles=[(APP, role)]
            )
        people = _people(ctx)
        fill(ctx, people)


def _people(ctx: Any) -> dict[str, uuid.UUID]:
    import sqlalchemy as sa

    from triloom.access.tables import user

    return {row.login: row.id for row in ctx.connection.execute(sa.select(user))}


def plan_orders() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the values of sites and orders; links to sites are indexes."""
    dice = random.Random(1)
    sites = [
        {
            "name": f"Site {i}",
            "region": ["east", "west", None][i % 3],
            "rent": {"amount": f"{i}00.50"},
        }
        for i in range(5)
    ]
    orders = [
        {
            "subject": f"=Order {i}" if i == 0 else f"Order {i}",
            "site": dice.choice([0, 1, 2, 3, 4, None]),
            "cost": dice.choice([None, "10.25", "-3.00", "100.10"]),
            "secret": i,
            "due": dice.choice(
                [None, *(str(date(2026, m, d)) for m, d in ((1, 5), (2, 9), (5, 31)))]
            ),
            "begun": dice.choice([None, "2026-03-08T16:30:00Z"]),
            "done": dice.choice([True, False]),
            "owner": ["ann", "bob"][i % 2],
            "parts": [{"name": "bolt", "pieces": n} for n in range(i % 3)],
        }
        for i in range(ORDERS)
    ]
    return sites, orders


def fill(ctx: Any, people: dict[str, uuid.UUID]) -> None:
    sites, orders = plan_orders()
    site_form, order_form = (ctx.catalog.form(APP, key) for key in ("site", "order"))
    ids = [str(write.create_record(ctx, site_form, _given(site)).id) for site in sites]
    for order in orders:
        values = _given({key: value for key, value in order.items() if key != "owner"})
        if order["site"] is not None:
            values["site"] = ids[order["site"]]
        write.create_record(ctx, order_form, values, owner_id=people[order["owner"]])


def _given(values: dict[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in values.items() if value is not None}
    for key in ("cost", "rent"):
        if isinstance(given.get(key), str):
            given[key] = {"amount": given[key], "currency": "CNY"}
        elif key in given:
            given[key] = {"currency": "CNY", **given[key]}
    return given


@pytest.fixture(scope="session")
def plant_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    world = open_world(folder, clock=FixedClock(NOW))
    build(world)
    world.close()
    return folder


@pytest.fixture(scope="session")
def plant_database(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    name = postgres_server.create_database()
    world = open_world(
        tmp_path_factory.mktemp("plant_pg"), postgres_server.url(name), FixedClock(NOW)
    )
    build(world)
    world.close()
    return name


def open_plant(folder: Path, url: str | None = None) -> Plant:
    clock = FixedClock(NOW + timedelta(minutes=1))
    world = open_world(folder, url, clock)
    with world.reading() as ctx:
        people = _people(ctx)
    sites, orders = plan_orders()
    return Plant(world, clock, people, sites, orders)


@pytest.fixture
def sqlite_plant(plant_template: Path, tmp_path: Path) -> Iterator[Plant]:
    folder = tmp_path / "data"
    shutil.copytree(plant_template, folder)
    plant = open_plant(folder)
    yield plant
    plant.world.close()


@pytest.fixture
def postgres_plant(
    postgres_server: PostgresServer, plant_database: str, tmp_path: Path
) -> Iterator[Plant]:
    name = postgres_server.create_database(template=plant_database)
    plant = open_plant(tmp_path / "data", postgres_server.url(name))
    yield plant
    plant.world.close()
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def plant(request: pytest.FixtureRequest) -> Plant:
    """The plant on both databases."""
    name = "sqlite_plant" if request.param == "sqlite" else "postgres_plant"
    found: Plant = request.getfixturevalue(name)
    return found
