"""A second, unrelated solution made of documents alone: build, fill, advance, ask, in two languages."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support.world import World

SOLUTION = Path(__file__).resolve().parent.parent.parent / "solutions" / "repair"
API = "/api/v1"
JOBS = f"{API}/apps/repair/forms/job/records"


def package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(SOLUTION.rglob("*.yaml")):
            archive.write(path, path.relative_to(SOLUTION).as_posix())
    return buffer.getvalue()


@pytest.fixture
def admin(world: World) -> Iterator[TestClient]:
    client = world.client("admin")
    answer = client.post(
        f"{API}/packages", content=package(), headers={"Content-Type": "application/zip"}
    )
    assert answer.status_code < 300, answer.text
    yield client


def create(client: TestClient, form: str, values: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{API}/apps/repair/forms/{form}/records", json={"values": values})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_solution_holds_no_python() -> None:
    assert not list(SOLUTION.rglob("*.py"))


def test_the_app_is_built_filled_advanced_and_asked(admin: TestClient) -> None:
    press = create(admin, "machine", {"name": "Press 1", "serial": "P-1", "hall": "a"})
    saw = create(admin, "machine", {"name": "Saw", "serial": "S-1", "hall": "b"})
    jobs = [
        create(admin, "job", {"fault": fault, "machine": machine["id"], "urgency": "low", "rate": {"amount": "80.00", "currency": "CNY"}})
        for fault, machine in (("Leaks oil", press), ("No power", press), ("Blade worn", saw))
    ]  # fmt: skip
    leak = jobs[0]
    assert leak["stage"] == "reported"
    assert leak["values"]["hall"] == "a"

    begun = admin.post(f"{JOBS}/{leak['id']}/actions/begin", json={})
    assert begun.status_code == 200, begun.text
    refused = admin.post(
        f"{JOBS}/{leak['id']}/actions/finish",
        json={"input": {"hours": "0.00"}},
        headers={"Accept-Language": "zh-CN"},
    )
    assert refused.status_code in (409, 422), refused.text
    assert "请先填写工时" in refused.text
    done = admin.post(f"{JOBS}/{leak['id']}/actions/finish", json={"input": {"hours": "2.50"}})
    assert done.status_code == 200, done.text
    assert done.json()["stage"] == "repaired"
    assert done.json()["values"]["cost"] == {"amount": "200.00", "currency": "CNY"}

    machine = admin.get(f"{API}/apps/repair/forms/machine/records/{press['id']}").json()
    assert machine["values"]["repairs"] == 2
    assert machine["values"]["repair_cost"]["amount"] == "200.00"

    asked = admin.get(
        f"{API}/apps/repair/reports/cost_by_hall/data", headers={"Accept-Language": "zh-CN"}
    )
    assert asked.status_code == 200, asked.text
    rows = {row[0]: row for row in asked.json()["rows"]}
    assert float(rows["a"][1]) == 200.0
    assert float(rows["a"][2]) == 0.5
    assert [column["label"] for column in asked.json()["columns"]] == ["车间", "费用", "修复率"]


def test_a_rule_of_the_document_requires_the_cause_of_an_urgent_fault(admin: TestClient) -> None:
    machine = create(admin, "machine", {"name": "Press", "serial": "P-9"})
    answer = admin.post(
        JOBS, json={"values": {"fault": "Fire", "machine": machine["id"], "urgency": "high"}}
    )
    assert answer.status_code == 422
    assert any(error["pointer"] == "/values/cause" for error in answer.json()["errors"])


@pytest.mark.parametrize(("language", "label"), [("zh-CN", "维修单"), ("en", "Repair job")])
def test_the_compiled_form_speaks_the_reader_s_language(
    admin: TestClient, language: str, label: str
) -> None:
    answer = admin.get(
        f"{API}/apps/repair/forms/job/compiled", headers={"Accept-Language": language}
    )
    assert answer.json()["form"]["label"] == label
    assert [stage["key"] for stage in answer.json()["stages"]] == [
        "reported",
        "repairing",
        "repaired",
        "scrapped",
    ]
