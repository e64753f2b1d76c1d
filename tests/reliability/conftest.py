"""One house for each database; its tests run one after the other on the same data."""

import os
import random
from collections.abc import Iterator

import pytest

from tests.support.house import House
from tests.support.postgres import PostgresServer

SQLITE = "sqlite"
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
both = pytest.mark.parametrize("house", [SQLITE, POSTGRESQL], indirect=True)
sqlite_only = pytest.mark.parametrize("house", [SQLITE], indirect=True)


def number_of_kills(usual: int) -> int:
    """How often a test kills: TRILOOM_KILLS makes it a longer proof or a quick look."""
    return int(os.environ.get("TRILOOM_KILLS", str(usual)))


@pytest.fixture(scope="session")
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A running server: SQLite with one process, or PostgreSQL with two workers."""
    folder = tmp_path_factory.mktemp("house")
    if request.param == SQLITE:
        found = House(folder, None)
        yield found
        found.close()
        return
    postgres: PostgresServer = request.getfixturevalue("postgres_server")
    name = postgres.create_database()
    found = House(folder, postgres.url(name), "--workers", "2")
    yield found
    found.close()
    postgres.drop_database(name)


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Random moments; the seed is printed and TRILOOM_SEED repeats it."""
    seed = int(os.environ.get("TRILOOM_SEED", random.SystemRandom().randrange(10**6)))
    print(f"{request.node.name}: TRILOOM_SEED={seed}")
    return random.Random(seed)
