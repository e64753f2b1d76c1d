"""Actions of a record's flow over HTTP: what is possible, and taking one."""

import uuid
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.api.bodies import RawBody, body_of, described_body
from triloom.api.dependencies import Read, Write
from triloom.api.records import (
    IdempotencyKey,
    IfMatch,
    answer_json,
    read_revision,
    record_answer,
    run_once,
)
from triloom.flows.actions import available_actions
from triloom.flows.engine import advance
from triloom.flows.history import flow_history
from triloom.flows.tasks import tasks_of_record
from triloom.records.idempotency import Answer
from triloom.records.present import record_to_json
from triloom.records.read import get_record

router = APIRouter(tags=["flows"])
RECORD = "/apps/{app}/forms/{form}/records/{record}"


class ActionBody(BaseModel):
    """Values to write on the way, by field key, and the comment of the one who acts."""

    model_config = ConfigDict(extra="forbid")
    input: dict[str, Any] = Field(default_factory=dict)
    comment: str = Field(default="", max_length=4000)


@router.get(RECORD + "/actions", response_class=Response)
def list_(ctx: Read, app: str, form: str, record: uuid.UUID) -> Response:
    """Return the actions of the record's stage, refused ones with the reasons."""
    published = ctx.catalog.form(app, form)
    found = available_actions(ctx, published, get_record(ctx, published, record))
    return answer_json({"items": [offer.to_json() for offer in found]})


@router.post(
    RECORD + "/actions/{action}",
    response_class=Response,
    openapi_extra=described_body(ActionBody, {"input": {"hours": 3}, "comment": "done"}),
)
def act(
    ctx: Write,
    request: Request,
    app: str,
    form: str,
    record: uuid.UUID,
    action: str,
    body: Annotated[ActionBody, Depends(body_of(ActionBody))],
    raw: RawBody,
    if_match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Take an action: values, guard, stage, tasks, events and jobs stand or fall together."""
    published = ctx.catalog.form(app, form)

    def run() -> Answer:
        moved = advance(
            ctx,
            published,
            record,
            action,
            values=body.input,
            comment=body.comment,
            base_rev=read_revision(if_match),
        )
        answer = record_answer(ctx, moved)
        shown = record_to_json(ctx, moved)
        offers = available_actions(ctx, published, moved)
        shown["actions"] = [offer.to_json() for offer in offers]
        return Answer(200, orjson.dumps(shown).decode(), answer.headers)

    return run_once(ctx, request, key, raw, run)


@router.get(RECORD + "/tasks", response_class=Response)
def record_tasks(ctx: Read, app: str, form: str, record: uuid.UUID) -> Response:
    """Return all tasks of a record, open and closed."""
    found = get_record(ctx, ctx.catalog.form(app, form), record)
    return answer_json({"items": [*tasks_of_record(ctx, found.id)]})


@router.get(RECORD + "/flow", response_class=Response)
def record_flow(ctx: Read, app: str, form: str, record: uuid.UUID) -> Response:
    """Return where the record's flow stands and how it got there."""
    found = get_record(ctx, ctx.catalog.form(app, form), record)
    return answer_json(flow_history(ctx, found))
