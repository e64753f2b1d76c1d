"""What a report can read: forms with typed fields, and links whose cardinality is declared.

The host makes these from published forms *for one reader*: a field that the reader may not read is
simply not there, so it is answered like an unknown one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from triloom_core.expression.checker import check
from triloom_core.expression.tree import (
    arguments_of,
    is_literal,
    path_of,
    rename_fields,
    split,
)
from triloom_core.sql.nodes import SqlNode
from triloom_core.text import LocalizedText
from triloom_core.value_types import BOOLEAN, ExpressionType
from triloom_report.expressions import Ast, Path


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from one form to another: rows meet where `local` equals `remote`.

    `is_many` says that one row here meets several there, so that joining would repeat it.
    """

    form: str
    local: str
    remote: str
    is_many: bool


@dataclass(frozen=True, slots=True)
class Rollup:
    """A figure over the rows of `form` whose `remote` column holds the record's id.

    It is computed per reader, over the rows that the reader may see; `expression` is one aggregate
    over fields of that form, `filter` keeps some of its rows. Without rows it is 0 if `is_zero`.
    """

    form: str
    remote: str
    expression: Ast = field(compare=False)
    filter: Ast = field(compare=False)
    is_zero: bool


@dataclass(frozen=True, slots=True)
class SourceField:
    """One readable field: where it is stored, what it is, and where it leads."""

    key: str
    column: str
    type: ExpressionType
    label: LocalizedText | None = None
    relation: Relation | None = None
    codes: tuple[tuple[str, str], ...] = ()
    """Stored code → key, in order, for choices and stages whose keys may be renamed."""
    rollup: Rollup | None = None
    formula: Ast = None
    """An expression over the same form that is read instead of a stored value: stored formulas hold
    pieces of other records, which this reader may not see."""
    stands_for: Path = ()
    """The path that this field is another name of: a looked-up value is read where it lives, under
    the rights of the reader, and not from the copy."""


@dataclass(frozen=True, slots=True)
class SourceStage:
    """One stage of the form's pipeline, in order."""

    id: str
    key: str
    kind: str
    label: LocalizedText | None = None


@dataclass(frozen=True, slots=True)
class SourceForm:
    """One form, or one sub-table of a form, as a reader sees it.

    Two are equal when they are the same table: plans are compared by what they read, not by labels.
    """

    key: str
    table: str
    label: LocalizedText | None = field(compare=False)
    fields: Mapping[str, SourceField] = field(compare=False)
    stages: tuple[SourceStage, ...] = field(default=(), compare=False)
    stage_events: str | None = None
    """The table of stage events: record_id, stage, entered_at, position."""


class Sources(Protocol):
    """The forms of an app as one reader sees them."""

    def form(self, key: str) -> SourceForm | None:
        """Return a form, or None when there is none that the reader may read."""
        ...

    def predicate(self, key: str) -> SqlNode:
        """Return the condition that a row of the form must fulfil for this reader to see it."""
        ...


MOST_STEPS = 16
"""Links and look-ups that one path may go through; look-ups that go round in a circle end here."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path over a relation."""

    field: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Resolved:
    """A path taken apart: the relations to go over and the field at the end."""

    hops: tuple[Hop, ...]
    field: SourceField

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the relations, from the source."""
        return tuple(hop.field for hop in self.hops)

    @property
    def grain(self) -> tuple[str, ...]:
        """The hops up to the last to-many relation; empty when each row meets one value."""
        for index in range(len(self.hops), 0, -1):
            if self.hops[index - 1].relation.is_many:
                return tuple(hop.field for hop in self.hops[:index])
        return ()


def resolve(sources: Sources, source: SourceForm, path: Path) -> Resolved | None:
    """Follow a path from a form; None when any part of it is not there for this reader."""
    form: SourceForm | None = source
    hops: list[Hop] = []
    rest = list(path)
    for _step in range(MOST_STEPS):
        field = form.fields.get(rest[0]) if form and rest else None
        if field is None:
            return None
        if field.stands_for:
            rest[:1] = field.stands_for
            continue
        if len(rest) == 1:
            is_open = field.rollup is None or _can_be_computed(sources, field)
            return Resolved(tuple(hops), field) if is_open else None
        if field.relation is None:
            return None
        hops.append(Hop(rest.pop(0), field.relation))
        form = sources.form(field.relation.form)
    return None


def _can_be_computed(sources: Sources, field: SourceField) -> bool:
    """Say whether a roll-up reads only stored fields that this reader may read."""
    rollup = field.rollup
    form = sources.form(rollup.form) if rollup is not None else None
    if rollup is None or form is None:
        return False
    scope = SourceScope(sources, form)
    value = check(rollup.expression, scope, allow_aggregates=True)
    kept = check(True if rollup.filter is None else rollup.filter, scope, expected=BOOLEAN)
    if value.faults or kept.faults or not (value.pushable and kept.pushable):
        return False
    plain = all(
        len(path) == 1 and not (found.rollup or found.stands_for or found.formula is not None)
        for path in value.fields | kept.fields
        for found in [form.fields[path[0]]]
    )
    return plain and value.type == field.type


@dataclass(frozen=True, slots=True)
class SourceScope:
    """The names that expressions over one form may use."""

    sources: Sources
    source: SourceForm

    def written_out(self, ast: Ast, depth: int = 0) -> Ast:
        """Return the expression with formulas in the place of the fields that stand for them."""
        if depth > MOST_STEPS:
            return None
        path = path_of(ast)
        if path is not None:
            found = resolve(self.sources, self.source, path)
            if found is None or found.field.formula is None:
                return ast
            ahead = found.path
            formula = rename_fields(found.field.formula, lambda inner: (*ahead, *inner))
            return self.written_out(formula, depth + 1)
        if is_literal(ast):
            return ast
        name, _content = split(ast)
        return {name: [self.written_out(child, depth) for child in arguments_of(ast)]}

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        """Return the type at the end of the path."""
        found = resolve(self.sources, self.source, path)
        return None if found is None else found.field.type
