"""Records over HTTP: list, query, one record, bulk, history, restore."""

import uuid
from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.api.bodies import RawBody, body_of, described_body
from triloom.api.dependencies import Read, Write
from triloom.context import RequestContext
from triloom.records import bulk, history, write
from triloom.records.idempotency import Answer, KeyedRequest, once
from triloom.records.model import DEFAULT_LIMIT, CountMode, Record, RecordQuery
from triloom.records.present import page_to_json, record_to_json
from triloom.records.query import list_records
from triloom.records.query_text import read_fields, read_sort
from triloom.records.read import get_record
from triloom.records.views import with_view
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json

router = APIRouter(tags=["records"])
FORM = "/apps/{app}/forms/{form}/records"
JSON = "application/json"
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=100)]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=500)]


class RecordBody(BaseModel):
    """Values of a record by field key; `owner_id` gives it to somebody else than the caller."""

    model_config = ConfigDict(extra="forbid")
    values: dict[str, Any] = Field(default_factory=dict)
    owner_id: uuid.UUID | None = None


class QueryBody(BaseModel):
    """A list question; `filter` is expression text or a tree."""

    model_config = ConfigDict(extra="forbid")
    filter: Any = None
    sort: str | list[str] | None = None
    fields: str | list[str] | None = None
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    count: CountMode = "capped"
    search: str | None = None
    view: str | None = None
    trash: bool = False


class BulkBody(BaseModel):
    """Many writes of one form in one request; `upsert_on` names a unique field."""

    model_config = ConfigDict(extra="forbid")
    create: list[dict[str, Any]] = Field(default_factory=list)
    update: list[dict[str, Any]] = Field(default_factory=list)
    delete: list[Any] = Field(default_factory=list)
    upsert: list[dict[str, Any]] = Field(default_factory=list)
    upsert_on: str | None = None
    atomic: bool = True


EXAMPLE: Json = {
    "values": {"name": "Annual service", "amount": {"amount": "1200.00", "currency": "CNY"}}
}


def answer_json(
    body: Json, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return a JSON answer; values are JSON already, so nothing is converted again."""
    return Response(orjson.dumps(body), status_code=status, media_type=JSON, headers=headers)


def record_answer(ctx: RequestContext, record: Record, *, status: int = 200) -> Answer:
    """Return a record with its ETag."""
    body = orjson.dumps(record_to_json(ctx, record)).decode()
    return Answer(status, body, {"ETag": f'"{record.rev}"'})


def respond(answer: Answer) -> Response:
    """Return an answer as an HTTP response."""
    media_type = JSON if answer.body else None
    return Response(
        answer.body, status_code=answer.status, media_type=media_type, headers=dict(answer.headers)
    )


def run_once(
    ctx: RequestContext, request: Request, key: str | None, raw: bytes, run: Callable[[], Answer]
) -> Response:
    """Run a write, under its idempotency key when it has one."""
    if key is None:
        return respond(run())
    keyed = KeyedRequest(request.method, request.url.path, key, raw)
    return respond(once(ctx, keyed, run))


def read_revision(text: str | None) -> int | None:
    """Return the revision of an If-Match header; 428 is the caller's matter when it is None."""
    if text is None:
        return None
    plain = text.strip().removeprefix("W/").strip('"')
    if not plain.isdigit() or len(plain) > 18:  # noqa: PLR2004  (int64)
        raise TriloomError("record.revision_malformed", status=400, data={"given": text[:40]})
    return int(plain)


@router.get(FORM, response_class=Response)
def list_(
    ctx: Read,
    app: str,
    form: str,
    filter: str | None = None,  # noqa: A002  (the parameter's public name)
    sort: str | None = None,
    fields: str | None = None,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
    count: CountMode = "capped",
    search: str | None = None,
    view: str | None = None,
    trash: Annotated[bool, Query(description="only deleted records")] = False,
) -> Response:
    """List records: filter as text, sort like `-amount,account.name`, keyset pages."""
    body = QueryBody(
        filter=filter, sort=sort, fields=fields, limit=limit, cursor=cursor, count=count,
        search=search, view=view, trash=trash,
    )  # fmt: skip
    return _list(ctx, app, form, body)


@router.post(
    FORM + "/query",
    response_class=Response,
    openapi_extra=described_body(QueryBody, {"filter": "amount > 100", "sort": "-amount"}),
)
def query(
    ctx: Read, app: str, form: str, body: Annotated[QueryBody, Depends(body_of(QueryBody))]
) -> Response:
    """List records with a question as a body; filters may be trees."""
    return _list(ctx, app, form, body)


def _list(ctx: RequestContext, app: str, form: str, body: QueryBody) -> Response:
    published = ctx.catalog.form(app, form)
    asked = RecordQuery(
        filter=body.filter,
        sort=read_sort(body.sort),
        fields=read_fields(body.fields),
        limit=body.limit,
        cursor=body.cursor,
        count=body.count,
        search=body.search,
        trash=body.trash,
    )
    asked = with_view(ctx, published, asked, body.view)
    return answer_json(page_to_json(ctx, published, list_records(ctx, published, asked)))


@router.post(
    FORM,
    status_code=201,
    response_class=Response,
    openapi_extra=described_body(RecordBody, EXAMPLE),
)
def create(
    ctx: Write,
    request: Request,
    app: str,
    form: str,
    body: Annotated[RecordBody, Depends(body_of(RecordBody))],
    raw: RawBody,
    key: IdempotencyKey = None,
) -> Response:
    """Create a record with its sub-rows."""
    published = ctx.catalog.form(app, form)

    def run() -> Answer:
        record = write.create_record(ctx, published, body.values, owner_id=body.owner_id)
        answer = record_answer(ctx, record, status=201)
        place = f"{request.url.path}/{record.id}"
        return Answer(answer.status, answer.body, {**answer.headers, "Location": place})

    return run_once(ctx, request, key, raw, run)


@router.post(
    FORM + "/bulk",
    response_class=Response,
    openapi_extra=described_body(BulkBody, {"create": [EXAMPLE], "atomic": True}),
)
def bulk_write(
    ctx: Write,
    request: Request,
    app: str,
    form: str,
    body: Annotated[BulkBody, Depends(body_of(BulkBody))],
    raw: RawBody,
    key: IdempotencyKey = None,
) -> Response:
    """Write many records: all or none when `atomic`, else each row with its own result."""
    published = ctx.catalog.form(app, form)

    def run() -> Answer:
        asked = bulk.BulkRequest(
            create=body.create, update=body.update, delete=body.delete, upsert=body.upsert,
            upsert_on=body.upsert_on, atomic=body.atomic,
        )  # fmt: skip
        result = bulk.run_bulk(ctx, published, asked)
        return Answer(200, orjson.dumps(result.to_json(ctx)).decode(), {})

    return run_once(ctx, request, key, raw, run)


@router.get(FORM + "/{record}", response_class=Response)
def read(ctx: Read, app: str, form: str, record: uuid.UUID, *, trash: bool = False) -> Response:
    """Return one record with its ETag; `trash` finds deleted ones too."""
    found = get_record(ctx, ctx.catalog.form(app, form), record, trash=trash)
    return respond(record_answer(ctx, found))


@router.patch(
    FORM + "/{record}", response_class=Response, openapi_extra=described_body(RecordBody, EXAMPLE)
)
def update(
    ctx: Write,
    request: Request,
    app: str,
    form: str,
    record: uuid.UUID,
    body: Annotated[RecordBody, Depends(body_of(RecordBody))],
    raw: RawBody,
    if_match: IfMatch = None,
    key: IdempotencyKey = None,
) -> Response:
    """Change fields; `If-Match` carries the revision that the change is based on."""
    published = ctx.catalog.form(app, form)
    base_rev = read_revision(if_match)
    if base_rev is None:
        raise TriloomError("record.revision_missing", status=428)

    def run() -> Answer:
        return record_answer(
            ctx,
            write.update_record(
                ctx, published, record, body.values, base_rev=base_rev, owner_id=body.owner_id
            ),
        )

    return run_once(ctx, request, key, raw, run)


@router.delete(FORM + "/{record}", status_code=204, response_class=Response)
def delete(
    ctx: Write, app: str, form: str, record: uuid.UUID, if_match: IfMatch = None
) -> Response:
    """Move a record to the trash."""
    published = ctx.catalog.form(app, form)
    write.delete_record(ctx, published, record, base_rev=read_revision(if_match))
    return Response(status_code=204)


@router.post(FORM + "/{record}/restore", response_class=Response)
def restore(ctx: Write, app: str, form: str, record: uuid.UUID) -> Response:
    """Bring a record back from the trash."""
    return respond(
        record_answer(ctx, write.restore_record(ctx, ctx.catalog.form(app, form), record))
    )


@router.get(FORM + "/{record}/history", response_class=Response)
def record_history(
    ctx: Read,
    app: str,
    form: str,
    record: uuid.UUID,
    before: int | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Return the changes of a record, newest first, as far as the caller may see the fields."""
    published = ctx.catalog.form(app, form)
    return answer_json(history.history(ctx, published, record, before=before, limit=limit))


@router.get(FORM + "/{record}/timeline", response_class=Response)
def record_timeline(
    ctx: Read,
    app: str,
    form: str,
    record: uuid.UUID,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Return what happened to a record and to the records that link to it, newest first."""
    published = ctx.catalog.form(app, form)
    return answer_json(history.timeline(ctx, published, record, limit=limit))
