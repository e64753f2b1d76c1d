"""A field of a linked record, shown here."""

from typing_extensions import override

from triloom_core.json_types import JsonObject
from triloom_form.derived import RESULT, DerivedType
from triloom_form.settings import key_setting


class LookupType(DerivedType):
    """The value of `field` of the record that the link `via` points at."""

    name = "lookup"
    label = {"en": "Lookup", "zh-CN": "查找引用"}
    group = "relation"
    icon = "lookup"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "via": key_setting("Through the link", "关联字段", "link_field"),
            "field": key_setting("Field", "引用字段", "target_field"),
            "result": RESULT,
        }
