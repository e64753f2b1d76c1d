"""One database, three ways to it: fills both sides with the same rows, then interleaves rounds."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from benchmarks.server import Server, cpu_seconds, free_port, resident_megabytes
from tests.support.postgres import find_or_start_postgres
from triloom.database.database import Database

FORM: dict[str, Any] = {
    "kind": "form",
    "key": "item",
    "label": {"en": "Item", "zh-CN": "条目"},
    "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "label": "Name", "required": True, "max_length": 200},
        {
            "key": "amount",
            "type": "decimal",
            "scale": 2,
            "label": "Amount",
            "min": 0,
            "indexed": True,
        },
        {"key": "quantity", "type": "integer", "label": "Quantity", "min": 0},
        {
            "key": "status",
            "type": "select",
            "label": "Status",
            "options": [
                {"key": "open", "label": "Open"},
                {"key": "held", "label": "Held"},
                {"key": "closed", "label": "Closed"},
            ],
        },
        {"key": "day", "type": "date", "label": "Day"},
        {"key": "note", "type": "long_text", "label": "Note"},
        {"key": "email", "type": "email", "label": "E-mail"},
        {"key": "done", "type": "checkbox", "label": "Done"},
    ],
}
BASE = "/api/v1/apps/bench/forms/item/records"
PASSWORD = "benchmark password 1"


@dataclass
class Figures:
    """CPU milliseconds per request, one figure a round."""

    triloom: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)


@dataclass
class Comparison:
    """The figures of one database."""

    database: str
    rows: int
    operations: dict[str, Figures]
    memory: float


def row(number: int) -> dict[str, Any]:
    """Return the values of one record; the same on both sides."""
    draw = random.Random(number)
    return {
        "name": f"Item {number}",
        "amount": f"{draw.randrange(10**7) / 100:.2f}",
        "quantity": draw.randrange(1000),
        "status": draw.choice(("open", "held", "closed")),
        "day": f"2026-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        "note": "A note of usual length, written twice. " * 2,
        "email": f"a{number}@example.com",
        "done": draw.random() < 0.5,
    }


def compare(database: str, *, rows: int, requests: int, rounds: int) -> Comparison:
    """Fill, then measure every operation on both servers and on the raw driver."""
    folder = Path(tempfile.mkdtemp(prefix="triloom-benchmark-"))
    postgres = find_or_start_postgres() if database == "postgresql" else None
    names = [postgres.create_database() for _ in range(2)] if postgres else []
    urls = (
        [postgres.url(name) for name in names]
        if postgres
        else [f"sqlite:///{folder}/ours/triloom.db", f"sqlite:///{folder}/bare.db"]
    )
    servers: list[Server] = []
    try:
        ours = _start_ours(folder, urls[0])
        servers.append(ours)
        bare = _start_bare(urls[1])
        servers.append(bare)
        first = _fill(ours, bare, rows)
        raw = _Raw(urls[1])
        operations = {name: Figures() for name in _OPERATIONS}
        for round_number in range(rounds):
            for name, operation in _OPERATIONS.items():
                count = max(1, requests // operation.share)
                operations[name].triloom.append(
                    _measure(ours, operation.triloom(first, round_number), count)
                )
                operations[name].bare.append(
                    _measure(bare, operation.bare(first, round_number), count)
                )
                operations[name].raw.append(raw.measure(name, count))
        return Comparison(database, rows, operations, resident_megabytes(ours.process.pid))
    finally:
        for server in servers:
            server.stop()
        if postgres:
            for name in names:
                with suppress(Exception):
                    postgres.drop_database(name)
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start_ours(folder: Path, url: str) -> Server:
    environment = {
        "TRILOOM_DATA_DIR": str(folder / "ours"),
        "TRILOOM_DATABASE_URL": url,
        "TRILOOM_DEMO_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "triloom"]
    full = {**os.environ, **environment}
    subprocess.run([*command, "migrate"], env=full, check=True, capture_output=True)
    subprocess.run(
        [*command, "user", "add", "bench", "--name", "Bench", "--admin", "--password", PASSWORD],
        env=full,
        check=True,
        capture_output=True,
    )
    port = free_port()
    server = Server.start(["triloom", "serve", "--port", str(port)], environment, port, "/readyz")
    status, session = server.request(
        "POST", "/api/v1/session", {"login": "bench", "password": PASSWORD, "token": True}
    )
    assert status == 200, session
    server.headers["Authorization"] = f"Bearer {session['token']}"
    assert server.request("POST", "/api/v1/apps", {"key": "bench", "label": "Bench"})[0] in (
        200,
        201,
    )
    status, answer = server.request("PUT", "/api/v1/apps/bench/forms/item/draft", FORM)
    assert status < 300, answer
    status, answer = server.request("POST", "/api/v1/apps/bench/forms/item/publish", {})
    assert status < 300, answer
    return server


def _start_bare(url: str) -> Server:
    database = Database(url)
    from benchmarks.bare_tables import METADATA, TOKEN

    with database.write() as connection:
        METADATA.create_all(connection)
        connection.execute(TOKEN.insert().values(token="benchmark", who="bench"))
    database.dispose()
    port = free_port()
    command = ["uvicorn", "benchmarks.bare:app", "--port", str(port), "--log-level", "warning"]
    server = Server.start(command, {"TRILOOM_BENCHMARK_URL": url}, port, "/items")
    server.headers["Authorization"] = "Bearer benchmark"
    return server


def _fill(ours: Server, bare: Server, rows: int) -> dict[str, list[str]]:
    """Load the same rows into both and return a few ids of each side."""
    for start in range(0, rows, 1000):
        batch = [row(number) for number in range(start, min(start + 1000, rows))]
        status, answer = ours.request(
            "POST", f"{BASE}/bulk", {"create": [{"values": item} for item in batch]}
        )
        assert status < 300, answer
        status, answer = bare.request("POST", "/items/bulk", batch)
        assert status < 300, answer
    status, page = ours.request("GET", f"{BASE}?limit=100")
    assert status == 200, page
    status, listed = bare.request("GET", "/items")
    assert status == 200, listed
    return {
        "ours": [item["id"] for item in page["items"]],
        "bare": [item["id"] for item in listed["items"]],
    }


Request = Callable[[int], tuple[str, str, Any, dict[str, str]]]


@dataclass(frozen=True)
class Operation:
    """How to make request number n on each side; `share` divides the number of requests."""

    triloom: Callable[[dict[str, list[str]], int], Request]
    bare: Callable[[dict[str, list[str]], int], Request]
    share: int = 1


def _fresh(number: int, salt: int) -> dict[str, Any]:
    return row(10_000_000 + salt * 1_000_000 + number)


_OPEN = quote("status = 'open'")
_LIST_QUERY = f"{BASE}?filter={_OPEN}&sort=-amount&limit=50&count=capped"
_REPORT = {
    "report": {
        "kind": "report",
        "key": "group",
        "label": "Group",
        "type": "table",
        "source": "item",
        "dimensions": [{"field": "status", "key": "status"}],
        "measures": [
            {"key": "rows", "expression": "count()"},
            {"key": "total", "field": "amount", "aggregate": "sum"},
        ],
    }
}
_OPERATIONS: dict[str, Operation] = {
    "read one": Operation(
        lambda ids, _: lambda n: ("GET", f"{BASE}/{ids['ours'][n % len(ids['ours'])]}", None, {}),
        lambda ids, _: lambda n: ("GET", f"/items/{ids['bare'][n % len(ids['bare'])]}", None, {}),
    ),
    "create": Operation(
        lambda _, salt: lambda n: ("POST", BASE, {"values": _fresh(n, salt)}, {}),
        lambda _, salt: lambda n: ("POST", "/items", _fresh(n, salt), {}),
    ),
    "list 50 (filter, sort, capped count)": Operation(
        lambda _, __: lambda n: ("GET", _LIST_QUERY, None, {}),
        lambda _, __: lambda n: ("GET", "/items?sort=amount", None, {}),
        share=3,
    ),
    "update": Operation(
        lambda ids, salt: (
            lambda n: (
                "PATCH",
                f"{BASE}/{ids['ours'][n % len(ids['ours'])]}",
                {"values": {"quantity": salt * 1000 + n}},
                {"If-Match": '"1"'},
            )
        ),
        lambda ids, salt: (
            lambda n: (
                "PATCH",
                f"/items/{ids['bare'][n % len(ids['bare'])]}",
                {"quantity": salt * 1000 + n},
                {},
            )
        ),
    ),
    "bulk create 1,000": Operation(
        lambda _, salt: (
            lambda n: (
                "POST",
                f"{BASE}/bulk",
                {"create": [{"values": _fresh(n * 1000 + at, salt + 5)} for at in range(1000)]},
                {},
            )
        ),
        lambda _, salt: (
            lambda n: (
                "POST",
                "/items/bulk",
                [_fresh(n * 1000 + at, salt + 5) for at in range(1000)],
                {},
            )
        ),
        share=150,
    ),
    "group by": Operation(
        lambda _, __: lambda n: ("POST", "/api/v1/apps/bench/reports/query", _REPORT, {}),
        lambda _, __: lambda n: ("GET", "/group", None, {}),
        share=15,
    ),
}


def _measure(server: Server, request: Request, count: int) -> float:
    prepared = [request(number) for number in range(count + 5)]
    for method, path, body, headers in prepared[count:]:
        _send(server, method, path, body, headers)
    before = cpu_seconds(server.process.pid)
    for method, path, body, headers in prepared[:count]:
        _send(server, method, path, body, headers)
    return (cpu_seconds(server.process.pid) - before) * 1000 / count


_REVISIONS: dict[str, int] = {}
"""Revision by record path, as a client keeps it from the last answer."""


def _send(server: Server, method: str, path: str, body: Any, headers: dict[str, str]) -> None:
    if "If-Match" in headers:
        headers = {"If-Match": f'"{_REVISIONS.get(path, 1)}"'}
    status, answer = server.request(method, path, body, headers)
    assert status < 300, (method, path, status, answer)
    if "If-Match" in headers:
        _REVISIONS[path] = answer["rev"]


class _Raw:
    """The same statements by the driver alone, in this process."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        with self.database.read() as connection:
            table = sa.table(
                "bare_item",
                *(
                    sa.column(name)
                    for name in ("id", "status", "amount", "deleted_at", "quantity", "name")
                ),
            )
            self.ids = [item[0] for item in connection.execute(sa.select(table.c.id).limit(100))]
        self.is_sqlite = self.database.dialect == "sqlite"
        self.mark = "?" if self.is_sqlite else "%s"

    def measure(self, name: str, count: int) -> float:
        """Return CPU milliseconds of this process per execution."""
        connection = self.database.engine.raw_connection()
        cursor = connection.cursor()
        started = time.process_time()
        for number in range(count):
            self._run(cursor, name, number)
        spent = time.process_time() - started
        connection.rollback()
        connection.close()
        return spent * 1000 / count

    def _run(self, cursor: Any, name: str, number: int) -> None:
        mark = self.mark
        key = self.ids[number % len(self.ids)]
        if name == "read one":
            cursor.execute(f"SELECT * FROM bare_item WHERE id = {mark}", (key,))
            cursor.fetchall()
        elif name.startswith("list"):
            cursor.execute(
                "SELECT * FROM bare_item WHERE status = 'open' AND deleted_at IS NULL ORDER BY amount DESC, id LIMIT 50"
            )
            cursor.fetchall()
            cursor.execute(
                "SELECT count(*) FROM (SELECT id FROM bare_item WHERE status = 'open' AND deleted_at IS NULL LIMIT 1001) x"
            )
            cursor.fetchall()
        elif name == "update":
            cursor.execute(f"UPDATE bare_item SET quantity = {number} WHERE id = {mark}", (key,))
        elif name == "group by":
            cursor.execute("SELECT status, count(*), sum(amount) FROM bare_item GROUP BY status")
            cursor.fetchall()
        else:
            rows = [
                (uuid.uuid4().bytes if self.is_sqlite else uuid.uuid4(), 1, "x")
                for _ in range(1000 if "bulk" in name else 1)
            ]
            cursor.executemany(
                f"INSERT INTO bare_item (id, rev, name) VALUES ({mark}, {mark}, {mark})", rows
            )
