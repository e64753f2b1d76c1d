"""`triloom init`, `migrate`, `serve`, `worker`."""

import os
from typing import Annotated

import typer

from triloom.access import users
from triloom.access.principal import SYSTEM
from triloom.cli_people import new_password
from triloom.cli_services import (
    AsJson,
    answer,
    migrate,
    migrate_jobs,
    opened_services,
    read_settings,
)
from triloom.database.database import Database
from triloom_core.json_types import JsonObject

HEADER_BYTES = 64 * 1024
GRACE_SECONDS = 15


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init")(init)
    app.command("migrate")(migrate_command)
    app.command("serve")(serve)
    app.command("worker")(worker)


def init(
    login: Annotated[str, typer.Option(help="Login of the first administrator.")] = "admin",
    password: Annotated[str | None, typer.Option(help="Generated and printed if absent.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create the database and the first administrator; does nothing twice."""
    with opened_services() as services:
        with services.reading(SYSTEM) as ctx:
            known = users.user_id_of(ctx, login)
        if known is not None:
            answer(as_json, {"login": login, "created": False}, f"{login} exists already")
            return
        used, hashed = new_password(login, password)
        with services.transaction(SYSTEM) as ctx:
            users.create_user(ctx, login=login, name=login, password_hash=hashed, is_admin=True)
    shown = "" if password else f"\npassword: {used}"
    value: JsonObject = {"login": login, "created": True, "password": None if password else used}
    answer(as_json, value, f"the administrator {login} is ready{shown}")


def migrate_command(as_json: AsJson = False) -> None:
    """Bring the database to the newest schema of the platform."""
    settings = read_settings()
    migrate(settings)
    migrate_jobs(settings)
    answer(as_json, {"migrated": True}, "the database is at the newest schema")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than 1 on PostgreSQL.")] = 1,
) -> None:
    """Serve the product over HTTP until it is told to stop."""
    import uvicorn  # noqa: PLC0415  (other commands start faster without it)

    settings = read_settings()
    migrate(settings)
    migrate_jobs(settings)
    if workers > 1 and Database(settings.database_url).dialect == "sqlite":
        typer.echo("SQLite has one server process; use PostgreSQL for --workers > 1", err=True)
        raise typer.Exit(2)
    uvicorn.run(
        "triloom.app:create_app",
        factory=True,
        host=host or settings.host,
        port=port or settings.port,
        workers=workers,
        server_header=False,
        date_header=True,
        proxy_headers=bool(os.environ.get("TRILOOM_TRUSTED_PROXIES")),
        forwarded_allow_ips=os.environ.get("TRILOOM_TRUSTED_PROXIES", ""),
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=GRACE_SECONDS,
        log_level="warning" if settings.log_format == "quiet" else "info",
        access_log=False,
    )


def worker() -> None:
    """Run jobs only; for PostgreSQL, beside the server processes."""
    import threading  # noqa: PLC0415

    with opened_services() as services:
        if services.database.dialect == "sqlite":
            typer.echo("on SQLite the server process runs the jobs itself", err=True)
            raise typer.Exit(2)
        services.jobs.start()
        typer.echo("worker is running; stop it with Ctrl-C")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            services.jobs.stop()
