"""The list of hosts that outbound calls may reach; an administrator keeps it, and it is audited."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.audit.security_log import log
from triloom.connect.addresses import DEFAULT_PORTS, OpenedHost
from triloom.connect.tables import egress_host
from triloom.context import RequestContext
from triloom_core.errors import TriloomError


def opened_hosts(connection: Connection, tenant_id: object) -> dict[str, OpenedHost]:
    """Return the opened hosts by name."""
    rows = connection.execute(sa.select(egress_host).where(egress_host.c.tenant_id == tenant_id))
    return {row.host: OpenedHost(row.host, tuple(row.ports), row.allow_private) for row in rows}


def open_host(
    ctx: RequestContext,
    host: str,
    *,
    ports: tuple[int, ...] = DEFAULT_PORTS,
    allow_private: bool = False,
) -> None:
    """Open a host for outbound calls; opening it again changes it."""
    name = host.strip().rstrip(".").lower()
    if not name or len(name) > 253 or "/" in name or " " in name:
        raise TriloomError("egress.malformed", status=422, data={"host": host[:100]})
    _delete(ctx, name)
    ctx.connection.execute(
        egress_host.insert().values(
            tenant_id=ctx.tenant_id,
            host=name,
            ports=list(ports),
            allow_private=allow_private,
            created_at=ctx.now,
            created_by=ctx.principal.user_id,
        )
    )
    log(ctx, "egress.opened", data={"host": name, "allow_private": allow_private})


def close_host(ctx: RequestContext, host: str) -> None:
    """Close a host; raises 404 when it was not open."""
    if _delete(ctx, host.lower()) == 0:
        raise TriloomError("egress.unknown_entry", status=404, data={"host": host[:100]})
    log(ctx, "egress.closed", data={"host": host.lower()})


def _delete(ctx: RequestContext, host: str) -> int:
    return ctx.connection.execute(
        egress_host.delete().where(
            egress_host.c.tenant_id == ctx.tenant_id, egress_host.c.host == host
        )
    ).rowcount
