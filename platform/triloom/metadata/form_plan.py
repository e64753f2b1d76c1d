"""What publishing a form does to the database: columns, tables, indexes, conversions; and what it costs.

Nothing is ever dropped: a field that goes away leaves its column behind, hidden; a field whose cells
must change place gets another column and keeps the old one, so that every step can be undone.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from triloom.metadata.catalog import PublishedForm
from triloom.metadata.form_table import (
    FOLD_SUFFIX,
    Physical,
    has_fold_column,
    physical_of,
    signature_of,
)
from triloom_core.ids import column_name, form_table_name, short_name
from triloom_form.spec import FieldSpec, FormSpec

IndexReason = Literal["unique", "link", "field", "stage", "owner", "parent"]
INDEXED_TYPES = frozenset({"link", "user"})


@dataclass(frozen=True, slots=True)
class TableCreated:
    """A table to create: of the form, or of a sub-table `field`."""

    table: str
    field: FieldSpec | None


@dataclass(frozen=True, slots=True)
class ColumnAdded:
    """A column to add to an existing table; `fold` adds the folded key column instead."""

    table: str
    field: FieldSpec
    column: str
    fold: bool = False


@dataclass(frozen=True, slots=True)
class CellsConverted:
    """Cells of a field to write from one column into another, under another type."""

    table: str
    before: FieldSpec
    after: FieldSpec
    source: str
    target: str
    reused: bool
    """The target held this field's cells before: unchanged ones are kept as they were."""
    in_rows: bool = False
    """The table is that of a sub-table."""


@dataclass(frozen=True, slots=True)
class IndexCreated:
    """An index to create (when absent) over one column of live rows."""

    table: str
    name: str
    column: str
    unique: bool
    live_only: bool


@dataclass(frozen=True, slots=True)
class IndexDropped:
    """A unique index whose field is no longer unique."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class KeysFolded:
    """The folded keys of a text that becomes unique, to write for the rows that exist."""

    table: str
    column: str


Operation = TableCreated | ColumnAdded | CellsConverted | KeysFolded | IndexCreated | IndexDropped


@dataclass(slots=True)
class FormChange:
    """Everything that one publish does to one form."""

    spec: FormSpec
    before: PublishedForm | None
    physical: dict[str, tuple[str, str]]
    old_columns: frozenset[str] = frozenset()
    """Every column that any version of the form has used."""
    operations: list[Operation] = field(default_factory=list)
    added: list[FieldSpec] = field(default_factory=list)
    removed: list[FieldSpec] = field(default_factory=list)
    retyped: list[tuple[FieldSpec, FieldSpec]] = field(default_factory=list)
    renamed: list[tuple[FieldSpec, FieldSpec]] = field(default_factory=list)


def plan_form(
    spec: FormSpec, before: PublishedForm | None, history: Iterable[Physical]
) -> FormChange:
    """Return what turns the present tables of a form into those of `spec`.

    `history` are the columns of all versions, newest first: a field that had the wanted storage
    once gets that column again.
    """
    versions = list(history)
    known = _known_columns(spec, versions)
    used = frozenset(entry[0] for version in versions for entry in version.values())
    change = FormChange(spec, before, physical_of(spec.fields, known), used)
    table = form_table_name(spec.id)
    if before is None:
        change.operations.append(TableCreated(table, None))
        change.added = list(spec.fields)
    else:
        _compare(change, table, before.spec.fields, spec.fields, before.physical)
    for sub in spec.fields:
        if sub.type != "subtable":
            continue
        rows = form_table_name(sub.id)
        old = next((f for f in before.spec.fields if f.id == sub.id), None) if before else None
        if old is None or old.type != "subtable":
            change.operations.append(TableCreated(rows, sub))
        else:
            assert before is not None
            _compare(change, rows, old.fields, sub.fields, before.physical)
        change.operations += _row_indexes(rows, sub, change.physical)
    change.operations += _indexes(table, spec, change.physical)
    return change


def _known_columns(spec: FormSpec, history: list[Physical]) -> dict[str, tuple[str, str]]:
    known: dict[str, tuple[str, str]] = {}
    everything = [item for top in spec.fields for item in (top, *top.fields)]
    for item in everything:
        signature = signature_of(item)
        entries = [version[item.id_text] for version in history if item.id_text in version]
        fitting = next((entry for entry in entries if entry[1] == signature), None)
        if fitting is not None:
            known[item.id_text] = fitting
        elif entries and signature:
            known[item.id_text] = (column_name(uuid.uuid5(item.id, signature)), signature)
    return known


def _compare(
    change: FormChange,
    table: str,
    before: tuple[FieldSpec, ...],
    after: tuple[FieldSpec, ...],
    old_physical: Physical,
) -> None:
    old = {item.id: item for item in before}
    for item in after:
        previous = old.pop(item.id, None)
        new_entry = change.physical.get(item.id_text)
        old_entry = old_physical.get(item.id_text) if previous is not None else None
        if previous is None:
            change.added.append(item)
        elif previous.key != item.key:
            change.renamed.append((previous, item))
        if new_entry is not None and (old_entry is None or new_entry[0] != old_entry[0]):
            change.operations.append(ColumnAdded(table, item, new_entry[0]))
        if new_entry is not None and has_fold_column(item):
            fold = new_entry[0] + FOLD_SUFFIX
            change.operations.append(ColumnAdded(table, item, fold, fold=True))
        moves = bool(old_entry and new_entry and old_entry[0] != new_entry[0])
        if previous is not None and (moves or previous.type != item.type):
            change.retyped.append((previous, item))
        if previous is not None and old_entry and new_entry and moves:
            change.operations.append(
                CellsConverted(
                    table, previous, item, old_entry[0], new_entry[0],
                    reused=new_entry[0] in change.old_columns,
                    in_rows=table != form_table_name(change.spec.id),
                )
            )  # fmt: skip
        if new_entry is not None and has_fold_column(item):
            was_folded = previous is not None and has_fold_column(previous) and not moves
            if not was_folded:
                change.operations.append(KeysFolded(table, new_entry[0]))
    change.removed += list(old.values())


def index_name(column: str, table: str, reason: IndexReason) -> str:
    """Return the name of an index: the same on every database, at most 63 characters."""
    prefix = "ux" if reason == "unique" else "ix"
    return f"{prefix}_{short_name(uuid.uuid5(uuid.NAMESPACE_OID, f'{table}.{column}.{reason}'))}"


def _indexes(
    table: str, spec: FormSpec, physical: Mapping[str, tuple[str, str]]
) -> list[Operation]:
    found: list[Operation] = [
        IndexCreated(table, index_name("owner_id", table, "owner"), "owner_id", False, True),
        IndexCreated(table, index_name("stage", table, "stage"), "stage", False, True),
    ]
    for item in spec.fields:
        entry = physical.get(item.id_text)
        if entry is None:
            continue
        unique = index_name(entry[0], table, "unique")
        if item.unique:
            column = entry[0] + (FOLD_SUFFIX if has_fold_column(item) else "")
            found.append(IndexCreated(table, unique, column, True, True))
        else:
            found.append(IndexDropped(table, unique))
        if item.type in INDEXED_TYPES or item.indexed:
            found.append(
                IndexCreated(table, index_name(entry[0], table, "field"), entry[0], False, True)
            )
    return found


def _row_indexes(
    table: str, sub: FieldSpec, physical: Mapping[str, tuple[str, str]]
) -> list[Operation]:
    found: list[Operation] = [
        IndexCreated(table, index_name("parent_id", table, "parent"), "parent_id", False, False)
    ]
    for item in sub.fields:
        entry = physical.get(item.id_text)
        if entry is not None and item.type in INDEXED_TYPES:
            name = index_name(entry[0], table, "field")
            found.append(IndexCreated(table, name, entry[0], False, True))
    return found
