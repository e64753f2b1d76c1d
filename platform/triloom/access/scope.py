"""The fields of a form as an expression scope: own fields and system columns, no links."""

from triloom_core.expression import ExpressionType
from triloom_form.spec import FieldSpec, FormSpec
from triloom_form.system import SYSTEM_TYPES
from triloom_form.types import field_type


class FormScope:
    """Resolves the one-part paths of conditions on grants."""

    def __init__(self, spec: FormSpec) -> None:
        self._fields: dict[str, FieldSpec] = {item.key: item for item in spec.fields}
        self._fields.update((str(item.id), item) for item in spec.fields)

    def field(self, name: str) -> FieldSpec | None:
        """Return a stored field by key or id."""
        found = self._fields.get(name)
        return found if found is not None and field_type(found.type).storage(found) else None

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        """Return the type of a field of the form itself; longer paths are unknown here."""
        if len(path) != 1:
            return None
        system = SYSTEM_TYPES.get(path[0])
        if system is not None:
            return system
        found = self.field(path[0])
        return None if found is None else field_type(found.type).expression_type(found)
