"""Notifications over HTTP: the caller's own, and marking them as read."""

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AwareDatetime

from triloom.api.dependencies import Read, Write
from triloom.api.records import answer_json
from triloom.connect.notifications import list_notifications, mark_read

router = APIRouter(tags=["notifications"])


@router.get("/notifications", response_class=Response)
def list_(
    ctx: Read,
    *,
    unread: bool = False,
    before: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """List the caller's notices, the newest first, and count the unread ones."""
    earlier: datetime | None = before
    return answer_json(list_notifications(ctx, unread_only=unread, limit=limit, before=earlier))


@router.post("/notifications/read", response_class=Response)
def read_all(ctx: Write) -> Response:
    """Mark every notice of the caller as read."""
    return answer_json({"marked": mark_read(ctx, None)})


@router.post("/notifications/{notification}/read", response_class=Response)
def read_one(ctx: Write, notification: uuid.UUID) -> Response:
    """Mark one notice as read."""
    return answer_json({"marked": mark_read(ctx, notification)})
