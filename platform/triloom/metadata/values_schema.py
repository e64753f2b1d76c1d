"""The JSON Schema of a form's values, held against the meta-schema before anybody may rely on it."""

from triloom_form.schema import values_schema
from triloom_form.spec import FormSpec


def check_values_schema(spec: FormSpec) -> None:
    """Raise jsonschema.SchemaError when a form's schema is none: a fault of a field type, not of a form.

    Clients, the browser among them, validate by this schema; publishing is the moment to be strict.
    """
    import jsonschema  # noqa: PLC0415  (its import takes 0.2 s, and only publishing needs it)

    jsonschema.Draft202012Validator.check_schema(values_schema(spec.fields))
