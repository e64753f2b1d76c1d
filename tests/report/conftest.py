"""The in-memory shop on both dialects."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.support.shop import Shop, sample
from triloom_report.macros import duckdb_macros


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The shop with its sample rows, on both dialects."""
    if request.param == "duckdb":
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        for statement in duckdb_macros():
            connection.execute(statement)
        made = Shop(sample(), connection=connection)
        made.load()
        yield made
        connection.close()
        return
    import psycopg

    server = request.getfixturevalue("postgres_server")
    name = server.create_database()
    with psycopg.connect(server.url(name).replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        made = Shop(sample(), connection=connection, dialect="postgresql")
        made.load()
        yield made
    server.drop_database(name)
