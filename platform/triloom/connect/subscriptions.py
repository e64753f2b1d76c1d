"""Webhook subscriptions: who wants to hear of what, and the entry of the log for each event."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from triloom.audit.security_log import log
from triloom.connect.deliveries import create_delivery, enqueue_delivery
from triloom.connect.tables import webhook, webhook_delivery
from triloom.context import RequestContext
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.records.listeners import RecordChange

EVENTS: Mapping[str, str] = {
    "create": "record.created",
    "update": "record.updated",
    "delete": "record.deleted",
    "restore": "record.restored",
}


_SUBSCRIPTIONS = sa.select(webhook).where(
    webhook.c.tenant_id == sa.bindparam("b_tenant"),
    webhook.c.app_key == sa.bindparam("b_app"),
    webhook.c.is_enabled.is_(sa.true()),
)
"""Built once: every write of a record runs it."""


class WebhookListener:
    """Writes a delivery for every change that somebody subscribed to; names, never values."""

    def before_write(self, ctx: RequestContext, change: "RecordChange") -> Mapping[str, Json]:
        """Add nothing."""
        del ctx, change
        return {}

    def before_write_many(
        self, ctx: RequestContext, changes: "Sequence[RecordChange]"
    ) -> list[Mapping[str, Json]]:
        """Add nothing."""
        del ctx
        return [{} for _ in changes]

    def after_write(self, ctx: RequestContext, change: "RecordChange") -> None:
        """Log and enqueue a delivery for each subscription that the change concerns."""
        self.after_write_many(ctx, [change])

    def after_write_many(self, ctx: RequestContext, changes: "Sequence[RecordChange]") -> None:
        """Do the same for many changes of one form, reading the subscriptions once."""
        form = changes[0].form
        wanted = {"b_tenant": ctx.tenant_id, "b_app": form.app_key}
        for row in ctx.connection.execute(_SUBSCRIPTIONS, wanted).all():
            if row.form_key in (None, form.key):
                self._log(ctx, row, [item for item in changes if EVENTS[item.op] in row.events])

    def _log(self, ctx: RequestContext, row: Any, changes: "Sequence[RecordChange]") -> None:
        for change in changes:
            event = EVENTS[change.op]
            after = change.after or change.before or {}
            body: JsonObject = {
                "event": event,
                "app": change.form.app_key,
                "form": change.form.key,
                "record": str(change.record_id),
                "rev": after.get("rev"),
                "at": ctx.now.isoformat().replace("+00:00", "Z"),
            }
            delivery = create_delivery(
                ctx.connection,
                ctx.tenant_id,
                now=ctx.now,
                url=row.url,
                event=event,
                body=body,
                webhook_id=row.id,
            )
            enqueue_delivery(ctx, delivery)


WEBHOOK_LISTENERS: tuple[WebhookListener, ...] = (WebhookListener(),)
"""What the connect room contributes to `services.listeners`."""


def create_webhook(
    ctx: RequestContext, *, url: str, app_key: str, form_key: str | None, events: list[str]
) -> JsonObject:
    """Create a subscription and return it with its secret; raises 404 for an unknown app or form."""
    ctx.catalog.app(app_key)
    if form_key is not None:
        ctx.catalog.form(app_key, form_key)
    identifier, secret = new_id(), secrets.token_urlsafe(32)
    ctx.connection.execute(
        webhook.insert().values(
            tenant_id=ctx.tenant_id,
            id=identifier,
            url=url,
            app_key=app_key,
            form_key=form_key,
            events=events,
            secret=secret,
            is_enabled=True,
            created_at=ctx.now,
            created_by=ctx.principal.user_id,
        )
    )
    log(ctx, "webhook.created", data={"webhook": str(identifier), "app": app_key})
    return {
        "id": str(identifier),
        "url": url,
        "app": app_key,
        "form": form_key,
        "events": [*events],
        "secret": secret,
    }


def list_webhooks(ctx: RequestContext) -> list[JsonObject]:
    """Return all subscriptions without their secrets."""
    statement = sa.select(webhook).where(webhook.c.tenant_id == ctx.tenant_id)
    return [
        {
            "id": str(row.id),
            "url": row.url,
            "app": row.app_key,
            "form": row.form_key,
            "events": row.events,
            "enabled": row.is_enabled,
            "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        }
        for row in ctx.connection.execute(statement.order_by(webhook.c.created_at))
    ]


def delete_webhook(ctx: RequestContext, webhook_id: uuid.UUID) -> None:
    """Delete a subscription; raises 404."""
    deleted = ctx.connection.execute(
        webhook.delete().where(webhook.c.tenant_id == ctx.tenant_id, webhook.c.id == webhook_id)
    )
    if deleted.rowcount == 0:
        raise TriloomError("webhook.unknown", status=404)
    log(ctx, "webhook.deleted", data={"webhook": str(webhook_id)})


def list_deliveries(ctx: RequestContext, state: str | None, limit: int) -> list[JsonObject]:
    """Return entries of the log, the newest first."""
    statement = sa.select(webhook_delivery).where(webhook_delivery.c.tenant_id == ctx.tenant_id)
    if state is not None:
        statement = statement.where(webhook_delivery.c.state == state)
    statement = statement.order_by(
        webhook_delivery.c.created_at.desc(), webhook_delivery.c.id.desc()
    ).limit(limit)
    return [
        {
            "id": str(row.id),
            "webhook": None if row.webhook_id is None else str(row.webhook_id),
            "event": row.event,
            "url": row.url,
            "body": row.body,
            "state": row.state,
            "attempts": row.attempts,
            "status": row.status,
            "answer": row.answer,
            "error": row.error,
            "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        }
        for row in ctx.connection.execute(statement)
    ]
