"""The types that expressions compute with, and which types meet in one.

A type says what a value is, never how a store keeps it. `scale` counts fraction digits.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypeAlias

from typing_extensions import override

Value: TypeAlias = (
    "bool | int | float | Decimal | str | date | datetime | time | tuple[Value, ...] | None"
)
"""A value during evaluation; instants are aware and in UTC, lists are tuples."""

MAXIMUM_SCALE = 6
"""Fraction digits that an exact number may have; products and quotients are rounded to them."""


class Kind(StrEnum):
    """The kinds of values."""

    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    CURRENCY = "currency"
    FLOAT = "float"
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    LINK = "link"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ExpressionType:
    """A kind with its details: `scale` (decimal, currency), `code` (currency), `form` (link), `of` (list)."""

    kind: Kind
    scale: int = 0
    code: str | None = None
    form: str | None = None
    of: Self | None = None

    @property
    def is_exact(self) -> bool:
        """Say whether values are exact numbers."""
        return self.kind in EXACT_KINDS

    @property
    def is_number(self) -> bool:
        """Say whether values are numbers."""
        return self.kind in NUMBER_KINDS

    @override
    def __str__(self) -> str:
        """Return the short name that messages show."""
        if self.kind is Kind.CURRENCY:
            return f"currency {self.code}" if self.code else "currency"
        if self.kind is Kind.LIST:
            return f"list of {self.of}" if self.of else "list"
        return self.kind.value


EXACT_KINDS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.CURRENCY})
NUMBER_KINDS = EXACT_KINDS | {Kind.FLOAT}

NULL = ExpressionType(Kind.NULL)
BOOLEAN = ExpressionType(Kind.BOOLEAN)
INTEGER = ExpressionType(Kind.INTEGER)
FLOAT = ExpressionType(Kind.FLOAT)
TEXT = ExpressionType(Kind.TEXT)
DATE = ExpressionType(Kind.DATE)
DATETIME = ExpressionType(Kind.DATETIME)
TIME = ExpressionType(Kind.TIME)


def decimal_type(scale: int) -> ExpressionType:
    """Return the type of decimals with `scale` fraction digits."""
    return ExpressionType(Kind.DECIMAL, scale=scale)


def currency_type(scale: int, code: str | None) -> ExpressionType:
    """Return the type of amounts in the currency `code`; None stands for several currencies."""
    return ExpressionType(Kind.CURRENCY, scale=scale, code=code)


def link_type(form: str | None) -> ExpressionType:
    """Return the type of links to records of `form`; users are the form `user`."""
    return ExpressionType(Kind.LINK, form=form)


def list_type(of: ExpressionType | None) -> ExpressionType:
    """Return the type of lists whose items have the type `of`."""
    return ExpressionType(Kind.LIST, of=of)


class CurrencyMix(Exception):
    """Two amounts in different currencies met."""

    def __init__(self, left: ExpressionType, right: ExpressionType) -> None:
        super().__init__(f"{left} and {right}")
        self.left = left
        self.right = right


def unify(left: ExpressionType, right: ExpressionType) -> ExpressionType | None:
    """Return the type that both fit in, or None when there is none.

    Raises CurrencyMix when both are amounts in different currencies.
    """
    if left == right or right.kind is Kind.NULL:
        return left
    if left.kind is Kind.NULL:
        return right
    if left.is_number and right.is_number:
        return _unify_numbers(left, right)
    kinds = {left.kind, right.kind}
    if kinds == {Kind.LINK}:
        return link_type(None)
    if kinds == {Kind.LINK, Kind.TEXT}:
        return left if left.kind is Kind.LINK else right
    if kinds == {Kind.LIST}:
        return _unify_lists(left, right)
    return None


def _unify_numbers(left: ExpressionType, right: ExpressionType) -> ExpressionType:
    scale = max(left.scale, right.scale)
    if left.kind is Kind.CURRENCY or right.kind is Kind.CURRENCY:
        if left.kind is right.kind and left.code != right.code:
            raise CurrencyMix(left, right)
        if Kind.FLOAT not in (left.kind, right.kind):
            code = left.code if left.kind is Kind.CURRENCY else right.code
            return currency_type(scale, code)
    if Kind.FLOAT in (left.kind, right.kind):
        return FLOAT
    return decimal_type(scale) if Kind.DECIMAL in (left.kind, right.kind) else INTEGER


def _unify_lists(left: ExpressionType, right: ExpressionType) -> ExpressionType | None:
    if left.of is None or right.of is None:
        return left if right.of is None else right
    item = unify(left.of, right.of)
    return None if item is None else list_type(item)
