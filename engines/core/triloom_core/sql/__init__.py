"""One typed SQL tree and its printers.

`nodes` is the tree; `core_printer` prints it with SQLAlchemy Core (SQLite, PostgreSQL) and
`sqlglot_printer` with sqlglot (DuckDB, PostgreSQL, Spark, ClickHouse): import those where needed.
"""

from triloom_core.sql.nodes import (
    FALSE,
    TRUE,
    Aggregate,
    And,
    Binary,
    Call,
    Case,
    Column,
    InList,
    IsNull,
    Literal,
    Native,
    Not,
    Or,
    SqlNode,
    all_of,
    any_of,
)

__all__ = [
    "FALSE", "TRUE", "Aggregate", "And", "Binary", "Call", "Case", "Column", "InList", "IsNull",
    "Literal", "Native", "Not", "Or", "SqlNode", "all_of", "any_of",
]  # fmt: skip
