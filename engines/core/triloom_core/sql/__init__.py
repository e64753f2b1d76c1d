"""One typed SQL tree and its printers.

`nodes` is the tree, `core_printer` prints it with SQLAlchemy Core (SQLite, PostgreSQL), and
`sqlglot_printer` with sqlglot (DuckDB, PostgreSQL, Spark, ClickHouse). Import the module you need.
"""
