"""A value that a plugin computes: a prediction, a segment, a price."""

from typing_extensions import override

from triloom_core.json_types import JsonObject
from triloom_form.derived import RESULT, DerivedType
from triloom_form.settings import key_setting, setting


class ComputedType(DerivedType):
    """Output of the plugin `plugin` with its `params`; the plugin's manifest names the result type."""

    name = "computed"
    label = {"en": "Computed by a plugin", "zh-CN": "插件计算"}
    icon = "plugin"

    @override
    def settings_schema(self) -> JsonObject:
        return {
            "plugin": key_setting("Plugin", "插件", "plugin"),
            "model": key_setting("Model", "模型", "model"),
            "output": setting({"type": "string", "maxLength": 60}, "Output", "输出项"),
            "params": setting(
                {"type": "object"}, "Parameters", "参数", **{"x-widget": "plugin_params"}
            ),
            "result": RESULT,
        }
