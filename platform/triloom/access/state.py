"""What access keeps in one process: caches keyed by epochs, and counters of running requests."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from triloom.access.principal import Standing
from triloom.access.standing import EpochCache

STANDINGS = 4096
MINUTE = 60.0


class MinuteQuota:
    """Counts requests of a subject in the running minute of this process."""

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._counts: OrderedDict[object, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, subject: object, limit: int) -> float | None:
        """Count one request; return the seconds to wait when the minute's quota is used up."""
        now = time.monotonic()
        with self._lock:
            started, count = self._counts.get(subject, (now, 0))
            if now - started >= MINUTE:
                started, count = now, 0
            if count >= limit:
                return max(1.0, started + MINUTE - now)
            self._counts[subject] = (started, count + 1)
            self._counts.move_to_end(subject)
            while len(self._counts) > self._size:
                self._counts.popitem(last=False)
        return None


@dataclass(slots=True)
class AccessState:
    """The caches of one process; every key carries the organisation and the epochs it holds for."""

    standings: EpochCache[Standing] = field(default_factory=lambda: EpochCache(STANDINGS))
    capabilities: EpochCache[frozenset[tuple[str, str]]] = field(
        default_factory=lambda: EpochCache(STANDINGS)
    )
    quotas: MinuteQuota = field(default_factory=MinuteQuota)
