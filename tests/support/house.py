"""A real server over its own data that tests kill and start again."""

import http.client
import io
import random
import threading
import time
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.support.http import Client
from tests.support.server import ServerProcess, run_cli
from triloom.database.database import Database

PASSWORD = "kill it and start it again"
Lost = (http.client.HTTPException, OSError)
"""What a client sees when the server dies under its request."""


class Sink(ThreadingHTTPServer):
    """Takes webhooks and keeps (effect id, JSON text) of each."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        self.calls: list[tuple[str, bytes]] = []
        super().__init__(("127.0.0.1", 0), _Receiver)
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Killed callers hang up; that is the point here."""


class _Receiver(BaseHTTPRequestHandler):
    server: Sink

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.headers["Idempotency-Key"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


class House:
    """One server with the app of the reliability tests; `ready_seconds` and `ready_cpu` hold every restart."""

    def __init__(self, folder: Path, database_url: str | None, *arguments: str) -> None:
        environment = {"TRILOOM_DATA_DIR": str(folder)}
        if database_url is not None:
            environment["TRILOOM_DATABASE_URL"] = database_url
        self.folder = folder
        self.database_url = database_url or f"sqlite:///{folder / 'triloom.db'}"
        self.is_sqlite = database_url is None
        self.sink = Sink()
        self.ready_seconds: list[float] = []
        self.ready_cpu: list[float] = []
        run_cli(environment, "migrate")
        run_cli(environment, "user", "add", "admin", "--admin", "--password", PASSWORD)
        self.server = ServerProcess(environment, *arguments)
        self.server.start()
        self.client = Client(self.server.url, "admin", PASSWORD)
        port = self.sink.server_port
        self.client.ok("PUT", "/webhooks/hosts/127.0.0.1", {"ports": [port], "allow_private": True})
        status, answer = self.client.send(
            "POST", "/packages", package(port), {"Content-Type": "application/zip"}
        )
        assert status < 300, answer

    def another_client(self) -> Client:
        """Return a client with its own connection and the same token."""
        client = Client.__new__(Client)
        client._address, client._connection = self.client._address, None
        client.headers = dict(self.client.headers)
        return client

    def kill(self) -> None:
        """Kill the whole process group without any warning."""
        self.server.kill()
        self.client.close()

    def start(self) -> None:
        """Start the server again and note how long it took to be ready."""
        began = time.monotonic()
        self.server.start()
        self.ready_seconds.append(time.monotonic() - began)
        self.ready_cpu.append(self.server.cpu_seconds())

    def kill_and_start(self) -> None:
        """Kill and start."""
        self.kill()
        self.start()

    def scalar(self, statement: sa.sql.Select[Any]) -> Any:
        """Return one value straight from the database."""
        database = Database(self.database_url)
        try:
            with database.read() as connection:
                return connection.execute(statement).scalar()
        finally:
            database.dispose()

    def values(self, form: str, field: str) -> list[Any]:
        """Return the values of one field of all records of a form, read page by page."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = self.client.ok(
                "GET",
                f"/apps/plant/forms/{form}/records?fields={field}&limit=200&count=none{cursor}",
            )
            found += [item["values"].get(field) for item in page["items"]]
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    def close(self) -> None:
        """Stop everything."""
        self.client.close()
        self.server.stop()
        self.sink.shutdown()
        self.sink.server_close()


def package(port: int) -> bytes:
    """The app of these tests as a package whose webhook calls a port of the loopback."""
    folder = Path(__file__).parents[1] / "reliability" / "app"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*.yaml")):
            text = path.read_text("utf-8").replace("PORT", str(port))
            archive.writestr(path.relative_to(folder).as_posix(), text)
    return buffer.getvalue()


def patiently(call: Callable[[], tuple[int, Any]], until: float) -> tuple[int, Any]:
    """Repeat a call while the server is away, as a careful client does."""
    while True:
        try:
            status, answer = call()
        except Lost as lost:
            status, answer = 0, lost
        if status not in (0, 503):
            return status, answer
        assert time.monotonic() < until, f"the server did not come back: {status} {answer!r}"
        time.sleep(random.uniform(0.02, 0.1))
