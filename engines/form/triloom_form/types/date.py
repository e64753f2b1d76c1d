"""A calendar day."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import DATE, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.settings import setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
DAY: JsonObject = {"type": "string", "pattern": PATTERN}
_READABLE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")


class DateType(FieldType):
    """`YYYY-MM-DD`, without time and zone."""

    name = "date"
    label = {"en": "Date", "zh-CN": "日期"}
    group = "time"
    icon = "calendar"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.DATE

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "min": setting(DAY, "Earliest day", "最早日期"),
            "max": setting(DAY, "Latest day", "最晚日期"),
        }

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {**DAY, "format": "date"}

    @override
    def check_value(self, field: FieldSpec, value: Json) -> Iterable[Fault]:
        text = str(value)
        try:
            date.fromisoformat(text)
        except ValueError:
            yield Fault("", "value.not_a_date", {"value": text})
            return
        low, high = field.settings.get("min"), field.settings.get("max")
        if isinstance(low, str) and text < low:
            yield Fault("", "value.too_small", {"limit": low})
        if isinstance(high, str) and text > high:
            yield Fault("", "value.too_large", {"limit": high})

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return DATE

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return date.fromisoformat(str(value))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return stored.isoformat() if isinstance(stored, date) else str(stored)

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return date.fromisoformat(str(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TextFault("value.type", expected="date")
        return value.isoformat()

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        match = _READABLE.match(text.strip().split("T")[0].split(" 00:00")[0])
        try:
            if match is not None:
                return date(*(int(part) for part in match.groups())).isoformat()
        except ValueError:
            pass
        raise TextFault("text.not_a_date", text=text[:60])

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return str(value)

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "2026-01-31"
