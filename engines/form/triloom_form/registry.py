"""Finds a field type by its name."""

from triloom_form.types import BUILTIN_FIELD_TYPES, FIELD_TYPES, field_type

__all__ = ["BUILTIN_FIELD_TYPES", "FIELD_TYPES", "field_type"]
