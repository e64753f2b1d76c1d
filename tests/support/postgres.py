"""Finds a PostgreSQL for tests, or makes a throw-away cluster as an unprivileged user."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import sqlalchemy as sa

LOOPBACK_URL = "postgresql://postgres@127.0.0.1:5432/postgres"


@dataclass
class PostgresServer:
    """A server that may create databases; `folder` is set when the cluster is our own."""

    base: sa.URL
    folder: Path | None = None
    user: str | None = None
    prefix: str = field(default_factory=lambda: f"triloomtest_{os.getpid()}_")
    """Names of this run's databases: another run on the same server is left alone."""

    def _run(self, statement: str) -> None:
        url = self.base.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def create_database(self, template: str | None = None) -> str:
        """Create a database and return its name."""
        name = f"{self.prefix}{uuid.uuid4().hex[:12]}"
        clause = f' TEMPLATE "{template}"' if template else ""
        self._run(f'CREATE DATABASE "{name}"{clause}')
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, ending its connections."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """Return the URL of a database of this server."""
        return self.base.set(database=name, drivername="postgresql").render_as_string(
            hide_password=False
        )

    def stop(self) -> None:
        """Drop the test databases; stop and remove an own cluster."""
        url = self.base.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            names = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
                " AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)",
                (self.prefix,),
            ).fetchall()
            for (name,) in names:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[arg-type]
        if self.folder is not None and self.user is not None:
            _as_user(
                self.user,
                [_binary("pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"],
            )
            shutil.rmtree(self.folder, ignore_errors=True)


def find_or_start_postgres() -> PostgresServer:
    """Return a usable server: given by the environment, running on loopback, or newly made."""
    given = os.environ.get("TRILOOM_TEST_DATABASE_URL")
    for candidate in (given, LOOPBACK_URL):
        if candidate is not None and _answers(candidate):
            return PostgresServer(sa.make_url(candidate))
    return _start_cluster()


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.Error:
        return False


def _binary(name: str) -> str:
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    if not versions:
        raise RuntimeError(
            f"{name} was not found: install PostgreSQL or set TRILOOM_TEST_DATABASE_URL"
        )
    return str(versions[0])


def _as_user(user: str, command: list[str]) -> None:
    if os.geteuid() == 0:
        command = ["su", "-s", "/bin/sh", user, "-c", " ".join(command)]
    subprocess.run(command, check=True, capture_output=True)


def _start_cluster() -> PostgresServer:
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            user = "nobody"
    folder = Path(tempfile.mkdtemp(prefix="triloom-postgres-"))
    folder.chmod(0o777)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    _as_user(
        user, [_binary("initdb"), "-D", str(data), "-U", "triloom", "-A", "trust", "-E", "UTF8"]
    )
    options = f"'-p {port} -k {folder} -h 127.0.0.1'"
    _as_user(
        user,
        [
            _binary("pg_ctl"),
            "-D",
            str(data),
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        ],
    )
    return PostgresServer(
        sa.make_url(f"postgresql://triloom@127.0.0.1:{port}/postgres"), folder, user
    )
