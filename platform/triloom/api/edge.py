"""The edge of the process: request ids, body and header limits, security headers.

Pure ASGI, because it must count the body while it is read and touch every answer, errors included.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from triloom.api.problems import problem_response
from triloom_core.errors import TriloomError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

KILOBYTE = 1024
JSON_LIMIT = 1024 * KILOBYTE
LARGE_LIMIT = 16 * 1024 * KILOBYTE
STREAM_LIMIT = 2 * 1024 * 1024 * KILOBYTE
HEADER_LIMIT = 16 * KILOBYTE
BODY_SECONDS = 30.0
REQUESTS_AT_ONCE = 48
LARGE_SUFFIXES: tuple[str, ...] = ("/bulk", "/draft", "/packages", "/publish")
STREAM_SUFFIXES: tuple[str, ...] = ("/imports", "/files")

SECURITY_HEADERS: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self)"),
    ("X-Frame-Options", "DENY"),
)
_DEFAULT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def body_limit(path: str) -> int:
    """Return the largest body in bytes that a path takes."""
    if path.endswith(STREAM_SUFFIXES):
        return STREAM_LIMIT
    return LARGE_LIMIT if path.endswith(LARGE_SUFFIXES) else JSON_LIMIT


class _BodyRefused(Exception):
    """Raised inside `receive` when the body outgrows its limit or takes too long."""


@dataclass(slots=True)
class _Exchange:
    """One request on its way: what was sent already, and what has to be answered instead."""

    limit: int
    deadline: float
    seen: int = 0
    is_read: bool = False
    is_started: bool = False
    refusal: TriloomError | None = None


class EdgeMiddleware:
    """Wraps the application; see the module for what it does."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._running: dict[bytes, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = uuid.uuid4().hex
        exchange = _Exchange(body_limit(scope["path"]), time.monotonic() + BODY_SECONDS)
        answer = _answering(scope, send, exchange)
        refusal = _refuse_early(scope, exchange.limit)
        subject = _subject(scope)
        if refusal is None and self._running.get(subject, 0) >= REQUESTS_AT_ONCE:
            refusal = TriloomError("request.too_many", status=429, headers={"Retry-After": "1"})
        if refusal is not None:
            await problem_response(Request(scope), refusal)(scope, receive, answer)
            return
        self._running[subject] = self._running.get(subject, 0) + 1
        try:
            await self.app(scope, _counting(scope, receive, exchange), answer)
        except _BodyRefused:
            pass
        finally:
            left = self._running[subject] - 1
            if left:
                self._running[subject] = left
            else:
                del self._running[subject]
        if exchange.refusal is not None and not exchange.is_started:
            refused = problem_response(Request(scope), exchange.refusal)
            exchange.refusal = None
            await refused(scope, receive, answer)


def _subject(scope: Scope) -> bytes:
    """Return whose requests are counted together: a credential, else an address."""
    for name, value in scope["headers"]:
        if name in (b"authorization", b"cookie"):
            return bytes(value)
    client = scope.get("client")
    return str(client[0]).encode() if client else b""


def _answering(scope: Scope, send: Send, exchange: _Exchange) -> Send:
    """Return the `send` that adds headers, and drops the answer to a body that was refused."""

    async def answer(message: Message) -> None:
        if exchange.refusal is not None and not exchange.is_started:
            return
        if message["type"] == "http.response.start":
            exchange.is_started = True
            _add_headers(scope, MutableHeaders(scope=message))
        await send(message)

    return answer


def _too_large(limit: int) -> TriloomError:
    return TriloomError(
        "request.too_large",
        status=413,
        data={"limit": f"{limit // (1024 * KILOBYTE)} MB"},
        headers={"Connection": "close"},
    )


def _refuse_early(scope: Scope, limit: int) -> TriloomError | None:
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    if size > HEADER_LIMIT or len(scope.get("raw_path") or b"") > HEADER_LIMIT:
        return TriloomError("request.too_large", status=413, data={"limit": "16 kB"})
    for name, value in headers:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            return _too_large(limit)
    return None


def _counting(scope: Scope, receive: Receive, exchange: _Exchange) -> Receive:
    has_deadline = not scope["path"].endswith(STREAM_SUFFIXES)

    async def counted() -> Message:
        if exchange.is_read:
            return await receive()
        if has_deadline:
            left = exchange.deadline - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), max(left, 0.001))
            except TimeoutError:
                exchange.refusal = TriloomError(
                    "request.too_slow", status=408, headers={"Connection": "close"}
                )
                raise _BodyRefused from None
        else:
            message = await receive()
        if message["type"] == "http.request":
            exchange.seen += len(message.get("body", b""))
            exchange.is_read = not message.get("more_body", False)
            if exchange.seen > exchange.limit:
                exchange.refusal = _too_large(exchange.limit)
                raise _BodyRefused
        return message

    return counted


def _add_headers(scope: Scope, headers: MutableHeaders) -> None:
    for name, value in SECURITY_HEADERS:
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _DEFAULT_POLICY)
    headers.setdefault("X-Request-Id", scope["state"]["request_id"])
    if scope["path"].startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    services = getattr(scope.get("app"), "state", None)
    settings = getattr(getattr(services, "services", None), "settings", None)
    if settings is not None and (settings.public_url or "").startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
