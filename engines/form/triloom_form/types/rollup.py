"""A figure over the rows of a sub-table or over the records that link here."""

from typing import override

from triloom_core.json_types import JsonObject
from triloom_form.derived import RESULT, DerivedType
from triloom_form.settings import key_setting, setting

VIA_PATTERN = r"^[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62})?$"
AGGREGATES = ("sum", "count", "avg", "min", "max", "count_distinct")


class RollupType(DerivedType):
    """`aggregate` of `field` over `via`: a sub-table, or `form.link` for the records linking here."""

    name = "rollup"
    label = {"en": "Roll-up", "zh-CN": "汇总"}
    group = "relation"
    icon = "rollup"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "via": setting(
                {"type": "string", "pattern": VIA_PATTERN},
                "Sub-table, or form.link",
                "子表,或 表单.关联字段",
                **{"x-widget": "via_field"},
            ),
            "field": key_setting("Field", "汇总字段", "target_field"),
            "aggregate": setting(
                {"type": "string", "enum": list(AGGREGATES), "default": "sum"},
                "Aggregate",
                "汇总方式",
            ),
            "filter": setting({}, "Only rows where", "筛选条件", **{"x-widget": "expression"}),
            "result": RESULT,
        }
