"""Chart spec → Altair → Vega-Lite, and Vega-Lite → picture; the only module that imports Altair.

It runs in a child process. Input and output are plain JSON; the grammar is closed, so neither an
address, an image nor a signal can reach the renderer. Data is named `rows` and sent beside the spec.
"""

from typing import Any, cast

import altair as alt

from triloom_core.json_types import Json, JsonObject
from triloom_report.chart_locale import FONT, LOCALES, axis_format

MARKS: tuple[str, ...] = ("bar", "line", "area", "point", "bubble", "arc", "heatmap", "funnel")
LABEL_SUFFIX = "__label"
"""Categories are drawn by `key__label`, which a look-up in the spec adds to the data."""
LARGEST_PIXELS = 2_000
_QUANTITIES = frozenset({"integer", "decimal", "currency", "float"})
_UNITS: dict[str, Any] = {
    "year": "utcyear",
    "quarter": "utcyearquarter",
    "month": "utcyearmonth",
    "week": "utcyearmonthdate",
    "day": "utcyearmonthdate",
    "hour": "utcyearmonthdatehours",
}


def build(payload: JsonObject) -> JsonObject:
    """Return the Vega-Lite spec of `payload`: mark, channels, columns, title, language, sort order.

    `columns` maps a key to label, type, grain and `is_percent`; channels name those keys.
    """
    language = str(payload.get("language") or "en")
    columns = cast("dict[str, JsonObject]", payload["columns"])
    channels = {
        name: str(key)
        for name, key in cast("JsonObject", payload["channels"]).items()
        if str(key) in columns
    }
    mark = str(payload["mark"])
    chart = alt.Chart(alt.NamedData(name="rows"))
    chart = _with_mark(chart, mark)
    encodings = _encodings(mark, channels, columns, payload, language)
    chart = chart.encode(**encodings).properties(
        width=cast("Any", "container"), height=320, title=str(payload.get("title") or "")
    )
    spec = cast("JsonObject", chart.to_dict(validate=True))
    spec["config"] = _config(language)
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    return spec


def _with_mark(chart: Any, mark: str) -> Any:
    match mark:
        case "bar" | "funnel":
            return chart.mark_bar(cornerRadiusEnd=2)
        case "line":
            return chart.mark_line(point=True)
        case "area":
            return chart.mark_area(opacity=0.75)
        case "bubble":
            return chart.mark_circle(opacity=0.7)
        case "arc":
            return chart.mark_arc(innerRadius=50)
        case "heatmap":
            return chart.mark_rect()
        case _:
            return chart.mark_point(filled=True)


def _encodings(
    mark: str,
    channels: dict[str, str],
    columns: dict[str, JsonObject],
    payload: JsonObject,
    language: str,
) -> dict[str, Any]:
    builders: dict[str, Any] = {
        "x": alt.X, "y": alt.Y, "color": alt.Color, "size": alt.Size,
        "column": alt.Column, "row": alt.Row,
    }  # fmt: skip
    encodings: dict[str, Any] = {}
    for name, key in channels.items():
        if name == "tooltip":
            continue
        target = name
        if mark == "arc":
            target = {"x": "color", "y": "theta"}.get(name, name)
        builder = alt.Theta if target == "theta" else builders[target]
        settings = _channel(target, mark, key, columns[key], language)
        if target == "y" and mark == "funnel":
            settings["sort"] = None
        if target == "y" and mark in {"bar", "area"} and not payload.get("stack", True):
            settings["stack"] = False
        encodings[target] = builder(field=_field(_shown(key, columns[key])), **settings)
    encodings["tooltip"] = [
        alt.Tooltip(
            field=_field(key), type=_type(column), title=str(column["label"]),
            **_format(column, language, is_axis=False),
        )
        for key, column in columns.items()
    ]  # fmt: skip
    return encodings


def _channel(name: str, mark: str, key: str, column: JsonObject, language: str) -> dict[str, Any]:
    kind = _type(column)
    settings: dict[str, Any] = {"type": kind, "title": str(column["label"])}
    formats = _format(column, language, is_axis=True)
    if name in {"x", "y"}:
        settings["axis"] = alt.Axis(labelOverlap=True, **formats)
        unit = _UNITS.get(str(column.get("grain") or ""))
        if kind == "temporal" and unit and mark in {"bar", "heatmap"}:
            settings["timeUnit"] = unit
        if kind == "temporal":
            settings["scale"] = alt.Scale(type="utc")
        if kind == "nominal" and mark != "funnel":
            settings["sort"] = None
        if kind == "quantitative" and mark == "point":
            settings["scale"] = alt.Scale(zero=False)
    elif name in {"color", "size"}:
        settings["legend"] = alt.Legend(**formats)
        if kind == "nominal":
            settings["sort"] = None
    return settings


def _shown(key: str, column: JsonObject) -> str:
    """Return the member of a datum that is drawn: a category is shown by its text."""
    return f"{key}{LABEL_SUFFIX}" if column.get("is_category") else key


def _field(key: str) -> str:
    """Escape what Vega-Lite would read as a path into the datum."""
    return key.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[").replace("]", "\\]")


def _type(column: JsonObject) -> str:
    kind = str(column["type"])
    if column.get("is_category"):
        return "nominal"
    if kind in _QUANTITIES:
        return "quantitative" if column.get("role") == "measure" else "ordinal"
    return "temporal" if kind in {"date", "datetime"} else "nominal"


def _format(column: JsonObject, language: str, *, is_axis: bool) -> dict[str, Any]:
    kind = _type(column)
    if kind == "temporal":
        text = axis_format(str(column.get("grain") or column["type"]), language)
        return {"format": text} if is_axis else {"format": text, "formatType": "time"}
    if kind == "quantitative":
        if column.get("is_percent"):
            return {"format": ".1%"}
        return {"format": "~s" if is_axis else ",.2~f"}
    return {}


def _config(language: str) -> Json:
    locale = LOCALES.get(language, LOCALES["en"])
    return {
        "font": FONT,
        "locale": cast("Json", locale),
        "view": {"stroke": "transparent"},
        "axis": {"grid": True, "gridOpacity": 0.4},
    }


def render(payload: JsonObject) -> bytes:
    """Return the picture of `spec` with `rows` as png or svg; `width`, `height` in pixels."""
    import vl_convert

    spec = dict(cast("JsonObject", payload["spec"]))
    spec["datasets"] = {"rows": payload["rows"]}
    width, height = (
        max(100, min(int(cast("int", payload.get(name) or default)), LARGEST_PIXELS))
        for name, default in (("width", 800), ("height", 400))
    )
    spec["width"], spec["height"] = width, height
    spec["background"] = "white"
    options: dict[str, Any] = {"allowed_base_urls": [], "show_warnings": False}
    if payload.get("format") == "svg":
        return str(vl_convert.vegalite_to_svg(spec, **options)).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=2, **options))


def warm(_payload: Json) -> bool:
    """Do nothing; the import of this module was the work."""
    return True
