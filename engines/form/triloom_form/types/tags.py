"""Free words attached to a record."""

import re

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TEXT, ExpressionType, Value, list_type
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.settings import integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

SEPARATORS = re.compile(r"[;；|\n]")


class TagsType(FieldType):
    """A list of words, each once; unlike options they need no definition."""

    name = "tags"
    label = {"en": "Tags", "zh-CN": "标签"}
    group = "choice"
    icon = "tag"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.JSON

    @override
    def settings_schema(self) -> JsonObject:
        most: JsonObject = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        return {"max_items": setting(most, "Most tags", "最多标签数")}

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {
            "type": "array",
            "uniqueItems": True,
            "maxItems": integer_of(field, "max_items", 20),
            "items": {
                "type": "string",
                "minLength": 1,
                "maxLength": 60,
                "pattern": "^[^;；|\\n]+$",
            },
        }

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return list_type(TEXT)

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        words = [str(item).strip() for item in value] if isinstance(value, list) else []
        return list(dict.fromkeys(word for word in words if word)) or None

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return [str(item) for item in stored] if isinstance(stored, list) else []

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, tuple):
            raise TextFault("value.type", expected="list")
        return self.normalize(field, [str(item) for item in value])

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return self.normalize(field, list(SEPARATORS.split(text)))

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return "; ".join(str(item) for item in value) if isinstance(value, list) else ""

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return ("contains", "is_empty")

    @override
    def sample(self, field: FieldSpec) -> Json:
        return ["urgent", "重要"]
