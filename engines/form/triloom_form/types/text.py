"""A single line of text."""

from collections.abc import Iterable
from typing import ClassVar

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TEXT, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import TEXT_OPERATORS, FieldType, Group, Stored, TextFault
from triloom_form.settings import check_bounds, check_pattern, integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

LINE_LIMIT = 1000


class TextType(FieldType):
    """One line; surrounding white space is not kept."""

    name = "text"
    label = {"en": "Text", "zh-CN": "单行文本"}
    group: ClassVar[Group] = "text"
    icon = "text"
    unique_allowed = True

    longest = LINE_LIMIT
    """Characters at most, also where the field sets a smaller `max_length`."""

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.TEXT

    @override
    def settings_schema(self) -> JsonObject:
        length: JsonObject = {"type": "integer", "minimum": 0, "maximum": self.longest}
        return {
            "min_length": setting(length, "Shortest length", "最短长度"),
            "max_length": setting(length, "Longest length", "最长长度"),
            "pattern": setting(
                {"type": "string", "maxLength": 500}, "Pattern (RE2)", "格式(正则表达式)"
            ),
        }

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return [*check_bounds(field, "min_length", "max_length"), *check_pattern(field)]

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        schema: JsonObject = {"type": "string"}
        schema["maxLength"] = min(integer_of(field, "max_length", self.longest), self.longest)
        shortest = integer_of(field, "min_length", 0)
        if shortest:
            schema["minLength"] = shortest
        pattern = field.settings.get("pattern")
        if isinstance(pattern, str) and pattern:
            schema["pattern"] = pattern
        return schema

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return TEXT

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return str(value).strip()

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return str(stored)

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return str(value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, str):
            raise TextFault("value.type", expected="text")
        return value

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return text.strip()

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return str(value)

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return TEXT_OPERATORS

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "Sample text"
