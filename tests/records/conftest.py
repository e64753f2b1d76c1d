"""A workshop: sites with machines, orders with parts; on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lab import Lab, open_lab
from tests.support.postgres import PostgresServer
from triloom_core.json_types import JsonObject

SITE: JsonObject = {
    "key": "site",
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "required": True, "unique": True},
        {"key": "region", "type": "select",
         "options": [{"key": "north"}, {"key": "south"}, {"key": "west"}]},
        {"key": "budget", "type": "currency", "currency": "CNY"},
        {"key": "order_count", "type": "rollup", "via": "order.site", "aggregate": "count"},
        {"key": "order_total", "type": "rollup", "via": "order.site", "field": "total",
         "aggregate": "sum"},
    ],
}  # fmt: skip
ORDER: JsonObject = {
    "key": "order",
    "title": "{number} {subject}",
    "fields": [
        {"key": "number", "type": "auto_number", "pattern": "W-{number:04}"},
        {"key": "subject", "type": "text", "required": True},
        {"key": "code", "type": "text", "unique": True},
        {"key": "site", "type": "link", "target": "site", "on_delete": "restrict"},
        {"key": "helper", "type": "user"},
        {"key": "priority", "type": "select",
         "options": [{"key": "low"}, {"key": "high"}, {"key": "urgent"}]},
        {"key": "hours", "type": "integer"},
        {"key": "rate", "type": "decimal", "scale": 2},
        {"key": "due", "type": "date"},
        {"key": "begun", "type": "datetime"},
        {"key": "at", "type": "time"},
        {"key": "done", "type": "checkbox"},
        {"key": "note", "type": "long_text"},
        {"key": "secret", "type": "text"},
        {"key": "tags", "type": "multi_select", "options": [{"key": "a"}, {"key": "b"}]},
        {"key": "parts", "type": "subtable", "fields": [
            {"key": "name", "type": "text", "required": True},
            {"key": "pieces", "type": "integer"},
            {"key": "price", "type": "decimal", "scale": 2},
            {"key": "sum", "type": "formula", "expression": "pieces * price"},
        ]},
        {"key": "work", "type": "formula", "expression": "hours * rate"},
        {"key": "material", "type": "rollup", "via": "parts", "field": "sum", "aggregate": "sum"},
        {"key": "total", "type": "formula", "expression": "coalesce(work, 0) + coalesce(material, 0)"},
        {"key": "region", "type": "lookup", "via": "site", "field": "region"},
        {"key": "label", "type": "formula", "expression": "site.name"},
    ],
    "rules": [
        {"when": "priority = 'urgent'", "then": {"require": ["due"]}},
        {"when": "hours > 1000", "then": {"refuse": {"en": "Too many hours", "zh-CN": "工时过多"}}},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def lab_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each lab copies."""
    folder = tmp_path_factory.mktemp("lab")
    open_lab(folder).close()
    return folder


@pytest.fixture
def sqlite_lab(lab_template: Path, tmp_path: Path) -> Iterator[Lab]:
    folder = tmp_path / "data"
    shutil.copytree(lab_template, folder)
    lab = open_lab(folder)
    yield lab
    lab.close()


@pytest.fixture(scope="session")
def postgres_server_lab(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """One database on PostgreSQL for all labs: each has forms of its own, so they never meet."""
    name = postgres_server.create_database()
    lab = open_lab(tmp_path_factory.mktemp("lab_pg"), postgres_server.url(name))
    yield lab
    lab.close()
    postgres_server.drop_database(name)


@pytest.fixture
def postgres_lab(postgres_server_lab: Lab) -> Lab:
    postgres_server_lab.clear()
    return postgres_server_lab


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def lab(request: pytest.FixtureRequest) -> Lab:
    """A workshop on both databases."""
    name = "sqlite_lab" if request.param == "sqlite" else "postgres_lab"
    found: Lab = request.getfixturevalue(name)
    found.add_forms(SITE, ORDER)
    return found


@pytest.fixture(scope="session")
def property_lab(lab_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One workshop on SQLite for property tests, which clear it themselves."""
    folder = tmp_path_factory.mktemp("property") / "data"
    shutil.copytree(lab_template, folder)
    lab = open_lab(folder)
    lab.add_forms(SITE, ORDER)
    yield lab
    lab.close()
