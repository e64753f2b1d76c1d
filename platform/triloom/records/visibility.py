"""What one reader may see of one form: rows by predicate, fields by right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.access.grants import FieldRight
from triloom.access.masking import mask_value
from triloom.access.rights import field_rights
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, layout_of
from triloom.records.listeners import Image
from triloom_form.spec import FieldSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm


@dataclass(frozen=True, slots=True)
class Visibility:
    """The rights of one reader on the fields of one form; None stands for all of them."""

    layout: FormLayout
    rights: Mapping[UUID, FieldRight] | None

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
        for key, field in self.layout.fields_by_key.items():
            right = self.right(field)
            if right is FieldRight.NONE:
                shown.pop(key, None)
            elif right is FieldRight.MASK and shown.get(key) is not None:
                shown[key] = mask_value(field.type, shown[key])
        return shown


def visibility_of(ctx: RequestContext, form: "PublishedForm") -> Visibility:
    """Return what the principal of this request may see of a form's fields."""
    rights = None if ctx.principal.sees_everything else field_rights(ctx, form)
    return Visibility(layout_of(form), rights)
