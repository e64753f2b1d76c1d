"""Forms whose computed fields depend on each other over two links."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lab import Lab, open_lab
from triloom_core.json_types import JsonObject

GROUP: JsonObject = {
    "key": "group",
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text"},
        {"key": "rate", "type": "decimal", "scale": 2},
        {"key": "machines", "type": "rollup", "via": "machine.group", "aggregate": "count"},
        {"key": "all_hours", "type": "rollup", "via": "machine.group", "field": "hours"},
        {"key": "cost", "type": "formula", "expression": "all_hours * rate"},
    ],
}
MACHINE: JsonObject = {
    "key": "machine",
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text"},
        {"key": "group", "type": "link", "target": "group", "on_delete": "clear"},
        {"key": "group_name", "type": "lookup", "via": "group", "field": "name"},
        {"key": "hours", "type": "rollup", "via": "job.machine", "field": "hours"},
        {"key": "long_jobs", "type": "rollup", "via": "job.machine", "aggregate": "count",
         "filter": "hours >= 5 and kind = 'repair'"},
        {"key": "mean", "type": "rollup", "via": "job.machine", "field": "hours", "aggregate": "avg"},
        {"key": "last", "type": "rollup", "via": "job.machine", "field": "day", "aggregate": "max"},
    ],
}  # fmt: skip
JOB: JsonObject = {
    "key": "job",
    "title": "{machine}",
    "fields": [
        {"key": "machine", "type": "link", "target": "machine", "on_delete": "cascade"},
        {"key": "hours", "type": "integer"},
        {"key": "day", "type": "date"},
        {"key": "kind", "type": "select", "options": [{"key": "repair"}, {"key": "check"}]},
        {"key": "price", "type": "formula", "expression": "hours * machine.group.rate"},
        {"key": "place", "type": "lookup", "via": "machine", "field": "group_name"},
        {"key": "wrong", "type": "formula", "expression": "hours / 0"},
    ],
}


@pytest.fixture(scope="session")
def computed_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    folder = tmp_path_factory.mktemp("computed")
    open_lab(folder).close()
    return folder


@pytest.fixture
def lab(computed_template: Path, tmp_path: Path) -> Iterator[Lab]:
    folder = tmp_path / "data"
    shutil.copytree(computed_template, folder)
    found = open_lab(folder)
    found.add_forms(GROUP, MACHINE, JOB)
    yield found
    found.close()
