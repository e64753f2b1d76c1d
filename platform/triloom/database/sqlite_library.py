"""The one SQLite library of the process, installed as `sqlite3` before anybody else imports it.

Two SQLite libraries on one file lose acknowledged commits, and libraries before 3.51.3 carry the
WAL-reset race, so the process refuses to go on with either.
"""

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

FIXED_BRANCHES: tuple[tuple[int, int, int], ...] = ((3, 50, 7), (3, 44, 6))
"""Back-ports of the fix: the branch and its first good patch release."""
FIXED_SINCE = (3, 51, 3)


def is_fixed(version: tuple[int, int, int]) -> bool:
    """Tell whether a SQLite version is past the WAL-reset race."""
    if version >= FIXED_SINCE:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in FIXED_BRANCHES)


def install() -> None:
    """Make `import sqlite3` give the bundled library in this process.

    Raises RuntimeError when the library is too old or another one is already loaded.
    """
    version = dbapi2.sqlite_version_info
    if not is_fixed((version[0], version[1], version[2])):
        message = (
            f"SQLite {dbapi2.sqlite_version} has the WAL-reset race; 3.51.3 or newer is needed"
        )
        raise RuntimeError(message)
    sys.modules["sqlite3"] = sqlcipher3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def library_version() -> str:
    """Return the version of the SQLite library in use."""
    return str(dbapi2.sqlite_version)
