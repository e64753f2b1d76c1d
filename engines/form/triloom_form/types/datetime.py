"""An instant."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import DATETIME, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})$"
)
_CHINESE = re.compile(r"^(\d{4})[年/.](\d{1,2})[月/.](\d{1,2})日?[ T]*")


class DatetimeType(FieldType):
    """RFC 3339 with a zone; answered in UTC, kept with microseconds."""

    name = "datetime"
    label = {"en": "Date and time", "zh-CN": "日期时间"}
    group = "time"
    icon = "clock"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.INSTANT

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "pattern": PATTERN}

    @override
    def check_value(self, field: FieldSpec, value: Json) -> Iterable[Fault]:
        try:
            read_instant(str(value))
        except (ValueError, OverflowError):
            yield Fault("", "value.not_a_datetime", {"value": str(value)})

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return DATETIME

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return write_instant(read_instant(str(value)))

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return read_instant(str(value))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        assert isinstance(stored, datetime)
        return write_instant(stored)

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return read_instant(str(value))

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, datetime):
            raise TextFault("value.type", expected="datetime")
        return write_instant(value)

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return self.parse_local(field, text, UTC)

    def parse_local(self, field: FieldSpec, text: str, zone: tzinfo) -> Json:
        """Read a text; without a zone of its own it means wall time in `zone`."""
        cleaned = text.strip()
        chinese = _CHINESE.match(cleaned)
        if chinese:
            year, month, day = (int(part) for part in chinese.groups())
            cleaned = f"{year:04}-{month:02}-{day:02} {cleaned[chinese.end() :] or '00:00'}"
        try:
            read = datetime.fromisoformat(cleaned)
            return write_instant(read if read.tzinfo else read.replace(tzinfo=zone))
        except (ValueError, OverflowError):
            raise TextFault("text.not_a_datetime", text=text[:60]) from None

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return str(value).replace("T", " ")

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "2026-01-31T08:30:00Z"


def read_instant(text: str) -> datetime:
    """Return the instant of an RFC 3339 text in UTC; raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(text)
    return read.astimezone(UTC)


def write_instant(instant: datetime) -> str:
    """Return an aware instant as RFC 3339 text in UTC, with as few fraction digits as it needs."""
    text = instant.astimezone(UTC).isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if "." in text else text) + "Z"
