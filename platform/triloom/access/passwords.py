"""Passwords: argon2id in a bounded number of threads, and the rules for a new one.

The number of hashes computed at once is bounded, so that a flood of logins cannot eat the memory.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.low_level import Type

from triloom_core.errors import Fault, TriloomError

MEMORY_KIBIBYTES = 19 * 1024
ITERATIONS = 2
PARALLELISM = 1
HASHES_AT_ONCE = 4
WAIT_SECONDS = 10.0
SHORTEST = 10
LONGEST = 1024

_hasher = PasswordHasher(
    time_cost=ITERATIONS, memory_cost=MEMORY_KIBIBYTES, parallelism=PARALLELISM, type=Type.ID
)
_slots = threading.BoundedSemaphore(HASHES_AT_ONCE)

_DUMMY = (
    "$argon2id$v=19$m=19456,t=2,p=1$Zw8SU1Pjc9MgzY9+UVkBuA"
    "$BqWkpUW+Hc5gjL+XO4UmcM/rCaxZ6vRlA5vvgSzdST4"
)
"""Hash of nothing that anybody knows: unknown logins cost as much time as known ones."""


def hash_password(password: str) -> str:
    """Return the argon2id hash; 503 `service.busy` when too many hashes are being computed."""
    with _Slot():
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether `password` fits; a missing hash takes the same time and never fits."""
    if len(password) > LONGEST:
        return False
    with _Slot():
        try:
            fits = _hasher.verify(stored or _DUMMY, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
    return fits and stored is not None


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


def require_good_password(password: str, *, login: str, pointer: str = "/password") -> None:
    """Raise 422 `password.unfit` when the password is too short, too long, or the login itself."""
    reason = None
    if len(password) < SHORTEST:
        reason = "password.too_short"
    elif len(password) > LONGEST:
        reason = "password.too_long"
    elif password.casefold() == login.casefold() or len(set(password)) < 4:  # noqa: PLR2004
        reason = "password.too_simple"
    if reason is not None:
        data = {"shortest": SHORTEST, "longest": LONGEST}
        raise TriloomError("password.unfit", faults=[Fault(pointer, reason, data)])


class _Slot:
    """One of the few places in which a hash may be computed."""

    def __enter__(self) -> None:
        if not _slots.acquire(timeout=WAIT_SECONDS):
            raise TriloomError("service.busy", status=503, headers={"Retry-After": "5"})

    def __exit__(self, *_exception: object) -> None:
        _slots.release()
