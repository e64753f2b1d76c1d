"""One running server with the app for real sales data, on SQLite and on PostgreSQL with two workers."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.http import Client
from tests.support.postgres import find_or_start_postgres
from tests.support.server import ServerProcess, run_cli

PASSWORD = "real data, real server"


@pytest.fixture(scope="session")
def maven_folder() -> Path:
    folder = os.environ.get("TRILOOM_REAL_DATA_DIR")
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail("TRILOOM_REAL_DATA_DIR must be set in the gate")
        pytest.skip("TRILOOM_REAL_DATA_DIR is not set: the data set of the pipeline is not at hand")
    return Path(folder) / "maven_crm"


def package() -> bytes:
    """The app of these tests as a package."""
    folder = Path(__file__).parent / "app"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*.yaml")):
            archive.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, maven_folder: Path
) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("maven")
    environment = {"TRILOOM_DATA_DIR": str(folder)}
    postgres = find_or_start_postgres() if request.param == "postgresql" else None
    name = postgres.create_database() if postgres else None
    workers: tuple[str, ...] = ()
    if postgres and name:
        environment["TRILOOM_DATABASE_URL"] = postgres.url(name)
        workers = ("--workers", "2")
    run_cli(environment, "migrate")
    run_cli(
        environment, "user", "add", "admin", "--name", "Admin", "--admin", "--password", PASSWORD
    )
    process = ServerProcess(environment, *workers)
    process.start()
    client = Client(process.url, "admin", PASSWORD)
    try:
        status, answer = client.send(
            "POST", "/packages", package(), {"Content-Type": "application/zip"}
        )
        assert status < 300, answer
        yield client
    finally:
        client.close()
        process.stop()
        if postgres and name:
            postgres.drop_database(name)
            postgres.stop()
