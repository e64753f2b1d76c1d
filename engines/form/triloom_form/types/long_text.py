"""Several lines of plain text."""

from typing_extensions import override

from triloom_core.json_types import Json
from triloom_form.spec import FieldSpec
from triloom_form.types.text import TextType


class LongTextType(TextType):
    """Plain text with line breaks; nothing is trimmed but the end."""

    name = "long_text"
    label = {"en": "Long text", "zh-CN": "多行文本"}
    icon = "paragraph"
    unique_allowed = False
    longest = 50_000

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        return str(value).replace("\r\n", "\n").rstrip()

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        return text.replace("\r\n", "\n").rstrip()

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "First line\nSecond line"
