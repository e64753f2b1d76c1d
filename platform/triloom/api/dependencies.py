"""What an endpoint asks for: one transaction, and the principal who acts in it.

Every route takes `Read`, `Write` or `Anonymous`; a route without one of them fails the start.
The transaction ends before the answer leaves (`scope="function"`), so that 2xx means committed.
It begins when the whole body is here: a slow sender holds no connection and no writer's lock.
Requests above the limits wait without a thread, so that those inside always find one.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from triloom.access.authentication import authenticate, require_csrf
from triloom.api.bodies import RawBody
from triloom.context import RequestContext
from triloom.services import Services
from triloom_core.text import negotiate_language

READS_AT_ONCE = 12
WRITES_AT_ONCE = 6
"""Together below the pool of connections (16 and 4 more), which jobs use as well."""


def services_of(request: Request) -> Services:
    """Return the services of the process that answers."""
    services: Services = request.app.state.services
    return services


def open_context(request: Request, *, writing: bool) -> Iterator[RequestContext]:
    """Yield a context over one transaction, for an authenticated principal."""
    services = services_of(request)
    opened = services.database.write() if writing else services.database.read()
    with opened as connection:
        principal = authenticate(request, connection, services)
        if writing:
            require_csrf(request, principal)
        language = principal.language or negotiate_language(
            request.headers.get("accept-language"), services.organisation.default_language
        )
        header = request.headers.get("accept-language")
        if header and header != "*":
            language = negotiate_language(header, language)
        request.state.language = language
        request_id = getattr(request.state, "request_id", None)
        yield services.context(connection, principal, language=language, request_id=request_id)


def read_context(request: Request, _body: RawBody) -> Iterator[RequestContext]:
    """Yield a context over one read snapshot, for an authenticated principal."""
    yield from open_context(request, writing=False)


def write_context(request: Request, _body: RawBody) -> Iterator[RequestContext]:
    """Yield a context over one write transaction, for an authenticated principal."""
    yield from open_context(request, writing=True)


Read = Annotated[
    RequestContext, Depends(read_context, scope="function", max_concurrency=READS_AT_ONCE)
]
Write = Annotated[
    RequestContext, Depends(write_context, scope="function", max_concurrency=WRITES_AT_ONCE)
]
ProcessServices = Annotated[Services, Depends(services_of)]
