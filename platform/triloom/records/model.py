"""What the record room hands to others: records, queries and pages."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from triloom.records.listeners import Image
from triloom_core.json_types import Json

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

CountMode = Literal["none", "capped", "estimate", "exact"]
COUNT_MODES: tuple[CountMode, ...] = ("none", "capped", "estimate", "exact")
COUNT_CAP = 1_000
DEFAULT_LIMIT = 50
LARGEST_LIMIT = 500

SYSTEM_FIELDS: tuple[str, ...] = (
    "id", "rev", "computed_rev", "created_at", "created_by", "updated_at", "updated_by",
    "owner_id", "deleted_at", "stage", "stage_kind", "stage_entered_at", "closed",
)  # fmt: skip
"""Columns of every form's table; no field may have one of these keys."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its reader may see it: hidden fields are absent, masked ones are masked."""

    form: "PublishedForm"
    image: Image
    """Field values by key and system fields by name."""
    can_update: bool = False
    can_delete: bool = False
    shown: frozenset[str] | None = None
    """Keys of the fields that were asked for; None stands for all."""

    @property
    def id(self) -> uuid.UUID:
        """The identifier."""
        return uuid.UUID(str(self.image["id"]))

    @property
    def rev(self) -> int:
        """The number of user writes, which is also the ETag."""
        return int(str(self.image["rev"]))

    @property
    def values(self) -> dict[str, Json]:
        """The field values by key."""
        return {key: value for key, value in self.image.items() if key not in _SYSTEM}

    @property
    def stage(self) -> str | None:
        """The key of the stage, when the form has a pipeline."""
        value = self.image.get("stage")
        return value if isinstance(value, str) else None

    @property
    def owner_id(self) -> uuid.UUID | None:
        """The user who owns the record."""
        value = self.image.get("owner_id")
        return uuid.UUID(value) if isinstance(value, str) else None


_SYSTEM = frozenset(SYSTEM_FIELDS)


@dataclass(frozen=True, slots=True)
class SortItem:
    """One member of a sort order; `path` may go over links."""

    path: tuple[str, ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """A question for a list of records; `filter` is an expression tree or text."""

    filter: Json = None
    sort: Sequence[SortItem] = ()
    fields: Sequence[str] | None = None
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    count: CountMode = "capped"
    search: str | None = None
    trash: bool = False
    action: Literal["read", "export"] = "read"
    """What the rows are wanted for; only rows that allow it as well as reading are found."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records a query has; `exceeded` says that there are more than `value`."""

    mode: CountMode
    value: int | None
    exceeded: bool = False

    def to_json(self) -> dict[str, Json]:
        """Return the count as a member of a list answer."""
        return {"mode": self.mode, "value": self.value, "exceeded": self.exceeded}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    items: Sequence[Record]
    next_cursor: str | None
    count: Count


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A record that another one points at, as the reader may see it."""

    id: str
    title: str | None
    extra: Mapping[str, Json] = field(default_factory=dict)
