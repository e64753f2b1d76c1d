"""`triloom doctor`: finds what is inconsistent and says the cause, the effect and the command."""

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import sqlalchemy as sa
import typer

from triloom.access import tables
from triloom.audit.jobs import seal
from triloom.audit.seal import verify_chain
from triloom.cli_services import AsJson, answer, opened_database, opened_services
from triloom.database.all_tables import platform_metadata
from triloom.database.sqlite_library import library_version
from triloom.services import Services

RESTORE = "stop the server and restore the last backup, see “Back up” in docs/operator.md"
MOST_NAMES = 5
"""Missing tables that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor looked at; `command` says what helps when it is not well."""

    name: str
    is_well: bool
    text: str
    command: str | None = None


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("doctor")(doctor)


def doctor(
    audit: Annotated[bool, typer.Option("--audit", help="Verify the seal of the log.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what can be repaired.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look for inconsistencies; ends with 1 when there is one."""
    missing = missing_tables()
    if missing:
        # Services cannot open without tables: this one finding is all that can be said.
        found = [schema_finding(missing)]
    else:
        with opened_services(migrated=False) as services:
            if fix:
                repair(services)
            found = [*examine(services), *(examine_audit(services) if audit else ())]
    lines = [
        f"{'ok  ' if item.is_well else 'BAD '} {item.name}: {item.text}"
        + (f"\n     do: {item.command}" if item.command and not item.is_well else "")
        for item in found
    ]
    answer(as_json, [asdict(item) for item in found], "\n".join(lines))
    if not all(item.is_well for item in found):
        raise typer.Exit(1)


def repair(services: Services) -> None:
    """Do what is safe to do at any time: seal the log, drop rows of ended sessions."""
    from triloom.access.sessions import remove_ended_sessions  # noqa: PLC0415

    seal(services, {})
    with services.database.write() as connection:
        remove_ended_sessions(connection, services.organisation.id, services.clock.now())


def platform_tables() -> frozenset[str]:
    """Return the names of the tables that every database has."""
    wanted = platform_metadata()
    assert isinstance(wanted, sa.MetaData)
    return frozenset(wanted.tables)


def missing_tables() -> tuple[str, ...]:
    """Return the platform's tables that the database lacks; a new database lacks all of them."""
    with opened_database() as database, database.read() as connection:
        return tuple(sorted(platform_tables() - set(sa.inspect(connection).get_table_names())))


def schema_finding(missing: tuple[str, ...]) -> Finding:
    """Return what missing tables mean, and what helps."""
    wanted = len(platform_tables())
    if not missing:
        return Finding("schema", True, f"{wanted} tables")
    if len(missing) == wanted:
        cause = "the database was never migrated, it has no tables"
    else:
        names = ", ".join(missing[:MOST_NAMES]) + (", …" if len(missing) > MOST_NAMES else "")
        cause = f"the database is older than this version, it lacks {len(missing)} tables: {names}"
    text = f"{cause}. The server cannot work with it, and nothing else was examined."
    return Finding("schema", False, text, "triloom migrate")


def examine(services: Services) -> Iterator[Finding]:
    """Yield the findings that need no long reading; every table is there."""
    yield Finding("sqlite library", True, library_version())
    yield schema_finding(())
    with services.database.read() as connection:
        if services.database.dialect == "sqlite":
            verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            yield Finding("file", verdict == "ok", str(verdict), RESTORE)
            synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
            yield Finding("durability", synchronous == 2, f"synchronous={synchronous}")  # noqa: PLR2004
        else:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                value = connection.exec_driver_sql(f"SHOW {name}").scalar_one()
                yield Finding(name, value == "on", f"{name}={value}", "set it to on")
        administrators = connection.execute(
            sa.select(sa.func.count())
            .select_from(tables.user)
            .where(tables.user.c.is_admin.is_(True), tables.user.c.disabled_at.is_(None))
        ).scalar_one()
        yield Finding(
            "administrators", administrators > 0, str(administrators), "triloom user add --admin"
        )
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])


def examine_audit(services: Services) -> Iterator[Finding]:
    """Yield what verifying the seal of the security log found."""
    with services.database.read() as connection:
        report = verify_chain(connection, services.organisation.id)
    if report.broken_at is not None:
        yield Finding("audit chain", False, f"broken at {report.broken_at}: {report.reason}")
        return
    text = f"{report.sealed} sealed, {report.unsealed} waiting, head {report.head}"
    yield Finding("audit chain", True, text)
