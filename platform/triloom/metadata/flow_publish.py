"""Gives the records that are older than a flow their instances, once it is published."""

from typing import TYPE_CHECKING

from triloom.metadata.breaking import count_rows

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.metadata.change_set import ChangeSet


def start_backfill(ctx: "RequestContext", change: "ChangeSet") -> None:
    """Enqueue the back-fill of every form that has rows and a flow published here."""
    from triloom.flows.backfill import enqueue_backfill  # noqa: PLC0415  (flows read the catalog)

    for item in change.items:
        if item.kind == "flows" and not item.unchanged:
            form = ctx.catalog.form(change.app_key, str(item.body.get("form")))
            if count_rows(ctx.connection, form.table):
                enqueue_backfill(ctx, form, item.to_version)
