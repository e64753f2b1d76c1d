"""Server-sent events: which records changed, told only to those who may see them at that moment."""

import uuid
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
import orjson
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from triloom.access.authentication import authenticate
from triloom.api.dependencies import ProcessServices
from triloom.records import feed
from triloom.records.events import Event, visible_events
from triloom.services import Services
from triloom_core.errors import TriloomError

router = APIRouter(tags=["events"])
POLL_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 15.0
LONGEST_SECONDS = 3_600.0
"""A stream ends after an hour; browsers open the next one where it stood."""
_streams = 0
MOST_STREAMS = 200


def _start(request: Request, services: Services, last_id: str | None) -> feed.FeedPosition:
    with services.database.read() as connection:
        authenticate(request, connection, services)
        if last_id:
            try:
                return feed.FeedPosition.from_text(last_id)
            except ValueError:
                pass
        return feed.watermark(connection)


def _next(
    request: Request, services: Services, position: feed.FeedPosition, app: str | None
) -> tuple[list[Event], feed.FeedPosition]:
    """Return what is new; the session and the rights are read again with every look."""
    with services.database.read() as connection:
        principal = authenticate(request, connection, services)
        ctx = services.context(connection, principal)
        return visible_events(ctx, position, app)


@router.get("/events", response_class=StreamingResponse)
async def events(
    request: Request,
    services: ProcessServices,
    app: Annotated[str | None, Query(description="only records of this app")] = None,
) -> StreamingResponse:
    """Stream changes of records as `{form, id, op, rev}`; `Last-Event-ID` goes on from there."""
    last_id = request.headers.get("last-event-id")
    position = await run_in_threadpool(_start, request, services, last_id)
    if _streams >= MOST_STREAMS:
        raise TriloomError("service.busy", status=503, headers={"Retry-After": "30"})
    return StreamingResponse(
        _stream(request, services, position, app),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(
    request: Request, services: Services, position: feed.FeedPosition, app: str | None
) -> AsyncIterator[bytes]:
    global _streams  # noqa: PLW0603  (a count of this process is the point)
    _streams += 1
    stream_id = uuid.uuid4().hex
    started = silent_since = anyio.current_time()
    try:
        yield f": {stream_id}\nretry: 3000\n\n".encode()
        while anyio.current_time() - started < LONGEST_SECONDS:
            if await request.is_disconnected():
                return
            try:
                found, position = await run_in_threadpool(_next, request, services, position, app)
            except TriloomError:
                yield b"event: closed\ndata: {}\n\n"
                return
            for place, name, data in found:
                silent_since = anyio.current_time()
                text = orjson.dumps(data).decode()
                yield f"id: {place.to_text()}\nevent: {name}\ndata: {text}\n\n".encode()
            if anyio.current_time() - silent_since > KEEP_ALIVE_SECONDS:
                silent_since = anyio.current_time()
                yield b": alive\n\n"
            await anyio.sleep(POLL_SECONDS)
    finally:
        _streams -= 1
