"""What a field type must know; one subclass per file under `triloom_form.types`.

Four forms of a value meet here. *API*: JSON as clients send and get it. *Stored*: the plain Python
value of the column (int, str, UUID, aware datetime …). *Expression*: what formulas compute with.
*Text*: what people type and read, also in CSV. None stands for "no value" in all of them and never
reaches a conversion method.
"""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, TypeAlias

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_core.value_types import ExpressionType, Value
from triloom_form.spec import FieldSpec
from triloom_form.storage import StorageType

Stored: TypeAlias = object
Group: TypeAlias = Literal["text", "number", "choice", "time", "relation", "computed", "structure"]
Labels: TypeAlias = Mapping[str, str]

ORDER_OPERATORS: tuple[str, ...] = ("=", "!=", "<", "<=", ">", ">=", "in", "is_empty")
TEXT_OPERATORS: tuple[str, ...] = (
    "=", "!=", "contains", "starts_with", "ends_with", "in", "is_empty",
)  # fmt: skip
CHOICE_OPERATORS: tuple[str, ...] = ("=", "!=", "in", "is_empty")


class TextFault(ValueError):
    """A text that cannot be read as a value; `code` and `data` name the reason."""

    def __init__(self, code: str, **data: Json) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


class FieldType(ABC):
    """One type of field. Methods are pure; `field` always has this type."""

    name: ClassVar[str]
    label: ClassVar[Labels]
    group: ClassVar[Group]
    icon: ClassVar[str]
    computed: ClassVar[bool] = False
    """Written by an engine, never by a client."""
    unique_allowed: ClassVar[bool] = False

    @property
    def stored(self) -> bool:
        """Whether fields of this type normally have a column (see `storage` for one field)."""
        return True

    @abstractmethod
    def storage(self, field: FieldSpec) -> StorageType | None:
        """Return the column's storage, or None when the field has no column of its own."""

    def settings_schema(self) -> JsonObject:
        """Return the JSON Schema properties of the settings; the builder's panel is made of it."""
        return {}

    def check_settings(self, field: FieldSpec) -> Iterable[Fault]:
        """Yield faults of the settings that the schema cannot express; pointers are relative."""
        return ()

    @abstractmethod
    def json_schema(self, field: FieldSpec) -> JsonObject:
        """Return the JSON Schema of an API value that is not null."""

    @abstractmethod
    def expression_type(self, field: FieldSpec) -> ExpressionType:
        """Return the type of the value in expressions."""

    def normalize(self, field: FieldSpec, value: Json) -> Json:
        """Return the canonical API value of a valid one (trimmed, sanitised, fixed digits)."""
        return value

    def check_value(self, field: FieldSpec, value: Json) -> Iterable[Fault]:
        """Yield faults of a value that fits the schema; pointers are relative to the value."""
        return ()

    def to_storage(self, field: FieldSpec, value: Json) -> Stored:
        """Return the stored value of a valid API value."""
        return value

    @abstractmethod
    def from_storage(self, field: FieldSpec, stored: Stored) -> Json:
        """Return the API value of a stored one."""

    @abstractmethod
    def to_expression(self, field: FieldSpec, value: Json) -> Value:
        """Return the value as expressions see it."""

    @abstractmethod
    def from_expression(self, field: FieldSpec, value: Value) -> Json:
        """Return the API value of an expression's result; raises TextFault when it does not fit."""

    @abstractmethod
    def parse_text(self, field: FieldSpec, text: str, language: str) -> Json:
        """Read a non-empty text as an API value; raises TextFault."""

    @abstractmethod
    def format_text(self, field: FieldSpec, value: Json, language: str) -> str:
        """Write an API value as text; `parse_text` of it gives the value again."""

    def operators(self, field: FieldSpec) -> tuple[str, ...]:
        """Return the operators and functions that filters over the field offer."""
        return ORDER_OPERATORS

    @abstractmethod
    def sample(self, field: FieldSpec) -> Json:
        """Return an example API value, for OpenAPI and for tests."""


def as_uuid(value: Stored) -> uuid.UUID:
    """Return a stored identifier, whichever form the driver gave it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
