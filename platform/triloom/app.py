"""The ASGI application: routers, problem handlers, edge middleware, the built UI."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool

from triloom import __version__
from triloom.api import (
    actions,
    apps,
    audit,
    boards,
    compiled,
    documents,
    events,
    explain,
    exports,
    files,
    flows,
    health,
    imports,
    jobs,
    me,
    models,
    notifications,
    packages,
    records,
    reports,
    roles,
    schemas,
    search,
    session,
    tasks,
    teams,
    templates,
    tokens,
    users,
    webhooks,
)
from triloom.api.edge import EdgeMiddleware
from triloom.api.guards import require_guards
from triloom.api.problems import install_problem_handlers
from triloom.api.web import install_web
from triloom.lifecycle import start, stop
from triloom.services import Services, build_services
from triloom.settings import load_settings
from triloom.warming import warm_in_background

API = "/api/v1"
ROUTERS: tuple[APIRouter, ...] = (
    apps.router,
    compiled.router,
    packages.router,
    schemas.router,
    session.router,
    me.router,
    users.router,
    teams.router,
    roles.router,
    tokens.router,
    models.router,
    templates.router,
    explain.router,
    audit.router,
    records.router,
    events.router,
    search.router,
    files.router,
    exports.router,
    imports.router,
    reports.router,
    boards.router,
    actions.router,
    tasks.router,
    flows.router,
    jobs.router,
    notifications.router,
    webhooks.router,
    documents.router,  # last: it takes any kind
)
"""One router per noun, under `/api/v1`."""


def create_app(services: Services | None = None) -> FastAPI:
    """Return the application over given services, or over those of the environment."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # in a thread of its own: opening databases and job runners must not hold the event loop
        if services is not None:
            used = services
        else:
            used = await run_in_threadpool(_services_of_environment)
        app.state.services = used
        await run_in_threadpool(start, used)
        closing = threading.Event()
        if services is None:
            warm_in_background(used, closing)
        yield
        closing.set()
        await run_in_threadpool(lambda: stop(used, owned=services is None))

    app = FastAPI(
        title="triloom",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    if services is not None:
        app.state.services = services
    install_problem_handlers(app)
    require_guards(ROUTERS)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    app.include_router(health.router)
    install_web(app)
    app.add_middleware(EdgeMiddleware)
    return app


def _services_of_environment() -> Services:
    return build_services(load_settings())
