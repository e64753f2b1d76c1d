"""The physical tables of a form as SQLAlchemy sees them: system columns, fields, sub-tables.

A column is always found by `column_name(field.id)` (`table.c[…]`); after a change of type its
physical name is another one, which only `Column.name` and `meta_version.physical` know.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from triloom.database.types import BinaryText, Day, Identifier, Instant, JsonDocument
from triloom_core.ids import column_name, form_table_name, short_name
from triloom_form.derived import result_of
from triloom_form.spec import FieldSpec, FormSpec
from triloom_form.storage import StorageKind, StorageType
from triloom_form.types import field_type

FOLD_SUFFIX = "_k"
"""A unique text has a second column with its folded key, under this suffix."""

Physical: TypeAlias = Mapping[str, tuple[str, str]]
"""Field id → (physical column, storage signature)."""

_TYPES: dict[StorageKind, Callable[[], TypeEngine[Any]]] = {
    StorageKind.TEXT: BinaryText,
    StorageKind.INTEGER: sa.BigInteger,
    StorageKind.SCALED: sa.BigInteger,
    StorageKind.FLOAT: sa.Double,
    StorageKind.BOOLEAN: sa.Boolean,
    StorageKind.DATE: Day,
    StorageKind.INSTANT: Instant,
    StorageKind.TIME: BinaryText,
    StorageKind.UUID: Identifier,
    StorageKind.JSON: JsonDocument,
}


def column_type(storage: StorageType) -> TypeEngine[Any]:
    """Return the column type of a storage."""
    return _TYPES[storage.kind]()


def schema_of(dialect: str, tenant_id: uuid.UUID) -> str | None:
    """Return the schema that holds an organisation's form tables; None on SQLite."""
    return f"org_{short_name(tenant_id)}" if dialect == "postgresql" else None


def system_columns() -> list[sa.Column[object]]:
    """Return fresh system columns of a form table; those of the stage wait for a flow."""
    return [
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("computed_rev", sa.BigInteger, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", Identifier),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("updated_by", Identifier),
        sa.Column("owner_id", Identifier),
        sa.Column("deleted_at", Instant),
        sa.Column("stage", BinaryText),
        sa.Column("stage_kind", BinaryText),
        sa.Column("stage_entered_at", Instant),
        sa.Column("closed", sa.Boolean),
    ]


def row_columns() -> list[sa.Column[object]]:
    """Return fresh system columns of a sub-table."""
    return [
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("parent_id", Identifier, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", Instant),
    ]


@dataclass(frozen=True, slots=True)
class PublishedSubtable:
    """A sub-table field and the table of its rows."""

    field: FieldSpec
    table: sa.Table


OPTION_TYPES = frozenset({"select", "radio"})
JSON_FAMILIES = frozenset({"multi_select", "tags", "attachment", "address"})


def signature_of(field: FieldSpec) -> str:
    """Return text that differs exactly when the cells of a field cannot stay where they are.

    Besides the storage it tells apart what the same storage means: option ids, link targets, shapes.
    """
    storage = field_type(field.type).storage(field)
    if storage is None:
        return ""
    field = (
        result_of(field)
        if field_type(field.type).computed and field.type != "auto_number"
        else field
    )
    if field.type in OPTION_TYPES:
        return f"{storage.signature}/option"
    if field.type in JSON_FAMILIES:
        return f"{storage.signature}/{field.type}"
    if field.type == "link":
        return f"{storage.signature}/{field.settings.get('target')}"
    if field.type == "user":
        return f"{storage.signature}/user"
    return storage.signature


def has_fold_column(field: FieldSpec) -> bool:
    """Tell whether a field is unique by a folded key, i.e. is a unique text."""
    storage = field_type(field.type).storage(field)
    return field.unique and storage is not None and storage.kind is StorageKind.TEXT


def physical_of(fields: Iterable[FieldSpec], known: Physical) -> dict[str, tuple[str, str]]:
    """Return the columns of fields, sub-table fields included, keeping those already `known`."""
    result: dict[str, tuple[str, str]] = {}
    for field in fields:
        result.update(physical_of(field.fields, known))
        signature = signature_of(field)
        if signature:
            entry = known.get(field.id_text)
            same = entry is not None and entry[1] == signature
            result[field.id_text] = (
                entry if entry is not None and same else (column_name(field.id), signature)
            )
    return result


def field_columns(fields: Iterable[FieldSpec], physical: Physical) -> list[sa.Column[object]]:
    """Return the columns of stored fields, each under the key `column_name(field.id)`."""
    columns: list[sa.Column[object]] = []
    for field in fields:
        storage = field_type(field.type).storage(field)
        if storage is None:
            continue
        key = column_name(field.id)
        name = physical[field.id_text][0] if field.id_text in physical else key
        columns.append(sa.Column(name, column_type(storage), key=key))
        if has_fold_column(field):
            columns.append(sa.Column(name + FOLD_SUFFIX, BinaryText, key=key + FOLD_SUFFIX))
    return columns


def build_tables(
    spec: FormSpec, physical: Physical, schema: str | None
) -> tuple[sa.Table, dict[uuid.UUID, PublishedSubtable]]:
    """Return the table of a form and the tables of its sub-tables, in a MetaData of their own."""
    metadata = sa.MetaData(schema=schema)
    table = sa.Table(
        form_table_name(spec.id), metadata, *system_columns(), *field_columns(spec.fields, physical)
    )
    subtables: dict[uuid.UUID, PublishedSubtable] = {}
    for field in spec.fields:
        if field.type == "subtable":
            rows = sa.Table(
                form_table_name(field.id),
                metadata,
                *row_columns(),
                *field_columns(field.fields, physical),
            )
            subtables[field.id] = PublishedSubtable(field, rows)
    return table, subtables
