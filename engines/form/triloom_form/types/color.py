"""A colour."""

import re

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import CHOICE_OPERATORS, TextFault
from triloom_form.spec import FieldSpec
from triloom_form.types.text import TextType

PATTERN = "^#[0-9a-fA-F]{6}$"


class ColorType(TextType):
    """`#rrggbb`, kept in lower case."""

    name = "color"
    label = {"en": "Colour", "zh-CN": "颜色"}
    group = "choice"
    icon = "color"
    unique_allowed = False
    longest = 7

    @override
    def settings_schema(self) -> JsonObject:
        return {}

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "pattern": PATTERN}

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return str(value).lower()

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        cleaned = text.strip().lower()
        if not re.match(PATTERN, cleaned):
            raise TextFault("text.not_a_color", text=text[:60])
        return cleaned

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return CHOICE_OPERATORS

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "#1677ff"
