"""The DuckDB file: one owner, closed against everything but its own tables, replaceable at any time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from triloom.reports.running import Cancellable
from triloom.reports.watchdog import WATCHDOG
from triloom_core.errors import TriloomError
from triloom_report.macros import duckdb_macros

MEMORY_LIMIT = "1GB"
TEMPORARY_LIMIT = "4GB"
THREADS = 2
QUERY_SECONDS = 30.0
_SLOTS = 64
_RETRY_SECONDS = 2


class DuckFile:
    """One DuckDB database file that this process owns.

    DuckDB lets one process hold a file for writing, and shuts every other one out. So each server
    process owns a file of its own (`mirror-0.duckdb`, `mirror-1.duckdb`, …), claimed by a lock on
    a file beside it: one process on SQLite, one per worker on PostgreSQL. A claimed file survives
    its process; the next owner only catches up.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock, self.path = _claim(folder)
        self.connection: Any = self._open()

    def _open(self) -> Any:
        import duckdb

        try:
            return _connect(self.path)
        except (duckdb.Error, OSError):
            self.remove()
            return _connect(self.path)

    def remove(self) -> None:
        """Delete the file; everything in it can be read again from the record store."""
        for path in (self.path, self.path.with_name(self.path.name + ".wal")):
            path.unlink(missing_ok=True)

    def rebuild(self) -> None:
        """Close, delete and reopen: the answer to a file that cannot be trusted any more."""
        import duckdb

        with contextlib.suppress(duckdb.Error):
            self.connection.close()
        self.remove()
        self.connection = self._open()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Any]:
        """Yield a cursor inside one transaction; commit on exit, roll back on error."""
        cursor = self.connection.cursor()
        try:
            cursor.begin()
            yield cursor
            cursor.commit()
        except BaseException:
            self._roll_back(cursor)
            raise
        finally:
            cursor.close()

    @staticmethod
    def _roll_back(cursor: Any) -> None:
        import duckdb

        with contextlib.suppress(duckdb.Error):
            cursor.rollback()

    def close(self) -> None:
        """Release the file for the next process."""
        self.connection.close()
        os.close(self._lock)


def run(
    cursor: Any,
    sql: str,
    bindings: Sequence[Any],
    *,
    seconds: float = QUERY_SECONDS,
    query: Cancellable | None = None,
) -> list[tuple[Any, ...]]:
    """Run one query and return its rows; it is interrupted after `seconds`, or through `query`.

    Raises TriloomError 422 when it was interrupted or left the range of a number.
    """
    if query is not None:
        query.attach(cursor)
        if query.is_cancelled:
            raise TriloomError("report.cancelled")
    import duckdb

    watch = WATCHDOG.watch(seconds, cursor.interrupt)
    try:
        rows: list[tuple[Any, ...]] = cursor.execute(sql, list(bindings)).fetchall()
    except duckdb.InterruptException as error:
        if query is not None and query.is_cancelled:
            raise TriloomError("report.cancelled") from error
        raise TriloomError("report.timeout", data={"seconds": seconds}) from error
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise TriloomError("report.value_out_of_range", data={"report": ""}) from error
    except (duckdb.FatalException, duckdb.ConnectionException, duckdb.InternalException) as error:
        raise unavailable() from error
    finally:
        watch.end()
        if query is not None:
            query.attach(None)
    return rows


def unavailable() -> TriloomError:
    """Return the error for an engine that is being rebuilt."""
    return TriloomError(
        "report.engine_unavailable",
        status=503,
        data={"seconds": _RETRY_SECONDS},
        headers={"Retry-After": str(_RETRY_SECONDS)},
    )


def _connect(path: Path) -> Any:
    """Open and lock down. The order matters: no zone after the lock, no folder without access."""
    import duckdb

    temporary = path.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    connection = duckdb.connect(
        str(path),
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
            "temp_directory": str(temporary),
            "max_temp_directory_size": TEMPORARY_LIMIT,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    for statement in duckdb_macros():
        connection.execute(statement)
    connection.execute("SET lock_configuration = true")
    return connection


def _claim(folder: Path) -> tuple[int, Path]:
    for slot in range(_SLOTS):
        descriptor = os.open(folder / f"mirror-{slot}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            continue
        return descriptor, folder / f"mirror-{slot}.duckdb"
    message = f"all {_SLOTS} mirror files in {folder} are taken"
    raise RuntimeError(message)
