"""Queries that run right now, by who asked and the name they gave: so that they can be cancelled."""

import contextlib
import threading
import uuid
from collections.abc import Iterator
from typing import Any

from triloom.reports.watchdog import WATCHDOG

_AGAIN_SECONDS = 0.05
QueryName = tuple[uuid.UUID | None, str]
"""(user, the name that the user's client gave the query)."""


class Cancellable:
    """One named question; it may run several statements."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cursor: Any = None
        self.is_cancelled = False

    def attach(self, cursor: Any) -> None:
        """Say which cursor works for the question; None when none does any more."""
        with self._lock:
            self._cursor = cursor

    def cancel(self) -> None:
        """Interrupt the question now, and every statement that it would still run."""
        with self._lock:
            self.is_cancelled = True
        self._interrupt()

    def _interrupt(self) -> None:
        """Interrupt until it works: an engine forgets an interrupt that comes before its start."""
        with self._lock:
            if self._cursor is None:
                return
            self._cursor.interrupt()
        WATCHDOG.watch(_AGAIN_SECONDS, self._interrupt)


class RunningQueries:
    """The named questions of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queries: dict[QueryName, Cancellable] = {}

    @contextlib.contextmanager
    def named(self, name: QueryName) -> Iterator[Cancellable]:
        """Keep a question cancellable under a name while it runs."""
        query = Cancellable()
        with self._lock:
            self._queries[name] = query
        try:
            yield query
        finally:
            with self._lock:
                if self._queries.get(name) is query:
                    del self._queries[name]

    def cancel(self, name: QueryName) -> bool:
        """Cancel a question; False when none of that name runs (any more)."""
        with self._lock:
            query = self._queries.get(name)
        if query is None:
            return False
        query.cancel()
        return True


RUNNING = RunningQueries()
