"""Tasks over HTTP: the boxes of the caller, one task, and decisions."""

import uuid
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.api.bodies import RawBody, body_of, described_body
from triloom.api.dependencies import Read, Write
from triloom.api.records import IdempotencyKey, answer_json, run_once
from triloom.flows.tasks import decide, get_task, list_tasks
from triloom.records.idempotency import Answer

router = APIRouter(tags=["tasks"])
Decision = Literal["approve", "reject", "withdraw"]


class DecisionBody(BaseModel):
    """Why somebody decided as they did."""

    model_config = ConfigDict(extra="forbid")
    comment: str = Field(default="", max_length=4000)


@router.get("/tasks", response_class=Response)
def list_(
    ctx: Read,
    box: str = "mine",
    state: Annotated[str | None, Query(max_length=20)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """List tasks: to decide (`mine`), decided (`done`), asked for (`sent`)."""
    return answer_json({"items": [*list_tasks(ctx, box, state=state, limit=limit)]})


@router.get("/tasks/{task}", response_class=Response)
def read(ctx: Read, task: uuid.UUID) -> Response:
    """Return one task."""
    return answer_json(get_task(ctx, task))


@router.post(
    "/tasks/{task}/{decision}",
    response_class=Response,
    openapi_extra=described_body(DecisionBody, {"comment": "fine with me"}),
)
def decide_(
    ctx: Write,
    request: Request,
    task: uuid.UUID,
    decision: Decision,
    body: Annotated[DecisionBody, Depends(body_of(DecisionBody))],
    raw: RawBody,
    key: IdempotencyKey = None,
) -> Response:
    """Approve, reject or withdraw a task; the flow goes on in the same transaction."""

    def run() -> Answer:
        return Answer(200, orjson.dumps(decide(ctx, task, decision, body.comment)).decode(), {})

    return run_once(ctx, request, key, raw, run)
