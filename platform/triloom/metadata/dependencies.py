"""Which document refers to which: the one graph over forms, flows, reports, roles and the rest."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from triloom.metadata.catalog import CatalogSnapshot, PublishedDocument
from triloom.metadata.hops import FindForm, hops
from triloom.metadata.kinds import KIND_NAMES, kind_of
from triloom.metadata.pointer import MISSING, read
from triloom_core.documents import DocumentReference
from triloom_core.errors import TriloomError
from triloom_core.expression import fields_of
from triloom_core.json_types import Json, JsonObject
from triloom_form.rules import tree_of

if TYPE_CHECKING:
    from triloom_core.documents import DocumentKind


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` refers to `target`; `field` is set when it refers to one field of a form."""

    source: tuple[str, str]
    target: tuple[str, str]
    field: str | None
    pointer: str


def references_of(
    kind: "DocumentKind", body: JsonObject, find: FindForm
) -> tuple[DocumentReference, ...]:
    """Return the references of a presented body, those of its expressions and over links included."""
    try:
        found = list(kind.references(body))
        sites = kind.expressions(body)
    except (TriloomError, KeyError, TypeError, ValueError, AttributeError):
        return ()  # a draft whose structure does not hold refers to nothing yet
    for site in sites:
        value = read(body, site.pointer)
        if value is MISSING:
            continue
        form_key = site.form_key.partition("/")[0]
        for path in sorted(_paths(value)):  # type: ignore[arg-type]
            found += [
                DocumentReference("forms", form, site.pointer, name)
                for form, name in hops(find, form_key, path)
            ]
    found += far_references(found, body, find)
    return tuple(dict.fromkeys(found))


def far_references(
    found: list[DocumentReference], body: JsonObject, find: FindForm
) -> list[DocumentReference]:
    """Return the fields of other forms that dotted paths at the places of references lead to."""
    far: list[DocumentReference] = []
    for item in found:
        value = read(body, item.pointer)
        if item.kind != "forms" or item.field_key is None or not isinstance(value, str):
            continue
        for path in value.split(","):
            parts = tuple(path.strip(" +-").split("."))
            if len(parts) > 1 and parts[0] == item.field_key:
                passed = list(hops(find, item.key, parts))[1:]
                far += [
                    DocumentReference("forms", form, item.pointer, name) for form, name in passed
                ]
    return far


def _paths(value: Json) -> frozenset[tuple[str, ...]]:
    try:
        return fields_of(tree_of(value))
    except TriloomError:
        return frozenset()


def edges_of(document: PublishedDocument, find: FindForm) -> tuple[Edge, ...]:
    """Return the edges that leave a published document, without those to itself."""
    source = (document.kind, document.key)
    return tuple(
        Edge(source, (item.kind, item.key), item.field_key, item.pointer)
        for item in references_of(kind_of(document.kind), document.body, find)
        if (item.kind, item.key) != source
    )


def app_edges(snapshot: CatalogSnapshot, app_key: str) -> tuple[Edge, ...]:
    """Return all edges among the published documents of an app; kept per epoch."""

    def find(key: str) -> JsonObject | None:
        form = snapshot.find(app_key, "forms", key)
        return None if form is None else form.body

    def build() -> tuple[Edge, ...]:
        documents = [
            document for kind in KIND_NAMES for document in snapshot.documents(app_key, kind)
        ]
        return tuple(edge for document in documents for edge in edges_of(document, find))

    return snapshot.memo(("edges", app_key), build)


def dependents_of(snapshot: CatalogSnapshot, app_key: str, kind: str, key: str) -> tuple[Edge, ...]:
    """Return the edges that lead to a document."""
    return tuple(edge for edge in app_edges(snapshot, app_key) if edge.target == (kind, key))
