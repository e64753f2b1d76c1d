"""Starts a server process, sends it requests one after another, and reads its CPU time."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

IDLE_SECONDS = 2.0
"""A server closes a connection that rests for longer; a new one is opened before that."""
_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """Return user and system time of a process, its waited-for children included."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:15]) / _TICKS


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass
class Server:
    """A server under test; `headers` go with every request."""

    process: subprocess.Popen[bytes]
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None
    _used: float = 0.0

    @classmethod
    def start(
        cls, command: list[str], environment: Mapping[str, str], port: int, ready: str
    ) -> "Server":
        """Start a server and wait until `ready` answers 200."""
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        server = cls(process, port)
        for _ in range(600):
            try:
                if server.request("GET", ready)[0] < 500:
                    return server
            except OSError:
                server._connection = None
            if process.poll() is not None:
                break
            time.sleep(0.1)
        server.stop()
        raise RuntimeError(f"the server {command} did not start")

    def request(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send one request on the kept connection and return (status, JSON)."""
        if time.monotonic() - self._used > IDLE_SECONDS and self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self._used = time.monotonic()
        content = None if body is None else orjson.dumps(body)
        sent = {"Content-Type": "application/json", **self.headers, **(headers or {})}
        self._connection.request(method, path, content, sent)
        answer = self._connection.getresponse()
        data = answer.read()
        return answer.status, orjson.loads(data) if data and "json" in answer.getheader(
            "Content-Type", ""
        ) else data

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
