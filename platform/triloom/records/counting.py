"""Counts of a query: none, capped, estimated or exact."""

from collections.abc import Sequence

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.records.model import COUNT_CAP, Count, CountMode


def count_rows(
    connection: Connection,
    clause: sa.FromClause,
    conditions: Sequence[sa.ColumnElement[bool]],
    mode: CountMode,
) -> Count:
    """Return how many rows the conditions leave, as exactly as `mode` asks."""
    if mode == "none":
        return Count(mode, None)
    if mode == "estimate" and connection.dialect.name == "postgresql":
        return _estimate(connection, clause, conditions)
    rows = sa.select(sa.literal(1).label("one")).select_from(clause).where(*conditions)
    if mode == "capped":
        rows = rows.limit(COUNT_CAP + 1)
    value = connection.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one()
    if mode == "capped" and value > COUNT_CAP:
        return Count(mode, COUNT_CAP, exceeded=True)
    return Count(mode, value)


def _estimate(
    connection: Connection, clause: sa.FromClause, conditions: Sequence[sa.ColumnElement[bool]]
) -> Count:
    """Ask the planner of PostgreSQL; SQLite has no such figure and counts exactly instead."""
    rows = sa.select(sa.literal(1)).select_from(clause).where(*conditions)
    compiled = rows.compile(connection, compile_kwargs={"render_postcompile": True})
    plan = connection.exec_driver_sql(
        "EXPLAIN (FORMAT JSON) " + str(compiled), compiled.construct_params()
    ).scalar_one()
    parsed = orjson.loads(plan) if isinstance(plan, str | bytes) else plan
    return Count("estimate", int(parsed[0]["Plan"]["Plan Rows"]))
