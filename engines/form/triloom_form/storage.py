"""How a field is kept: the few storage kinds that every database offers, and their folding key."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class StorageKind(StrEnum):
    """The kinds of columns; `triloom.database.types` has one column type for each."""

    TEXT = "text"
    INTEGER = "integer"
    SCALED = "scaled"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    TIME = "time"
    UUID = "uuid"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class StorageType:
    """A column's kind; `scale` counts the fraction digits of a scaled integer."""

    kind: StorageKind
    scale: int = 0

    @property
    def signature(self) -> str:
        """Text that differs exactly when a change of the field needs another column."""
        return f"{self.kind.value}:{self.scale}" if self.kind is StorageKind.SCALED else self.kind


TEXT = StorageType(StorageKind.TEXT)
INTEGER = StorageType(StorageKind.INTEGER)
FLOAT = StorageType(StorageKind.FLOAT)
BOOLEAN = StorageType(StorageKind.BOOLEAN)
DATE = StorageType(StorageKind.DATE)
INSTANT = StorageType(StorageKind.INSTANT)
TIME = StorageType(StorageKind.TIME)
UUID = StorageType(StorageKind.UUID)
JSON = StorageType(StorageKind.JSON)


def scaled(scale: int) -> StorageType:
    """Return the storage of exact numbers with `scale` fraction digits."""
    return StorageType(StorageKind.SCALED, scale)


def fold(text: str) -> str:
    """Return the key under which two texts count as the same: NFKC, case-folded, trimmed."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
