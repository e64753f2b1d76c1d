"""Everything that lives as long as the process, built once at start from the settings."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from triloom.access.state import AccessState
from triloom.context import RequestContext
from triloom.database.database import Database
from triloom.organisation.organisation import Organisation, create_organisation, load_organisation
from triloom.settings import Settings
from triloom_core.clock import Clock, SystemClock

if TYPE_CHECKING:
    from triloom.access.principal import Principal
    from triloom.children import Children
    from triloom.jobs import JobPort
    from triloom.metadata.catalog import Catalog
    from triloom.records.listeners import RecordListener
    from triloom.reports import Mirror


@dataclass(slots=True)
class Services:
    """The long-lived parts of one process."""

    settings: Settings
    database: Database
    clock: Clock
    organisation: Organisation
    catalog: "Catalog"
    children: "Children"
    jobs: "JobPort"
    mirror: "Mirror"
    listeners: "tuple[RecordListener, ...]" = ()
    access: AccessState = field(default_factory=AccessState)

    def context(
        self,
        connection: Connection,
        principal: "Principal",
        *,
        language: str | None = None,
        request_id: str | None = None,
    ) -> RequestContext:
        """Return a context over an open transaction."""
        return RequestContext(
            connection=connection,
            principal=principal,
            organisation=self.organisation,
            language=language or principal.language or self.organisation.default_language,
            now=self.clock.now(),
            request_id=request_id or uuid.uuid4().hex,
            services=self,
        )

    @contextmanager
    def transaction(
        self, principal: "Principal", *, language: str | None = None
    ) -> Iterator[RequestContext]:
        """Yield a context inside one write transaction; for jobs, the command line and tests."""
        with self.database.write() as connection:
            yield self.context(connection, principal, language=language)

    @contextmanager
    def reading(
        self, principal: "Principal", *, language: str | None = None
    ) -> Iterator[RequestContext]:
        """Yield a context inside one read transaction; for jobs, the command line and tests."""
        with self.database.read() as connection:
            yield self.context(connection, principal, language=language)

    def close(self) -> None:
        """Stop jobs and children, then close the database."""
        self.jobs.close()
        self.children.close()
        self.mirror.close()
        self.database.dispose()


def build_services(settings: Settings, *, clock: Clock | None = None) -> Services:
    """Open the database, make sure that it has an organisation, and wire the rooms together."""
    from triloom.wiring import wire  # noqa: PLC0415  (the rooms import Services for typing)

    used_clock = clock or SystemClock()
    database = Database(settings.database_url)
    with database.write() as connection:
        organisation = load_organisation(connection, settings.organisation) or create_organisation(
            connection, used_clock, key=settings.organisation or "main"
        )
    return wire(settings, database, used_clock, organisation)
