"""Chart of an answer: the spec is built once per shape by a child, the data travels beside it."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, cast

from triloom.reports.answers import chart_rows, text_of
from triloom.reports.query import hash_of
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_report.spec import ChartSpec, ReportSpec

if TYPE_CHECKING:
    from triloom.context import RequestContext

BUILD, RENDER = "triloom_report.charts:build", "triloom_report.charts:render"
BUILD_SECONDS = 30.0
RENDER_SECONDS = 30.0
MOST_MARKS = 5_000
_CACHE_SIZE = 512
_DATED = frozenset({"date", "datetime"})
_FUNNEL = ChartSpec("funnel", {"x": "count", "y": "stage"})


class _SpecCache:
    """Specs by the hash of what they depend on; they hold no data, so readers may share them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._specs: OrderedDict[str, JsonObject] = OrderedDict()

    def get(self, key: str) -> JsonObject | None:
        with self._lock:
            found = self._specs.get(key)
            if found is not None:
                self._specs.move_to_end(key)
            return found

    def put(self, key: str, spec: JsonObject) -> None:
        with self._lock:
            self._specs[key] = spec
            while len(self._specs) > _CACHE_SIZE:
                self._specs.popitem(last=False)


_cache = _SpecCache()


def chart_of(ctx: "RequestContext", spec: ReportSpec, data: JsonObject) -> JsonObject | None:
    """Return `spec`, `data`, `title`, `summary` of an answer's chart; None when it has none."""
    chart = _FUNNEL if spec.kind == "funnel" and spec.chart is None else spec.chart
    if chart is None:
        return None
    columns = cast("list[JsonObject]", data["columns"])
    rows = cast("list[list[Json]]", data["rows"])
    title = pick(chart.title, ctx.language) or pick(spec.label, ctx.language)
    payload = _payload(chart, columns, title, ctx.language)
    key = hash_of(payload)
    built = _cache.get(key)
    if built is None:
        answer = ctx.services.children.call(
            pool="trusted", function=BUILD, payload=payload, timeout=BUILD_SECONDS
        )
        built = cast("JsonObject", answer)
        _cache.put(key, built)
    drawn = rows[:MOST_MARKS]
    shown = chart_rows(columns, drawn)
    transform = _look_ups(columns, drawn, ctx.language)
    return {
        "spec": {**built, "transform": transform, "description": data["summary"]},
        "data": cast("Json", shown),
        "title": title,
        "summary": data["summary"],
        "truncated": bool(data["truncated"]) or len(rows) > MOST_MARKS,
        "as_of": data["as_of"],
        "columns": data["columns"],
    }


def _is_category(column: JsonObject) -> bool:
    return column["role"] == "dimension" and column["type"] not in _DATED


def _look_ups(
    columns: Sequence[JsonObject], rows: Sequence[Sequence[Json]], language: str
) -> list[Json]:
    """Return the transforms that give each category its text; no expression is involved."""
    steps: list[Json] = []
    for place, column in enumerate(columns):
        if not _is_category(column):
            continue
        known = {str(row[place]): row[place] for row in rows}
        values: list[Json] = [
            {"value": value, "label": text_of(column, value, language)} for value in known.values()
        ]
        steps.append(
            {
                "lookup": column["key"],
                "from": {"data": {"values": values}, "key": "value", "fields": ["label"]},
                "as": [f"{column['key']}__label"],
            }
        )
    return steps


def _payload(
    chart: ChartSpec, columns: Sequence[JsonObject], title: str, language: str
) -> JsonObject:
    described: JsonObject = {
        str(column["key"]): {
            "label": column["label"],
            "type": column["type"],
            "role": column["role"],
            "grain": column.get("grain"),
            "is_percent": bool(column.get("is_percent")),
            "is_category": _is_category(column),
        }
        for column in columns
    }
    return {
        "mark": chart.mark,
        "channels": dict(chart.channels),
        "columns": described,
        "title": title,
        "language": language,
        "stack": chart.stack,
    }


def picture_of(
    ctx: "RequestContext",
    chart: JsonObject,
    kind: Literal["png", "svg"],
    *,
    width: int = 800,
    height: int = 400,
) -> bytes:
    """Return the chart as a picture, drawn by a child with the fonts of the machine."""
    payload: JsonObject = {
        "spec": chart["spec"],
        "rows": chart["data"],
        "format": kind,
        "width": width,
        "height": height,
    }
    return ctx.services.children.call_bytes(
        pool="trusted", function=RENDER, payload=payload, timeout=RENDER_SECONDS
    )


def no_chart(spec: ReportSpec) -> TriloomError:
    """Return the error for a report that has no chart."""
    return TriloomError("report.no_chart", status=400, data={"report": spec.key})
