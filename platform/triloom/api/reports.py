"""Reports over HTTP: ask, show, draw, export, drill down to the records."""

from typing import Annotated, Any, Literal, cast

import orjson
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from triloom.access.rights import require
from triloom.api.bodies import body_of, described_body
from triloom.api.dependencies import Read
from triloom.context import RequestContext
from triloom.reports.answers import answer_to_json
from triloom.reports.charts import chart_of, no_chart, picture_of
from triloom.reports.exports import to_csv
from triloom.reports.query import DRILL_LIMIT, Question, published_report, read_query
from triloom.reports.reach import CrossFilter, read_filters
from triloom.reports.running import RUNNING
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_report.spec import ReportSpec

router = APIRouter(tags=["reports"])
REPORTS = "/apps/{app}/reports"
Format = Literal["json", "csv", "png", "svg"]
EXAMPLE: Json = {
    "report": {
        "source": "request",
        "dimensions": [{"field": "opened_on", "grain": "month"}],
        "measures": [{"key": "n", "aggregate": "count"}],
        "chart": {"mark": "bar", "x": "opened_on", "y": "n"},
    },
    "filters": [{"field": "site.region", "values": ["east"]}],
}


class AskBody(BaseModel):
    """A report document as a question, and cross-filters on top of it."""

    model_config = ConfigDict(extra="forbid")
    report: dict[str, Any]
    filters: list[Any] = Field(default_factory=list)
    query_id: str | None = Field(
        default=None, max_length=64, description="a name under which the question can be cancelled"
    )


class DrillBody(BaseModel):
    """The cell that was clicked: dimension key → value as the report showed it."""

    model_config = ConfigDict(extra="forbid")
    report: dict[str, Any] | None = None
    key: str | None = None
    cell: dict[str, Any] = Field(default_factory=dict)
    filters: list[Any] = Field(default_factory=list)
    limit: int = Field(default=DRILL_LIMIT, ge=1, le=10_000)


def parse_filters(text: str | None) -> tuple[CrossFilter, ...]:
    """Read the `filters` parameter, a JSON list; raises 400."""
    if not text:
        return ()
    try:
        value: Json = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise TriloomError("report.invalid_filters", status=400) from error
    return read_filters(value)


def _json(body: Json) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")


def _file(content: bytes, kind: Format, name: str) -> Response:
    types = {"csv": "text/csv; charset=utf-8", "png": "image/png", "svg": "image/svg+xml"}
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "X-Content-Type-Options": "nosniff",
    }
    if kind == "svg":
        headers["Content-Security-Policy"] = "sandbox"
    return Response(content, media_type=types[kind], headers=headers)


def _answer(
    ctx: RequestContext,
    app: str,
    spec: ReportSpec,
    filters: tuple[CrossFilter, ...],
    *,
    kind: Format,
    wants_chart: bool,
    size: tuple[int, int] = (800, 400),
) -> Response:
    question = Question(ctx, app, spec)
    if kind != "json":
        require(ctx, question.sources.published[spec.source], "export")
    data = answer_to_json(ctx, question.ask(filters))
    if kind == "csv":
        return _file(to_csv(data, ctx.language), kind, spec.key)
    if not wants_chart and kind == "json":
        return _json(data)
    chart = chart_of(ctx, spec, data)
    if chart is None:
        raise no_chart(spec)
    if kind == "json":
        return _json(chart)
    picture = picture_of(ctx, chart, kind, width=size[0], height=size[1])
    return _file(picture, kind, spec.key)


@router.post(
    REPORTS + "/query", response_class=Response, openapi_extra=described_body(AskBody, EXAMPLE)
)
def query(
    ctx: Read,
    app: str,
    body: Annotated[AskBody, Depends(body_of(AskBody))],
    format: Format = "json",
) -> Response:
    """Ask a report that is not saved; the answer carries its chart when the report has one."""
    ctx.catalog.app(app)
    spec = read_query(cast("Json", body.report))
    filters = read_filters(cast("Json", body.filters))
    if format != "json":
        return _answer(ctx, app, spec, filters, kind=format, wants_chart=format != "csv")
    name = (ctx.principal.user_id, body.query_id or ctx.request_id)
    with RUNNING.named(name) as running:
        question = Question(ctx, app, spec, pointer="/report", query=running)
        data: JsonObject = answer_to_json(ctx, question.ask(filters))
    drawn = chart_of(ctx, spec, data)
    data["spec"] = None if drawn is None else drawn["spec"]
    data["data"] = None if drawn is None else drawn["data"]
    return _json(data)


@router.delete(REPORTS + "/queries/{query_id}", status_code=204, response_class=Response)
def cancel(ctx: Read, app: str, query_id: str) -> Response:
    """Cancel an own question that still runs in this process, by the name it was given."""
    ctx.catalog.app(app)
    if not RUNNING.cancel((ctx.principal.user_id, query_id)):
        raise TriloomError("report.no_such_query", status=404, data={"name": query_id[:64]})
    return Response(status_code=204)


@router.get(REPORTS + "/{key}/data", response_class=Response)
def data(
    ctx: Read, app: str, key: str, filters: str | None = None, format: Format = "json"
) -> Response:
    """Return the rows of a report: columns, rows, totals, a summary in words; or a CSV file."""
    spec = published_report(ctx, app, key)
    return _answer(
        ctx, app, spec, parse_filters(filters), kind=format, wants_chart=format in {"png", "svg"}
    )


@router.get(REPORTS + "/{key}/chart", response_class=Response)
def chart(
    ctx: Read,
    app: str,
    key: str,
    filters: str | None = None,
    format: Format = "json",
    width: Annotated[int, Query(ge=100, le=2000)] = 800,
    height: Annotated[int, Query(ge=100, le=2000)] = 400,
) -> Response:
    """Return the chart of a report: Vega-Lite with the named dataset `rows`; or PNG, SVG, CSV."""
    spec = published_report(ctx, app, key)
    return _answer(
        ctx, app, spec, parse_filters(filters), kind=format, wants_chart=True, size=(width, height)
    )


@router.post(
    REPORTS + "/drill",
    response_class=Response,
    openapi_extra=described_body(DrillBody, {"key": "by_region", "cell": {"region": "east"}}),
)
def drill(ctx: Read, app: str, body: Annotated[DrillBody, Depends(body_of(DrillBody))]) -> Response:
    """Return the ids of the records behind a cell; reading the records is the only right needed."""
    ctx.catalog.app(app)
    if body.report is not None:
        spec = read_query(cast("Json", body.report))
    else:
        spec = published_report(ctx, app, body.key or "")
    question = Question(ctx, app, spec, pointer="/report" if body.report is not None else "")
    filters = read_filters(cast("Json", body.filters))
    cell = cast("dict[str, Json]", body.cell)
    ids, is_truncated = question.drill(cell, filters, body.limit)
    return _json({"form": spec.source, "ids": cast("Json", ids), "truncated": is_truncated})
