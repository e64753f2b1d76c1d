"""The in-memory shop on both dialects."""

from collections.abc import Iterator

import duckdb
import psycopg
import pytest

from tests.support.postgres import PostgresServer
from tests.support.shop import Shop, sample
from triloom_report.macros import duckdb_macros


@pytest.fixture(scope="session")
def shop_database(postgres_server: PostgresServer) -> Iterator[psycopg.Connection]:
    """A connection to one database, whose tables every shop on PostgreSQL makes anew."""
    name = postgres_server.create_database()
    url = postgres_server.url(name).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET client_min_messages = 'warning'")
        yield connection
    postgres_server.drop_database(name)


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The shop with its sample rows, on both dialects."""
    if request.param == "postgresql":
        connection = request.getfixturevalue("shop_database")
        made = Shop(sample(), connection=connection, dialect="postgresql")
        made.load()
        yield made
        return
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for statement in duckdb_macros():
        connection.execute(statement)
    made = Shop(sample(), connection=connection)
    made.load()
    yield made
    connection.close()
