"""The conformance file: the Python evaluator and three SQL dialects give the same results."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
import sqlglot

from tests.support.conformance import (
    Case,
    environment,
    read_cases,
    type_of,
    value_of,
)
from tests.support.expression_tables import (
    DUCKDB,
    POSTGRESQL,
    SQLITE,
    Store,
    read_back,
    sqlite_engine,
)
from tests.support.postgres import PostgresServer
from triloom_core.expression import (
    Checked,
    ExpressionType,
    Kind,
    Value,
    check,
    compile_expression,
    parse,
    to_sql,
    unparse,
)
from triloom_core.sql import Column, SqlNode
from triloom_core.sql.core_printer import to_core
from triloom_core.sql.primitives import supports
from triloom_core.sql.sqlglot_printer import to_sqlglot

HEAD, CASES = read_cases()


def _types(case: Case) -> dict[str, ExpressionType]:
    if case.aggregate:
        return {name: type_of(text) for name, text in HEAD["rows"]["fields"].items()}
    return {name: type_of(field["type"]) for name, field in case.fields.items()}


class _Scope:
    def __init__(self, types: dict[str, ExpressionType]) -> None:
        self._types = types

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        return self._types.get(".".join(path))


def _checked(case: Case) -> Checked:
    return check(parse(case.expression), _Scope(_types(case)), allow_aggregates=case.aggregate)


def _sql(case: Case) -> SqlNode | None:
    types = _types(case)
    return to_sql(
        _checked(case),
        lambda path: Column(types[".".join(path)], ".".join(path)),
        environment(HEAD, {}),
    )


def _agree(found: Value, wanted: Value) -> bool:
    if isinstance(wanted, float):
        return isinstance(found, (int, float)) and abs(float(found) - wanted) < 1e-9
    return found == wanted and (found is None) == (wanted is None)


def test_the_file_holds_enough_cases_and_none_twice() -> None:
    texts = [case.expression for case in CASES]
    assert len(texts) >= 500
    assert len(texts) == len(set(texts))


def test_every_case_checks_without_faults_and_survives_unparse_and_parse() -> None:
    for case in CASES:
        tree = parse(case.expression)
        assert parse(unparse(tree)) == tree, case.expression
        checked = _checked(case)
        assert checked.faults == (), case.expression
        assert checked.type.kind == case.type, case.expression


def test_python_gives_the_result_of_every_case() -> None:
    wrong = []
    for case in CASES:
        values = {name: value_of(field["value"]) for name, field in case.fields.items()}
        found = compile_expression(_checked(case))(environment(HEAD, values))
        if not _agree(found, value_of(case.result)):
            wrong.append((case.expression, found, case.result))
    assert wrong == []


def test_each_case_is_pushed_exactly_where_the_file_says_so() -> None:
    for case in CASES:
        node = _sql(case)
        pushed = [name for name in (SQLITE, POSTGRESQL, DUCKDB) if node and supports(node, name)]
        assert pushed == list(case.push), case.expression


def test_sqlite_gives_the_result_of_every_pushed_case() -> None:
    engine = sqlite_engine()
    with engine.connect() as connection:
        assert _core_differences(connection, SQLITE) == []
    engine.dispose()


@pytest.mark.postgres
def test_postgresql_gives_the_result_of_every_pushed_case(postgres_server: PostgresServer) -> None:
    name = postgres_server.create_database()
    url = sa.make_url(postgres_server.url(name)).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            assert _core_differences(connection, POSTGRESQL) == []
    finally:
        engine.dispose()
        postgres_server.drop_database(name)


def test_duckdb_gives_the_result_of_every_pushed_case() -> None:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    store = Store(HEAD, CASES, DUCKDB)
    for statement in store.statements():
        connection.execute(statement)
    wrong: list[Any] = []
    for table, cases, nodes in _pushed(DUCKDB):
        printed = [_duckdb_text(node) for node in nodes]
        row = connection.execute(f"SELECT {', '.join(printed)} FROM {table}").fetchone()
        assert row is not None
        wrong += _differences(cases, nodes, row)
    assert wrong == []
    connection.close()


def test_other_dialects_print_what_they_can_read_back() -> None:
    for _table, _cases, nodes in _pushed(DUCKDB):
        for node in nodes[::9]:
            for dialect in ("postgres", "spark", "clickhouse"):
                if dialect != "postgres" or supports(node, POSTGRESQL):
                    text = to_sqlglot(node, dialect=dialect).sql(dialect=dialect)
                    assert sqlglot.parse_one(text, read=dialect)


def _duckdb_text(node: SqlNode) -> str:
    text = to_sqlglot(node).sql(dialect="duckdb")
    return f"epoch_us({text})" if node.type.kind is Kind.DATETIME else str(text)


def _pushed(dialect: str) -> Iterator[tuple[str, list[Case], list[SqlNode]]]:
    for table, aggregate in (("single", False), ("several", True)):
        pairs = [
            (case, node)
            for case in CASES
            if case.aggregate is aggregate and dialect in case.push and (node := _sql(case))
        ]
        yield table, [case for case, _ in pairs], [node for _, node in pairs]


def _core_differences(connection: sa.Connection, dialect: str) -> list[Any]:
    store = Store(HEAD, CASES, dialect)
    for statement in store.statements():
        connection.exec_driver_sql(statement)
    wrong: list[Any] = []
    for table, cases, nodes in _pushed(dialect):
        columns = [to_core(node).label(f"r{index}") for index, node in enumerate(nodes)]
        row = connection.execute(sa.select(*columns).select_from(sa.table(table))).one()
        wrong += _differences(cases, nodes, row)
    connection.rollback()
    return wrong


def _differences(cases: Sequence[Case], nodes: Sequence[SqlNode], row: Sequence[Any]) -> list[Any]:
    wrong = []
    for case, node, raw in zip(cases, nodes, row, strict=True):
        found = read_back(raw, node.type)
        if not _agree(found, value_of(case.result)):
            wrong.append((case.expression, raw, case.result))
    return wrong
