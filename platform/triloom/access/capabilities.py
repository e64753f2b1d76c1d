"""What the roles of a user allow beside records: building, administration, training, bulk data."""

from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from triloom.access.principal import CAPABILITIES
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.catalog import CatalogSnapshot
    from triloom.services import Services


def app_capabilities(
    connection: Connection,
    services: "Services",
    app_roles: frozenset[tuple[str, str]],
    metadata_epoch: int,
    access_epoch: int,
) -> frozenset[tuple[str, str]]:
    """Return pairs (app key, capability) of a set of roles; kept under both epochs."""
    tenant_id = services.organisation.id
    key = (tenant_id, metadata_epoch, access_epoch, app_roles)
    known = services.access.capabilities.get(key)
    if known is not None:
        return known
    snapshot = services.catalog.snapshot(connection, tenant_id)
    return services.access.capabilities.put(key, capabilities_of(snapshot, app_roles))


def capabilities_of(
    snapshot: "CatalogSnapshot", app_roles: frozenset[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Read pairs (app key, capability) from the role documents of a snapshot."""
    found: set[tuple[str, str]] = set()
    known = {app.key for app in snapshot.apps()}
    for app_key in sorted({app for app, _role in app_roles} & known):
        for document in snapshot.documents(app_key, "roles"):
            if (app_key, document.key) in app_roles:
                given = document.body.get("capabilities")
                names = given if isinstance(given, list) else []
                found.update((app_key, str(name)) for name in names if name in CAPABILITIES)
    return frozenset(found)


def require_capability(ctx: "RequestContext", capability: str, app_key: str | None = None) -> None:
    """Raise 403 `capability.missing` unless the principal may do `capability` (in one app)."""
    if not ctx.principal.has_capability(capability, app_key):
        raise TriloomError("capability.missing", status=403, data={"capability": capability})


def require_administrator(ctx: "RequestContext") -> None:
    """Raise 403 unless the principal administers the organisation (users, teams, role members)."""
    require_capability(ctx, "administer")
