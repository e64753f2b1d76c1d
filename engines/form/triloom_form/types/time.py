"""A time of day."""

import re
from datetime import time

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TIME, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_READABLE = re.compile(r"^(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})?)?[分秒]?$")


class TimeType(FieldType):
    """Wall time without a zone: `HH:MM`, with seconds where they are not zero; kept as `HH:MM:SS`."""

    name = "time"
    label = {"en": "Time", "zh-CN": "时间"}
    group = "time"
    icon = "clock"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.TIME

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "pattern": PATTERN}

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return TIME

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return _write(time.fromisoformat(str(value)))

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return time.fromisoformat(str(value)).isoformat("seconds")

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return _write(stored if isinstance(stored, time) else time.fromisoformat(str(stored)))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return time.fromisoformat(str(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, time):
            raise TextFault("value.type", expected="time")
        return _write(value)

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        match = _READABLE.match(text.strip())
        try:
            if match is not None:
                hour, minute, second = (int(part or 0) for part in match.groups())
                return _write(time(hour, minute, second))
        except ValueError:
            pass
        raise TextFault("text.not_a_time", text=text[:60])

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return str(value)

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "08:30"


def _write(value: time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")
