"""A link to one record of another form."""

import uuid

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import ExpressionType, Value, link_type
from triloom_form import storage
from triloom_form.field_type import CHOICE_OPERATORS, FieldType, Stored, TextFault
from triloom_form.settings import key_setting, setting, text_of
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
ON_DELETE = ("restrict", "clear", "cascade")


class LinkType(FieldType):
    """The id of a record of the form `target`; `on_delete` says what its deletion does here."""

    name = "link"
    label = {"en": "Link to record", "zh-CN": "关联记录"}
    group = "relation"
    icon = "relation"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.UUID

    @override
    def settings_schema(self) -> JsonObject:
        choice: JsonObject = {"type": "string", "enum": list(ON_DELETE), "default": "restrict"}
        return {
            "target": key_setting("Form", "目标表单", "form"),
            "on_delete": setting(choice, "When the target is deleted", "目标删除时"),
        }

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "pattern": UUID_PATTERN}

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return link_type(text_of(field, "target"))

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return uuid.UUID(str(value))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return str(stored)

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return str(value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        return read_identifier(str(value))

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return read_identifier(text)

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return str(value)

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return CHOICE_OPERATORS

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "019b0f5e-0000-7000-8000-000000000001"


def read_identifier(text: str) -> str:
    """Return the canonical text of an identifier; raises TextFault."""
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        raise TextFault("text.not_an_id", text=text[:60]) from None
