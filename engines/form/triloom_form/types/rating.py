"""A number of stars."""

from collections.abc import Iterable

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import integer_of, setting
from triloom_form.spec import FieldSpec
from triloom_form.types.integer import IntegerType


class RatingType(IntegerType):
    """A whole number from 1 to the field's `max` (5 when not set)."""

    name = "rating"
    label = {"en": "Rating", "zh-CN": "评分"}
    icon = "star"
    unique_allowed = False

    @override
    def settings_schema(self) -> JsonObject:
        most: JsonObject = {"type": "integer", "minimum": 2, "maximum": 10, "default": 5}
        return {"max": setting(most, "Number of stars", "星级数")}

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return ()

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        return {"type": "integer", "minimum": 1, "maximum": integer_of(field, "max", 5)}

    @override
    def sample(self, field: FieldSpec) -> Json:
        return min(4, integer_of(field, "max", 5))
