"""A floating-point number, for measurements and scores."""

import math
from collections.abc import Iterable
from decimal import Decimal

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import FLOAT, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.settings import check_bounds, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType


class NumberType(FieldType):
    """A 64-bit floating-point number; use a decimal where digits must be exact."""

    name = "number"
    label = {"en": "Number (floating)", "zh-CN": "浮点数"}
    group = "number"
    icon = "number"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.FLOAT

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "min": setting({"type": "number"}, "Smallest value", "最小值"),
            "max": setting({"type": "number"}, "Largest value", "最大值"),
            "unit": setting({"type": "string", "maxLength": 20}, "Unit", "单位"),
        }

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return check_bounds(field)

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        schema: JsonObject = {"type": "number"}
        for name, keyword in (("min", "minimum"), ("max", "maximum")):
            if field.settings.get(name) is not None:
                schema[keyword] = field.settings[name]
        return schema

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return FLOAT

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return float(str(value))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return float(str(stored))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return float(str(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise TextFault("value.type", expected="number")
        return float(value)

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        try:
            number = float(text.strip().replace(",", ""))
        except ValueError:
            raise TextFault("text.not_a_number", text=text[:60]) from None
        if not math.isfinite(number):
            raise TextFault("text.not_a_number", text=text[:60])
        return number

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return repr(float(str(value)))

    @override
    def sample(self, field: FieldSpec) -> Json:
        return 0.5
