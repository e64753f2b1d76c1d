"""The document kind `forms`: schema, semantic checks, references and expression sites."""

from collections.abc import Iterator

from triloom_core.documents import DocumentReference, ExpressionSite, Surroundings
from triloom_core.errors import Fault
from triloom_core.json_types import Json, JsonObject
from triloom_form.checks.derived import check_derived
from triloom_form.checks.fields import check_fields
from triloom_form.checks.meta_schema import check_meta_schema
from triloom_form.checks.places import check_places
from triloom_form.document_schema import form_schema
from triloom_form.references import expression_sites, form_references


class FormKind:
    """Documents of kind `forms`."""

    name = "forms"

    def json_schema(self) -> JsonObject:
        """Return the JSON Schema of a form."""
        return form_schema()

    def check(self, body: Json, surroundings: Surroundings) -> tuple[Fault, ...]:
        """Return every fault of a form that fits the schema."""
        if not isinstance(body, dict):
            return ()
        return tuple(self._faults(body, surroundings))

    def _faults(self, body: JsonObject, surroundings: Surroundings) -> Iterator[Fault]:
        own = list(check_fields(body))
        yield from own
        yield from check_derived(body, surroundings)
        yield from check_places(body, surroundings)
        if not own:
            yield from check_meta_schema(body)

    def references(self, body: Json) -> tuple[DocumentReference, ...]:
        """Return other forms and fields, own fields, roles, models that the form refers to."""
        return tuple(form_references(body)) if isinstance(body, dict) else ()

    def expressions(self, body: Json) -> tuple[ExpressionSite, ...]:
        """Return formulas, roll-up filters, rule conditions and values, view filters, grants."""
        return tuple(expression_sites(body)) if isinstance(body, dict) else ()
