"""A number with a fixed count of fraction digits."""

from collections.abc import Iterable

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import MAXIMUM_SCALE, ExpressionType, Value, decimal_type
from triloom_form.exact import (
    decimal_schema,
    from_scaled,
    group_thousands,
    range_faults,
    read_decimal,
    round_result,
    to_decimal,
    to_scaled,
    write_decimal,
)  # fmt: skip
from triloom_form.field_type import FieldType, Stored
from triloom_form.settings import check_bounds, integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType, scaled

BOUND: JsonObject = {"type": "number", "minimum": -(2**53), "maximum": 2**53}


class DecimalType(FieldType):
    """An exact decimal, kept as a scaled 64-bit integer; `scale` fraction digits (2 when not set)."""

    name = "decimal"
    label = {"en": "Decimal", "zh-CN": "小数"}
    group = "number"
    icon = "decimal"
    unique_allowed = True

    default_scale = 2

    def scale(self, field: FieldSpec) -> int:
        """Return the number of fraction digits of a field."""
        return integer_of(field, "scale", self.default_scale)

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return scaled(self.scale(field))

    @override
    def settings_schema(self) -> JsonObject:
        digits: JsonObject = {
            "type": "integer", "minimum": 0, "maximum": MAXIMUM_SCALE, "default": self.default_scale,
        }  # fmt: skip
        return {
            "scale": setting(digits, "Fraction digits", "小数位数"),
            "min": setting(BOUND, "Smallest value", "最小值"),
            "max": setting(BOUND, "Largest value", "最大值"),
            "unit": setting({"type": "string", "maxLength": 20}, "Unit", "单位"),
        }

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return check_bounds(field)

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return decimal_schema(self.scale(field))

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return decimal_type(self.scale(field))

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return write_decimal(to_decimal(value), self.scale(field))

    @override
    def check_value(self, field: FieldSpec, value: Json) -> Iterable[Fault]:
        return range_faults(field, value, self.scale(field))

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return to_scaled(value, self.scale(field))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return from_scaled(stored, self.scale(field))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return to_decimal(value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        return round_result(value, self.scale(field))

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return read_decimal(text, self.scale(field))

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return group_thousands(write_decimal(to_decimal(value), self.scale(field)))

    @override
    def sample(self, field: FieldSpec) -> Json:
        low, high = field.settings.get("min"), field.settings.get("max")
        value = (
            to_decimal("12.5")
            if low is None or to_decimal(low) <= to_decimal("12.5")
            else to_decimal(low)
        )
        if high is not None:
            value = min(value, to_decimal(high))
        return write_decimal(value, self.scale(field))
