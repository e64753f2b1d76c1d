"""A real server process on a free port, for browser, reliability and real-data tests."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_cli(environment: Mapping[str, str], *arguments: str) -> str:
    """Run the command line to its end and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "triloom", *arguments],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"triloom {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


class ServerProcess:
    """A server that can be killed and started again on the same data and port."""

    def __init__(self, environment: Mapping[str, str], *arguments: str) -> None:
        self.environment = {**os.environ, **environment}
        self.port = free_port()
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.log = Path(environment["TRILOOM_DATA_DIR"]) / "server.log"

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds: float = 60.0) -> None:
        """Start the server and wait until it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "triloom", "serve", "--port", str(self.port), *self.arguments],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._is_ready():
                return
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            time.sleep(0.05)
        raise AssertionError(f"not ready: {self.log.read_text()[-4000:]}")

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def cpu_seconds(self) -> float:
        """Return the CPU time of the server process so far, without its workers and children."""
        assert self.process is not None
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Kill the server and its children without any warning."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask the server to end, then make sure."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def running_server(environment: Mapping[str, str], *arguments: str) -> Iterator[str]:
    """Run a server for the length of the block and yield its address."""
    server = ServerProcess(environment, *arguments)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
