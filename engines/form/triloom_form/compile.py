"""A form version made ready for the hot path: fields by key and id, one validator, compiled rules."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import jsonschema_rs

from triloom_form.field_type import FieldType
from triloom_form.rules import CompiledRule, compile_rules
from triloom_form.schema import compile_validator, values_schema
from triloom_form.spec import FieldSpec, FormSpec
from triloom_form.types import field_type


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """Everything that validation needs of one form version; immutable and shared by requests."""

    spec: FormSpec
    fields_by_key: Mapping[str, FieldSpec]
    fields_by_id: Mapping[uuid.UUID, FieldSpec]
    types: Mapping[str, FieldType]
    """Field key → its type."""
    writable_validator: jsonschema_rs.Draft202012Validator
    """Checks an object of values by key; which fields are required is not its matter."""
    rules: tuple[CompiledRule, ...]


def compile_form(spec: FormSpec) -> CompiledForm:
    """Compile a form that passed the checks of `triloom_form.document`."""
    return CompiledForm(
        spec=spec,
        fields_by_key={item.key: item for item in spec.fields},
        fields_by_id={item.id: item for item in spec.fields},
        types={item.key: field_type(item.type) for item in spec.fields},
        writable_validator=compile_validator(values_schema(spec.fields)),
        rules=compile_rules(spec),
    )
