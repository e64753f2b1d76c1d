"""Fixtures that every room's tests share: services on a fresh SQLite file or PostgreSQL database."""

import triloom  # noqa: F401, I001  (installs the one SQLite library before anybody imports sqlite3)

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.support.postgres import PostgresServer, find_or_start_postgres
from tests.support.world import World, open_world


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; each test gets a copy (1 ms) instead of a migration."""
    folder = tmp_path_factory.mktemp("template")
    world = open_world(folder)
    world.close()
    return folder


@pytest.fixture
def sqlite_world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """Services on a fresh SQLite file, with the administrator `admin`."""
    folder = tmp_path / "data"
    shutil.copytree(sqlite_template, folder)
    world = open_world(folder)
    yield world
    world.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL: the one of TRILOOM_TEST_DATABASE_URL, of this machine, or a new cluster."""
    server = find_or_start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a migrated database that each test clones."""
    name = postgres_server.create_database()
    world = open_world(tmp_path_factory.mktemp("postgres"), postgres_server.url(name))
    world.close()
    return name


@pytest.fixture
def postgres_world(
    postgres_server: PostgresServer, postgres_template: str, tmp_path: Path
) -> Iterator[World]:
    """Services on a fresh PostgreSQL database, with the administrator `admin`."""
    name = postgres_server.create_database(template=postgres_template)
    world = open_world(tmp_path / "data", postgres_server.url(name))
    yield world
    world.close()
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest) -> World:
    """Services on both databases: the test runs once on each."""
    name = "sqlite_world" if request.param == "sqlite" else "postgres_world"
    found: World = request.getfixturevalue(name)
    return found


@pytest.fixture
def client(sqlite_world: World) -> Iterator[TestClient]:
    """An HTTP client logged in as `admin`, on SQLite."""
    yield sqlite_world.client("admin")


@pytest.fixture
def client_of(sqlite_world: World) -> Iterator[Callable[[str], TestClient]]:
    """A function login → HTTP client logged in as that user (password as `World` sets it)."""
    yield sqlite_world.client
