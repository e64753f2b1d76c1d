"""A share, kept as a fraction: 12.5 % is "0.1250"."""

from decimal import Decimal

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_form.exact import read_decimal, to_decimal, write_decimal
from triloom_form.settings import integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.types.decimal import BOUND, DecimalType


class PercentType(DecimalType):
    """A fraction; `scale` counts the digits of the fraction (4 = hundredths of a percent)."""

    name = "percent"
    label = {"en": "Percent", "zh-CN": "百分比"}
    icon = "percent"
    unique_allowed = False
    default_scale = 4

    @override
    def scale(self, field: FieldSpec) -> int:
        return max(2, integer_of(field, "scale", self.default_scale))

    @override
    def settings_schema(self) -> JsonObject:
        digits: JsonObject = {"type": "integer", "minimum": 2, "maximum": 6, "default": 4}
        return {
            "scale": setting(digits, "Digits of the fraction", "小数位数"),
            "min": setting(BOUND, "Smallest fraction", "最小值(小数)"),
            "max": setting(BOUND, "Largest fraction", "最大值(小数)"),
        }

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        scale = self.scale(field)
        cleaned = text.strip().replace("％", "%")
        if cleaned.endswith("%"):
            number = Decimal(read_decimal(cleaned[:-1], scale - 2))
            return write_decimal(number.scaleb(-2), scale)
        return read_decimal(cleaned, scale)

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return write_decimal(to_decimal(value).scaleb(2), self.scale(field) - 2) + "%"

    @override
    def sample(self, field: FieldSpec) -> Json:
        return write_decimal(Decimal("0.125"), self.scale(field))
