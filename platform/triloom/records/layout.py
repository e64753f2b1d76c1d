"""How one version of a form lies in the database: columns, decoders and prebuilt statements.

Built once per form version and kept while that version is the published one; a request builds
nothing but the parts that depend on its reader.
"""

import string
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.metadata.form_table import FOLD_SUFFIX
from triloom.records.listeners import Image
from triloom.records.model import SYSTEM_FIELDS
from triloom_core.expression import Environment
from triloom_core.ids import column_name
from triloom_core.json_types import Json
from triloom_core.value_types import Value
from triloom_form.derived import DerivedType, result_of
from triloom_form.field_type import FieldType
from triloom_form.spec import FieldSpec
from triloom_form.storage import fold
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

Decoder = Callable[[object], Json]


def instant_text(value: datetime) -> str:
    """Return an instant as RFC 3339 in UTC."""
    return value.isoformat().replace("+00:00", "Z")


def _decode_system(value: object) -> Json:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant_text(value)
    return value  # type: ignore[return-value]  # numbers, booleans, texts


_EFFECTIVE: dict[int, tuple[FieldSpec, FieldSpec]] = {}
_EFFECTIVE_SIZE = 20_000


def effective(spec: FieldSpec) -> FieldSpec:
    """Return the stand-in whose type and settings a field's value has; plain fields themselves.

    One stand-in per specification, since options are cached by the identity of their settings.
    """
    if not isinstance(field_type(spec.type), DerivedType):
        return spec
    known = _EFFECTIVE.get(id(spec))
    if known is None or known[0] is not spec:
        if len(_EFFECTIVE) >= _EFFECTIVE_SIZE:
            _EFFECTIVE.clear()
        known = _EFFECTIVE[id(spec)] = (spec, result_of(spec))
    return known[1]


@dataclass(frozen=True, slots=True)
class StoredField:
    """A field that has a column."""

    field: FieldSpec
    type: FieldType
    column: sa.Column[Any]
    key_column: sa.Column[Any] | None
    shown_as: FieldSpec
    """The field itself, or the stand-in that a derived field's value behaves like."""
    value_type: FieldType
    """The type of `shown_as`: what converts values."""

    def decode(self, stored: object) -> Json:
        """Return the API value of what the column holds."""
        return None if stored is None else self.value_type.from_storage(self.shown_as, stored)

    def encode(self, value: Json) -> dict[str, object]:
        """Return the columns that an API value goes into."""
        stored = None if value is None else self.value_type.to_storage(self.shown_as, value)
        if isinstance(stored, time):
            # Wall times are kept as text, `HH:MM:SS`, which sorts like the time itself.
            stored = stored.isoformat()
        columns: dict[str, object] = {self.column.key: stored}
        if self.key_column is not None:
            columns[self.key_column.key] = fold_key(stored)
        return columns


def fold_key(stored: object) -> object:
    """Return the value under which a unique field is compared."""
    return fold(stored) or None if isinstance(stored, str) else stored


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The columns of one physical table (a form's, or one of its sub-tables')."""

    table: sa.Table
    stored: tuple[StoredField, ...]
    by_key: Mapping[str, StoredField]
    by_id: Mapping[str, StoredField]

    def encode(self, values: Mapping[str, Json]) -> dict[str, object]:
        """Return columns for API values by key; keys without a column are left out."""
        columns: dict[str, object] = {}
        for key, value in values.items():
            found = self.by_key.get(key)
            if found is not None:
                columns.update(found.encode(value))
        return columns


@dataclass(frozen=True, slots=True)
class SubTablePlan:
    """A sub-table field and the table of its rows."""

    field: FieldSpec
    plan: TablePlan
    select_rows: sa.Select[Any]
    insert: sa.Insert
    links: tuple[StoredField, ...]
    """Links and users that a save writes."""
    shown_links: tuple[StoredField, ...]
    """Links to records, lookups of links included."""

    def decode(self, row: sa.Row[Any]) -> dict[str, Json]:
        """Return one sub-row as an API value."""
        values: dict[str, Json] = {"id": str(row[0])}
        for position, item in enumerate(self.plan.stored, start=3):
            values[item.field.key] = item.decode(row[position])
        return values


@dataclass(frozen=True, slots=True)
class FormLayout:
    """Everything about a form version that does not depend on who asks."""

    form: "PublishedForm"
    plan: TablePlan
    sub_tables: tuple[SubTablePlan, ...]
    fields_by_key: Mapping[str, FieldSpec]
    fields_by_id: Mapping[str, FieldSpec]
    unique: tuple[StoredField, ...]
    links: tuple[StoredField, ...]
    users: tuple[StoredField, ...]
    relations: tuple[StoredField, ...]
    searchable: tuple[StoredField, ...]
    title_keys: tuple[str, ...]
    title_parts: tuple[tuple[str, str | None], ...]
    columns: tuple[sa.Column[Any], ...]
    decoders: tuple[tuple[str, Decoder], ...]
    decoders_by_key: Mapping[str, Decoder]
    select_one: sa.Select[Any]
    select_for_update: sa.Select[Any]
    insert: sa.Insert
    updates: dict[frozenset[str], sa.Update] = field(default_factory=dict)
    evaluators: dict[uuid.UUID, Callable[[Environment], Value]] = field(default_factory=dict)
    """Compiled formulas by field id, filled on first use."""

    @property
    def table(self) -> sa.Table:
        """The form's own table."""
        return self.plan.table

    def decode(self, row: sa.Row[Any]) -> Image:
        """Return a row of `columns` as an image, without sub-tables."""
        return {
            key: None if value is None else decoder(value)
            for (key, decoder), value in zip(self.decoders, row, strict=True)
        }

    def update_of(self, columns: frozenset[str]) -> sa.Update:
        """Return the statement that sets the named columns of one record (`b_id`), prebuilt."""
        statement = self.updates.get(columns)
        if statement is None:
            statement = (
                self.table.update()
                .where(self.table.c.id == sa.bindparam("b_id"))
                .values({name: sa.bindparam(f"v_{name}") for name in columns})
            )
            self.updates[columns] = statement
        return statement

    def title(
        self,
        image: Mapping[str, Json],
        language: str,
        links: Mapping[str, Json] | None = None,
    ) -> str:
        """Return the title of a record from the fields of its image that are there.

        `links` gives the titles of linked records; without it links are left out.
        """
        pieces: list[str] = []
        for text, key in self.title_parts:
            pieces.append(text)
            spec = self.fields_by_key.get(key) if key is not None else None
            value = None if spec is None else image.get(spec.key)
            if spec is None or value is None:
                continue
            if spec.type in ("link", "user"):
                target = (links or {}).get(spec.key)
                pieces.append(str(target["title"]) if isinstance(target, dict) else "")
            else:
                pieces.append(field_type(spec.type).format_text(spec, value, language))
        return "".join(pieces).strip(" ·-–/,|")


_LAYOUTS: dict[uuid.UUID, FormLayout] = {}


def layout_of(form: "PublishedForm") -> FormLayout:
    """Return the layout of a published form; the last version asked for stays built."""
    found = _LAYOUTS.get(form.id)
    if found is not None and found.form is form:
        return found
    built = _build(form)
    _LAYOUTS[form.id] = built
    return built


def table_plan(table: sa.Table, fields: tuple[FieldSpec, ...]) -> TablePlan:
    """Return the stored fields of a table."""
    stored = []
    for spec in fields:
        name = column_name(spec.id)
        if name in table.c:
            key_column = table.c.get(name + FOLD_SUFFIX)
            shown = effective(spec)
            stored.append(
                StoredField(
                    spec, field_type(spec.type), table.c[name], key_column, shown,
                    field_type(shown.type),
                )
            )  # fmt: skip
    return TablePlan(
        table=table,
        stored=tuple(stored),
        by_key={item.field.key: item for item in stored},
        by_id={item.field.id_text: item for item in stored},
    )


def _sub_table(table: sa.Table, spec: FieldSpec) -> SubTablePlan:
    plan = table_plan(table, spec.fields)
    columns = [table.c.id, table.c.parent_id, table.c.position]
    columns += [item.column for item in plan.stored]
    select = (
        sa.select(*columns)
        .where(
            table.c.parent_id.in_(sa.bindparam("parents", expanding=True)),
            table.c.deleted_at.is_(None),
        )
        .order_by(table.c.parent_id, table.c.position, table.c.id)
    )
    return SubTablePlan(
        field=spec,
        plan=plan,
        select_rows=select,
        insert=table.insert(),
        links=tuple(item for item in plan.stored if item.field.type in ("link", "user")),
        shown_links=_of_result(plan, "link"),
    )


def _parse_title(template: str) -> tuple[tuple[str, str | None], ...]:
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError:
        return ((template, None),)
    return tuple((text, name.strip() if name else None) for text, name, _spec, _conv in parsed)


def _build(form: "PublishedForm") -> FormLayout:
    spec = form.spec
    table = form.table
    plan = table_plan(table, spec.fields)
    columns = [table.c[name] for name in SYSTEM_FIELDS] + [item.column for item in plan.stored]
    decoders: list[tuple[str, Decoder]] = [(name, _decode_system) for name in SYSTEM_FIELDS]
    decoders += [(item.field.key, item.decode) for item in plan.stored]
    one = sa.select(*columns).where(table.c.id == sa.bindparam("b_id"))
    title_parts = _parse_title(spec.title)
    title_keys = tuple(key for _text, key in title_parts if key)
    return FormLayout(
        form=form,
        plan=plan,
        sub_tables=tuple(
            _sub_table(form.subtables[item.id].table, item)
            for item in spec.fields
            if item.type == "subtable"
        ),
        fields_by_key={item.key: item for item in spec.fields},
        fields_by_id={item.id_text: item for item in spec.fields},
        unique=tuple(item for item in plan.stored if item.field.unique),
        links=_of_result(plan, "link"),
        users=_of_result(plan, "user"),
        relations=tuple(
            item for item in plan.stored if item.field.type in ("lookup", "rollup", "formula")
        ),
        searchable=tuple(item for item in plan.stored if _is_searchable(item)),
        title_keys=title_keys,
        title_parts=title_parts,
        columns=tuple(columns),
        decoders=tuple(decoders),
        decoders_by_key=dict(decoders),
        select_one=one,
        select_for_update=one.with_for_update(),
        insert=table.insert(),
    )


def _of_result(plan: TablePlan, name: str) -> tuple[StoredField, ...]:
    return tuple(item for item in plan.stored if item.shown_as.type == name)


_SEARCHED_TYPES = frozenset(
    {"text", "long_text", "rich_text", "email", "phone", "url", "auto_number", "tags", "address"}
)


def _is_searchable(item: StoredField) -> bool:
    return item.field.type in _SEARCHED_TYPES
