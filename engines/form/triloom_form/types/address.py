"""A postal address."""

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TEXT, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import FieldType, Stored, TextFault
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

PARTS = ("country", "region", "city", "street", "postal_code")


class AddressType(FieldType):
    """An object of texts: country, region, city, street, postal_code."""

    name = "address"
    label = {"en": "Address", "zh-CN": "地址"}
    group = "structure"
    icon = "address"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.JSON

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        part: JsonObject = {"type": "string", "maxLength": 300}
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: dict(part) for name in PARTS},
        }

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return TEXT

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        given = value if isinstance(value, dict) else {}
        texts = {name: str(given.get(name) or "").strip() for name in PARTS}
        return {name: text for name, text in texts.items() if text} or None

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return dict(stored) if isinstance(stored, dict) else {}

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return self.format_text(field, value, "en")

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        raise TextFault("value.type", expected="address")

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        pieces = [piece.strip() for piece in text.split("|")]
        if len(pieces) == 1:
            return self.normalize(field, {"street": pieces[0]})
        if len(pieces) != len(PARTS):
            raise TextFault("text.not_an_address", text=text[:60])
        return self.normalize(field, dict(zip(PARTS, pieces, strict=True)))

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        given = value if isinstance(value, dict) else {}
        return " | ".join(str(given.get(name) or "") for name in PARTS)

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return ("contains", "is_empty")

    @override
    def sample(self, field: FieldSpec) -> Json:
        return {"country": "CN", "region": "上海", "city": "上海", "street": "世纪大道 1 号"}
