"""`/apps/{app}/package`, `/packages`: apps as zip files of YAML documents."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query, Request, Response

from triloom.access.capabilities import require_capability
from triloom.api.bodies import RawBody
from triloom.api.dependencies import Read, Write
from triloom.audit.security_log import log
from triloom.metadata.packages import export_package, install_package, read_package

router = APIRouter(tags=["apps"])
AppKey = Annotated[str, Path(description="Key of the app.", examples=["repair"])]
ZIP = "application/zip"


@router.get("/apps/{app}/package", response_class=Response, responses={200: {"content": {ZIP: {}}}})
def read_app_package(ctx: Read, app: AppKey) -> Response:
    """Return the published documents of an app as a zip of YAML files."""
    require_capability(ctx, "build", app)
    content = export_package(ctx, app)
    name = f'attachment; filename="{app}.zip"'
    return Response(content, media_type=ZIP, headers={"Content-Disposition": name})


@router.post("/packages", response_class=Response)
def install(
    ctx: Write,
    request: Request,
    raw: RawBody,
    dry_run: Annotated[bool, Query(description="Answer the plan and change nothing.")] = False,
    consent: Annotated[list[str] | None, Query(description="Tokens of the plan.")] = None,
) -> Response:
    """Install or upgrade an app from a zip (the body itself, `application/zip`)."""
    require_capability(ctx, "build")
    package = read_package(raw)
    with ctx.connection.begin_nested() as savepoint:
        answer = install_package(ctx, package, consent=consent or (), dry_run=dry_run)
        if dry_run:
            savepoint.rollback()
    ctx.forget_catalog()
    if not dry_run:
        log(ctx, "package.installed", data={"app": package.key})
    return Response(orjson.dumps(answer), media_type="application/json")
