"""Choices in SQL: columns hold immutable ids, people and expressions use keys."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.records.layout import effective, layout_of
from triloom.records.stages import stages_of
from triloom_form.options import options_of
from triloom_form.spec import FieldSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedForm

CHOICE_TYPES = frozenset({"select", "radio"})


def is_choice(field: FieldSpec) -> bool:
    """Whether a field, or what a derived one results in, holds the id of one option."""
    return effective(field).type in CHOICE_TYPES


def keys_of_ids(column: sa.ColumnElement[Any], keys: Mapping[str, str]) -> sa.ColumnElement[Any]:
    """Return the keys that stand for stored ids; ids that equal their key need no translation."""
    pairs = [(identifier, key) for identifier, key in keys.items() if identifier != key]
    if not pairs:
        return column
    return sa.case(
        *[(column == identifier, sa.literal(key, sa.Text)) for identifier, key in pairs],
        else_=column,
    )


def option_keys(field: FieldSpec) -> dict[str, str]:
    """Return option id → key of a choice field."""
    return {option.id: option.key for option in options_of(effective(field)).all}


def option_order(field: FieldSpec, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return what a choice field is sorted by: the place of its option in the list."""
    order = [option.id for option in options_of(effective(field)).all]
    if not order:
        return column
    return sa.case(
        *[(column == identifier, sa.literal(index)) for index, identifier in enumerate(order)],
        else_=sa.null(),
    )


def column_of_name(
    ctx: RequestContext, form: "PublishedForm", table: sa.FromClause, name: str
) -> sa.ColumnElement[Any]:
    """Return a physical column as expressions compare it: choices and stages by key."""
    column = table.c[name]
    if name == "stage":
        return keys_of_ids(column, stages_of(ctx, form).keys_by_id)
    for item in layout_of(form).plan.stored:
        if item.column.name == name and item.shown_as.type in CHOICE_TYPES:
            return keys_of_ids(column, option_keys(item.field))
    return column
