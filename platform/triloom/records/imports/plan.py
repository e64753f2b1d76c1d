"""What an import is asked to do: which column goes where, and how texts become values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from triloom.access.grants import FieldRight
from triloom.context import RequestContext
from triloom.records.relations import field_of, target_form
from triloom.records.visibility import Visibility, visibility_of
from triloom_core.errors import Fault, TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec
from triloom_form.storage import fold
from triloom_form.types import field_type

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

OnError = Literal["stop", "skip"]
SPECIAL_TARGETS: tuple[str, ...] = ("owner", "stage", "stage_entered_at", "effective_at")
"""What a column may fill besides fields: the owner by login or name, the stage by key or label."""
_OWNER_NAMES = frozenset({"owner", "owner_id"})


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of the file: its place in a row, its target, its value map."""

    position: int
    column: str
    target: str
    values: Mapping[str, Json] = field(default_factory=dict)
    """Folded text of a cell → the text or value to take instead."""
    match: str | None = None
    """For links: the field of the target form that cells are compared with."""

    def to_json(self) -> JsonObject:
        """Return the column as it is kept with the import."""
        return {
            "position": self.position, "column": self.column, "target": self.target,
            "values": dict(self.values), "match": self.match,
        }  # fmt: skip

    @staticmethod
    def from_json(body: JsonObject) -> "ColumnPlan":
        """Return the column that `to_json` wrote."""
        values = body.get("values")
        match = body.get("match")
        return ColumnPlan(
            position=int(str(body["position"])),
            column=str(body["column"]),
            target=str(body["target"]),
            values=dict(values) if isinstance(values, dict) else {},
            match=match if isinstance(match, str) else None,
        )


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything that a run needs to know besides the file itself."""

    columns: tuple[ColumnPlan, ...]
    upsert_on: str | None
    dry_run: bool
    on_error: OnError
    language: str
    kind: Literal["csv", "json"]
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def to_json(self) -> JsonObject:
        """Return the plan as it is kept with the import."""
        return {
            "columns": [item.to_json() for item in self.columns], "upsert_on": self.upsert_on,
            "dry_run": self.dry_run, "on_error": self.on_error, "language": self.language,
            "kind": self.kind, "encoding": self.encoding, "delimiter": self.delimiter,
            "header": list(self.header),
        }  # fmt: skip

    @staticmethod
    def from_json(body: JsonObject) -> "ImportPlan":
        """Return the plan that `to_json` wrote."""
        columns, header = body["columns"], body["header"]
        upsert_on = body.get("upsert_on")
        assert isinstance(columns, list)
        assert isinstance(header, list)
        return ImportPlan(
            columns=tuple(ColumnPlan.from_json(item) for item in columns if isinstance(item, dict)),
            upsert_on=upsert_on if isinstance(upsert_on, str) else None,
            dry_run=body["dry_run"] is True,
            on_error="skip" if body["on_error"] == "skip" else "stop",
            language=str(body["language"]),
            kind="json" if body["kind"] == "json" else "csv",
            encoding=str(body["encoding"]),
            delimiter=str(body["delimiter"]),
            header=tuple(str(name) for name in header),
        )


def plan_columns(
    ctx: RequestContext, form: "PublishedForm", header: Sequence[str], mapping: Json
) -> tuple[ColumnPlan, ...]:
    """Return where each column goes; raises 422 that names every column that cannot go there.

    Without a mapping, columns whose name is a field's key or label in any language are taken.
    """
    visibility = visibility_of(ctx, form)
    if mapping in (None, {}):
        columns = _guessed(visibility, header)
        if not columns:
            raise TriloomError("import.nothing_mapped", status=422)
        return columns
    if not isinstance(mapping, dict):
        raise TriloomError("import.mapping_invalid", status=422)
    faults: list[Fault] = []
    columns_found: list[ColumnPlan] = []
    for name, entry in mapping.items():
        found = _column(ctx, form, visibility, header, name, entry)
        if isinstance(found, Fault):
            faults.append(found)
        elif found is not None:
            columns_found.append(found)
    seen: dict[str, str] = {}
    for column in columns_found:
        if column.target in seen:
            data: dict[str, Json] = {"field": column.target, "column": column.column}
            faults.append(Fault(f"/mapping/{column.column}", "import.field_twice", data))
        seen[column.target] = column.column
    if faults:
        raise TriloomError("import.mapping_invalid", status=422, faults=faults)
    if not columns_found:
        raise TriloomError("import.nothing_mapped", status=422)
    return tuple(columns_found)


def _column(
    ctx: RequestContext,
    form: "PublishedForm",
    visibility: Visibility,
    header: Sequence[str],
    name: str,
    entry: Json,
) -> ColumnPlan | Fault | None:
    pointer = f"/mapping/{name}"
    if entry in (None, ""):
        return None
    if name not in header:
        return Fault(pointer, "import.column_unknown", {"column": name})
    body: JsonObject = {"field": entry} if isinstance(entry, str) else {}
    if isinstance(entry, dict):
        body = entry
    target = body.get("field")
    values, match = body.get("values", {}), body.get("match")
    if (
        not isinstance(target, str)
        or not isinstance(values, dict)
        or not isinstance(match, str | None)
        or set(body) - {"field", "values", "match"}
    ):
        return Fault(pointer, "import.column_invalid", {"column": name})
    key = "owner" if target in _OWNER_NAMES else target
    if key not in SPECIAL_TARGETS:
        field_spec = visibility.field(target)
        problem = _unwritable(ctx, form, visibility, field_spec, target, match, pointer)
        if problem is not None or field_spec is None:
            return problem
        key = field_spec.key
    folded = {fold(text): value for text, value in values.items()}
    return ColumnPlan(list(header).index(name), name, key, folded, match)


def _unwritable(
    ctx: RequestContext,
    form: "PublishedForm",
    visibility: Visibility,
    field_spec: FieldSpec | None,
    target: str,
    match: str | None,
    pointer: str,
) -> Fault | None:
    if field_spec is None:
        return Fault(pointer, "record.unknown_field", {"field": target})
    data: dict[str, Json] = {"field": field_spec.title(ctx.language)}
    if field_spec.type == "subtable":
        return Fault(pointer, "import.field_not_importable", data)
    if field_type(field_spec.type).computed and field_spec.type != "auto_number":
        return Fault(pointer, "record.field_computed", data)
    if visibility.right(field_spec) < FieldRight.WRITE:
        return Fault(pointer, "record.field_not_writable", data)
    if match is None:
        return None
    other = target_form(ctx, form, field_spec)
    if other is None or field_of(other, match) is None:
        return Fault(pointer, "import.match_unknown", {**data, "match": match})
    return None


def _guessed(visibility: Visibility, header: Sequence[str]) -> tuple[ColumnPlan, ...]:
    names: dict[str, str] = {}
    for spec in visibility.fields():
        if field_type(spec.type).computed or spec.type == "subtable":
            continue
        if visibility.right(spec) < FieldRight.WRITE:
            continue
        labels = [spec.label] if isinstance(spec.label, str) else list(spec.label.values())
        for text in (spec.key, *labels):
            names.setdefault(fold(text), spec.key)
    found: list[ColumnPlan] = []
    taken: set[str] = set()
    for position, column in enumerate(header):
        key = names.get(fold(column))
        if key is not None and key not in taken:
            taken.add(key)
            found.append(ColumnPlan(position, column, key))
    return tuple(found)
