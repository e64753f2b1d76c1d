"""An authenticated request that holds no transaction: for work that needs several of its own."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from triloom.access.capabilities import require_capability
from triloom.access.principal import Principal
from triloom.api.dependencies import open_context, services_of
from triloom.services import Services


@dataclass(frozen=True, slots=True)
class DetachedRequest:
    """Who asks, in which language, and the services; every transaction is the callee's own."""

    services: Services
    principal: Principal
    language: str

    def require_build(self, app_key: str) -> None:
        """Raise 403 unless the caller may build the app."""
        with self.services.reading(self.principal, language=self.language) as ctx:
            ctx.catalog.app(app_key)
            require_capability(ctx, "build", app_key)


def detached_request(request: Request) -> DetachedRequest:
    """Authenticate like a write does, CSRF included, and end that transaction at once."""
    opened = open_context(request, writing=True)
    ctx = next(opened)
    found = DetachedRequest(services_of(request), ctx.principal, ctx.language)
    for _ in opened:
        pass
    return found


Detached = Annotated[DetachedRequest, Depends(detached_request)]
