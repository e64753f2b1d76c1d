"""One of several options, all of them in view."""

from triloom_form.types.select import SelectType


class RadioType(SelectType):
    """The key of one option."""

    name = "radio"
    label = {"en": "Radio", "zh-CN": "单选按钮"}
    icon = "radio"
