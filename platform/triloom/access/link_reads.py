"""Which other records a stored derived value is made of, so that rows out of reach stay hidden.

Rights on fields are one matter (`inputs`); this one is about rows: a formula over a link holds a
piece of the linked record, and a reader who may not see that record may not see the piece either.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.access.inputs import DERIVED_TYPES, Path, find_field, input_paths, is_reverse
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.metadata.catalog import CatalogSnapshot, PublishedForm
    from triloom_form.spec import FieldSpec


@dataclass(frozen=True, slots=True)
class LinkReads:
    """The links that a derived field follows, all hops, and the keys of the forms it ends in.

    `has_many` says that rows without a link path of their own count in: sub-rows, reverse links.
    """

    paths: frozenset[Path] = frozenset()
    forms: frozenset[str] = frozenset()
    has_many: bool = False


NOTHING = LinkReads()


def link_reads(snapshot: "CatalogSnapshot", form: "PublishedForm", field: "FieldSpec") -> LinkReads:
    """Return what a formula, lookup or roll-up reads of other records; `NOTHING` for plain fields."""
    if field.type not in DERIVED_TYPES or field.type == "computed":
        return NOTHING
    built = snapshot.memo(("link_reads", form.id), lambda: _all_of(snapshot, form))
    return built.get(field.id, NOTHING)


def _all_of(snapshot: "CatalogSnapshot", form: "PublishedForm") -> dict[UUID, LinkReads]:
    found: dict[UUID, LinkReads] = {}
    for field in form.spec.fields:
        for item, parent in ((field, None), *((sub, field) for sub in field.fields)):
            if item.type in DERIVED_TYPES and item.type != "computed":
                walk = _Walk(snapshot)
                walk.visit(form, item, (), parent)
                found[item.id] = LinkReads(
                    frozenset(walk.paths), frozenset(walk.forms), walk.has_many
                )
    return found


class _Walk:
    """Follows the inputs of one field to the end."""

    def __init__(self, snapshot: "CatalogSnapshot") -> None:
        self._snapshot = snapshot
        self._seen: set[tuple[UUID, Path]] = set()
        self.paths: set[Path] = set()
        self.forms: set[str] = set()
        self.has_many = False

    def visit(
        self,
        form: "PublishedForm",
        field: "FieldSpec",
        prefix: Path,
        parent: "FieldSpec | None" = None,
    ) -> None:
        """Collect what a field reads, seen from the form that the walk started at."""
        if field.type not in DERIVED_TYPES or (field.id, prefix) in self._seen:
            return
        self._seen.add((field.id, prefix))
        for path in input_paths(field):
            if field.type == "rollup" and is_reverse(form, path):
                self._reverse(form, path)
            else:
                self._follow(form, path, prefix, parent)

    def _reverse(self, form: "PublishedForm", path: Path) -> None:
        self.has_many = True
        self.forms.add(path[0])
        other = self._form(form.app_key, path[0])
        if other is not None and path[2:]:
            self._follow(other, path[2:], (), None)

    def _follow(
        self, form: "PublishedForm", path: Path, prefix: Path, parent: "FieldSpec | None"
    ) -> None:
        fields = parent.fields if parent else form.spec.fields
        field = find_field(fields, path[0]) or find_field(form.spec.fields, path[0])
        if field is None:
            return
        is_sub = parent is not None and field in parent.fields
        self.visit(form, field, prefix, parent if is_sub else None)
        if not path[1:]:
            return
        if field.type == "subtable":
            self.has_many = True
            self._follow(form, path[1:], prefix, field)
            return
        target = field.settings.get("target")
        if field.type != "link" or not isinstance(target, str):
            return
        self.forms.add(target)
        self.has_many = self.has_many or is_sub
        following = (*prefix, field.key)
        self.paths.add(following)
        other = self._form(form.app_key, target)
        if other is not None:
            self._follow(other, path[1:], following, None)

    def _form(self, app_key: str, key: str) -> "PublishedForm | None":
        try:
            return self._snapshot.form(app_key, key)
        except TriloomError:
            return None
