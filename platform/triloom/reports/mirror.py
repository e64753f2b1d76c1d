"""The analytical mirror: a DuckDB copy of the forms that reports ask for, never older than the asker.

Before a query it reads the change feed above its own position, fetches the *present* rows of the
records named there, and applies them in one DuckDB transaction together with the new position. A
crash replays the same batch, which changes nothing. A file that is broken is deleted and read anew.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.exc
from sqlalchemy.engine import Connection

from triloom.organisation.organisation import Organisation
from triloom.reports import mirror_load
from triloom.reports.duck import DuckFile, unavailable
from triloom.reports.mirror_feed import Backlog, FeedCursor
from triloom.reports.mirror_tables import MirrorTable
from triloom.settings import Settings
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.context import RequestContext

WAIT_SECONDS = 60.0
_RETRY_SECONDS = 5


class Mirror:
    """The mirror of one process; opened on first use, closed with the services."""

    def __init__(self, settings: Settings, organisation: Organisation) -> None:
        self._folder: Path = settings.data_dir / "mirror" / str(organisation.id)
        self._lock = threading.RLock()
        self._file: DuckFile | None = None
        self._feed = FeedCursor()
        self._known: dict[str, str] = {}
        self._connection: Connection | None = None
        self._progress = ("", 0)

    @contextmanager
    def snapshot(
        self, ctx: "RequestContext", tables: Sequence[MirrorTable], *, is_shared: bool = False
    ) -> Iterator["MirrorSnapshot"]:
        """Yield a cursor on `tables`, at least as new as everything that was committed before.

        With `is_shared` all statements see one and the same state. Raises TriloomError 503 with Retry-After when another request is still loading them.
        """
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            name, done = self._progress
            raise TriloomError(
                "report.catching_up",
                status=503,
                data={"form": name, "done": done, "seconds": _RETRY_SECONDS},
                headers={"Retry-After": str(_RETRY_SECONDS)},
            )
        try:
            cursor = self._caught_up(ctx, tables, is_shared=is_shared)
        finally:
            self._lock.release()
        try:
            yield MirrorSnapshot(cursor, self._feed.position)
        finally:
            cursor.close()

    def _caught_up(
        self, ctx: "RequestContext", tables: Sequence[MirrorTable], *, is_shared: bool
    ) -> Any:
        import duckdb

        for attempt in ("as it is", "rebuilt"):
            file = self._opened()
            try:
                with self._reading(ctx) as connection:
                    self._catch_up(ctx, connection, file, tables)
                cursor = file.connection.cursor()
                if is_shared:
                    cursor.begin()
                    # The snapshot of a transaction starts at its first statement, not at BEGIN.
                    cursor.execute("SELECT count(*) FROM mirror_table").fetchall()
            except duckdb.Error:
                if attempt == "rebuilt":
                    raise
                self._forget(file)
            else:
                return cursor
        raise unavailable()

    def _opened(self) -> DuckFile:
        if self._file is None:
            self._file = DuckFile(self._folder)
            self._start_over(self._file)
        return self._file

    def _forget(self, file: DuckFile) -> None:
        file.rebuild()
        self._start_over(file)

    def _start_over(self, file: DuckFile) -> None:
        mirror_load.prepare(file)
        self._feed.restore(file)
        self._known = mirror_load.known_tables(file)

    @contextmanager
    def _reading(self, ctx: "RequestContext") -> Iterator[Connection]:
        """Yield the mirror's own connection inside a snapshot that begins now, under the lock.

        So snapshots follow each other: none brings back a state older than one applied before, and
        each shows every commit that the asker can have made or seen.
        """
        database = ctx.services.database
        if self._connection is None:
            self._connection = database.engine.connect()
            if database.dialect == "postgresql":
                self._connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
        try:
            with self._connection.begin():
                yield self._connection
        except sa.exc.DBAPIError:
            self._connection.close()
            self._connection = None
            raise

    def _catch_up(
        self,
        ctx: "RequestContext",
        connection: Connection,
        file: DuckFile,
        tables: Sequence[MirrorTable],
    ) -> None:
        backlog: Backlog = self._feed.read(connection, ctx.tenant_id)
        if backlog.changed:
            self._apply(ctx, connection, file, backlog)
        elif backlog.is_new_position:
            self._feed.accept(backlog)
        for table in tables:
            self._load_when_unknown(connection, file, table)

    def _load_when_unknown(
        self, connection: Connection, file: DuckFile, table: MirrorTable
    ) -> None:
        if self._known.get(table.name) != table.signature:
            self._known.pop(table.name, None)
            mirror_load.load(connection, file, table, self._note)
            self._known[table.name] = table.signature

    def _apply(
        self, ctx: "RequestContext", connection: Connection, file: DuckFile, backlog: Backlog
    ) -> None:
        batches = [
            mirror_load.fetch(connection, table, record_ids)
            for form_id, record_ids in backlog.changed.items()
            for table in mirror_load.tables_of_form(ctx, form_id)
            if self._known.get(table.name) == table.signature
        ]
        with file.transaction() as cursor:
            for batch in batches:
                mirror_load.apply(cursor, batch)
            self._feed.store(cursor, backlog)
        self._feed.accept(backlog)

    def _note(self, name: str, done: int) -> None:
        self._progress = (name, done)

    def holds(self, table: MirrorTable) -> bool:
        """Whether a table is loaded in its present form."""
        with self._lock:
            self._opened()
            return self._known.get(table.name) == table.signature

    def check(self, ctx: "RequestContext", tables: Sequence[MirrorTable]) -> tuple[str, ...]:
        """Compare mirror and record store, rebuild what differs, and return the names of those."""
        with self._lock, self._reading(ctx) as connection:
            file = self._opened()
            self._catch_up(ctx, connection, file, tables)
            different = tuple(
                table.name for table in tables if mirror_load.differs(connection, file, table)
            )
            for table in tables:
                if table.name in different:
                    self._known.pop(table.name, None)
                    self._load_when_unknown(connection, file, table)
            return different

    def close(self) -> None:
        """Close the file; the next process goes on from its position."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
            if self._connection is not None:
                self._connection.close()
                self._connection = None


class MirrorSnapshot:
    """A cursor inside one read transaction, and the feed position that it shows."""

    def __init__(self, cursor: Any, position: str) -> None:
        self.cursor = cursor
        self.position = position
