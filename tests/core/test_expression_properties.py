"""Random well-typed expressions: text round trip, and Python, SQLite and DuckDB agree on all rows."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.expression_tables import read_back, sqlite_engine
from triloom_core.expression import (
    BOOLEAN,
    DATE,
    INTEGER,
    TEXT,
    Ast,
    ExpressionError,
    ExpressionType,
    Value,
    check,
    compile_expression,
    decimal_type,
    environment_of,
    parse,
    to_sql,
    unparse,
)
from triloom_core.sql import Column
from triloom_core.sql.core_printer import to_core
from triloom_core.sql.sqlglot_printer import to_sqlglot

TYPES: dict[str, ExpressionType] = {
    "whole": INTEGER,
    "other": INTEGER,
    "money": decimal_type(2),
    "rate": decimal_type(4),
    "name": TEXT,
    "flag": BOOLEAN,
    "day": DATE,
}
ROWS: list[tuple[Any, ...]] = [
    (0, 0, 0, 0, "", 0, "2024-02-29"),
    (1, -1, 1250, 5, "Ada", 1, "2026-01-31"),
    (7, 3, -2345, 12345, "ada", None, "1999-12-31"),
    (None, 5, None, -5, None, 1, None),
    (-13, None, 99, None, "世界 a", 0, "2026-12-31"),
    (10**6, -(10**6), 10**9, 10**9, "Z'; --", 1, "0001-01-01"),
]


class _Scope:
    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        return TYPES.get(path[0])


def _field(*names: str) -> st.SearchStrategy[Ast]:
    return st.sampled_from([{"field": [name]} for name in names])


def _call(name: str, *arguments: st.SearchStrategy[Ast]) -> st.SearchStrategy[Ast]:
    return st.tuples(*arguments).map(lambda given: {name: list(given)})


_DECIMALS = st.decimals(min_value=-999, max_value=999, places=3, allow_nan=False)
_NUMBERS: st.SearchStrategy[Ast] = st.one_of(
    _field("whole", "other", "money", "rate"),
    st.integers(-1000, 1000),
    _DECIMALS.map(lambda value: {"decimal": str(value)}),
)
_TEXTS: st.SearchStrategy[Ast] = st.one_of(_field("name"), st.text("aAdZ '世\"\\", max_size=4))
_DAYS: st.SearchStrategy[Ast] = st.one_of(
    _field("day"),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda d: {"date": d.isoformat()}),
)


def _deeper(inner: st.SearchStrategy[Ast]) -> st.SearchStrategy[Ast]:
    return st.one_of(
        st.sampled_from("+-*/").flatmap(lambda name: _call(name, inner, inner)),
        _call("round", inner, st.integers(0, 4)),
        _call("abs", inner),
        _call("neg", _field("money", "rate")),
        _call("floor", inner),
        _call("ceil", inner),
        _call("coalesce", inner, inner),
        _call("max_of", _field("whole", "money"), inner),
        _call("if", _booleans(inner), inner, inner),
        _call("length", _TEXTS),
        _call("days_between", _DAYS, _DAYS),
        _call("year", _DAYS),
    )


def _booleans(numbers: st.SearchStrategy[Ast]) -> st.SearchStrategy[Ast]:
    comparison = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    simple = st.one_of(
        _field("flag"),
        comparison.flatmap(lambda name: _call(name, numbers, numbers)),
        comparison.flatmap(lambda name: _call(name, _TEXTS, _TEXTS)),
        comparison.flatmap(lambda name: _call(name, _DAYS, _DAYS)),
        _call("is_null", numbers),
        _call("contains", _TEXTS, _TEXTS),
        _call("between", numbers, st.integers(-5, 0), st.integers(0, 50)),
        _call("in", numbers, st.lists(st.integers(-3, 9), min_size=1, max_size=3).map(
            lambda items: {"list": items})),
    )  # fmt: skip
    return st.one_of(
        simple, _call("and", simple, simple), _call("or", simple, simple), _call("not", simple)
    )


_TREES = st.recursive(_NUMBERS, _deeper, max_leaves=5).flatmap(
    lambda tree: st.one_of(st.just(tree), _booleans(st.just(tree)))
)


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[sa.Connection, Any]]:
    """A SQLite and a DuckDB connection with the same table `t`."""
    engine = sqlite_engine()
    duck = duckdb.connect()
    duck.execute(
        "CREATE TABLE t (n INTEGER, whole BIGINT, other BIGINT, money BIGINT, rate BIGINT,"
        " name VARCHAR, flag BOOLEAN, day DATE)"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE t (n INTEGER, whole INTEGER, other INTEGER, money INTEGER, rate INTEGER,"
            " name TEXT, flag BOOLEAN, day TEXT)"
        )
        for number, row in enumerate(ROWS):
            connection.exec_driver_sql("INSERT INTO t VALUES (?,?,?,?,?,?,?,?)", (number, *row))
            duck.execute("INSERT INTO t VALUES (?,?,?,?,?,?,?,?)", [number, *row])
        yield connection, duck
    duck.close()
    engine.dispose()


def _values(row: tuple[Any, ...]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for (name, kind), raw in zip(TYPES.items(), row, strict=True):
        if raw is None:
            values[name] = None
        elif kind is INTEGER:
            values[name] = raw
        elif kind.is_exact:
            values[name] = Decimal(raw).scaleb(-kind.scale)
        elif kind is DATE:
            values[name] = date.fromisoformat(raw)
        else:
            values[name] = bool(raw) if kind is BOOLEAN else raw
    return values


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(trees=st.lists(_TREES, min_size=3, max_size=6))
def test_python_sqlite_and_duckdb_agree(
    stores: tuple[sa.Connection, Any], trees: list[Ast]
) -> None:
    connection, duck = stores
    nodes, expected = [], []
    for tree in trees:
        checked = check(tree, _Scope())
        assert checked.faults == (), (tree, checked.faults)
        node = to_sql(checked, lambda path: Column(TYPES[path[0]], path[0]))
        if node is not None:
            nodes.append(node)
            run = compile_expression(checked)
            expected.append([run(environment_of(_values(row))) for row in ROWS])
    if not nodes:
        return
    columns = [to_core(node).label(f"c{index}") for index, node in enumerate(nodes)]
    statement = sa.select(*columns).select_from(sa.table("t")).order_by(sa.column("n"))
    printed = ", ".join(to_sqlglot(node).sql(dialect="duckdb") for node in nodes)
    for name, rows in (
        ("sqlite", connection.execute(statement).fetchall()),
        ("duckdb", duck.execute(f"SELECT {printed} FROM t ORDER BY n").fetchall()),
    ):
        for index, node in enumerate(nodes):
            found = [read_back(row[index], node.type) for row in rows]
            assert found == expected[index], (name, unparse(trees[index]))


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tree=_TREES)
def test_text_and_tree_say_the_same(tree: Ast) -> None:
    first = parse(unparse(tree))
    assert parse(unparse(first)) == first


@settings(max_examples=50, deadline=None, derandomize=True)
@given(text=st.text("ab1.,()[]'\"`+-*/<>=! andornotinisnull\\世", max_size=40))
def test_any_text_is_parsed_or_refused_with_a_code(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert error.code.startswith("expression.")
        return
    assert parse(unparse(tree)) == tree
