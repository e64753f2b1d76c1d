"""Engine and transactions: one writer at a time on SQLite, many on PostgreSQL.

SQLite runs in WAL with `synchronous=FULL`; writes take the process's lock and `BEGIN IMMEDIATE`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from triloom.database.functions import register_functions
from triloom_core.errors import TriloomError

DialectName = Literal["sqlite", "postgresql"]
POOL_SIZE = 16
BUSY_TIMEOUT_MILLISECONDS = 30_000


class Database:
    """One database of one organisation, or of many on PostgreSQL."""

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE) -> None:
        self.url = sa.make_url(url)
        self.dialect: DialectName = (
            "sqlite" if self.url.get_backend_name() == "sqlite" else "postgresql"
        )
        # No RLock: a request may begin its transaction in one thread and end it in another.
        self._writer = threading.Lock()
        self.pool_size = pool_size
        self.engine = self._create_engine()

    def _create_engine(self) -> Engine:
        if self.dialect == "sqlite":
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            engine = sa.create_engine(
                self.url,
                poolclass=sa.pool.QueuePool,
                pool_size=self.pool_size,
                max_overflow=4,
                connect_args={"check_same_thread": False, "timeout": 30},
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return sa.create_engine(
            self.url.set(drivername="postgresql+psycopg"),
            pool_size=self.pool_size,
            max_overflow=4,
            pool_pre_ping=False,
            pool_timeout=10,
            connect_args={"options": "-c timezone=UTC -c statement_timeout=120000"},
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection inside one read transaction (one snapshot)."""
        with self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection inside one write transaction; commit on exit, roll back on error."""
        if self.dialect == "postgresql":
            with self.engine.begin() as connection:
                yield connection
            return
        if not self._writer.acquire(timeout=BUSY_TIMEOUT_MILLISECONDS / 1000):
            raise TriloomError("service.busy", status=503, headers={"Retry-After": "1"})
        try:
            with self.engine.connect() as connection:
                writing = connection.execution_options(triloom_write=True)
                with writing.begin():
                    yield writing
        finally:
            self._writer.release()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
        "foreign_keys=OFF",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    register_functions(connection)


def _begin_sqlite(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("triloom_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
