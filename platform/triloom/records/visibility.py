"""What one reader may see of one form: rows by predicate, fields by right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.access.grants import FieldRight
from triloom.access.masking import mask_value
from triloom.access.rights import field_rights, masks
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, layout_of
from triloom.records.listeners import Image
from triloom_core.json_types import Json
from triloom_form.spec import FieldSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class Visibility:
    """The rights of one reader on the fields of one form; None stands for all of them."""

    layout: FormLayout
    rights: Mapping[UUID, FieldRight] | None
    masks: Mapping[UUID, str] = field(default_factory=dict)

    def right(self, field: FieldSpec) -> FieldRight:
        """Return the right on a field."""
        if self.rights is None:
            return FieldRight.WRITE
        return self.rights.get(field.id, FieldRight.NONE)

    def field(self, key_or_id: str) -> FieldSpec | None:
        """Return a field that the reader may know of, by key or id."""
        found = self.layout.fields_by_key.get(key_or_id) or self.layout.fields_by_id.get(key_or_id)
        return found if found is not None and self.right(found) > FieldRight.NONE else None

    def fields(self) -> Iterator[FieldSpec]:
        """Yield the fields that the reader may know of."""
        return (
            field
            for field in self.layout.fields_by_key.values()
            if self.right(field) > FieldRight.NONE
        )

    def show(self, image: Image) -> Image:
        """Return the image without hidden fields and with masked ones masked."""
        if self.rights is None:
            return image
        shown = dict(image)
        for key, spec in self.layout.fields_by_key.items():
            if self.right(spec) is FieldRight.NONE:
                shown.pop(key, None)
            elif shown.get(key) is not None:
                shown[key] = self.value(spec, shown[key])
        return shown

    def value(self, field: FieldSpec, value: Json) -> Json:
        """Return a value of a field that the reader may know of: masked, or rows cut to size."""
        if self.rights is None or value is None:
            return value
        if self.right(field) is FieldRight.MASK:
            return mask_value(field.type, value, self.masks.get(field.id, ""))
        if field.fields and isinstance(value, list):
            return [self._row(field, row) if isinstance(row, dict) else row for row in value]
        return value

    def _row(self, parent: FieldSpec, row: Mapping[str, Json]) -> dict[str, Json]:
        shown = dict(row)
        for spec in parent.fields:
            if self.right(spec) is FieldRight.NONE:
                shown.pop(spec.key, None)
            elif spec.key in shown:
                shown[spec.key] = self.value(spec, shown[spec.key])
        return shown


def visibility_of(ctx: RequestContext, form: "PublishedForm") -> Visibility:
    """Return what the principal of this request may see of a form's fields."""
    if ctx.principal.sees_everything:
        return Visibility(layout_of(form), None)
    return Visibility(layout_of(form), field_rights(ctx, form), masks(ctx, form))
