"""`/apps/{app}/{kind}`: documents, drafts, versions, publishing; registered last, for it is general."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from triloom.access.capabilities import require_capability
from triloom.api.bodies import RawBody, parse_json
from triloom.api.dependencies import Read, Write
from triloom.api.detached import Detached
from triloom.api.problems import fault_to_json
from triloom.api.tags import read_tag
from triloom.audit.security_log import log
from triloom.context import RequestContext
from triloom.metadata import drafts, history, publish
from triloom.metadata.dependencies import app_edges
from triloom.metadata.documents import delete_document, list_documents
from triloom.metadata.kinds import KIND_NAMES
from triloom.metadata.publish_steps import publish_in_steps
from triloom_core.json_types import Json, JsonObject

router = APIRouter(tags=["documents"])
AppKey = Annotated[str, Path(description="Key of the app.", examples=["repair"])]
Kind = Annotated[str, Path(description=f"One of {', '.join(KIND_NAMES)}.", examples=["forms"])]
Key = Annotated[str, Path(description="Key of the document.", examples=["machine"])]
IfMatch = Annotated[str | None, Header(alias="If-Match")]
DryRun = Annotated[bool, Query(description="Answer the plan and change nothing.")]
DOCUMENT = "/apps/{app}/{kind}/{key}"


DRAFT_BODY: dict[str, JsonValue] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": "A document, or {body: document}."},
                "example": {
                    "body": {"key": "machine", "fields": [{"key": "name", "type": "text"}]}
                },
            }
        },
    }
}


class PublishBody(BaseModel):
    """Tokens of the losses that the publisher agrees to, as the plan names them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"consent": []}]})
    consent: list[str] = Field(default_factory=list, max_length=500)


class DocumentAddress(BaseModel):
    """One document of the app."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    key: str


class ChangeSetBody(PublishBody):
    """The drafts to publish as one; all drafts of the app when left out."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"documents": [{"kind": "forms", "key": "machine"}]}]},
    )
    documents: list[DocumentAddress] | None = Field(None, max_length=500)


class RevertBody(PublishBody):
    """The version to go back to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"version": 1}]})
    version: int = Field(ge=1)


def _json(value: Json, *, tag: int | None = None, status: int = 200) -> Response:
    headers = {} if tag is None else {"ETag": f'"{tag}"'}
    return Response(
        orjson.dumps(value), media_type="application/json", headers=headers, status_code=status
    )


def _state(ctx: RequestContext, state: drafts.DocumentState) -> Response:
    body: JsonObject = {
        "id": str(state.id),
        "kind": state.kind,
        "key": state.key,
        "state": state.state,
        "version": state.version or None,
        "published_version": state.version or None,
        "rev": state.rev,
        "sha256": state.sha256,
        "body": state.body,
        "problems": [fault_to_json(fault, ctx.language) for fault in state.problems],
    }
    return _json(body, tag=state.rev)


@router.post("/apps/{app}/publish", response_class=Response)
def publish_app(
    request: Detached, app: AppKey, body: ChangeSetBody, dry_run: DryRun = False
) -> Response:
    """Publish several drafts as one change set, or answer its plan."""
    request.require_build(app)
    wanted = None if body.documents is None else [(item.kind, item.key) for item in body.documents]
    addresses = None if wanted is None else tuple(wanted)
    return _publish(request, app, addresses, body.consent, dry_run=dry_run)


def _publish(
    request: Detached,
    app: str,
    addresses: tuple[tuple[str, str], ...] | None,
    consent: list[str],
    *,
    dry_run: bool,
) -> Response:
    if dry_run:
        with request.services.reading(request.principal, language=request.language) as ctx:
            return _json(publish.plan_publish(ctx, app, addresses))
    answer = publish_in_steps(
        request.services, request.principal, request.language, app, addresses, consent=consent
    )
    return _json(answer)


@router.get("/apps/{app}/dependencies", response_class=Response)
def read_dependencies(ctx: Read, app: AppKey) -> Response:
    """Return the graph of the app: documents as nodes, references as edges."""
    require_capability(ctx, "build", app)
    ctx.catalog.app(app)
    nodes: list[Json] = []
    for kind in KIND_NAMES:
        for document in ctx.catalog.documents(app, kind):
            label = document.body.get("label", document.key)
            nodes.append({"kind": kind, "key": document.key, "label": label})
    edges: list[Json] = [
        {
            "from": {"kind": edge.source[0], "key": edge.source[1]},
            "to": {"kind": edge.target[0], "key": edge.target[1], "field": edge.field},
            "pointer": edge.pointer,
        }
        for edge in app_edges(ctx.catalog, app)
    ]
    return _json({"nodes": nodes, "edges": edges})


@router.get("/apps/{app}/{kind}", response_class=Response)
def list_of_kind(ctx: Read, app: AppKey, kind: Kind) -> Response:
    """List the documents of a kind, drafts included."""
    require_capability(ctx, "build", app)
    items: list[Json] = list(list_documents(ctx, app, kind))
    return _json({"items": items})


@router.get(DOCUMENT, response_class=Response)
def read_document(
    ctx: Read,
    app: AppKey,
    kind: Kind,
    key: Key,
    version: Annotated[str, Query(description="draft, published, or a number.")] = "published",
) -> Response:
    """Return a document with its expressions as text; `draft` falls back to the published one."""
    require_capability(ctx, "build", app)
    return _state(ctx, drafts.read_document(ctx, app, kind, key, version))


@router.delete(DOCUMENT, status_code=204)
def remove_document(ctx: Write, app: AppKey, kind: Kind, key: Key) -> None:
    """Hide a document; refused with 409 while another one refers to it."""
    require_capability(ctx, "build", app)
    delete_document(ctx, app, kind, key)
    log(ctx, "document.deleted", data={"app": app, "kind": kind, "key": key})


@router.put(DOCUMENT + "/draft", response_class=Response, openapi_extra=DRAFT_BODY)
def save_draft(
    ctx: Write, app: AppKey, kind: Kind, key: Key, raw: RawBody, if_match: IfMatch = None
) -> Response:
    """Save the draft under its revision: 412 when it moved on, 428 when the revision is missing."""
    require_capability(ctx, "build", app)
    body = parse_json(raw)
    given = body["body"] if isinstance(body, dict) and set(body) == {"body"} else body
    state = drafts.save_draft(ctx, app, kind, key, given, if_match=read_tag(if_match))
    return _state(ctx, state)


@router.delete(DOCUMENT + "/draft", status_code=204)
def drop_draft(ctx: Write, app: AppKey, kind: Kind, key: Key, if_match: IfMatch = None) -> None:
    """Drop the draft; what is published stays."""
    require_capability(ctx, "build", app)
    drafts.delete_draft(ctx, app, kind, key, if_match=read_tag(if_match) or "*")


@router.get(DOCUMENT + "/versions", response_class=Response)
def list_versions(ctx: Read, app: AppKey, kind: Kind, key: Key) -> Response:
    """List the published versions, newest first."""
    require_capability(ctx, "build", app)
    items: list[Json] = list(history.list_versions(ctx, app, kind, key))
    return _json({"items": items})


@router.get(DOCUMENT + "/diff", response_class=Response)
def read_diff(
    ctx: Read,
    app: AppKey,
    kind: Kind,
    key: Key,
    first: Annotated[str, Query(alias="from")] = "published",
    second: Annotated[str, Query(alias="to")] = "draft",
) -> Response:
    """Return what differs between two versions."""
    require_capability(ctx, "build", app)
    items: list[Json] = list(history.diff(ctx, app, kind, key, first, second))
    return _json({"from": first, "to": second, "differences": items})


@router.post(DOCUMENT + "/publish", response_class=Response)
def publish_document(
    request: Detached,
    app: AppKey,
    kind: Kind,
    key: Key,
    body: PublishBody | None = None,
    dry_run: DryRun = False,
) -> Response:
    """Publish one draft, or answer its plan."""
    request.require_build(app)
    consent = body.consent if body else []
    return _publish(request, app, ((kind, key),), consent, dry_run=dry_run)


@router.post(DOCUMENT + "/revert", response_class=Response)
def revert_document(
    ctx: Write, app: AppKey, kind: Kind, key: Key, body: RevertBody, dry_run: DryRun = False
) -> Response:
    """Publish an old version again; cells of undone type changes come back."""
    require_capability(ctx, "build", app)
    answer = publish.revert(
        ctx, app, kind, key, body.version, consent=body.consent, dry_run=dry_run
    )
    return _json(answer)
