"""One of several options, chosen from a list."""

from collections.abc import Iterable

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import TEXT, ExpressionType, Value
from triloom_form import storage
from triloom_form.field_type import CHOICE_OPERATORS, FieldType, Stored, TextFault
from triloom_form.options import options_of
from triloom_form.settings import OPTIONS, setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType


class SelectType(FieldType):
    """The key of one option; the column keeps the option's id, so keys may be renamed."""

    name = "select"
    label = {"en": "Select", "zh-CN": "下拉单选"}
    group = "choice"
    icon = "select"

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        return storage.TEXT

    @override
    def settings_schema(self) -> JsonObject:
        return {"options": setting(OPTIONS, "Options", "选项", **{"x-widget": "options"})}

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return option_faults(field)

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "string", "enum": list(options_of(field).keys) or [""]}

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return TEXT

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        return options_of(field).id_of(str(value))

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        return options_of(field).key_of(str(stored))

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        return str(value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        if not isinstance(value, str) or value not in options_of(field).by_key:
            raise TextFault("text.no_such_option", text=str(value)[:60])
        return value

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        found = options_of(field).find(text)
        if found is None:
            raise TextFault("text.no_such_option", text=text[:60])
        return found

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        return options_of(field).label(str(value), language)

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        return CHOICE_OPERATORS

    @override
    def sample(self, field: FieldSpec) -> Json:
        return next(iter(options_of(field).keys), "")


def option_faults(field: FieldSpec) -> Iterable[Fault]:
    """Yield the faults of an option list: none at all, or a key twice."""
    items = field.settings.get("options")
    if not isinstance(items, list) or not items:
        yield Fault("/options", "form.no_options", {"field": field.key})
        return
    seen: set[str] = set()
    for index, item in enumerate(items):
        key = item.get("key") if isinstance(item, dict) else None
        if isinstance(key, str) and key in seen:
            yield Fault(f"/options/{index}/key", "form.duplicate_option", {"option": key})
        seen.add(str(key))
