"""Writes of the job runner that wait out an outage: a job must not be lost with its last word."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.engine import Connection

from triloom.database.outages import outage_code

if TYPE_CHECKING:
    from triloom.services import Services

Result = TypeVar("Result")
PATIENCE_SECONDS = 3_600.0
LONGEST_PAUSE_SECONDS = 5.0
_log = logging.getLogger("triloom.jobs")


def pause_after(attempts: int) -> timedelta:
    """Return how long a job waits that met an outage after so many attempts."""
    return timedelta(seconds=min(2.0**attempts, 60.0))


def patiently(services: "Services", write: Callable[[Connection], Result]) -> Result:
    """Write in a transaction; while the disk is full or the database away, try again and again.

    A runner on demand (command line, tests) does not wait: its caller sees the error at once.
    """
    ends = time.monotonic() + PATIENCE_SECONDS
    pause = 0.2
    while True:
        try:
            with services.database.write() as connection:
                return write(connection)
        except Exception as error:
            outage = outage_code(error)
            is_waiting = services.jobs.health() == "running" and time.monotonic() < ends
            if outage is None or not is_waiting:
                raise
            _log.warning("a job waits: %s", outage)
        threading.Event().wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
