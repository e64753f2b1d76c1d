"""A trace of one user's way: every package of the design does work on it, not only imports."""

import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from tests.generic.test_repair_solution import package
from tests.support.world import World, open_world

API = "/api/v1"
WATCHED = ("fastapi", "sqlalchemy", "alembic", "pydantic", "jsonschema", "transitions", "duckdb")


class Trace:
    """Counts the calls into each watched package, in every thread of the process."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = dict.fromkeys(WATCHED, 0)

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            name = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        elif event == "c_call":
            name = str(getattr(argument, "__module__", None) or "").partition(".")[0].lstrip("_")
        else:
            return
        if name in self.calls:
            self.calls[name] += 1

    def __enter__(self) -> "Trace":
        threading.setprofile(self)
        sys.setprofile(self)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)


def build_fill_advance_ask(world: World) -> None:
    client = world.client("admin")
    answer = client.post(
        f"{API}/packages", content=package(), headers={"Content-Type": "application/zip"}
    )
    assert answer.status_code < 300, answer.text
    machine = client.post(
        f"{API}/apps/repair/forms/machine/records",
        json={"values": {"name": "Press", "serial": "1", "hall": "a"}},
    ).json()
    jobs = f"{API}/apps/repair/forms/job/records"
    job = client.post(jobs, json={"values": {"fault": "Leak", "machine": machine["id"]}}).json()
    assert client.post(f"{jobs}/{job['id']}/actions/begin", json={}).status_code == 200
    rows = client.get(f"{API}/apps/repair/reports/cost_by_hall/data")
    assert rows.status_code == 200, rows.text
    chart = client.get(f"{API}/apps/repair/reports/cost_by_hall/chart")
    assert chart.status_code == 200, chart.text
    assert "vega-lite" in chart.json()["spec"]["$schema"]


def test_every_package_of_the_design_does_work_on_the_way_of_a_user(tmp_path: Path) -> None:
    with Trace() as trace:
        world = open_world(tmp_path)
        try:
            build_fill_advance_ask(world)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    try:
        assert {name: count for name, count in trace.calls.items() if count == 0} == {}
        loaded = world.services.children.call(
            pool="trusted", function="triloom.children.probes:run", payload={"probe": "modules"}
        )
        assert isinstance(loaded, list)
        assert "altair" in loaded
    finally:
        world.close()


def test_training_leaves_a_lightgbm_model_in_a_child(sqlite_world: World) -> None:
    from tests.ml.test_plugin_conformance import sample
    from triloom_ml.specs import WIN_PROBABILITY

    children = sqlite_world.services.children
    answer = children.call(
        pool="trusted",
        function="triloom_ml.runner:fit",
        payload=sample(WIN_PROBABILITY, 900),
        timeout=120,
    )
    assert isinstance(answer, dict)
    card = answer["card"]
    assert isinstance(card, dict)
    assert "boosting" in str(card["metrics"])
    loaded = children.call(
        pool="trusted", function="triloom.children.probes:run", payload={"probe": "modules"}
    )
    assert isinstance(loaded, list)
    assert "lightgbm" in loaded
