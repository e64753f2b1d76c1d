"""A figure over the rows of a sub-table or over the records that link here."""

from collections.abc import Mapping

from typing_extensions import override

from triloom_core.json_types import Json, JsonObject
from triloom_form.derived import RESULT, DerivedType
from triloom_form.settings import key_setting, setting

VIA_PATTERN = r"^[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62})?$"
AGGREGATES = ("sum", "count", "avg", "min", "max", "count_distinct")


class RollupType(DerivedType):
    """`aggregate` of `field` over the sub-table `via`, or over records of `source` linking here by `via`.

    `via: form.link` is another way to write `source: form, via: link`.
    """

    name = "rollup"
    label = {"en": "Roll-up", "zh-CN": "汇总"}
    group = "relation"
    icon = "rollup"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "source": key_setting("Records of the form", "来源表单", "form"),
            "via": setting(
                {"type": "string", "pattern": VIA_PATTERN},
                "Sub-table, or link back",
                "子表,或反向关联字段",
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


def rollup_path(settings: Mapping[str, Json]) -> tuple[str | None, str]:
    """Return (source form, link) of a roll-up, or (None, sub-table)."""
    via = settings.get("via")
    source = settings.get("source")
    text = via if isinstance(via, str) else ""
    if isinstance(source, str) and source:
        return source, text
    head, _, link = text.partition(".")
    return (head, link) if link else (None, head)
