"""What a start costs: modules that stay out, CPU of the import, memory of an idle server."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.server import ServerProcess, run_cli

HEAVY = ("sklearn", "lightgbm", "pandas", "altair", "weasyprint", "scipy", "numpy", "vl_convert")
"""Libraries of the children; the server's own process never imports them."""
LATE = ("duckdb", "pyarrow", "dbos", "alembic", "jsonschema")
"""Libraries that wait for their first use."""
PROGRAM = """
import json, sys, tempfile, pathlib
import triloom.app
imported = [name for name in {names} if name in sys.modules]
from tests.support.world import open_world
world = open_world(pathlib.Path(tempfile.mkdtemp()))
client = world.client("admin")
answers = [client.get(path).status_code for path in ("/", "/api/v1/me", "/readyz", "/api/v1/apps")]
served = [name for name in {heavy} if name in sys.modules]
world.close()
print(json.dumps([imported, served, answers]))
"""


def python(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], check=True, capture_output=True,
        text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    return done.stdout


def test_the_server_process_never_loads_the_libraries_of_the_children() -> None:
    names = HEAVY + LATE
    program = PROGRAM.format(names=names, heavy=HEAVY)
    imported, served, answers = json.loads(python(program).splitlines()[-1])
    assert imported == []
    assert served == []
    assert answers[1:] == [200, 200, 200]


def cpu_seconds(modules: str) -> float:
    """The least CPU time of three imports in fresh processes."""
    program = f"import time, {modules}; print(time.process_time())"
    return min(float(python(program)) for _ in range(3))


@pytest.mark.slow
def test_importing_the_app_costs_little_more_than_its_frameworks() -> None:
    frameworks = cpu_seconds("fastapi, sqlalchemy")
    app = cpu_seconds("triloom.app")
    print(f"import: app {app:.2f} CPU-s, FastAPI and SQLAlchemy alone {frameworks:.2f}")
    assert app < frameworks * 3


@pytest.mark.slow
def test_an_idle_server_is_small(tmp_path: Path) -> None:
    environment = {"TRILOOM_DATA_DIR": str(tmp_path)}
    run_cli(environment, "user", "add", "admin", "--admin", "--password", "quiet and small")
    server = ServerProcess(environment)
    server.start()
    try:
        time.sleep(5)
        assert server.process is not None
        sizes = [resident(server.process.pid) for _ in range(3)]
        print(f"idle: {statistics.median(sizes):.0f} MB resident")
        assert statistics.median(sizes) <= 250
    finally:
        server.stop()


def resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
