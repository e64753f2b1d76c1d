"""Which computed fields depend on what, over all forms of an app; built once per published state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from triloom.context import RequestContext
from triloom.records.layout import layout_of
from triloom.records.relations import field_of, form_by_key, setting
from triloom_core.errors import TriloomError
from triloom_core.expression import Ast, fields_of, normalize, parse
from triloom_core.json_types import Json
from triloom_form.spec import FieldSpec
from triloom_form.types.rollup import rollup_path

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

Path = tuple[str, ...]
RECOMPUTED = frozenset({"formula", "lookup", "rollup"})
"""Types whose value this room keeps up to date; plugins write their own."""
EXISTENCE = "#exists"
"""Stands for creation, deletion and restoring of a record among the things that can change."""


@dataclass(frozen=True, slots=True)
class ComputedField:
    """One computed field of a form and what it reads."""

    field: FieldSpec
    own_keys: frozenset[str]
    """Keys of the same form, system columns included."""
    link_paths: tuple[Path, ...] = ()
    """Paths over links, link keys first, the value's key last."""
    source_form: str | None = None
    """The form whose records a roll-up aggregates."""
    source_via: str | None = None
    source_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RemoteEdge:
    """A change in one form that reaches a computed field of another.

    `hops` are the link keys that lead from the computed field's record to the changed one; for a
    roll-up `via` is the link of the changed record to the computed field's record.
    """

    form_key: str
    field_key: str
    hops: Path = ()
    via: str | None = None


@dataclass(frozen=True, slots=True)
class FormGraph:
    """The computed fields of one form in the order in which they are computed."""

    ordered: tuple[ComputedField, ...]
    cyclic: frozenset[str]
    """Keys of fields that depend on themselves; they stay empty."""

    def affected(self, changed: Iterable[str]) -> tuple[ComputedField, ...]:
        """Return the fields of the same record to compute after some keys changed, in order."""
        touched = set(changed)
        found: list[ComputedField] = []
        for item in self.ordered:
            if not item.own_keys.isdisjoint(touched):
                found.append(item)
                touched.add(item.field.key)
        return tuple(found)


@dataclass(slots=True)
class AppGraph:
    """The graph of one app."""

    forms: dict[str, FormGraph] = field(default_factory=dict)
    remote: dict[tuple[str, str], list[RemoteEdge]] = field(default_factory=dict)
    """(form key, changed key or EXISTENCE) → what it reaches in other records."""

    def edges(self, form_key: str, changed: Iterable[str]) -> list[RemoteEdge]:
        """Return the distinct edges that changes of some keys follow."""
        found: dict[RemoteEdge, None] = {}
        for key in changed:
            for edge in self.remote.get((form_key, key), ()):
                found[edge] = None
        return list(found)


def graph_of(ctx: RequestContext, app_key: str) -> AppGraph:
    """Return the graph of an app as it is published in this transaction."""
    snapshot = ctx.catalog
    found = snapshot.memo(("computed_graph", app_key), lambda: _build(ctx, app_key))
    assert isinstance(found, AppGraph)
    return found


def tree_of(expression: Json) -> Ast | None:
    """Return the tree of a stored expression; None for one that cannot be read."""
    try:
        return parse(expression) if isinstance(expression, str) else normalize(expression)
    except TriloomError:
        return None


def _build(ctx: RequestContext, app_key: str) -> AppGraph:
    graph = AppGraph()
    for form in ctx.catalog.forms(app_key):
        items = [
            item
            for spec in form.spec.fields
            if spec.type in RECOMPUTED and (item := _describe(ctx, form, spec)) is not None
        ]
        graph.forms[form.key] = _order(items)
        for item in items:
            for key, edges in _edges(ctx, form, item):
                graph.remote.setdefault(key, []).append(edges)
    return graph


def _describe(ctx: RequestContext, form: "PublishedForm", spec: FieldSpec) -> ComputedField | None:
    if layout_of(form).plan.by_key.get(spec.key) is None:
        return None
    if spec.type == "formula":
        paths = sorted(fields_of(tree_of(spec.settings.get("expression"))))
        far = tuple(_with_keys(ctx, form, path) for path in paths if len(path) > 1)
        near = {_near_key(form, path[0]) for path in paths}
        return ComputedField(spec, frozenset(near), far)
    via, value = setting(spec, "via"), setting(spec, "field")
    if via is None:
        return None
    if spec.type == "lookup":
        if value is None:
            return None
        return ComputedField(
            spec, frozenset({_near_key(form, via)}), (_with_keys(ctx, form, (via, value)),)
        )
    source, via = rollup_path(spec.settings)
    if source is None:
        return ComputedField(spec, frozenset({_near_key(form, via)}))
    child = form_by_key(ctx, form, source)
    if child is None:
        return None
    keys = {via, *([value] if value else [])}
    keys |= {path[0] for path in fields_of(tree_of(spec.settings.get("filter")))}
    return ComputedField(
        spec, frozenset(), source_form=child.key, source_via=via, source_keys=frozenset(keys)
    )


def _near_key(form: "PublishedForm", name: str) -> str:
    found = field_of(form, name)
    return found.key if found is not None else name


def _with_keys(ctx: RequestContext, form: "PublishedForm", path: Path) -> Path:
    """Return a path by keys, whatever mix of ids and keys it was stored with."""
    names: list[str] = []
    current: PublishedForm | None = form
    for name in path:
        found = field_of(current, name) if current is not None else None
        names.append(found.key if found is not None else name)
        current = (
            form_by_key(ctx, current, setting(found, "target"))
            if current is not None and found is not None and found.type == "link"
            else None
        )
    return tuple(names)


def _order(items: Sequence[ComputedField]) -> FormGraph:
    """Order fields so that inputs come first; what is left over depends on itself."""
    by_key = {item.field.key: item for item in items}
    ordered: list[ComputedField] = []
    waiting = dict(by_key)
    while waiting:
        ready = [item for item in waiting.values() if waiting.keys().isdisjoint(item.own_keys)]
        if not ready:
            return FormGraph(tuple(ordered), frozenset(waiting))
        for item in ready:
            ordered.append(item)
            del waiting[item.field.key]
    return FormGraph(tuple(ordered), frozenset())


def _edges(
    ctx: RequestContext, form: "PublishedForm", item: ComputedField
) -> "list[tuple[tuple[str, str], RemoteEdge]]":
    found: list[tuple[tuple[str, str], RemoteEdge]] = []
    for path in item.link_paths:
        current: PublishedForm | None = form
        for depth in range(len(path) - 1):
            link = field_of(current, path[depth]) if current is not None else None
            if current is None or link is None:
                break
            current = form_by_key(ctx, current, setting(link, "target"))
            if current is None:
                break
            edge = RemoteEdge(form.key, item.field.key, path[: depth + 1])
            found.append(((current.key, path[depth + 1]), edge))
            found.append(((current.key, EXISTENCE), edge))
    if item.source_form is not None:
        edge = RemoteEdge(form.key, item.field.key, via=item.source_via)
        found += [((item.source_form, key), edge) for key in (*item.source_keys, EXISTENCE)]
    return found


def field_ids(graph: Mapping[str, FormGraph], form_key: str) -> frozenset[UUID]:
    """Return the ids of the computed fields of a form."""
    return frozenset(item.field.id for item in graph[form_key].ordered)
