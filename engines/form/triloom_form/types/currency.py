"""An amount of money in the field's own currency."""

from collections.abc import Iterable

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import ExpressionType, Value, currency_type
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
from triloom_form.field_type import Stored, TextFault
from triloom_form.settings import setting, text_of
from triloom_form.spec import FieldSpec
from triloom_form.types.decimal import DecimalType

DEFAULT_CURRENCY = "CNY"
SYMBOLS = {"CNY": ("¥", "￥", "元", "人民币"), "USD": ("$", "US$", "美元"), "EUR": ("€", "欧元")}


class CurrencyType(DecimalType):
    """`{"amount": "12.50", "currency": "CNY"}`; the code is fixed in the field."""

    name = "currency"
    label = {"en": "Currency", "zh-CN": "货币"}
    icon = "currency"
    unique_allowed = False

    def code(self, field: FieldSpec) -> str:
        """Return the ISO 4217 code of a field."""
        return text_of(field, "currency", DEFAULT_CURRENCY)

    @override
    def settings_schema(self) -> JsonObject:
        code: JsonObject = {"type": "string", "pattern": "^[A-Z]{3}$", "default": DEFAULT_CURRENCY}
        inherited = {
            name: item for name, item in super().settings_schema().items() if name != "unit"
        }
        return {"currency": setting(code, "Currency (ISO 4217)", "币种"), **inherited}

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {
            "type": "object",
            "required": ["amount"],
            "additionalProperties": False,
            "properties": {
                "amount": decimal_schema(self.scale(field)),
                "currency": {"const": self.code(field)},
            },
        }

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return currency_type(self.scale(field), self.code(field))

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return self._amount(field, write_decimal(to_decimal(_amount_of(value)), self.scale(field)))

    @override
    def check_value(self, field: FieldSpec, value: Json) -> Iterable[Fault]:
        return range_faults(field, _amount_of(value), self.scale(field), "/amount")

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return to_scaled(_amount_of(value), self.scale(field))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return self._amount(field, from_scaled(stored, self.scale(field)))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return to_decimal(_amount_of(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        return self._amount(field, round_result(value, self.scale(field)))

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        code = self.code(field)
        cleaned = text.strip()
        for mark in (code, code.lower(), *SYMBOLS.get(code, ())):
            cleaned = cleaned.removeprefix(mark).removesuffix(mark).strip()
        if cleaned[:3].isalpha() and cleaned[:3].isascii():
            raise TextFault("text.other_currency", text=text[:60], currency=code)
        return self._amount(field, read_decimal(cleaned, self.scale(field)))

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        amount = write_decimal(to_decimal(_amount_of(value)), self.scale(field))
        return f"{self.code(field)} {group_thousands(amount)}"

    @override
    def sample(self, field: FieldSpec) -> Json:
        return self._amount(field, str(super().sample(field)))

    def _amount(self, field: FieldSpec, amount: str) -> JsonObject:
        return {"amount": amount, "currency": self.code(field)}


def _amount_of(value: Json) -> Json:
    return value["amount"] if isinstance(value, dict) else value
