"""What commands share: opened services, answers as text or JSON, errors as one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import orjson
import typer

from triloom.database.database import Database
from triloom.database.migrate import upgrade
from triloom.messages import CATALOGUE
from triloom.services import Services, build_services
from triloom.settings import Settings, load_settings
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json
from triloom_core.messages import render

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON, for scripts.")]
LANGUAGE = "en"


def read_settings() -> Settings:
    """Return the settings; a variable that cannot be used ends the command with its name."""
    try:
        return load_settings()
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def migrate(settings: Settings) -> None:
    """Bring the database to the newest platform schema."""
    database = Database(settings.database_url)
    try:
        upgrade(database)
    finally:
        database.dispose()


def migrate_jobs(settings: Settings) -> None:
    """Bring the tables of the durable job library to their newest schema, once, before workers."""
    if settings.jobs != "durable":
        return
    from triloom.jobs import durable  # noqa: PLC0415  (short commands start faster without it)

    database = Database(settings.database_url)
    try:
        durable.migrate(database)
    finally:
        database.dispose()


@contextmanager
def opened_database() -> Iterator[Database]:
    """Yield the database as it is, for commands that must not expect a schema."""
    database = Database(read_settings().database_url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def opened_services(*, migrated: bool = True, jobs: str | None = None) -> Iterator[Services]:
    """Yield services over a migrated database; a known failure ends the command with one line.

    `jobs="inline"` runs jobs in this process when the command asks for it, not in the background.
    """
    settings = read_settings()
    if jobs is not None:
        settings = replace(settings, jobs=jobs)
    try:
        if migrated:
            migrate(settings)
        services = build_services(settings)
        try:
            yield services
        finally:
            services.close()
    except TriloomError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(1) from None


def describe(error: TriloomError) -> str:
    """Return an error and its faults as lines of text."""
    lines = [render(CATALOGUE, error.code, LANGUAGE, error.data)]
    lines += [
        f"  {fault.pointer or '/'}: {render(CATALOGUE, fault.code, LANGUAGE, fault.data)}"
        for fault in error.faults
    ]
    return "\n".join(lines)


def answer(as_json: bool, value: Json, text: str) -> None:
    """Print the answer of a command: `value` as JSON, or `text`."""
    typer.echo(orjson.dumps(value, default=str).decode() if as_json else text)
