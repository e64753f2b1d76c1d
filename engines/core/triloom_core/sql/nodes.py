"""The SQL tree: typed, frozen, free of any dialect; printers turn it into SQLAlchemy or sqlglot.

Exact numbers are unscaled integers in this tree: the type of a node says the scale. Instants and
days are nodes of type datetime and date; how a store keeps them is the printers' business.
"""

from dataclasses import dataclass

from triloom_core.value_types import BOOLEAN, ExpressionType, Value


@dataclass(frozen=True, slots=True)
class SqlNode:
    """The base of every node; `type` is the expression type of its value."""

    type: ExpressionType


@dataclass(frozen=True, slots=True)
class Column(SqlNode):
    """A stored column; `table` is an alias that `resolve_column` understands, '' for the only one."""

    name: str
    table: str = ""


@dataclass(frozen=True, slots=True)
class Native(SqlNode):
    """An expression made by the caller: a SQLAlchemy element or a sqlglot expression."""

    expression: object


@dataclass(frozen=True, slots=True)
class Literal(SqlNode):
    """A bound value; exact numbers are given unscaled."""

    value: Value


@dataclass(frozen=True, slots=True)
class Binary(SqlNode):
    """`left operator right`; operators: + - * and = != < <= > >= on like operands."""

    operator: str
    left: SqlNode
    right: SqlNode


@dataclass(frozen=True, slots=True)
class And(SqlNode):
    """All of the operands."""

    operands: tuple[SqlNode, ...]


@dataclass(frozen=True, slots=True)
class Or(SqlNode):
    """Any of the operands."""

    operands: tuple[SqlNode, ...]


@dataclass(frozen=True, slots=True)
class Not(SqlNode):
    """The opposite; the opposite of null is null."""

    operand: SqlNode


@dataclass(frozen=True, slots=True)
class IsNull(SqlNode):
    """Whether the operand is null."""

    operand: SqlNode


@dataclass(frozen=True, slots=True)
class Case(SqlNode):
    """The value of the first branch whose condition is true, else `otherwise`."""

    branches: tuple[tuple[SqlNode, SqlNode], ...]
    otherwise: SqlNode


@dataclass(frozen=True, slots=True)
class InList(SqlNode):
    """Whether the operand equals one of the values (bound as one list; no null among them)."""

    operand: SqlNode
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class InNodes(SqlNode):
    """Whether the operand equals one of the nodes."""

    operand: SqlNode
    choices: tuple[SqlNode, ...]


@dataclass(frozen=True, slots=True)
class Call(SqlNode):
    """A primitive of `sql/primitives.py`: every dialect gives it the same meaning."""

    name: str
    arguments: tuple[SqlNode, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(SqlNode):
    """An aggregate: count, count_distinct, sum, min, max, percentile (with `share`).

    `operand` None counts rows; `condition` keeps only the rows where it is true.
    """

    name: str
    operand: SqlNode | None
    condition: SqlNode | None = None
    share: float | None = None


TRUE = Literal(BOOLEAN, True)
FALSE = Literal(BOOLEAN, False)


def all_of(*operands: SqlNode) -> SqlNode:
    """Return the conjunction, simplified: TRUE vanishes, FALSE wins."""
    kept = [node for node in operands if node != TRUE]
    if FALSE in kept:
        return FALSE
    if len(kept) <= 1:
        return kept[0] if kept else TRUE
    return And(BOOLEAN, tuple(kept))


def any_of(*operands: SqlNode) -> SqlNode:
    """Return the disjunction, simplified: FALSE vanishes, TRUE wins."""
    kept = [node for node in operands if node != FALSE]
    if TRUE in kept:
        return TRUE
    if len(kept) <= 1:
        return kept[0] if kept else FALSE
    return Or(BOOLEAN, tuple(kept))
