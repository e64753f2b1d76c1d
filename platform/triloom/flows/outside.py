"""Effects that leave the house: notices, mails, webhooks; each carried out by one durable job."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from triloom.access.principal import SYSTEM
from triloom.connect import deliveries, mail
from triloom.connect.notifications import notify
from triloom.context import RequestContext
from triloom.flows.engine import locked_instance, run
from triloom.flows.incidents import stop_with
from triloom.flows.recipients import Recipient, recipients, text_for
from triloom.flows.store import Instance, find_instance
from triloom.flows.tables import flow_effect, flow_inbox, flow_task
from triloom.jobs import RetryLater
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_flow.commands import Resume
from triloom_flow.spec import texts

if TYPE_CHECKING:
    from triloom.services import Services

_PORTS = {"done": "success", "failed": "failure", "skipped": "failure"}


def run_effect(services: "Services", payload: JsonObject) -> Json:
    """Job: carry out one effect; what has been done before is not done again."""
    effect_id = uuid.UUID(str(payload["effect"]))
    with services.reading(SYSTEM) as ctx:
        row = ctx.connection.execute(
            sa.select(flow_effect).where(flow_effect.c.id == effect_id)
        ).first()
    if row is None or row.state not in ("pending", "sending"):
        return {"state": "gone" if row is None else row.state}
    match row.kind:
        case "notify":
            state, response = _notify(services, row)
        case "email":
            state, response = _email(services, row)
        case _:
            state, response = _webhook(services, row)
    try:
        _finish(services, row, state, response)
    except TriloomError as error:
        if error.code == "flow.conflict":
            raise RetryLater(timedelta(seconds=1), {"code": error.code}) from None
        stop_with(services, row.instance_id, row.node, error)
        return {"state": state, "incident": error.code}
    return {"state": state}


def _notify(services: "Services", row: Any) -> tuple[str, JsonObject]:
    with services.transaction(SYSTEM) as ctx:
        instance, told = _instance(ctx, row), 0
        if instance is None:
            return "skipped", {"reason": "gone"}
        task_id = _task_id(ctx, row)
        for person in _people(ctx, instance, row.payload):
            title, body = text_for(ctx, instance, person, row.payload)
            told += notify(
                ctx,
                person.id,
                source_id=row.id,
                title=title,
                body=body,
                app_key=instance.app_key,
                form_id=instance.form_id,
                record_id=instance.record_id,
                task_id=task_id,
            )
    return "done", {"told": told}


def _email(services: "Services", row: Any) -> tuple[str, JsonObject]:
    if services.settings.smtp_url is None:
        return "skipped", {"reason": "no_mail_server"}
    if row.state == "sending":
        # A crash came between handing over the mail and noting it; nobody knows whether it left.
        return "failed", {"reason": "interrupted"}
    with services.transaction(SYSTEM) as ctx:
        instance = _instance(ctx, row)
        people = [] if instance is None else _people(ctx, instance, row.payload)
        letters = [
            mail.Letter(
                person.email, *text_for(ctx, cast("Instance", instance), person, row.payload)
            )
            for person in people
            if person.email
        ]
        ctx.connection.execute(
            flow_effect.update().where(flow_effect.c.id == row.id).values(state="sending")
        )
    if not letters:
        return "skipped", {"reason": "no_address"}
    problem = mail.send(services.settings.smtp_url, str(row.id), letters)
    return ("done", {"sent": len(letters)}) if problem is None else ("failed", {"reason": problem})


def _webhook(services: "Services", row: Any) -> tuple[str, JsonObject]:
    with services.transaction(SYSTEM) as ctx:
        instance = _instance(ctx, row)
        if instance is None:
            return "skipped", {"reason": "gone"}
        form = ctx.catalog.form_by_id(instance.form_id)
        body: JsonObject = {
            "id": str(row.id),
            "event": "flow.webhook",
            "app": instance.app_key,
            "form": form.key,
            "record": str(instance.record_id),
            "node": row.node,
            "values": row.payload.get("values") or {},
        }
        deliveries.create_delivery(
            ctx.connection,
            ctx.tenant_id,
            now=ctx.now,
            url=str(row.payload["url"]),
            event="flow.webhook",
            body=body,
            effect_id=row.id,
        )
    outcome = deliveries.attempt(services, row.id)
    if outcome.state == "again":
        raise RetryLater(
            timedelta(seconds=outcome.pause), {"code": outcome.error or deliveries.BAD_STATUS}
        )
    return outcome.state, {"status": outcome.status, "error": outcome.error}


def _finish(services: "Services", row: Any, state: str, response: JsonObject) -> None:
    """Store the end of an effect and hand it to the waiting token, once, in one transaction."""
    with services.transaction(SYSTEM) as ctx:
        closed = ctx.connection.execute(
            flow_effect.update()
            .where(flow_effect.c.id == row.id, flow_effect.c.state.in_(("pending", "sending")))
            .values(
                state=state,
                response=response,
                attempts=flow_effect.c.attempts + 1,
                finished_at=ctx.now,
            )
        )
        if closed.rowcount == 0 or row.token is None or not _is_news(ctx, str(row.id)):
            return
        instance = locked_instance(ctx, row.instance_id)
        if instance is None:
            return
        token = instance.state.tokens.get(row.token)
        if token is not None and token.waiting == f"effect:{row.number}":
            form = ctx.catalog.form_by_id(instance.form_id)
            run(ctx, form, instance, Resume(row.token, _PORTS[state]))


def _is_news(ctx: RequestContext, key: str) -> bool:
    known = sa.select(flow_inbox.c.at).where(
        flow_inbox.c.tenant_id == ctx.tenant_id,
        flow_inbox.c.source == "effect",
        flow_inbox.c.dedupe_key == key,
    )
    if ctx.connection.execute(known).first() is not None:
        return False
    ctx.connection.execute(
        flow_inbox.insert().values(
            tenant_id=ctx.tenant_id, source="effect", dedupe_key=key, at=ctx.now
        )
    )
    return True


def _instance(ctx: RequestContext, row: Any) -> Instance | None:
    return find_instance(ctx, instance_id=row.instance_id)


def _people(ctx: RequestContext, instance: Instance, payload: JsonObject) -> Sequence[Recipient]:
    users, roles = texts(payload.get("users")), texts(payload.get("roles"))
    return recipients(ctx, instance.app_key, users, roles)


def _task_id(ctx: RequestContext, row: Any) -> uuid.UUID | None:
    number = row.payload.get("task")
    if number is None:
        return None
    statement = sa.select(flow_task.c.id).where(
        flow_task.c.instance_id == row.instance_id, flow_task.c.number == number
    )
    found: uuid.UUID | None = ctx.connection.execute(statement).scalar()
    return found
