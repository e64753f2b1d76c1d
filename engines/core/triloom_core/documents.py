"""What the metadata store asks of every kind of document, and what a kind may ask back."""

from dataclasses import dataclass
from typing import Protocol

from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """One document pointing at another (`field_key` when it points at a field of a form)."""

    kind: str
    key: str
    pointer: str
    field_key: str | None = None


@dataclass(frozen=True, slots=True)
class ExpressionSite:
    """A place in a body that holds an expression whose names are fields of form `form_key`."""

    pointer: str
    form_key: str


class Surroundings(Protocol):
    """The other documents of the same app, as they will be after the publish under check."""

    def document(self, kind: str, key: str) -> JsonObject | None:
        """Return the body of a document, or None when there is none."""
        ...

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the keys of all documents of a kind."""
        ...


class DocumentKind(Protocol):
    """One kind of document: its schema, its semantic checks, and what it refers to."""

    @property
    def name(self) -> str:
        """The plural name used in paths: `forms`, `flows`, …."""
        ...

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema (2020-12) of a body."""
        ...

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every semantic fault with its pointer; the body already fits the schema."""
        ...

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return everything the body refers to."""
        ...

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return every place that holds an expression."""
        ...
