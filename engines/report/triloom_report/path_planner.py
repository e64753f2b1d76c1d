"""The lower half of planning: paths become joined scans, expressions become SQL trees over them."""

from collections.abc import Iterable

from triloom_core.errors import TriloomError
from triloom_core.expression.checker import Checked, check
from triloom_core.expression.environment import Environment
from triloom_core.expression.translate import to_sql
from triloom_core.expression.tree import path_of
from triloom_core.sql.nodes import Case, Column, IsNull, Literal, SqlNode
from triloom_core.value_types import BOOLEAN
from triloom_report.analysis import KnownDimension, ManyPath
from triloom_report.codes import Codes, decode
from triloom_report.expressions import Ast, Path
from triloom_report.plan import Join, RollupJoin, Scan
from triloom_report.sources import Resolved, SourceForm, Sources, SourceScope, resolve

BASE = "t0"
ROLLUP = "*"
ROLLUP_VALUE = "rollup_value"


class PathPlanner:
    """Plans what one report reads; every scan gets the row rights of its form here."""

    def __init__(self, source: SourceForm, sources: Sources, environment: Environment) -> None:
        self._sources = sources
        self._source = source
        self._environment = environment
        self._aliases: dict[tuple[str, ...], str] = {(): BASE}
        self.scanned: dict[str, SourceForm] = {}
        """The forms that plans of this planner read, by key: what the engine must have at hand."""

    def _resolved(self, path: tuple[str, ...]) -> Resolved:
        found = resolve(self._sources, self._source, path)
        assert found is not None, "the analysis has resolved every path"
        return found

    def joins(self, fields: Iterable[Path], grain: ManyPath = ()) -> tuple[Join, ...]:
        """Return the left joins that the paths, and the grain that is counted, lead over."""
        ways = {self._resolved(path).path for path in fields} | {grain}
        paths = {way[:length] for way in ways for length in range(1, len(way) + 1)}
        joins: list[Join] = []
        for path in sorted(paths, key=lambda item: (len(item), item)):
            relation = self._resolved(path).field.relation
            assert relation is not None
            form = self._sources.form(relation.form)
            assert form is not None
            scan = self.scan(form, self.alias(path))
            joins.append(Join(scan, self.alias(path[:-1]), relation))
        return tuple(joins)

    def rollups(self, fields: Iterable[Path]) -> tuple[RollupJoin, ...]:
        """Return one join per roll-up that is computed for this reader."""
        found = {
            (*resolved.path, resolved.field.key): resolved
            for resolved in map(self._resolved, fields)
            if resolved.field.rollup is not None
        }
        return tuple(self._rollup(path, found[path]) for path in sorted(found))

    def _rollup(self, path: Path, resolved: Resolved) -> RollupJoin:
        rollup = resolved.field.rollup
        assert rollup is not None
        form = self._sources.form(rollup.form)
        assert form is not None
        alias = self.alias((*path, ROLLUP))
        inner = f"{alias}_rows"

        def column(field: Path) -> Column:
            known = form.fields[field[0]]
            return Column(known.type, known.column, inner)

        def translate(ast: Ast, *, aggregates: bool) -> SqlNode:
            checked = check(ast, SourceScope(self._sources, form), allow_aggregates=aggregates)
            node = pushed(to_sql(checked, column, self._environment))
            return decode(node, {column(f): form.fields[f[0]].codes for f in checked.fields})

        return RollupJoin(
            scan=self.scan(form, inner),
            alias=alias,
            parent=self.alias(resolved.path),
            remote=rollup.remote,
            value=translate(rollup.expression, aggregates=True),
            where=None if rollup.filter is None else translate(rollup.filter, aggregates=False),
        )

    def scan(self, form: SourceForm, alias: str) -> Scan:
        """Return the permitted rows of a form under an alias."""
        self.scanned[form.key] = form
        return Scan(form, alias, self._sources.predicate(form.key))

    def alias(self, path: tuple[str, ...]) -> str:
        """Return the alias of the table at the end of a way; the same way has one alias."""
        return self._aliases.setdefault(path, f"t{len(self._aliases)}")

    def column(self, path: tuple[str, ...]) -> Column:
        """Return the column of a field, of the roll-up's join for a roll-up."""
        found = self._resolved(path)
        if found.field.rollup is not None:
            alias = self.alias((*found.path, found.field.key, ROLLUP))
            return Column(found.field.type, ROLLUP_VALUE, alias)
        return Column(found.field.type, found.field.column, self.alias(found.path))

    def _node(self, path: tuple[str, ...]) -> SqlNode:
        """Return a field in an expression; a roll-up that counts or sums nothing is 0."""
        column, rollup = self.column(path), self._resolved(path).field.rollup
        if rollup is None or not rollup.is_zero:
            return column
        nothing = (IsNull(BOOLEAN, column), Literal(column.type, 0))
        return Case(column.type, (nothing,), column)

    def translate(self, checked: Checked, *, is_coded: bool = False) -> SqlNode:
        """Return the SQL tree; codes become keys unless the whole expression is a coded column."""
        node = pushed(to_sql(checked, self._node, self._environment))
        if is_coded and isinstance(node, Column):
            return node
        return decode(node, {self.column(path): self._codes(path) for path in checked.fields})

    def _codes(self, path: tuple[str, ...]) -> Codes:
        return self._resolved(path).field.codes

    def codes_of(self, known: KnownDimension) -> Codes:
        """Return the codes of a dimension that is nothing but a coded field."""
        path = path_of(known.checked.ast)
        return () if path is None else self._codes(path)


def pushed(node: SqlNode | None) -> SqlNode:
    """Return a tree; raises TriloomError when the expression has no SQL form."""
    if node is None:
        raise TriloomError("report.not_pushable")
    return node
