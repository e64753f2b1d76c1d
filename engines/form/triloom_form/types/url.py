"""A web address."""

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec
from triloom_form.types.text import TextType

PATTERN = r"^(https?|mailto|tel|ftp):[^\s<>\"]+$"


class UrlType(TextType):
    """An address with a harmless scheme: http, https, mailto, tel or ftp."""

    name = "url"
    label = {"en": "Link (URL)", "zh-CN": "网址"}
    icon = "link"
    longest = 2000

    @override
    def settings_schema(self) -> JsonObject:
        return {}

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "maxLength": self.longest, "pattern": PATTERN}

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        cleaned = text.strip()
        if ":" not in cleaned and "." in cleaned and " " not in cleaned:
            cleaned = f"https://{cleaned}"
        if not cleaned.startswith(("http://", "https://", "mailto:", "tel:", "ftp://")):
            raise TextFault("text.not_a_url", text=text[:60])
        return cleaned

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "https://example.com/page?q=1"
