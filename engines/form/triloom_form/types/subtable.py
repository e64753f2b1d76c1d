"""Rows that belong to one record."""

from collections.abc import Iterable

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import ExpressionType, Value, link_type, list_type
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.settings import check_bounds, integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType
from triloom_form.types.link import UUID_PATTERN

NOT_IN_ROWS = frozenset({"subtable", "lookup", "rollup", "auto_number", "computed"})
"""Types that a row may not contain."""
ROW_LIMIT = 1000


class SubtableType(FieldType):
    """A list of rows `{id, key: value…}`, kept in a table of its own."""

    name = "subtable"
    label = {"en": "Sub-table", "zh-CN": "子表"}
    group = "structure"
    icon = "table"

    @property
    @override
    def stored(self) -> bool:
        return False

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return None

    @override
    def settings_schema(self) -> JsonObject:
        rows: JsonObject = {"type": "integer", "minimum": 0, "maximum": ROW_LIMIT}
        return {
            "min_rows": setting(rows, "Fewest rows", "最少行数"),
            "max_rows": setting(rows, "Most rows", "最多行数"),
        }

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        yield from check_bounds(field, "min_rows", "max_rows")
        if not field.fields:
            yield Fault("/fields", "form.no_fields", {"field": field.key})

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        from triloom_form.types import field_type  # noqa: PLC0415  (the tuple holds this type)

        properties: JsonObject = {"id": {"type": "string", "pattern": UUID_PATTERN}}
        required: list[Json] = []
        for sub in field.fields:
            kind = field_type(sub.type)
            schema = kind.json_schema(sub)
            must = sub.required and not kind.computed
            properties[sub.key] = schema if must else {"anyOf": [schema, {"type": "null"}]}
            if must:
                required.append(sub.key)
        schema = {"type": "object", "additionalProperties": False, "properties": properties}
        if required:
            schema["required"] = required
        return {
            "type": "array",
            "items": schema,
            "minItems": integer_of(field, "min_rows", 0),
            "maxItems": integer_of(field, "max_rows", ROW_LIMIT),
        }

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return list_type(link_type(None))

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        from triloom_form.types import field_type  # noqa: PLC0415  (the tuple holds this type)

        rows: list[Json] = []
        for row in _rows(value):
            clean: JsonObject = {name: item for name, item in row.items() if name == "id"}
            for sub in field.fields:
                if sub.key in row:
                    item = row[sub.key]
                    kind = field_type(sub.type)
                    clean[sub.key] = None if item is None else kind.normalize(sub, item)
            rows.append(clean)
        return rows

    @override
    def check_value(self, field: FieldSpec, value: Json) -> Iterable[Fault]:
        from triloom_form.types import field_type  # noqa: PLC0415  (the tuple holds this type)

        for index, row in enumerate(_rows(value)):
            for sub in field.fields:
                item = row.get(sub.key)
                if item is None:
                    continue
                for fault in field_type(sub.type).check_value(sub, item):
                    pointer = f"/{index}/{sub.key}{fault.pointer}"
                    yield Fault(pointer, fault.code, {**fault.data, "field": sub.key})

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return stored if isinstance(stored, list) else []

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return tuple(str(row.get("id", "")) for row in _rows(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        raise TextFault("value.type", expected="rows")

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        raise TextFault("text.not_importable", text=text[:60])

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        count = len(_rows(value))
        return f"{count} 行" if language.startswith("zh") else f"{count} rows"

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return ("is_empty",)

    @override
    def sample(self, field: FieldSpec) -> Json:
        from triloom_form.types import field_type  # noqa: PLC0415  (the tuple holds this type)

        return [
            {sub.key: field_type(sub.type).sample(sub) for sub in field.fields
             if not field_type(sub.type).computed}
        ]  # fmt: skip


def _rows(value: Json) -> list[JsonObject]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
