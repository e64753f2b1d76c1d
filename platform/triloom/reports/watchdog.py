"""One thread that interrupts whatever runs too long; a timer per query would cost more than a query."""

import heapq
import threading
import time
from collections.abc import Callable


class Watch:
    """One thing that must end in time."""

    __slots__ = ("_interrupt", "_lock", "deadline")

    def __init__(self, deadline: float, interrupt: Callable[[], None]) -> None:
        self.deadline = deadline
        self._interrupt: Callable[[], None] | None = interrupt
        self._lock = threading.Lock()

    def __lt__(self, other: "Watch") -> bool:
        """Order by deadline."""
        return self.deadline < other.deadline

    def end(self) -> None:
        """Say that it has ended: from here on it is not interrupted any more."""
        with self._lock:
            self._interrupt = None

    def fire(self) -> None:
        """Interrupt it, unless it has ended."""
        with self._lock:
            if self._interrupt is not None:
                self._interrupt()


class Watchdog:
    """Keeps watches by deadline; its thread starts with the first one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: list[Watch] = []
        self._thread: threading.Thread | None = None

    def watch(self, seconds: float, interrupt: Callable[[], None]) -> Watch:
        """Call `interrupt` after `seconds` unless the watch has ended before."""
        watch = Watch(time.monotonic() + seconds, interrupt)
        with self._changed:
            heapq.heappush(self._watches, watch)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="report-watchdog", daemon=True
                )
                self._thread.start()
            elif self._watches[0] is watch:
                self._changed.notify()
        return watch

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._watches:
                    self._changed.wait()
                left = self._watches[0].deadline - time.monotonic()
                if left > 0:
                    self._changed.wait(left)
                    continue
                due = heapq.heappop(self._watches)
            due.fire()


WATCHDOG = Watchdog()
