"""One running triloom for a test: services, an administrator, logged-in clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from fastapi.testclient import TestClient

from triloom.access.principal import SYSTEM, Principal
from triloom.access.tables import user as user_table
from triloom.access.users import create_user
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

    def client(self, login: str | None = "admin") -> TestClient:
        """Return an HTTP client; with a login it carries session cookie and CSRF header."""
        client = TestClient(create_app(self.services), raise_server_exceptions=False)
        client.__enter__()
        self._clients.append(client)
        if login is not None:
            answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

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
        for client in self._clients:
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
