"""One running triloom for a test: services, an administrator, logged-in clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from triloom.access.authentication import cookie_name
from triloom.access.principal import SYSTEM, Principal
from triloom.access.sessions import csrf_token, open_session
from triloom.access.tables import user as user_table
from triloom.access.users import create_user, user_id_of
from triloom.app import create_app
from triloom.context import RequestContext
from triloom.database.database import Database
from triloom.database.migrate import upgrade
from triloom.services import Services, build_services
from triloom.settings import load_settings
from triloom_core.clock import Clock

PASSWORD = "correct horse battery staple"


@dataclass
class World:
    """Services of one test; `client(login)` gives an authenticated HTTP client."""

    services: Services
    _clients: list[TestClient] = field(default_factory=list)
    _app: FastAPI | None = None

    def client(self, login: str | None = "admin") -> TestClient:
        """Return an HTTP client; with a login it carries session cookie and CSRF header.

        The session is opened without the login page: hashing a password is slow on purpose.
        """
        if self._app is None:
            self._app = create_app(self.services)
        client = TestClient(self._app, raise_server_exceptions=False)
        if not self._clients:
            client.__enter__()
        self._clients.append(client)
        if login is not None:
            token = self.session(login)
            client.cookies.set(cookie_name(self.services), token)
            client.headers["X-CSRF-Token"] = csrf_token(self.services.settings.secret_key, token)
        return client

    def session(self, login: str) -> str:
        """Open a session of a user and return its token."""
        with self.transaction() as ctx:
            user_id = user_id_of(ctx, login)
            assert user_id is not None, f"there is no user {login}"
            return open_session(ctx.connection, ctx.tenant_id, user_id, ctx.now)

    @contextmanager
    def transaction(self, principal: Principal = SYSTEM) -> Iterator[RequestContext]:
        """Yield a context inside one write transaction."""
        with self.services.transaction(principal, language="en") as ctx:
            yield ctx

    @contextmanager
    def reading(self, principal: Principal = SYSTEM) -> Iterator[RequestContext]:
        """Yield a context inside one read transaction."""
        with self.services.reading(principal, language="en") as ctx:
            yield ctx

    def close(self) -> None:
        """Log nobody out; stop everything."""
        for client in self._clients[:1]:
            client.__exit__(None, None, None)
        self.services.close()


def open_world(folder: Path, database_url: str | None = None, clock: Clock | None = None) -> World:
    """Open (and on first use migrate) a world in `folder`, with `admin` as its administrator."""
    environment = {
        "TRILOOM_DATA_DIR": str(folder),
        "TRILOOM_SECRET_KEY": "test-key-" + "x" * 32,
        "TRILOOM_JOBS": "inline",
    }
    if database_url is not None:
        environment["TRILOOM_DATABASE_URL"] = database_url
    settings = load_settings(environment)
    database = Database(settings.database_url)
    upgrade(database)
    database.dispose()
    services = build_services(settings, clock=clock)
    world = World(services)
    with world.transaction() as ctx:
        known = ctx.connection.execute(
            sa.select(user_table.c.id).where(user_table.c.login == "admin")
        ).first()
        if known is None:
            create_user(ctx, login="admin", name="Admin", password=PASSWORD, is_admin=True)
    return world
