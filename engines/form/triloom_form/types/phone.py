"""A telephone number."""

import re

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec
from triloom_form.types.text import TextType

PATTERN = r"^\+?[0-9(][0-9 ()./-]{2,30}([ ]?(x|ext\.?)[ ]?[0-9]{1,6})?$"
_WIDE = str.maketrans("０１２３４５６７８９＋－（）　", "0123456789+-() ")


class PhoneType(TextType):
    """Digits with the usual separators and an extension; full-width digits become plain ones."""

    name = "phone"
    label = {"en": "Phone", "zh-CN": "电话"}
    icon = "phone"
    longest = 40

    @override
    def settings_schema(self) -> JsonObject:
        return {}

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "maxLength": self.longest, "pattern": PATTERN}

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return re.sub(r"\s+", " ", str(value).strip().translate(_WIDE))

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        cleaned = str(self.normalize(field, text))
        if not re.match(PATTERN, cleaned):
            raise TextFault("text.not_a_phone", text=text[:60])
        return cleaned

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "+86 21 5555 0100"
