"""The SQL tree → a sqlglot expression, for DuckDB first; other dialects print what sqlglot translates.

Values become literals that sqlglot quotes; no text of a user is ever read as SQL.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlglot
from sqlglot import expressions as exp

from triloom_core.sql.expand import EXACT_PRIMITIVES, expand
from triloom_core.sql.nodes import (
    Aggregate,
    And,
    Binary,
    Call,
    Case,
    Column,
    InList,
    InNodes,
    IsNull,
    Literal,
    Native,
    Not,
    Or,
    SqlNode,
)
from triloom_core.sql.primitives import PRIMITIVES, VARIADIC, MissingPrimitive
from triloom_core.value_types import ExpressionType, Kind, Value

_BINARY: dict[str, type[Any]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul,
}  # fmt: skip
_CASTS = {
    Kind.DATE: "DATE", Kind.DATETIME: "TIMESTAMPTZ", Kind.TIME: "TIME", Kind.LINK: "UUID",
    Kind.FLOAT: "DOUBLE",
}  # fmt: skip


def _unresolved(column: Column) -> Any:
    return exp.column(column.name, table=column.table or None, quoted=True)


def to_sqlglot(
    node: SqlNode,
    resolve_column: Callable[[Column], Any] = _unresolved,
    *,
    dialect: str = "duckdb",
) -> Any:
    """Return the sqlglot expression of a tree.

    `dialect` chooses the form of primitives: `postgresql`, else the one of DuckDB, which sqlglot
    translates for Spark and ClickHouse. A Native node must hold a sqlglot expression.
    """
    written = "postgresql" if dialect in ("postgres", "postgresql") else "duckdb"
    return _Printer(resolve_column, written).visit(expand(node))


@cache
def _template(name: str, dialect: str) -> Any:
    text = PRIMITIVES[name].get(dialect)
    if not text:
        raise MissingPrimitive(f"{name} cannot run on {dialect}")
    names = [f"argument_{index}" for index in range(4)]
    read = "postgres" if dialect == "postgresql" else dialect
    return sqlglot.parse_one(text.format(*names), read=read)


class _Printer:
    def __init__(self, resolve_column: Callable[[Column], Any], dialect: str) -> None:
        self._resolve = resolve_column
        self._dialect = dialect

    def visit(self, node: SqlNode) -> Any:
        """Print one node."""
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _group(self, node: SqlNode) -> Any:
        printed = self.visit(node)
        simple = isinstance(printed, (exp.Column, exp.Literal, exp.Null, exp.Boolean, exp.Paren))
        return printed if simple else exp.Paren(this=printed)

    def _column(self, node: Column) -> Any:
        return self._resolve(node)

    def _native(self, node: Native) -> Any:
        assert isinstance(node.expression, exp.Expression)
        return node.expression.copy()

    def _literal(self, node: Literal) -> Any:
        return literal(node.value, node.type)

    def _binary(self, node: Binary) -> Any:
        return _BINARY[node.operator](
            this=self._group(node.left), expression=self._group(node.right)
        )

    def _and(self, node: And) -> Any:
        return exp.and_(*map(self._group, node.operands))

    def _or(self, node: Or) -> Any:
        return exp.or_(*map(self._group, node.operands))

    def _not(self, node: Not) -> Any:
        return exp.Not(this=self._group(node.operand))

    def _isnull(self, node: IsNull) -> Any:
        return exp.Is(this=self._group(node.operand), expression=exp.Null())

    def _case(self, node: Case) -> Any:
        branches = [
            exp.If(this=self.visit(test), true=self.visit(value)) for test, value in node.branches
        ]
        return exp.Case(ifs=branches, default=self.visit(node.otherwise))

    def _inlist(self, node: InList) -> Any:
        values = [literal(item, node.operand.type) for item in node.values]
        if not values:
            return exp.false()
        return exp.In(this=self._group(node.operand), expressions=values)

    def _innodes(self, node: InNodes) -> Any:
        return exp.In(this=self._group(node.operand), expressions=[*map(self.visit, node.choices)])

    def _call(self, node: Call) -> Any:
        if node.name == "divide_half_even":
            top, bottom = node.arguments
            one = Literal(node.type, 1)
            return self.visit(expand(Call(node.type, "exact_ratio", (top, one, bottom, one))))
        assert node.name not in EXACT_PRIMITIVES
        arguments = [self._group(item) for item in node.arguments]
        if node.name in VARIADIC:
            joined = arguments[0]
            for item in arguments[1:]:
                joined = exp.DPipe(this=joined, expression=item, safe=False)
            return joined
        return _filled(_template(node.name, self._dialect), arguments)

    def _aggregate(self, node: Aggregate) -> Any:
        value = exp.Star() if node.operand is None else self.visit(node.operand)
        if node.condition is not None:
            kept = exp.Literal.number(1) if node.operand is None else value
            value = exp.Case(ifs=[exp.If(this=self.visit(node.condition), true=kept)])
        if node.name == "percentile":
            return self._percentile(value, node.share or 0.0)
        if node.name == "count_distinct":
            return exp.Count(this=exp.Distinct(expressions=[value]))
        return {"count": exp.Count, "sum": exp.Sum, "min": exp.Min, "max": exp.Max}[node.name](
            this=value
        )

    def _percentile(self, value: Any, share: float) -> Any:
        fraction = exp.Literal.number(repr(share))
        if self._dialect == "duckdb":
            return exp.Anonymous(this="quantile_cont", expressions=[value, fraction])
        ordered = exp.Order(expressions=[exp.Ordered(this=value)])
        return exp.WithinGroup(this=exp.PercentileCont(this=fraction), expression=ordered)


def _filled(template: Any, arguments: list[Any]) -> Any:
    def fill(part: Any) -> Any:
        if isinstance(part, exp.Column) and part.name.startswith("argument_"):
            return arguments[int(part.name[len("argument_") :])].copy()
        return part

    return template.copy().transform(fill)


def literal(value: Value, kind: ExpressionType) -> Any:
    """Return the sqlglot literal of a value; exact numbers are given unscaled."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, (int, float)):
        number = exp.Literal.number(repr(abs(value)))
        cast = exp.cast(number, "DOUBLE") if isinstance(value, float) else number
        return exp.Paren(this=exp.Neg(this=cast)) if value < 0 else cast
    text = value if isinstance(value, str) else value.isoformat()  # type: ignore[union-attr]
    quoted = exp.Literal.string(text)
    target = _CASTS.get(kind.kind)
    return exp.cast(quoted, target) if target else quoted
