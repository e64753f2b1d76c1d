"""Whether a committed transaction survives a power cut: the database's own settings, read live."""

from sqlalchemy.engine import Connection

_POSTGRESQL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("fsync", ("on",)),
    ("full_page_writes", ("on",)),
    ("synchronous_commit", ("on", "remote_write", "remote_apply")),
)
_SQLITE_SYNCED = (2, 3)
"""`synchronous` FULL and EXTRA."""


def weak_settings(connection: Connection) -> tuple[str, ...]:
    """Return the settings, as `name=value`, under which an acknowledged commit may be lost."""
    if connection.dialect.name == "sqlite":
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        return () if synchronous in _SQLITE_SYNCED else (f"synchronous={synchronous}",)
    found = ((name, connection.exec_driver_sql(f"SHOW {name}").scalar()) for name, _ in _POSTGRESQL)
    return tuple(
        f"{name}={value}"
        for (name, value), (_, strong) in zip(found, _POSTGRESQL, strict=True)
        if value not in strong
    )
