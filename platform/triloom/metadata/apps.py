"""Apps: the bundles that documents belong to."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from triloom.metadata import tables
from triloom.metadata.catalog import PublishedApp
from triloom.organisation.organisation import advance_epoch
from triloom_core.errors import Fault, TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject
from triloom_form.settings import KEY_PATTERN

if TYPE_CHECKING:
    from triloom.context import RequestContext

_KEY = re.compile(KEY_PATTERN)
CHANGEABLE = ("label", "description", "icon", "package_version", "requires")


def check_key(key: str) -> None:
    """Raise 422 for a key that is not lower-case snake case."""
    if not _KEY.match(key):
        fault = Fault("/key", "document.bad_key", {"key": key})
        raise TriloomError("document.bad_key", data={"key": key}, faults=[fault])


def note_publish(ctx: "RequestContext") -> None:
    """Invalidate every cache of documents once this transaction commits."""
    ctx.services.catalog.keep_private(ctx.connection)
    advance_epoch(ctx.connection, ctx.tenant_id, "metadata")
    ctx.forget_catalog()


def create_app(
    ctx: "RequestContext",
    key: str,
    *,
    label: Json = None,
    settings: Mapping[str, Json] | None = None,
) -> PublishedApp:
    """Create an app; raises 409 when the key is taken."""
    check_key(key)
    if key in {app.key for app in ctx.catalog.apps()}:
        raise TriloomError("app.exists", status=409, data={"app": key})
    values = {name: (settings or {}).get(name) for name in CHANGEABLE}
    ctx.connection.execute(
        tables.app.insert().values(
            id=new_id(), tenant_id=ctx.tenant_id, key=key, label=label or key,
            description=values["description"], icon=values["icon"],
            package_version=values["package_version"], requires=values["requires"] or [],
            rev=1, created_at=ctx.now, updated_at=ctx.now,
        )
    )  # fmt: skip
    note_publish(ctx)
    return ctx.catalog.app(key)


def change_app(
    ctx: "RequestContext", key: str, changes: Mapping[str, Json], *, rev: int | None = None
) -> PublishedApp:
    """Change label, description, icon …; raises 412 when `rev` is not the present one."""
    app = ctx.catalog.app(key)
    if rev is not None and rev != app.rev:
        raise TriloomError("app.stale", status=412, data={"app": key})
    known = {name: value for name, value in changes.items() if name in CHANGEABLE}
    ctx.connection.execute(
        tables.app.update()
        .where(tables.app.c.id == app.id)
        .values(**known, rev=tables.app.c.rev + 1, updated_at=ctx.now)
    )
    note_publish(ctx)
    return ctx.catalog.app(key)


def delete_app(ctx: "RequestContext", key: str) -> None:
    """Hide an app with its documents; raises 409 while another app requires it."""
    app = ctx.catalog.app(key)
    needing = [other.key for other in ctx.catalog.apps() if key in other.requires]
    if needing:
        data: JsonObject = {"app": key, "dependents": ", ".join(needing)}
        raise TriloomError("app.in_use", status=409, data=data)
    ctx.connection.execute(
        tables.app.update().where(tables.app.c.id == app.id).values(deleted_at=ctx.now)
    )
    note_publish(ctx)
