"""The columns that every form has, as expressions see them, and the keys that no field may take."""

from triloom_core.value_types import (
    BOOLEAN,
    DATETIME,
    INTEGER,
    TEXT,
    ExpressionType,
    link_type,
)

SYSTEM_TYPES: dict[str, ExpressionType] = {
    "id": link_type(None),
    "rev": INTEGER,
    "created_at": DATETIME,
    "created_by": link_type("user"),
    "updated_at": DATETIME,
    "updated_by": link_type("user"),
    "owner_id": link_type("user"),
    "owner": link_type("user"),
    "stage": TEXT,
    "stage_kind": TEXT,
    "stage_entered_at": DATETIME,
    "closed": BOOLEAN,
}
"""System columns by the names that expressions use; `owner` is another name of `owner_id`."""

RESERVED_KEYS: frozenset[str] = frozenset(SYSTEM_TYPES) | {
    "computed_rev", "deleted_at", "parent_id", "position", "and", "or", "not", "in", "is", "null",
    "true", "false",
}  # fmt: skip
"""Names with a meaning of their own in records or expressions."""

STAGE_FIELDS: tuple[str, ...] = ("stage", "stage_kind", "stage_entered_at", "closed")
"""Read-only columns that a flow fills."""
