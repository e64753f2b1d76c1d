"""Filters: expression text or trees, checked against what the reader may know, as SQL conditions."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.access.predicate import user_of
from triloom.access.principal import SYSTEM
from triloom.context import RequestContext
from triloom.records.choices import CHOICE_TYPES
from triloom.records.layout import effective, layout_of
from triloom.records.source import RAW, Node, Path, Source
from triloom_core.errors import Fault, TriloomError
from triloom_core.expression import (
    BOOLEAN,
    Ast,
    Checked,
    Environment,
    ExpressionError,
    check,
    normalize,
    parse,
    to_sql,
)  # fmt: skip
from triloom_core.expression.tree import arguments_of, is_literal, path_of, split
from triloom_core.json_types import Json
from triloom_core.sql.core_printer import to_core
from triloom_form.options import options_of

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

_EQUALITY = frozenset({"=", "!=", "in", "one_of", "has", "has_any", "has_all", "has_none"})
_LISTED_CHOICES = frozenset({"multi_select"})


def read_filter(raw: Json, pointer: str = "/filter") -> Ast:
    """Return the tree of a filter given as text or as a tree; raises 400 with the place."""
    if isinstance(raw, str) and ("\x00" in raw or (not raw.isascii() and not _is_encodable(raw))):
        raise TriloomError(
            "query.filter_invalid", status=400, faults=[Fault(pointer, "query.text_unusable")]
        )
    try:
        return parse(raw) if isinstance(raw, str) else normalize(raw)
    except ExpressionError as error:
        raise _refused(pointer, error.faults or (Fault("", error.code, error.data),)) from None


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refused(pointer: str, faults: tuple[Fault, ...]) -> TriloomError:
    placed = [Fault(pointer + fault.pointer, fault.code, fault.data) for fault in faults]
    return TriloomError("query.filter_invalid", status=400, faults=placed)


def check_filter(source: Source, tree: Ast, pointer: str = "/filter") -> Checked:
    """Return the checked filter; raises 400 with every fault."""
    checked = check(with_stored_choices(source, tree), source, expected=BOOLEAN)
    if checked.faults:
        raise _refused(pointer, checked.faults)
    return checked


def condition(source: Source, tree: Ast, pointer: str = "/filter") -> sa.ColumnElement[bool]:
    """Return a filter as SQL; raises 400 when it is wrong or no database can answer it."""
    checked = check_filter(source, tree, pointer)
    node = to_sql(checked, source.node, environment_of(source.ctx))
    if node is None:
        raise _refused(pointer, (Fault("", "query.not_pushable"),))
    return to_core(node, _no_columns)


def environment_of(ctx: RequestContext) -> Environment:
    """Return what the constant parts of a query may know: the moment, the zone and the reader."""
    return Environment(
        field=lambda _path: None, now=ctx.now, zone=ctx.organisation.zone, user=user_of(ctx)
    )


def _no_columns(_column: object) -> sa.ColumnElement[Any]:
    message = "paths of a query become native nodes"
    raise AssertionError(message)


def own_condition(
    ctx: RequestContext, form: "PublishedForm", raw: Json, table: sa.FromClause
) -> sa.ColumnElement[bool] | None:
    """Return a stored condition over a form's own columns as SQL; None when it cannot be pushed."""
    engine = ctx.acting_as(SYSTEM)
    source = Source.of(engine, layout_of(form))
    source.base.table = table
    try:
        checked = check_filter(source, read_filter(raw))
    except TriloomError:
        return sa.false()
    node = to_sql(checked, source.node, environment_of(engine))
    if node is None or source.count:
        return sa.false()
    return to_core(node, _no_columns)


def with_stored_choices(source: Source, tree: Ast) -> Ast:
    """Return the tree with `choice = 'key'` turned into comparisons of stored ids.

    An id can use the column's index; a key would need a translation of every row.
    """
    if is_literal(tree) or path_of(tree) is not None:
        return tree
    name, _content = split(tree)
    nodes = arguments_of(tree)
    if name in _EQUALITY:
        rewritten = _stored_comparison(source, name, nodes)
        if rewritten is not None:
            return rewritten
    return {name: [with_stored_choices(source, child) for child in nodes]}


def _stored_comparison(source: Source, name: str, nodes: list[Ast]) -> Ast | None:
    for position, node in enumerate(nodes):
        path = path_of(node)
        ids = None if path is None else _ids_of(source.base, source, path)
        if path is None or ids is None:
            continue
        others = [_with_ids(item, ids) for index, item in enumerate(nodes) if index != position]
        if any(item is _NOT_LITERAL for item in others):
            return None
        raw: Ast = {"field": [*path, RAW]}
        arguments = [raw, *others] if position == 0 else [*others, raw]
        return {name: arguments}
    return None


_NOT_LITERAL: Ast = {"#": []}


def _with_ids(node: Ast, ids: "dict[str, str]") -> Ast:
    if isinstance(node, str):
        return ids.get(node, node)
    if isinstance(node, dict) and "list" in node:
        items = arguments_of(node)
        if all(isinstance(item, str) for item in items):
            return {"list": [ids.get(str(item), item) for item in items]}
    return node if node is None else _NOT_LITERAL


def _ids_of(node: Node, source: Source, path: Path) -> "dict[str, str] | None":
    """Return key → id of the choice that a path leads to, or None when it leads elsewhere."""
    head, rest = path[0], path[1:]
    if head == "stage" and not rest:
        return dict(node.stages.ids_by_key)
    spec = node.visibility.field(head)
    if spec is None:
        return None
    if not rest:
        shown = effective(spec)
        if shown.type not in CHOICE_TYPES | _LISTED_CHOICES:
            return None
        return {option.key: option.id for option in options_of(shown).all}
    if spec.type != "link":
        return None
    target = source.target(node, spec)
    return None if target is None else _ids_of(target, source, rest)
