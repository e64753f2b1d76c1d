"""Runs the operations of a form plan through `alembic.operations`; each is safe to repeat.

An operation looks first whether its result is already there, so that a publish that was killed
between two of them can simply be run again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.database.types import BinaryText
from triloom.metadata.form_plan import (
    CellsConverted,
    ColumnAdded,
    FormChange,
    IndexCreated,
    IndexDropped,
    KeysFolded,
    Operation,
    TableCreated,
)
from triloom.metadata.form_table import column_type, field_columns, row_columns, system_columns
from triloom_form.types import field_type

if TYPE_CHECKING:
    from alembic.operations import Operations

LOCK_TIMEOUT_MILLISECONDS = 2_000
"""How long one statement may wait for the table on PostgreSQL before it is tried again."""


def alembic_operations(connection: Connection) -> "Operations":
    """Return Alembic's operations over a connection; imported here, for its import is slow."""
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    return Operations(MigrationContext.configure(connection))


@contextmanager
def short_locks(connection: Connection) -> Iterator[None]:
    """Let statements wait for locks only shortly on PostgreSQL; SQLite has one writer anyway."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MILLISECONDS}")
    yield
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")


def ensure_schema(connection: Connection, schema: str | None) -> None:
    """Create the schema of an organisation's form tables on PostgreSQL."""
    if schema is not None and not sa.inspect(connection).has_schema(schema):
        connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))


def _column_names(connection: Connection, table: str, schema: str | None) -> set[str]:
    return {item["name"] for item in sa.inspect(connection).get_columns(table, schema=schema)}


def _index_names(connection: Connection, table: str, schema: str | None) -> set[str]:
    found = sa.inspect(connection).get_indexes(table, schema=schema)
    return {str(item["name"]) for item in found}


def run_operation(
    connection: Connection, change: FormChange, operation: Operation, schema: str | None
) -> None:
    """Run one operation but conversions of cells, unless its result is there already."""
    runner = _RUNNERS.get(type(operation))
    if runner is not None:
        runner(connection, change, operation, schema)


def _create_table(
    connection: Connection, change: FormChange, operation: TableCreated, schema: str | None
) -> None:
    if sa.inspect(connection).has_table(operation.table, schema=schema):
        return
    if operation.field is None:
        columns = [*system_columns(), *field_columns(change.spec.fields, change.physical)]
    else:
        columns = [*row_columns(), *field_columns(operation.field.fields, change.physical)]
    alembic_operations(connection).create_table(operation.table, *columns, schema=schema)


def _add_column(
    connection: Connection, change: FormChange, operation: ColumnAdded, schema: str | None
) -> None:
    if operation.column in _column_names(connection, operation.table, schema):
        return
    storage = field_type(operation.field.type).storage(operation.field)
    assert storage is not None
    kind = BinaryText() if operation.fold else column_type(storage)
    alembic_operations(connection).add_column(
        operation.table, sa.Column(operation.column, kind), schema=schema
    )


def _create_index(
    connection: Connection, _change: FormChange, operation: IndexCreated, schema: str | None
) -> None:
    if operation.name in _index_names(connection, operation.table, schema):
        return
    live = sa.text("deleted_at IS NULL") if operation.live_only else None
    alembic_operations(connection).create_index(
        operation.name, operation.table, [operation.column], schema=schema,
        unique=operation.unique, sqlite_where=live, postgresql_where=live,
    )  # fmt: skip


def _drop_index(
    connection: Connection, _change: FormChange, operation: IndexDropped, schema: str | None
) -> None:
    if operation.name in _index_names(connection, operation.table, schema):
        alembic_operations(connection).drop_index(operation.name, operation.table, schema=schema)


_RUNNERS: dict[type, Callable[[Connection, FormChange, "Operation", str | None], None]] = {
    TableCreated: _create_table,  # type: ignore[dict-item]
    ColumnAdded: _add_column,  # type: ignore[dict-item]
    IndexCreated: _create_index,  # type: ignore[dict-item]
    IndexDropped: _drop_index,  # type: ignore[dict-item]
}


def is_invisible(operation: Operation) -> bool:
    """Tell whether an operation may run before the flip without any reader or writer noticing."""
    if isinstance(operation, IndexCreated):
        return not operation.unique
    return not isinstance(operation, IndexDropped | CellsConverted | KeysFolded)
