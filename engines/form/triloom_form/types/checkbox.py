"""Yes or no."""

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import BOOLEAN, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import CHOICE_OPERATORS, FieldType, Stored, TextFault
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

TRUE_TEXTS = frozenset({"true", "yes", "y", "1", "x", "✓", "是", "对", "真"})
FALSE_TEXTS = frozenset({"false", "no", "n", "0", "否", "错", "假"})


class CheckboxType(FieldType):
    """True or false."""

    name = "checkbox"
    label = {"en": "Checkbox", "zh-CN": "复选框"}
    group = "choice"
    icon = "check"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.BOOLEAN

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "boolean"}

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return BOOLEAN

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return bool(stored)

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return bool(value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, bool):
            raise TextFault("value.type", expected="boolean")
        return value

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        folded = storage.fold(text)
        if folded in TRUE_TEXTS:
            return True
        if folded in FALSE_TEXTS:
            return False
        raise TextFault("text.not_a_boolean", text=text[:60])

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        yes, no = ("是", "否") if language.startswith("zh") else ("yes", "no")
        return yes if value else no

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return CHOICE_OPERATORS

    @override
    def sample(self, field: FieldSpec) -> Json:
        return True
