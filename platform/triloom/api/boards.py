"""Boards over HTTP: the data of all tiles in one answer."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import Response

from triloom.api.dependencies import Read
from triloom.api.reports import parse_filters
from triloom.reports.boards import board_data

router = APIRouter(tags=["boards"])


@router.get("/apps/{app}/boards/{key}/data", response_class=Response)
def data(
    ctx: Read,
    app: str,
    key: str,
    filters: Annotated[
        str | None, Query(description='JSON list of {"field", "values", "grain"?, "form"?}')
    ] = None,
    tiles: Annotated[str | None, Query(description="ids of tiles, separated by commas")] = None,
) -> Response:
    """Return every tile with columns, rows, chart spec and summary, cross-filtered.

    A filter reaches each tile from whose form a chain of links leads to the field; a tile that it
    cannot reach lists it under `ignored_filters`.
    """
    chosen = None if tiles is None else frozenset(tiles.split(","))
    body = board_data(ctx, app, key, parse_filters(filters), chosen)
    return Response(orjson.dumps(body), media_type="application/json")
