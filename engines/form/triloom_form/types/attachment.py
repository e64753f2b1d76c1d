"""Uploaded files."""

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TEXT, ExpressionType, Value, list_type
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.settings import integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType
from triloom_form.types.link import UUID_PATTERN, read_identifier


class AttachmentType(FieldType):
    """A list of `{id, name, size, type}`; `size` in bytes, `type` the sniffed media type."""

    name = "attachment"
    label = {"en": "Attachments", "zh-CN": "附件"}
    group = "structure"
    icon = "attachment"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.JSON

    @override
    def settings_schema(self) -> JsonObject:
        most: JsonObject = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        size: JsonObject = {"type": "integer", "minimum": 1, "maximum": 2048, "default": 50}
        kinds: JsonObject = {
            "type": "array",
            "maxItems": 50,
            "items": {"type": "string", "maxLength": 100},
        }
        return {
            "max_items": setting(most, "Most files", "最多文件数"),
            "max_megabytes": setting(size, "Largest file (MB)", "单个文件上限(MB)"),
            "media_types": setting(kinds, "Allowed media types", "允许的文件类型"),
        }

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {
            "type": "array",
            "maxItems": integer_of(field, "max_items", 20),
            "items": {
                "type": "object",
                "required": ["id"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": UUID_PATTERN},
                    "name": {"type": "string", "maxLength": 255},
                    "size": {"type": "integer", "minimum": 0},
                    "type": {"type": "string", "maxLength": 100},
                },
            },
        }

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return list_type(TEXT)

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return value or None

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return stored if isinstance(stored, list) else []

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return tuple(str(item.get("name", "")) for item in _files(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        raise TextFault("value.type", expected="files")

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        items: list[Json] = []
        for part in filter(None, text.split("; ")):
            name, _, identifier = part.rpartition(" #")
            items.append({"id": read_identifier(identifier), "name": name})
        return items

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return "; ".join(f"{item.get('name', '')} #{item.get('id', '')}" for item in _files(value))

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return ("is_empty",)

    @override
    def sample(self, field: FieldSpec) -> Json:
        return [{"id": "019b0f5e-0000-7000-8000-0000000000f1", "name": "plan.pdf"}]


def _files(value: Json) -> list[JsonObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
