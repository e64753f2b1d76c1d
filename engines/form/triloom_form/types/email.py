"""An e-mail address."""

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_form.field_type import TextFault
from triloom_form.spec import FieldSpec
from triloom_form.types.text import TextType

PATTERN = r"^[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\.]+(\.[^@\s<>,;:\"()\[\]\\.]+)+$"


class EmailType(TextType):
    """An address; the part behind the @ is kept in lower case."""

    name = "email"
    label = {"en": "E-mail", "zh-CN": "邮箱"}
    icon = "mail"
    longest = 254

    @override
    def settings_schema(self) -> JsonObject:
        return {}

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "maxLength": self.longest, "pattern": PATTERN}

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        name, _, domain = str(value).strip().rpartition("@")
        return f"{name}@{domain.lower()}"

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        cleaned = text.strip().removeprefix("mailto:")
        if "@" not in cleaned:
            raise TextFault("text.not_an_email", text=text[:60])
        return self.normalize(field, cleaned)

    @override
    def sample(self, field: FieldSpec) -> Json:
        return "ada@example.com"
