"""The start-up check that no route answers a stranger by accident."""

from collections.abc import Callable, Iterable, Iterator

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from triloom.api.dependencies import read_context, write_context
from triloom.api.detached import detached_request

GUARDS: frozenset[Callable[..., object]] = frozenset(
    {read_context, write_context, detached_request}
)
"""Dependencies that authenticate."""

OPEN: frozenset[tuple[str, str]] = frozenset({("POST", "/session")})
"""Routes that need no principal: logging in."""

SELF_GUARDED: frozenset[tuple[str, str]] = frozenset({("GET", "/events")})
"""Routes that authenticate inside, again and again while they stream."""


def require_guards(routers: Iterable[APIRouter]) -> None:
    """Raise RuntimeError that names every route without a guard."""
    bare = [
        f"{method} {route.path}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if (method, route.path) not in OPEN | SELF_GUARDED and not _is_guarded(route.dependant)
    ]
    if bare:
        message = f"routes without Read, Write or Detached: {', '.join(sorted(bare))}"
        raise RuntimeError(message)


def _is_guarded(dependant: Dependant) -> bool:
    return any(found.call in GUARDS for found in _all_below(dependant))


def _all_below(dependant: Dependant) -> Iterator[Dependant]:
    for found in dependant.dependencies:
        yield found
        yield from _all_below(found)
