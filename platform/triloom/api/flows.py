"""Flows over HTTP: try one out, retry or inspect what stopped."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.access.capabilities import require_capability
from triloom.api.bodies import body_of, described_body
from triloom.api.dependencies import Read, Write
from triloom.api.records import answer_json
from triloom.flows.incidents import list_incidents, retry_instance
from triloom.flows.simulate import simulate
from triloom_flow.nodes import BUILTIN_NODE_TYPES

router = APIRouter(tags=["flows"])


class SimulationBody(BaseModel):
    """A made-up record and commands; `flow` is a body to try instead of the published one."""

    model_config = ConfigDict(extra="forbid")
    flow: dict[str, Any] | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    commands: list[dict[str, Any]] = Field(default_factory=list, max_length=200)


@router.post(
    "/apps/{app}/flows/{key}/simulate",
    response_class=Response,
    openapi_extra=described_body(
        SimulationBody, {"values": {"hours": 3}, "commands": [{"do": "act", "action": "begin"}]}
    ),
)
def simulate_(
    ctx: Read, app: str, key: str, body: Annotated[SimulationBody, Depends(body_of(SimulationBody))]
) -> Response:
    """Run commands over a flow without touching a record."""
    require_capability(ctx, "build", app)
    flow = body.flow if body.flow is not None else ctx.catalog.document(app, "flows", key).body
    form = ctx.catalog.form(app, str(flow.get("form")))
    return answer_json(simulate(ctx, form, flow, values=body.values, commands=body.commands))


@router.get("/node-types", response_class=Response)
def node_types(ctx: Read) -> Response:
    """List the node types with their ways out and the schema of their settings."""
    del ctx
    return answer_json(
        {
            "items": [
                {
                    "key": item.name,
                    "ports": [*item.ports],
                    "settings": item.settings_schema(),
                    "sample": dict(item.sample()),
                }
                for item in BUILTIN_NODE_TYPES
            ]
        }
    )


@router.get("/apps/{app}/flow_incidents", response_class=Response)
def incidents(ctx: Read, app: str) -> Response:
    """List the flows of an app that cannot go on by themselves."""
    require_capability(ctx, "build", app)
    return answer_json({"items": [*list_incidents(ctx, app)]})


@router.post("/apps/{app}/flow_incidents/{instance}/retry", response_class=Response)
def retry(ctx: Write, app: str, instance: uuid.UUID) -> Response:
    """Let a stopped flow try again."""
    require_capability(ctx, "build", app)
    return answer_json(retry_instance(ctx, app, instance))
