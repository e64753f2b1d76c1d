"""Guards the publish of rights: building an app does not mean deciding who sees what in it."""

from typing import TYPE_CHECKING

from triloom.audit.security_log import log
from triloom.metadata.drafts import stored_version
from triloom_core.errors import TriloomError

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.change_set import ChangeSet, Item


def guard_rights(ctx: "RequestContext", change: "ChangeSet") -> None:
    """Refuse with 403 unless the publisher administers the app, when rights change with it.

    Rights are role documents and the `access` blocks of forms that were published before.
    """
    touched = [item for item in change.items if _changes_rights(ctx, item)]
    if not touched:
        return
    if not ctx.principal.has_capability("administer", change.app_key):
        data = {"documents": ", ".join(f"{item.kind}/{item.key}" for item in touched)}
        raise TriloomError("role.needs_administrator", status=403, data={**data})
    documents = [f"{change.app_key}/{item.kind}/{item.key}" for item in touched]
    log(ctx, "rights.published", data={"documents": documents})


def _changes_rights(ctx: "RequestContext", item: "Item") -> bool:
    if item.unchanged or item.follows:
        return False
    if item.kind == "roles":
        return True
    if item.kind != "forms" or item.from_version == 0:
        return False
    before = stored_version(ctx, item.id, item.from_version)
    return before is not None and before["body"].get("access") != item.stored.get("access")
