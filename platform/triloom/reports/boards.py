"""Boards: every tile asked under the reader's rights and the board's filters, zone and week."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from triloom.reports.answers import answer_to_json
from triloom.reports.charts import chart_of
from triloom.reports.query import Question, published_report
from triloom.reports.reach import CrossFilter
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.messages import render
from triloom_core.text import pick
from triloom_report.board import BoardSpec, TileSpec
from triloom_report.results import to_json
from triloom_report.spec import ReportSpec

if TYPE_CHECKING:
    from triloom.context import RequestContext


def board_data(
    ctx: "RequestContext",
    app_key: str,
    key: str,
    filters: Sequence[CrossFilter],
    tile_ids: frozenset[str] | None = None,
) -> JsonObject:
    """Return the data of a board's tiles (of some of them when `tile_ids` is given).

    A tile that cannot be answered says why in `problem`; the others are not held up by it.
    """
    board = BoardSpec.from_json(ctx.catalog.document(app_key, "boards", key).body)
    tiles: list[Json] = [
        _tile(ctx, app_key, board, tile, filters)
        for tile in board.tiles
        if tile_ids is None or tile.id in tile_ids
    ]
    return {
        "key": board.key,
        "label": pick(board.label, ctx.language) or board.key,
        "tiles": tiles,
        "filters": [
            {
                "key": item.key,
                "label": pick(item.label, ctx.language) or item.key,
                "field": item.field if item.form is None else f"{item.form}:{item.field}",
            }
            for item in board.filters
        ],
        "as_of": {"position": None, "at": to_json(ctx.now)},
    }


def _tile(
    ctx: "RequestContext",
    app_key: str,
    board: BoardSpec,
    tile: TileSpec,
    filters: Sequence[CrossFilter],
) -> JsonObject:
    title = pick(tile.title, ctx.language)
    try:
        spec = board.query_of(tile) or published_report(ctx, app_key, tile.report or "")
        title = title or pick(spec.label, ctx.language) or spec.key
        return {"id": tile.id, **tile.place, **_answered(ctx, app_key, board, spec, title, filters)}
    except TriloomError as error:
        if error.status >= 500:  # noqa: PLR2004  (the whole board waits when the engine does)
            raise
        nothing: JsonObject = {"columns": [], "rows": [], "spec": None, "summary": None}
        problem = _problem(ctx, error)
        return {"id": tile.id, **tile.place, "title": title, **nothing, "problem": problem}


def _answered(
    ctx: "RequestContext",
    app_key: str,
    board: BoardSpec,
    spec: ReportSpec,
    title: str,
    filters: Sequence[CrossFilter],
) -> JsonObject:
    question = Question(
        ctx, app_key, spec, zone=board.zone or spec.zone, week_start=board.week_start
    )
    data = answer_to_json(ctx, question.ask(filters))
    chart = chart_of(ctx, spec, data)
    return {
        "title": title,
        "report": spec.key,
        "source": spec.source,
        "spec": None if chart is None else chart["spec"],
        "data": None if chart is None else chart["data"],
        "problem": None,
        **data,
    }


def _problem(ctx: "RequestContext", error: TriloomError) -> JsonObject:
    from triloom.messages import CATALOGUE

    errors: list[Json] = [
        {
            "pointer": fault.pointer,
            "code": fault.code,
            "message": render(CATALOGUE, fault.code, ctx.language, fault.data),
        }
        for fault in error.faults
    ]
    # The report was published, so it is sound; what it names is not there for this reader.
    code = "report.tile_unavailable" if error.code == "report.invalid" else error.code
    message = render(CATALOGUE, code, ctx.language, error.data)
    return {"code": code, "message": message, "errors": errors}
