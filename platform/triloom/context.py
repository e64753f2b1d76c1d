"""What a request or a job carries: connection, principal, language, time and services."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from triloom.access.principal import Principal
    from triloom.metadata.catalog import CatalogSnapshot
    from triloom.organisation.organisation import Organisation
    from triloom.services import Services


@dataclass(slots=True)
class RequestContext:
    """The surroundings of one transaction; made per request or job, never shared between them."""

    connection: Connection
    principal: "Principal"
    organisation: "Organisation"
    language: str
    now: datetime
    request_id: str
    services: "Services"
    _catalog: "CatalogSnapshot | None" = field(default=None)

    @property
    def tenant_id(self) -> uuid.UUID:
        """The organisation that every row read or written belongs to."""
        return self.organisation.id

    @property
    def catalog(self) -> "CatalogSnapshot":
        """The published documents as this transaction sees them."""
        if self._catalog is None:
            self._catalog = self.services.catalog.snapshot(self.connection, self.tenant_id)
        return self._catalog

    def forget_catalog(self) -> None:
        """Drop the snapshot after this transaction itself published something."""
        self._catalog = None

    def acting_as(self, principal: "Principal") -> "RequestContext":
        """Return the same transaction under another principal (an engine, a named service)."""
        return replace(self, principal=principal)
