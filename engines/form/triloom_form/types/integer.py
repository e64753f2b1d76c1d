"""A whole number."""

from collections.abc import Iterable
from decimal import Decimal

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import INTEGER, ExpressionType, Value
from triloom_form import storage
from triloom_form.exact import LARGEST, group_thousands, read_decimal
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.settings import check_bounds, integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType


class IntegerType(FieldType):
    """A whole number up to 2^53 in magnitude, exact in every store and in the browser."""

    name = "integer"
    label = {"en": "Integer", "zh-CN": "整数"}
    group = "number"
    icon = "number"
    unique_allowed = True

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.INTEGER

    @override
    def settings_schema(self) -> JsonObject:
        bound: JsonObject = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
        return {
            "min": setting(bound, "Smallest value", "最小值"),
            "max": setting(bound, "Largest value", "最大值"),
            "unit": setting({"type": "string", "maxLength": 20}, "Unit", "单位"),
        }

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return check_bounds(field)

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {
            "type": "integer",
            "minimum": integer_of(field, "min", -LARGEST),
            "maximum": integer_of(field, "max", LARGEST),
        }

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return INTEGER

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        assert isinstance(value, int | float)
        return int(value)

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return int(str(stored))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        assert isinstance(value, int | float)
        return int(value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        whole = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not whole or value != int(value):  # type: ignore[arg-type]
            raise TextFault("value.type", expected="integer")
        return int(value)  # type: ignore[arg-type]

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return int(read_decimal(text, 0))

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return group_thousands(str(value))

    @override
    def sample(self, field: FieldSpec) -> Json:
        low, high = integer_of(field, "min", 0), integer_of(field, "max", LARGEST)
        return min(max(42, low), high)
