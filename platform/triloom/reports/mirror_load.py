"""Moves rows from the record store into the mirror: whole tables, or the records that changed."""

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.reports.duck import DuckFile
from triloom.reports.mirror_tables import (
    STAGE_CHANGES,
    MirrorTable,
    as_identifier,
    tables_of,
    to_arrow,
)
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.context import RequestContext

_CHUNK = 500
_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Batch:
    """The present rows of some records of one table, and the records themselves."""

    table: MirrorTable
    rows: tuple[Sequence[Any], ...]
    record_ids: tuple[uuid.UUID, ...]


def prepare(file: DuckFile) -> None:
    """Create the two tables in which the mirror keeps its own state."""
    file.connection.execute(
        "CREATE TABLE IF NOT EXISTS mirror_position (place BIGINT, head BIGINT)"
    )
    file.connection.execute(
        "CREATE TABLE IF NOT EXISTS mirror_table (name VARCHAR PRIMARY KEY, signature VARCHAR, "
        "loaded_at TIMESTAMP)"
    )


def known_tables(file: DuckFile) -> dict[str, str]:
    """Return the loaded tables: name → signature."""
    return dict(file.connection.execute("SELECT name, signature FROM mirror_table").fetchall())


def tables_of_form(ctx: "RequestContext", form_id: uuid.UUID) -> tuple[MirrorTable, ...]:
    """Return the mirrored tables of a form; none when the form no longer exists."""
    try:
        form = ctx.catalog.form_by_id(form_id)
    except TriloomError:
        return (STAGE_CHANGES,)
    return (*tables_of(form), STAGE_CHANGES)


def fetch(connection: Connection, table: MirrorTable, record_ids: Collection[uuid.UUID]) -> Batch:
    """Return the present rows of the records; each row once, however often it changed."""
    ids = tuple(sorted(record_ids))
    dialect = connection.dialect.name
    found: list[Sequence[Any]] = []
    for chunk in _batched(ids, _CHUNK):
        found.extend(connection.execute(table.select(dialect, chunk)))
    if table.key is not None:
        place = table.place(table.key)
        found = list({row[place]: row for row in found}.values())
    return Batch(table, tuple(found), ids)


def apply(cursor: Any, batch: Batch) -> None:
    """Bring the mirrored rows of the batch's records to their present state.

    Deleted and written ids are disjoint, every write sends whole rows, and each id occurs once:
    the three conditions under which DuckDB's upsert is right. A table without a key has no index,
    so its rows are simply deleted and written.
    """
    table = batch.table
    delete = f"DELETE FROM {_quoted(table.name)} WHERE {_quoted(table.owner)} = ANY(?)"  # noqa: S608
    if table.key is None:
        cursor.execute(delete, [list(batch.record_ids)])
    else:
        place = table.place(table.key)
        kept = [as_identifier(row[place]) for row in batch.rows]
        cursor.execute(
            f"{delete} AND NOT ({_quoted(table.key)} = ANY(?))", [list(batch.record_ids), kept]
        )
    if batch.rows:
        insert(cursor, table.name, table, batch.rows, replace=table.key is not None)


def insert(
    cursor: Any, name: str, table: MirrorTable, rows: Sequence[Sequence[Any]], *, replace: bool
) -> None:
    """Write whole rows; with `replace` a row of the same id is overwritten."""
    columns = ", ".join(_quoted(column.name) for column in table.columns)
    verb = "INSERT OR REPLACE INTO" if replace else "INSERT INTO"
    cursor.register("arriving", to_arrow(table, rows))
    try:
        cursor.execute(f"{verb} {_quoted(name)} SELECT {columns} FROM arriving")  # noqa: S608
    finally:
        cursor.unregister("arriving")


def load(
    connection: Connection,
    file: DuckFile,
    table: MirrorTable,
    note: Callable[[str, int], None],
) -> None:
    """Read the whole table beside an old one and swap, in one transaction."""
    fresh = f"{table.name}_loading"
    done = 0
    with file.transaction() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_quoted(fresh)}")
        cursor.execute(f"CREATE TABLE {_quoted(fresh)} ({_definition(table)})")
        for rows in _pages(connection, table):
            insert(cursor, fresh, table, rows, replace=False)
            done += len(rows)
            note(table.name, done)
        cursor.execute(f"DROP TABLE IF EXISTS {_quoted(table.name)}")
        cursor.execute(f"ALTER TABLE {_quoted(fresh)} RENAME TO {_quoted(table.name)}")
        cursor.execute(
            "INSERT OR REPLACE INTO mirror_table VALUES (?, ?, now()::TIMESTAMP)",
            [table.name, table.signature],
        )


def differs(connection: Connection, file: DuckFile, table: MirrorTable) -> bool:
    """Whether count, sum of revisions or the set of ids differs between mirror and record store."""
    summed = "rev" if any(column.name == "rev" for column in table.columns) else None
    identifier = table.column(table.key or table.owner)
    statement = sa.select(identifier, *([table.column(summed)] if summed else []))
    count = total = mixed = 0
    for row in connection.execute(statement).yield_per(_PAGE):
        count += 1
        total += row[1] if summed else 0
        mixed ^= row[0].int
    cursor = file.connection.cursor()
    revisions = f"coalesce(sum({summed}), 0)" if summed else "0"
    ids = cursor.execute(
        f"SELECT {_quoted(table.key or table.owner)} FROM {_quoted(table.name)}"  # noqa: S608
    ).fetchall()
    (theirs,) = cursor.execute(
        f"SELECT {revisions} FROM {_quoted(table.name)}"  # noqa: S608
    ).fetchone()
    cursor.close()
    mirrored = 0
    for (mirrored_id,) in ids:
        mirrored ^= mirrored_id.int
    return (count, total, mixed) != (len(ids), int(theirs), mirrored)


def _pages(connection: Connection, table: MirrorTable) -> Iterator[Sequence[Sequence[Any]]]:
    statement = table.statement(connection.dialect.name).execution_options(stream_results=True)
    result = connection.execute(statement)
    yield from (list(rows) for rows in result.partitions(_PAGE))


def _definition(table: MirrorTable) -> str:
    return ", ".join(
        f"{_quoted(column.name)} {column.type}{' PRIMARY KEY' if column.name == table.key else ''}"
        for column in table.columns
    )


def _quoted(name: str) -> str:
    """Quote a physical name; they are made by the platform, never typed by a user."""
    return '"' + name.replace('"', '""') + '"'


def _batched(ids: Sequence[uuid.UUID], size: int) -> Iterator[tuple[uuid.UUID, ...]]:
    return (tuple(ids[start : start + size]) for start in range(0, len(ids), size))
