"""A number that the store gives to each new record."""

import re
from collections.abc import Iterable
from datetime import date

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import setting, text_of
from triloom_form.spec import FieldSpec
from triloom_form.types.text import TextType

DEFAULT_PATTERN = "{number:05d}"
_COUNTER = re.compile(r"\{number(?::0?([0-9]{1,2})d?)?\}")


class AutoNumberType(TextType):
    """Text like `R-2026-00042`, made from `pattern`; gaps are possible, repeats are not."""

    name = "auto_number"
    label = {"en": "Automatic number", "zh-CN": "自动编号"}
    group = "computed"
    icon = "auto-number"
    computed = True
    longest = 80

    @override
    def settings_schema(self) -> JsonObject:
        pattern: JsonObject = {"type": "string", "maxLength": 60, "default": DEFAULT_PATTERN}
        start: JsonObject = {"type": "integer", "minimum": 0, "maximum": 10**12, "default": 1}
        return {
            "pattern": setting(
                pattern, "Pattern, e.g. R-{yyyy}-{number:05d}", "编号规则,如 R-{yyyy}-{number:05d}"
            ),
            "start": setting(start, "First number", "起始编号"),
        }

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        pattern = text_of(field, "pattern", DEFAULT_PATTERN)
        if len(_COUNTER.findall(pattern)) != 1:
            yield Fault("/pattern", "form.number_pattern", {"pattern": pattern})

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "maxLength": self.longest}

    @override
    def sample(self, field: FieldSpec) -> Json:
        return format_number(field, 42, date(2026, 1, 31))


def format_number(field: FieldSpec, number: int, today: date) -> str:
    """Return the text of a counter value; `{yyyy} {yy} {mm} {dd}` come from `today`."""
    text = text_of(field, "pattern", DEFAULT_PATTERN)
    for mark, part in (
        ("{yyyy}", f"{today.year:04}"), ("{yy}", f"{today.year % 100:02}"),
        ("{mm}", f"{today.month:02}"), ("{dd}", f"{today.day:02}"),
    ):  # fmt: skip
        text = text.replace(mark, part)
    return _COUNTER.sub(lambda match: str(number).zfill(int(match.group(1) or 0)), text)
