"""Fields whose value an engine computes: they behave like a field of their resolved result type.

The result stands in the document as `result: {type, …settings}`. `triloom_form.resolve` writes it
when a form is saved, so that a published form needs no other document to be understood.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import ClassVar

from typing_extensions import override

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import ExpressionType, Value
from triloom_form.field_type import FieldType, Group, Stored
from triloom_form.settings import setting
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

RESULT: JsonObject = setting({"type": "object"}, "Result", "结果类型", **{"x-widget": "hidden"})
UNRESOLVED: JsonObject = {"type": "text"}


def result_of(field: FieldSpec) -> FieldSpec:
    """Return the stand-in field whose type and settings the value of a derived field has."""
    given = field.settings.get("result")
    result = given if isinstance(given, dict) else UNRESOLVED
    settings = {name: value for name, value in result.items() if name not in ("type", "volatile")}
    return FieldSpec(
        id=field.id, key=field.key, type=str(result.get("type", "text")), label=field.label,
        settings=MappingProxyType(settings),
    )  # fmt: skip


def is_volatile(field: FieldSpec) -> bool:
    """Tell whether the value depends on the moment or the reader, and so is never stored."""
    result = field.settings.get("result")
    return isinstance(result, dict) and result.get("volatile") is True


class DerivedType(FieldType):
    """Delegates every conversion to the type of the result."""

    group: ClassVar[Group] = "computed"
    computed = True

    def _inner(self, field: FieldSpec) -> tuple[FieldType, FieldSpec]:
        from triloom_form.types import field_type  # noqa: PLC0415  (the tuple holds this type)

        result = result_of(field)
        return field_type(result.type), result

    @override
    def storage(self, field: FieldSpec) -> StorageType | None:
        if is_volatile(field):
            return None
        inner, result = self._inner(field)
        return inner.storage(result)

    @override
    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        return ()

    @override
    def json_schema(self, field: FieldSpec) -> JsonObject:
        inner, result = self._inner(field)
        return inner.json_schema(result)

    @override
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        inner, result = self._inner(field)
        return inner.expression_type(result)

    @override
    def normalize(self, field: FieldSpec, value: Json) -> Json:
        inner, result = self._inner(field)
        return inner.normalize(result, value)

    @override
    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        inner, result = self._inner(field)
        return inner.to_storage(result, value)

    @override
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        inner, result = self._inner(field)
        return inner.from_storage(result, stored)

    @override
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        inner, result = self._inner(field)
        return inner.to_expression(result, value)

    @override
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        inner, result = self._inner(field)
        return inner.from_expression(result, value)

    @override
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        inner, result = self._inner(field)
        return inner.parse_text(result, text, language)

    @override
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        inner, result = self._inner(field)
        return inner.format_text(result, value, language)

    @override
    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        inner, result = self._inner(field)
        return inner.operators(result)

    @override
    def sample(self, field: FieldSpec) -> Json:
        inner, result = self._inner(field)
        return inner.sample(result)
