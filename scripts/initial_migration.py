"""Writes the first migration from the tables of all rooms: `python -m scripts.initial_migration`.

For the time before the first release only; later changes get a migration of their own.
"""

import re
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from triloom.audit.tables import APPEND_ONLY
from triloom.database.all_tables import platform_metadata
from triloom.records.tables import SEARCH_DDL

HEAD = '''"""The tables of the first release, with search indexes and append-only guards."""

import sqlalchemy as sa
from alembic import op

import triloom.database.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

{statements}


def upgrade() -> None:
    """Create everything."""
{up}
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop everything; only for development, the data goes with it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS record_search_fts")
{down}
'''


def statements_of(dialect: str) -> list[str]:
    """Return what a dialect needs beside tables and indexes."""
    found = list(SEARCH_DDL[dialect])
    driver = "postgresql+psycopg" if dialect == "postgresql" else "sqlite"
    engine = sa.create_engine(f"{driver}://")
    for ddl in APPEND_ONLY:
        condition = ddl._ddl_if
        if condition is None or condition.dialect == dialect:
            found.append(str(ddl.compile(dialect=engine.dialect)).strip())
    return found


def main() -> int:
    """Write migrations/versions/0001_initial.py."""
    metadata = platform_metadata()
    assert isinstance(metadata, sa.MetaData)
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        script = produce_migrations(context, metadata)
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    body = "STATEMENTS: dict[str, tuple[str, ...]] = {\n"
    for dialect in ("sqlite", "postgresql"):
        body += f"    {dialect!r}: (\n"
        body += "".join(f"        {statement!r},\n" for statement in statements_of(dialect))
        body += "    ),\n"
    body += "}\n" + '"""What each dialect needs beside tables and indexes."""'
    target = Path(__file__).resolve().parent.parent / "migrations/versions/0001_initial.py"
    up = render_python_code(script.upgrade_ops, migration_context=context)
    down = render_python_code(script.downgrade_ops, migration_context=context)
    for digit, name in (("0", "false"), ("1", "true")):  # SQLite's spelling; PostgreSQL has words
        up = re.sub(
            rf"(sa\.Boolean\(\), server_default=)sa\.text\(['\"]{digit}['\"]\)",
            rf"\1sa.{name}()",
            up,
        )
    text = HEAD.format(statements=body, up=_indented(up), down=_indented(down))
    target.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(target)], check=True)
    return 0


def _indented(code: str) -> str:
    lines = [line for line in code.splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(
        line if line.startswith("    ") or not line else f"    {line}" for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
