"""Webhook deliveries: logged before they leave, signed, retried with growing pauses, replayable."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.access.principal import SYSTEM
from triloom.connect.addresses import EgressRefused
from triloom.connect.egress import SIGNATURE, EgressFailed, post, sign
from triloom.connect.hosts import opened_hosts
from triloom.connect.tables import webhook, webhook_delivery
from triloom.context import RequestContext
from triloom.jobs import RetryLater
from triloom_core.errors import TriloomError
from triloom_core.ids import new_id
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.services import Services

PAUSES: tuple[int, ...] = (5, 30, 120, 600, 3_600, 21_600)
"""Seconds between attempts; after the last one the delivery has failed."""
BAD_STATUS = "egress.bad_status"
SHOWN_ANSWER = 2_000
"""Characters of an answer that the log keeps."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: `done`, `failed` for good, or `again` after `pause` seconds."""

    state: str
    status: int | None = None
    answer: str = ""
    error: str | None = None
    pause: int = 0


def create_delivery(
    connection: Connection,
    tenant_id: uuid.UUID,
    *,
    now: Any,
    url: str,
    event: str,
    body: JsonObject,
    webhook_id: uuid.UUID | None = None,
    effect_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Write a delivery to the log; one of an effect takes the effect's id, so it is written once."""
    identifier = effect_id or new_id()
    known = sa.select(webhook_delivery.c.id).where(webhook_delivery.c.id == identifier)
    if connection.execute(known).first() is None:
        connection.execute(
            webhook_delivery.insert().values(
                tenant_id=tenant_id,
                id=identifier,
                webhook_id=webhook_id,
                effect_id=effect_id,
                event=event,
                url=url,
                body=body,
                state="pending",
                attempts=0,
                created_at=now,
            )
        )
    return identifier


def signing_secret(services: "Services") -> str:
    """Return the secret that signs the calls of flows; the same as long as SECRET_KEY is."""
    label = b"webhook:" + services.organisation.id.bytes
    return hmac.new(services.settings.secret_key, label, hashlib.sha256).hexdigest()


def attempt(services: "Services", delivery_id: uuid.UUID) -> Outcome:
    """Make one attempt and log it; a delivery that ended is left alone."""
    with services.reading(SYSTEM) as ctx:
        row = ctx.connection.execute(
            sa.select(webhook_delivery, webhook.c.secret)
            .select_from(
                webhook_delivery.outerjoin(webhook, webhook.c.id == webhook_delivery.c.webhook_id)
            )
            .where(webhook_delivery.c.id == delivery_id)
        ).first()
        opened = opened_hosts(ctx.connection, services.organisation.id)
    if row is None:
        return Outcome("failed", error="gone")
    if row.state != "pending":
        return Outcome(row.state, row.status, row.answer or "", row.error)
    body = orjson.dumps(row.body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "triloom",
        "Idempotency-Key": str(row.effect_id or row.id),
        "Triloom-Delivery": str(row.id),
        "Triloom-Event": row.event,
        SIGNATURE: sign(row.secret or signing_secret(services), body, services.clock.now()),
    }
    outcome = _call(row.url, body, headers, opened, row.attempts)
    _log(services, delivery_id, row.attempts + 1, outcome)
    return outcome


def _call(
    url: str, body: bytes, headers: dict[str, str], opened: dict[str, Any], attempts: int
) -> Outcome:
    try:
        answer = post(url, body, headers, opened)
    except EgressRefused as refused:
        return Outcome("failed", error=f"egress.{refused.reason}")
    except EgressFailed as failed:
        return _again(attempts, None, "", f"egress.{failed.reason}")
    text = answer.body.decode(errors="replace")[:SHOWN_ANSWER].replace("\x00", "")
    if answer.is_success:
        return Outcome("done", answer.status, text)
    return _again(attempts, answer.status, text, BAD_STATUS)


def _again(attempts: int, status: int | None, text: str, error: str) -> Outcome:
    if attempts >= len(PAUSES):
        return Outcome("failed", status, text, error)
    return Outcome("again", status, text, error, PAUSES[attempts])


def _log(services: "Services", delivery_id: uuid.UUID, attempts: int, outcome: Outcome) -> None:
    ended = outcome.state != "again"
    with services.database.write() as connection:
        connection.execute(
            webhook_delivery.update()
            .where(webhook_delivery.c.id == delivery_id)
            .values(
                state=outcome.state if ended else "pending",
                attempts=attempts,
                status=outcome.status,
                answer=outcome.answer,
                error=outcome.error,
                finished_at=services.clock.now() if ended else None,
            )
        )


def deliver(services: "Services", payload: JsonObject) -> Json:
    """Job: deliver one entry of the log; asks to run again while attempts are left."""
    outcome = attempt(services, uuid.UUID(str(payload["delivery"])))
    if outcome.state == "again":
        raise RetryLater(timedelta(seconds=outcome.pause), {"code": outcome.error or BAD_STATUS})
    return {"state": outcome.state, "status": outcome.status}


def enqueue_delivery(ctx: RequestContext, delivery_id: uuid.UUID, mark: str = "") -> None:
    """Enqueue the job of a delivery; `mark` makes the id of a replay another one."""
    ctx.services.jobs.enqueue(
        ctx.connection,
        f"delivery:{delivery_id}{mark}",
        "webhook.deliver",
        {"delivery": str(delivery_id)},
        queue="outside",
    )


def replay(ctx: RequestContext, delivery_id: uuid.UUID) -> None:
    """Send a delivery that ended once more, with the same body and id; raises 404, 409."""
    row = ctx.connection.execute(
        sa.select(webhook_delivery).where(
            webhook_delivery.c.tenant_id == ctx.tenant_id, webhook_delivery.c.id == delivery_id
        )
    ).first()
    if row is None:
        raise TriloomError("webhook.unknown_delivery", status=404)
    if row.state == "pending":
        raise TriloomError("webhook.still_pending", status=409)
    ctx.connection.execute(
        webhook_delivery.update()
        .where(webhook_delivery.c.id == delivery_id)
        .values(state="pending", attempts=0, finished_at=None)
    )
    enqueue_delivery(ctx, delivery_id, f":{new_id()}")
