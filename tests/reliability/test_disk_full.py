"""A volume without space: writes are refused, reads go on, and nothing has to be started again."""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.support.bad_input import count_rows
from tests.support.house import House, package
from tests.support.world import World, open_world

RECORDS = "/api/v1/apps/plant/forms/thing/records"
REPORT = {
    "report": {
        "kind": "report",
        "key": "asked",
        "source": "thing",
        "measures": [{"key": "rows", "expression": "count()"}],
    }
}


@contextmanager
def small_volume(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a small volume; only root may, and only where mounting is allowed."""
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small volume")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let root mount a volume")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


class Ballast:
    """A file that takes all space of a volume."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ballast"

    def fill(self) -> None:
        with self.path.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                return

    def remove(self) -> None:
        self.path.unlink()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[World, TestClient, Ballast]]:
    with small_volume(tmp_path / "volume", 40) as folder:
        world = open_world(folder / "data")
        client = world.client("admin")
        content = package(9)
        answer = client.post(
            "/api/v1/packages", content=content, headers={"Content-Type": "application/zip"}
        )
        assert answer.status_code == 200, answer.text
        yield world, client, Ballast(folder)
        world.close()


def writes(
    client: TestClient, record: dict[str, object], spare: dict[str, object]
) -> Iterator[tuple[str, httpx.Response]]:
    path, match = f"{RECORDS}/{record['id']}", {"If-Match": f'"{record["rev"]}"'}
    yield "create", client.post(RECORDS, json={"values": {"code": "new"}})
    yield "update", client.patch(path, json={"values": {"note": "changed"}}, headers=match)
    yield "delete", client.delete(f"{RECORDS}/{spare['id']}", headers=match)
    rows = [{"values": {"code": f"b{number}"}} for number in range(300)]
    yield "bulk", client.post(f"{RECORDS}/bulk", json={"create": rows})
    form = {"kind": "form", "key": "new", "fields": [{"key": "name", "type": "text"}]}
    yield "draft", client.put("/api/v1/apps/plant/forms/new/draft", json={"body": form})
    zipped = {"Content-Type": "application/zip"}
    yield "package", client.post("/api/v1/packages", content=package(8), headers=zipped)
    yield "file", client.post("/api/v1/files", files={"file": ("a.txt", b"x" * 100_000)})
    table = b"code\n" + b"x\n" * 30_000
    imports = "/api/v1/apps/plant/forms/thing/imports"
    yield "import", client.post(imports, files={"file": ("a.csv", table)})


def reads(client: TestClient, record: dict[str, object]) -> Iterator[tuple[str, httpx.Response]]:
    yield "record", client.get(f"{RECORDS}/{record['id']}")
    yield "list", client.get(f"{RECORDS}?count=exact")
    yield "query", client.post(f"{RECORDS}/query", json={"filter": "code = 'first'"})
    yield "report", client.post("/api/v1/apps/plant/reports/query", json=REPORT)
    yield "me", client.get("/api/v1/me")
    yield "ready", client.get("/readyz")


def test_a_full_disk_refuses_writes_lets_reads_through_and_recovers(
    small: tuple[World, TestClient, Ballast],
) -> None:
    world, client, ballast = small
    record, spare = (
        client.post(RECORDS, json={"values": {"code": code}}).json() for code in ("first", "spare")
    )
    assert client.post("/api/v1/apps/plant/reports/query", json=REPORT).json()["rows"] == [[2]]
    before = count_rows(world)
    ballast.fill()
    for name, answer in writes(client, record, spare):
        assert answer.status_code == 507, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "service.disk_full"
    for name, answer in reads(client, record):
        assert answer.status_code == 200, (name, answer.text)
    assert count_rows(world) == before
    assert list((world.services.settings.data_dir / "imports").rglob("*-*-*-*-*/*")) == []
    ballast.remove()
    for name, answer in writes(client, record, spare):
        assert answer.status_code < 300, (name, answer.text)
    for name, answer in reads(client, record):
        assert answer.status_code == 200, (name, answer.text)


def test_a_report_that_finds_no_room_for_its_copy_is_refused_like_a_write(
    small: tuple[World, TestClient, Ballast],
) -> None:
    _world, client, ballast = small
    client.post(RECORDS, json={"values": {"code": "first"}})
    ballast.fill()
    refused = client.post("/api/v1/apps/plant/reports/query", json=REPORT)
    assert (refused.status_code, refused.json()["code"]) == (507, "service.disk_full")
    ballast.remove()
    answer = client.post("/api/v1/apps/plant/reports/query", json=REPORT)
    assert answer.json()["rows"] == [[1]]


@pytest.mark.slow
def test_an_import_waits_for_space_and_then_ends_by_itself(
    tmp_path: Path, dice: random.Random
) -> None:
    with small_volume(tmp_path / "volume", 60) as folder:
        (folder / "data").mkdir()
        house = House(folder / "data", None)
        try:
            table = "code\n" + "".join(f"w{number}\n" for number in range(6_000))
            imports = "/apps/plant/forms/thing/imports"
            status, started = house.client.upload(imports, "a.csv", table.encode(), {})
            assert status == 202, started
            time.sleep(dice.uniform(0.2, 1.5))
            ballast = Ballast(folder)
            ballast.fill()
            time.sleep(3)
            status, answer = house.client.call(
                "POST", "/apps/plant/forms/thing/records", {"values": {"code": "no"}}
            )
            assert (status, answer["code"]) == (507, "service.disk_full")
            ballast.remove()
            done = house.client.wait(f"{imports}/{started['id']}", {"done", "failed", "cancelled"})
            assert (done["state"], done["created"]) == ("done", 6_000), done
            found = house.values("thing", "code")
            assert sorted(found) == sorted(f"w{number}" for number in range(6_000))
        finally:
            house.close()
