"""A person with a login."""

from typing_extensions import override

from triloom_core.json_types import JsonObject
from triloom_core.value_types import ExpressionType, link_type
from triloom_form.spec import FieldSpec
from triloom_form.types.link import LinkType


class UserType(LinkType):
    """The id of a user."""

    name = "user"
    label = {"en": "User", "zh-CN": "用户"}
    icon = "user"

    @override
    def settings_schema(self) -> JsonObject:
        return {}

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        return link_type("user")
