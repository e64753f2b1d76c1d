"""Any number of options."""

import re
from collections.abc import Iterable

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TEXT, ExpressionType, Value, list_type
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.options import options_of
from triloom_form.settings import OPTIONS, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType
from triloom_form.types.select import option_faults

SEPARATORS = re.compile(r"[;；|\n]")


class MultiSelectType(FieldType):
    """A list of option keys, in the order of the options; the column keeps ids as JSON."""

    name = "multi_select"
    label = {"en": "Multiple select", "zh-CN": "多选"}
    group = "choice"
    icon = "checklist"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.JSON

    @override
    def settings_schema(self) -> JsonObject:
        return {"options": setting(OPTIONS, "Options", "选项", **{"x-widget": "options"})}

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return option_faults(field)

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        keys: list[Json] = list(options_of(field).keys) or [""]
        return {
            "type": "array", "uniqueItems": True, "maxItems": len(keys),
            "items": {"type": "string", "enum": keys},
        }  # fmt: skip

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return list_type(TEXT)

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        chosen = set(_keys(value))
        order = [option.key for option in options_of(field).all]
        return [key for key in order if key in chosen] or None

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return [options_of(field).id_of(key) for key in _keys(value)]

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        items = stored if isinstance(stored, list) else []
        return [options_of(field).key_of(str(item)) for item in items]

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return tuple(_keys(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, tuple):
            raise TextFault("value.type", expected="list")
        unknown = [str(item) for item in value if item not in options_of(field).by_key]
        if unknown:
            raise TextFault("text.no_such_option", text=unknown[0][:60])
        return self.normalize(field, [str(item) for item in value])

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        keys: list[Json] = []
        for part in filter(None, (piece.strip() for piece in SEPARATORS.split(text))):
            found = options_of(field).find(part)
            if found is None:
                raise TextFault("text.no_such_option", text=part[:60])
            keys.append(found)
        return self.normalize(field, keys)

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return "; ".join(options_of(field).label(key, language) for key in _keys(value))

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return ("contains", "is_empty")

    @override
    def sample(self, field: FieldSpec) -> Json:
        return list(options_of(field).keys[:2])


def _keys(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
