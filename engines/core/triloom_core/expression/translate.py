"""The stored tree → the SQL tree. Constant parts, volatile ones included, are evaluated here."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from typing import cast

from triloom_core.expression.checker import Checked, type_of_constant
from triloom_core.expression.environment import Environment, Run
from triloom_core.expression.evaluator import compile_node
from triloom_core.expression.functions.filters import team_members
from triloom_core.expression.functions.results import result_type
from triloom_core.expression.functions.table import FUNCTIONS
from triloom_core.expression.tree import (
    MAXIMUM_INTEGER,
    Ast,
    arguments_of,
    fields_of,
    height_of,
    is_literal,
    path_of,
    split,
    walk,
)
from triloom_core.sql.compare import as_day
from triloom_core.sql.exact import literal, null_literal
from triloom_core.sql.expand import size_of
from triloom_core.sql.membership import one_of
from triloom_core.sql.nodes import Binary, Call, Case, Literal, SqlNode
from triloom_core.sql.operands import Operand
from triloom_core.value_types import BOOLEAN, Kind

MAXIMUM_SQL_NODES = 6_000
"""Larger SQL trees are evaluated row by row instead."""

MAXIMUM_HEIGHT = 48
"""Higher trees, such as a sum of sixty fields, are evaluated row by row."""

Columns = Callable[[tuple[str, ...]], SqlNode]


def to_sql(
    checked: Checked, columns: Columns, environment: Environment | None = None
) -> SqlNode | None:
    """Return the SQL tree of a checked expression, None when it is not pushable.

    `columns` gives the node of every field path. `environment` supplies now, zone and user; without
    it a volatile expression, or one that needs the zone, raises ValueError.
    """
    checked.require()
    if not checked.pushable or height_of(checked.ast) > MAXIMUM_HEIGHT:
        return None
    if checked.volatile and environment is None:
        raise ValueError("a volatile expression needs an environment")
    operand = _Translation(columns, environment).visit(checked.ast)
    if operand is not None and operand.type.kind is Kind.LIST and path_of(checked.ast) is None:
        return None
    if operand is None or size_of(operand.node) > MAXIMUM_SQL_NODES:
        return None
    return _in_range(operand)


def _in_range(operand: Operand) -> SqlNode:
    """Integers beyond ±2^53 are null as results, as everywhere."""
    node = operand.node
    if node.type.kind is not Kind.INTEGER or operand.bound <= MAXIMUM_INTEGER:
        return node
    magnitude = Call(node.type, "absolute", (node,))
    test = Binary(BOOLEAN, "<=", magnitude, Literal(node.type, MAXIMUM_INTEGER))
    return Case(node.type, ((test, node),), Literal(node.type, None))


class _Translation:
    """One translation; also what builders may ask about the query."""

    def __init__(self, columns: Columns, environment: Environment | None) -> None:
        self._columns = columns
        self._environment = environment

    @property
    def _known(self) -> Environment:
        if self._environment is None:
            raise ValueError("the zone, clock or user of this expression needs an environment")
        return self._environment

    @property
    def zone(self) -> str:
        """The name of the zone."""
        return self._known.zone.key

    @property
    def zone_info(self) -> tzinfo:
        """The zone."""
        return self._known.zone

    def today(self) -> date:
        """Return the present day."""
        return self._known.today()

    def day_of(self, instant: datetime) -> date:
        """Return the day of an instant."""
        return self._known.day_of(instant)

    def user_ids(self, which: str) -> tuple[str, ...]:
        """Return the ids that `me` or the team stand for."""
        if which == "team":
            return team_members(self._known)
        identifier = self._known.user.get("id")
        return () if identifier is None else (str(identifier),)

    def visit(self, node: Ast) -> Operand | None:
        """Return the operand of a node."""
        path = path_of(node)
        if path is not None:
            return Operand(self._columns(path))
        if is_literal(node) or not (fields_of(node) or _aggregates(node)):
            return self._constant(node)
        name, _content = split(node)
        if name == "list":
            return None
        if name == "in":
            return self._membership(node)
        return self._call(name, arguments_of(node))

    def _constant(self, node: Ast) -> Operand:
        kind = type_of_constant(node)
        environment = self._environment or Environment(field=lambda _path: None)
        return literal(compile_node(node)(Run(environment)), kind)

    def _membership(self, node: Ast) -> Operand | None:
        subject, choices = arguments_of(node)
        if not (isinstance(choices, dict) and "list" in choices):
            return self._call("in", [subject, choices])
        operands = [self.visit(item) for item in (subject, *arguments_of(choices))]
        if any(item is None for item in operands):
            return None
        return one_of(self, cast("list[Operand]", operands), BOOLEAN)

    def _call(self, name: str, nodes: list[Ast]) -> Operand | None:
        function = FUNCTIONS[name]
        operands: list[Operand] = []
        for index, child in enumerate(nodes):
            operand = self.visit(child)
            if operand is None:
                return None
            if function.signature.parameter(index).accepts == "date":
                operand = as_day(self, operand)
            operands.append(operand)
        result = result_type(function.signature.result, [item.type for item in operands], nodes)
        if not function.takes_null and any(item.type.kind is Kind.NULL for item in operands):
            return null_literal(result)
        if function.sql is None:
            return None
        return function.sql(self, operands, result)


def _aggregates(node: Ast) -> bool:
    return any(
        FUNCTIONS[split(part)[0]].aggregate
        for part in walk(node)
        if not is_literal(part) and path_of(part) is None and split(part)[0] in FUNCTIONS
    )
