"""The edge of the process: request ids, body and header limits, security headers.

Pure ASGI, because it must count the body while it is read and touch every answer, errors included.
"""

import uuid
from collections.abc import Awaitable, Callable, MutableMapping
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


class _BodyTooLargeError(Exception):
    """Raised inside `receive` when the body outgrows the limit of its route."""


class EdgeMiddleware:
    """Wraps the application; see the module for what it does."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = uuid.uuid4().hex
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(scope, MutableHeaders(scope=message))
            await send(message)

        limit = body_limit(scope["path"])
        refusal = _refuse_early(scope, limit)
        if refusal is not None:
            await problem_response(Request(scope), refusal)(scope, receive, send_with_headers)
            return
        try:
            await self.app(scope, _counting(receive, limit), send_with_headers)
        except _BodyTooLargeError:
            if not started:
                refusal = _too_large(limit)
                await problem_response(Request(scope), refusal)(scope, receive, send_with_headers)


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


def _counting(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _BodyTooLargeError
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
