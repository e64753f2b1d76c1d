"""The lower half of a statement: scans that end in row rights, joins, filters, dimension values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from sqlglot import exp

from triloom_core.sql.nodes import Column, SqlNode
from triloom_core.sql.sqlglot_printer import to_sqlglot
from triloom_core.sql.walk import walk_nodes
from triloom_report.grains import truncated, value_literal
from triloom_report.macros import with_macros
from triloom_report.plan import Coordinate, DimensionColumn, Leaf, RollupJoin, Rows, Scan

Dialect = Literal["duckdb", "postgres"]
ROWS = "r"
KEY = "row_key"
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a statement will run; `schema` qualifies the tables of forms.

    `has_macros` says that `macros.duckdb_macros()` were created there, so that exact arithmetic is
    one short call each.
    """

    dialect: Dialect = "duckdb"
    schema: str | None = None
    has_macros: bool = False


class RowsRenderer:
    """Renders `Rows`: what is read, before anything is aggregated."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def rows(
        self,
        rows: Rows,
        dimensions: Iterable[DimensionColumn],
        leaves: Iterable[Leaf],
        extra: Mapping[str, str] = _NOTHING,
    ) -> Any:
        """Return joined, filtered rows: dimension values, columns of aggregates, a key per row.

        `extra` maps further columns of the base form to the names under which they leave.
        """
        columns = [exp.alias_(self.value(item), item.key, quoted=True) for item in dimensions]
        needed = dict.fromkeys(column for leaf in leaves for column in leaf.columns)
        columns += [
            exp.alias_(name(column.name, column.table), row_name(column), quoted=True)
            for column in needed
        ]
        columns.append(exp.alias_(name("id", rows.key_alias), KEY, quoted=True))
        columns += [
            exp.alias_(name(column, rows.base.alias), alias, quoted=True)
            for column, alias in extra.items()
        ]
        base = self._scan(rows.base, rows, (*dimensions,), leaves, tuple(extra))
        query = exp.select(*columns).from_(base)
        for join in rows.joins:
            on = exp.EQ(
                this=name(join.relation.local, join.parent),
                expression=name(join.relation.remote, join.scan.alias),
            )
            scan = self._scan(join.scan, rows, (*dimensions,), leaves)
            query = query.join(scan, on=on, join_type="left")
        for rollup in rows.rollups:
            on = exp.EQ(this=name("id", rollup.parent), expression=name("rollup_key", rollup.alias))
            query = query.join(self._rollup(rollup), on=on, join_type="left")
        if rows.where is not None:
            query = query.where(self.node(rows.where))
        for coordinate in rows.coordinates:
            if not coordinate.is_other:
                query = query.where(self._coordinate(coordinate))
        if rows.key_alias != rows.base.alias:
            known = exp.Is(this=name("id", rows.key_alias), expression=exp.Null())
            query = query.where(exp.Not(this=known))
        return query.distinct() if rows.is_distinct else query

    def _rollup(self, rollup: RollupJoin) -> Any:
        """Return one figure per record, over the rows that the reader may see."""
        names = {rollup.remote: None}
        for tree in filter(None, (rollup.value, rollup.where)):
            names.update((n.name, None) for n in walk_nodes(tree) if isinstance(n, Column))
        key = name(rollup.remote, rollup.scan.alias)
        query = (
            exp.select(
                exp.alias_(key, "rollup_key", quoted=True),
                exp.alias_(self.node(rollup.value), "rollup_value", quoted=True),
            )
            .from_(self.scan(rollup.scan, list(names)))
            .group_by(key.copy())
        )
        if rollup.where is not None:
            query = query.where(self.node(rollup.where))
        return query.subquery(rollup.alias)

    def _scan(
        self,
        scan: Scan,
        rows: Rows,
        dimensions: Iterable[DimensionColumn],
        leaves: Iterable[Leaf],
        extra: Sequence[str] = (),
    ) -> Any:
        """Return the permitted rows of one form, with the columns that the query reads."""
        trees: list[SqlNode] = [item.node for item in dimensions]
        trees += [column for leaf in leaves for column in leaf.columns]
        trees += [item.dimension.node for item in rows.coordinates]
        if rows.where is not None:
            trees.append(rows.where)
        names = dict.fromkeys(("id", *extra))
        for join in rows.joins:
            if join.parent == scan.alias:
                names[join.relation.local] = None
            if join.scan.alias == scan.alias:
                names[join.relation.remote] = None
        for tree in trees:
            for node in walk_nodes(tree):
                if isinstance(node, Column) and node.table == scan.alias:
                    names[node.name] = None
        return self.scan(scan, list(names))

    def scan(self, scan: Scan, names: Sequence[str]) -> Any:
        """Return the subquery of a scan; the row rights are part of it."""
        table = exp.table_(scan.form.table, db=self.target.schema, quoted=True)
        query = exp.select(*map(name, names)).from_(table)
        return query.where(self.node(scan.predicate)).subquery(scan.alias)

    def _coordinate(self, coordinate: Coordinate) -> Any:
        dimension = coordinate.dimension
        value = self.value(dimension)
        given = [item for item in coordinate.values if item is not None]
        tests: list[Any] = []
        if given:
            literals = [value_literal(item, dimension) for item in given]
            tests.append(exp.In(this=value, expressions=literals))
        if len(given) < len(coordinate.values):
            tests.append(exp.Is(this=self.value(dimension), expression=exp.Null()))
        return exp.or_(*tests) if tests else exp.false()

    def value(self, dimension: DimensionColumn) -> Any:
        """Return a dimension's value, truncated to its grain."""
        return truncated(self.node(dimension.node), dimension)

    def node(self, node: SqlNode, resolve: "Callable[[Column], Any] | None" = None) -> Any:
        """Return a tree of the core as sqlglot; columns are named by their table's alias."""
        used = resolve or (lambda column: name(column.name, column.table or None))
        if self.target.has_macros:
            node = with_macros(node, used)
        return to_sqlglot(node, used, dialect=self.target.dialect)


def name(column: str, table: str | None = None) -> Any:
    """Return a quoted column."""
    return exp.column(column, table=table, quoted=True)


def row_name(column: Column) -> str:
    """Return the name under which a column of a joined table leaves the rows."""
    return f"{column.table}.{column.name}"
