"""Imports every room's tables, so that `PLATFORM` is complete for migrations."""

import importlib

from triloom.database.schema import PLATFORM

ROOMS: tuple[str, ...] = (
    "triloom.organisation.tables",
    "triloom.metadata.tables",
    "triloom.access.tables",
    "triloom.files.tables",
    "triloom.records.tables",
    "triloom.audit.tables",
    "triloom.jobs.tables",
    "triloom.flows.tables",
    "triloom.connect.tables",
    "triloom.computed.plugins.tables",
)
"""Modules that define platform tables, one per room."""


def platform_metadata() -> "object":
    """Return the MetaData with every platform table loaded."""
    for room in ROOMS:
        importlib.import_module(room)
    return PLATFORM
