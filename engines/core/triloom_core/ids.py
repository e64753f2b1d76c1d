"""Identifiers: UUIDv7 made by the application, and the database names derived from them.

Python 3.11 has no UUIDv7, so it is built here after RFC 9562 §5.7 with the 12-bit counter of §6.2
method 1, which keeps identifiers of one process strictly increasing, also when the clock is set back.
"""

import base64
import os
import threading
import time
import uuid

_lock = threading.Lock()
_last: int = 0


def new_id() -> uuid.UUID:
    """Return a UUIDv7 that is greater than every one this process returned before."""
    global _last  # noqa: PLW0603  (one monotonic sequence per process is the point)
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12
        _last = stamp if stamp > _last else _last + 1
        sequence = _last
    milliseconds, counter = sequence >> 12, sequence & 0xFFF
    random_bits = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62
    return uuid.UUID(int=value | random_bits)


def new_id_text() -> str:
    """Return a new identifier in its text form."""
    return str(new_id())


def short_name(identifier: uuid.UUID) -> str:
    """Return the identifier as 26 lower-case base32 characters, safe in every database name."""
    return base64.b32encode(identifier.bytes).decode("ascii").rstrip("=").lower()


def form_table_name(form_id: uuid.UUID) -> str:
    """Return the physical table name of a form or of a sub-table field."""
    return f"f_{short_name(form_id)}"


def column_name(field_id: uuid.UUID) -> str:
    """Return the physical column name of a field."""
    return f"c_{short_name(field_id)}"
