"""Webhooks over HTTP: open hosts, subscriptions, the log of deliveries, replay."""

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.access.capabilities import require_administrator
from triloom.api.bodies import body_of, described_body
from triloom.api.dependencies import Read, Write
from triloom.api.records import answer_json
from triloom.connect import deliveries, hosts, subscriptions

router = APIRouter(tags=["webhooks"])
Event = Literal["record.created", "record.updated", "record.deleted", "record.restored"]


class HostBody(BaseModel):
    """What is open on a host; `allow_private` lets it lie inside the own network."""

    model_config = ConfigDict(extra="forbid")
    ports: list[Annotated[int, Field(ge=1, le=65535)]] = Field(
        default=[80, 443], min_length=1, max_length=20
    )
    allow_private: bool = False


class WebhookBody(BaseModel):
    """A subscription to the records of an app, or of one of its forms."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(max_length=2000, pattern="^https?://")
    app: str = Field(max_length=100)
    form: str | None = Field(default=None, max_length=100)
    events: list[Event] = Field(min_length=1, max_length=10)


@router.get("/webhooks/hosts", response_class=Response)
def list_hosts(ctx: Read) -> Response:
    """List the hosts that outbound calls may reach."""
    require_administrator(ctx)
    found = hosts.opened_hosts(ctx.connection, ctx.tenant_id)
    return answer_json(
        {
            "items": [
                {"host": host, "ports": [*entry.ports], "allow_private": entry.allow_private}
                for host, entry in sorted(found.items())
            ]
        }
    )


@router.put(
    "/webhooks/hosts/{host}",
    status_code=204,
    response_class=Response,
    openapi_extra=described_body(HostBody, {"ports": [443]}),
)
def open_host(
    ctx: Write, host: str, body: Annotated[HostBody, Depends(body_of(HostBody))]
) -> Response:
    """Open a host for outbound calls."""
    require_administrator(ctx)
    hosts.open_host(ctx, host, ports=tuple(body.ports), allow_private=body.allow_private)
    return Response(status_code=204)


@router.delete("/webhooks/hosts/{host}", status_code=204, response_class=Response)
def close_host(ctx: Write, host: str) -> Response:
    """Close a host again."""
    require_administrator(ctx)
    hosts.close_host(ctx, host)
    return Response(status_code=204)


@router.get("/webhooks/secret", response_class=Response)
def secret(ctx: Read) -> Response:
    """Return the secret that signs the calls of flows, for the receiving side."""
    require_administrator(ctx)
    return answer_json({"secret": deliveries.signing_secret(ctx.services)})


@router.get("/webhooks", response_class=Response)
def list_(ctx: Read) -> Response:
    """List the subscriptions, without their secrets."""
    require_administrator(ctx)
    return answer_json({"items": [*subscriptions.list_webhooks(ctx)]})


@router.post(
    "/webhooks",
    status_code=201,
    response_class=Response,
    openapi_extra=described_body(
        WebhookBody,
        {"url": "https://example.org/in", "app": "repair", "events": ["record.created"]},
    ),
)
def create(ctx: Write, body: Annotated[WebhookBody, Depends(body_of(WebhookBody))]) -> Response:
    """Create a subscription; its secret is shown this once."""
    require_administrator(ctx)
    created = subscriptions.create_webhook(
        ctx, url=body.url, app_key=body.app, form_key=body.form, events=[*body.events]
    )
    return answer_json(created, status=201)


@router.delete("/webhooks/{webhook}", status_code=204, response_class=Response)
def delete(ctx: Write, webhook: uuid.UUID) -> Response:
    """Delete a subscription."""
    require_administrator(ctx)
    subscriptions.delete_webhook(ctx, webhook)
    return Response(status_code=204)


@router.get("/webhooks/deliveries", response_class=Response)
def list_deliveries(
    ctx: Read,
    state: Annotated[str | None, Query(max_length=20)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """List outbound calls, the newest first."""
    require_administrator(ctx)
    return answer_json({"items": [*subscriptions.list_deliveries(ctx, state, limit)]})


@router.post("/webhooks/deliveries/{delivery}/replay", status_code=202, response_class=Response)
def replay(ctx: Write, delivery: uuid.UUID) -> Response:
    """Send a delivery once more, with the same body and id."""
    require_administrator(ctx)
    deliveries.replay(ctx, delivery)
    return answer_json({"id": str(delivery), "state": "pending"}, status=202)
