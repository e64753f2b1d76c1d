"""The SQL tree → SQLAlchemy Core. The dialect is known only when SQLAlchemy compiles."""

import operator
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine
from typing_extensions import override

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

ResolveColumn = Callable[[Column], "sa.ColumnElement[Any]"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Moment(sa.types.TypeDecorator[Any]):
    """Base of bound values that SQLite keeps in another form than PostgreSQL."""

    impl = sa.Text
    cache_ok = True
    native: TypeEngine[Any] = sa.Text()
    on_sqlite: TypeEngine[Any] = sa.Text()

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = self.on_sqlite if dialect.name == "sqlite" else self.native
        return dialect.type_descriptor(kind)

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return self.stored(value) if value is not None and dialect.name == "sqlite" else value

    @staticmethod
    def stored(value: Any) -> Any:
        """Return the form that SQLite keeps."""
        return value.isoformat()


class _Day(_Moment):
    native = sa.Date()
    cache_ok = True


class _Time(_Moment):
    native = sa.Time()
    cache_ok = True


class _Instant(_Moment):
    native = sa.DateTime(timezone=True)
    on_sqlite = sa.BigInteger()
    cache_ok = True

    @staticmethod
    @override
    def stored(value: datetime) -> int:
        return (value - _EPOCH) // timedelta(microseconds=1)


class _Link(_Moment):
    native = sa.Uuid()
    on_sqlite = sa.LargeBinary(16)
    cache_ok = True

    @staticmethod
    @override
    def stored(value: uuid.UUID) -> bytes:
        return value.bytes


_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.BOOLEAN: sa.Boolean(),
    Kind.INTEGER: sa.BigInteger(),
    Kind.DECIMAL: sa.BigInteger(),
    Kind.CURRENCY: sa.BigInteger(),
    Kind.FLOAT: sa.Double(),
    Kind.TEXT: sa.Text(),
    Kind.DATE: _Day(),
    Kind.DATETIME: _Instant(),
    Kind.TIME: _Time(),
    Kind.LINK: _Link(),
}


class Primitive(FunctionElement[Any]):
    """The base of the elements that print one primitive; one class for each name."""

    inherit_cache = True
    primitive = ""


@cache
def _primitive_class(name: str) -> type[Primitive]:
    return type(f"Primitive_{name}", (Primitive,), {"inherit_cache": True, "primitive": name})


@compiles(Primitive)
def _compile_primitive(element: Primitive, compiler: SQLCompiler, **options: Any) -> str:
    arguments = list(element.clauses)
    name, dialect = element.primitive, compiler.dialect.name
    if name in EXACT_PRIMITIVES and dialect != "sqlite":
        return _compile_expanded(element, compiler, **options)
    written = [f"({compiler.process(item, **options)})" for item in arguments]
    if name in VARIADIC:
        return f" {VARIADIC[name]} ".join(written)
    template = PRIMITIVES[name].get(dialect)
    if template is None:
        raise MissingPrimitive(f"{name} cannot run on {dialect}")
    return f"({template.format(*written)})"


def _compile_expanded(element: Primitive, compiler: SQLCompiler, **options: Any) -> str:
    nodes = tuple(
        Literal(_INTEGER, int(item.name))
        if isinstance(item, sa.ColumnClause) and item.is_literal
        else Native(_INTEGER, item)
        for item in element.clauses
    )
    tree = expand(Call(_INTEGER, element.primitive, nodes))
    expanded = _Printer(_unresolved, inline=True).visit(tree)
    return f"({compiler.process(expanded, **options)})"


_INTEGER = ExpressionType(Kind.INTEGER)


def _unresolved(column: Column) -> "sa.ColumnElement[Any]":
    return sa.column(column.name)


def to_core(node: SqlNode, resolve_column: ResolveColumn = _unresolved) -> "sa.ColumnElement[Any]":
    """Return the SQLAlchemy element of a tree; `resolve_column` gives the element of a column.

    A Native node must hold a SQLAlchemy element. Primitives that the dialect lacks raise
    MissingPrimitive when the statement is compiled; ask `supports` before.
    """
    return _Printer(resolve_column).visit(node)


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip


class _Printer:
    def __init__(self, resolve_column: ResolveColumn, *, inline: bool = False) -> None:
        self._resolve = resolve_column
        self._inline = inline

    def visit(self, node: SqlNode) -> "sa.ColumnElement[Any]":
        """Print one node."""
        printer: Callable[[Any], sa.ColumnElement[Any]] = getattr(
            self, f"_{type(node).__name__.lower()}"
        )
        return printer(node)

    def _column(self, node: Column) -> "sa.ColumnElement[Any]":
        return _plain(self._resolve(node), node.type)

    def _native(self, node: Native) -> "sa.ColumnElement[Any]":
        assert isinstance(node.expression, sa.ColumnElement)
        return _plain(node.expression, node.type)

    def _literal(self, node: Literal) -> "sa.ColumnElement[Any]":
        return _exact(node) if self._inline else bound(node.value, node.type)

    def _binary(self, node: Binary) -> "sa.ColumnElement[Any]":
        left, right = self.visit(node.left), self.visit(node.right)
        kind = _TYPES.get(node.type.kind, sa.Text())
        if node.type.kind is Kind.BOOLEAN and node.left.type.kind is not Kind.BOOLEAN:
            return _COMPARISONS[node.operator](left, right)  # type: ignore[no-any-return]
        grouped = sa.Grouping(left), sa.Grouping(right)
        comparison = node.type.kind is Kind.BOOLEAN
        return grouped[0].op(node.operator, is_comparison=comparison, return_type=kind)(grouped[1])

    def _and(self, node: And) -> "sa.ColumnElement[Any]":
        return sa.and_(*map(self.visit, node.operands))

    def _or(self, node: Or) -> "sa.ColumnElement[Any]":
        return sa.or_(*map(self.visit, node.operands))

    def _not(self, node: Not) -> "sa.ColumnElement[Any]":
        return sa.not_(self.visit(node.operand))

    def _isnull(self, node: IsNull) -> "sa.ColumnElement[Any]":
        return self.visit(node.operand).is_(sa.null())

    def _case(self, node: Case) -> "sa.ColumnElement[Any]":
        branches = [(self.visit(test), self.visit(value)) for test, value in node.branches]
        return sa.type_coerce(
            sa.case(*branches, else_=self.visit(node.otherwise)),
            _TYPES.get(node.type.kind, sa.Text()),
        )

    def _inlist(self, node: InList) -> "sa.ColumnElement[Any]":
        kind = node.operand.type
        values = [_link(item) if kind.kind is Kind.LINK else item for item in node.values]
        return sa.type_coerce(self.visit(node.operand), _TYPES[kind.kind]).in_(values)

    def _innodes(self, node: InNodes) -> "sa.ColumnElement[Any]":
        return self.visit(node.operand).in_([self.visit(item) for item in node.choices])

    def _call(self, node: Call) -> "sa.ColumnElement[Any]":
        if node.name == "divide_half_even":
            one = Literal(_INTEGER, 1)
            return self.visit(
                Call(node.type, "exact_ratio", (node.arguments[0], one, *node.arguments[1:]))
            )
        exact = node.name in EXACT_PRIMITIVES
        printed = [_exact(item) if exact and isinstance(item, Literal) else self.visit(item)
                   for item in node.arguments]  # fmt: skip
        element = _primitive_class(node.name)(*printed)
        element.type = _TYPES.get(node.type.kind, sa.Text())
        return element

    def _aggregate(self, node: Aggregate) -> "sa.ColumnElement[Any]":
        value = sa.literal_column("1") if node.operand is None else self.visit(node.operand)
        if node.condition is not None:
            value = sa.case((self.visit(node.condition), value))
        if node.name == "percentile":
            return sa.func.percentile_cont(node.share).within_group(value)
        if node.name == "count":
            return sa.func.count() if value.key == "1" else sa.func.count(value)
        if node.name == "count_distinct":
            return sa.func.count(sa.distinct(value))
        function: Any = getattr(sa.func, node.name)
        return function(value)  # type: ignore[no-any-return]


def _plain(element: "sa.ColumnElement[Any]", kind: ExpressionType) -> "sa.ColumnElement[Any]":
    """Give numbers and booleans a plain type, so that no column type changes the arithmetic."""
    if kind.is_number or kind.kind is Kind.BOOLEAN:
        return sa.type_coerce(element, _TYPES[kind.kind])
    return element


def bound(value: Value, kind: ExpressionType) -> "sa.ColumnElement[Any]":
    """Return a bound value of an expression type; exact numbers are given unscaled."""
    if value is None:
        return sa.null()
    if isinstance(value, bool):
        return sa.true() if value else sa.false()
    if kind.kind is Kind.LINK:
        return sa.literal(_link(value), _TYPES[Kind.LINK])
    return sa.literal(value, _TYPES.get(kind.kind, sa.Text()))


def _link(value: object) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def _exact(node: Literal) -> "sa.ColumnElement[Any]":
    if not isinstance(node.value, int):
        return sa.null()
    return sa.literal_column(str(int(node.value)), sa.BigInteger())
