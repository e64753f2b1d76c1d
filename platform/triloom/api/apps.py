"""`/apps`: the apps of the organisation."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from triloom.access.capabilities import require_capability
from triloom.access.rights import can
from triloom.api.dependencies import Read, Write
from triloom.api.tags import read_tag
from triloom.context import RequestContext
from triloom.metadata import apps
from triloom.metadata.catalog import PublishedApp
from triloom_core.errors import TriloomError

router = APIRouter(tags=["apps"])
AppKey = Annotated[str, Path(description="Key of the app.", examples=["repair"])]
IfMatch = Annotated[str | None, Header(alias="If-Match")]


class AppBody(BaseModel):
    """One app."""

    id: uuid.UUID
    key: str
    label: JsonValue
    description: JsonValue
    icon: str | None
    package_version: str | None
    requires: list[str]
    rev: int


class AppList(BaseModel):
    """The apps that the caller may see."""

    items: list[AppBody]


class NewApp(BaseModel):
    """An app to create."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"key": "repair", "label": {"en": "Repair"}}]},
    )

    key: str = Field(max_length=63)
    label: dict[str, str] | str | None = None
    description: dict[str, str] | str | None = None
    icon: str | None = Field(None, max_length=60)


class AppChange(BaseModel):
    """Members to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"icon": "tool"}]})

    label: dict[str, str] | str | None = None
    description: dict[str, str] | str | None = None
    icon: str | None = Field(None, max_length=60)
    requires: list[str] | None = None


def _body(app: PublishedApp) -> AppBody:
    def plain(value: object) -> JsonValue:
        return value if value is None or isinstance(value, str) else dict(value)  # type: ignore[call-overload]

    return AppBody(
        id=app.id, key=app.key, label=plain(app.label), description=plain(app.description),
        icon=app.icon, package_version=app.package_version, requires=list(app.requires),
        rev=app.rev,
    )  # fmt: skip


def may_see(ctx: RequestContext, key: str) -> bool:
    """Tell whether the caller has anything to do with an app."""
    principal = ctx.principal
    if principal.sees_everything or principal.roles_in(key):
        return True
    if principal.has_capability("build", key):
        return True
    return any(
        can(ctx, form, "read") or can(ctx, form, "create") for form in ctx.catalog.forms(key)
    )


@router.get("/apps")
def list_apps(ctx: Read) -> AppList:
    """List the apps that the caller may see."""
    return AppList(items=[_body(app) for app in ctx.catalog.apps() if may_see(ctx, app.key)])


@router.post("/apps", status_code=201)
def create_app(ctx: Write, body: NewApp, response: Response) -> AppBody:
    """Create an app; its documents come as drafts."""
    require_capability(ctx, "build")
    settings = {"description": body.description, "icon": body.icon}
    app = apps.create_app(ctx, body.key, label=body.label, settings=settings)  # type: ignore[arg-type]
    response.headers["ETag"] = f'"{app.rev}"'
    return _body(app)


@router.get("/apps/{app}")
def read_app(ctx: Read, app: AppKey, response: Response) -> AppBody:
    """Return an app."""
    found = ctx.catalog.app(app)
    if not may_see(ctx, app):
        raise TriloomError("app.not_found", status=404, data={"app": app})
    response.headers["ETag"] = f'"{found.rev}"'
    return _body(found)


@router.patch("/apps/{app}")
def change_app(
    ctx: Write, app: AppKey, body: AppChange, response: Response, if_match: IfMatch = None
) -> AppBody:
    """Change label, description, icon or requirements of an app."""
    require_capability(ctx, "build", app)
    tag = read_tag(if_match)
    rev = tag if isinstance(tag, int) else None
    changes = body.model_dump(exclude_unset=True)
    found = apps.change_app(ctx, app, changes, rev=rev)
    response.headers["ETag"] = f'"{found.rev}"'
    return _body(found)


@router.delete("/apps/{app}", status_code=204)
def delete_app(ctx: Write, app: AppKey) -> None:
    """Hide an app; refused with 409 while another app requires it."""
    require_capability(ctx, "build")
    apps.delete_app(ctx, app)
