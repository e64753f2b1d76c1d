"""A value computed from other fields by an expression."""

from typing_extensions import override

from triloom_core.json_types import JsonObject
from triloom_form.derived import RESULT, DerivedType
from triloom_form.settings import setting


class FormulaType(DerivedType):
    """`expression` over the fields of the record; stored unless it depends on the moment."""

    name = "formula"
    label = {"en": "Formula", "zh-CN": "公式"}
    icon = "formula"

    @override
    def settings_schema(self) -> JsonObject:
        scale: JsonObject = {"type": "integer", "minimum": 0, "maximum": 6}
        shown: JsonObject = {"type": "string", "enum": ["plain", "percent"], "default": "plain"}
        return {
            "expression": setting({}, "Expression", "公式", **{"x-widget": "expression"}),
            "scale": setting(scale, "Fraction digits", "小数位数"),
            "format": setting(shown, "Shown as", "显示为"),
            "result": RESULT,
        }
