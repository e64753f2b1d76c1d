"""One sentence about a result, for people who hear a chart or see no picture."""

from collections.abc import Sequence
from typing import cast

from triloom_core.json_types import Json, JsonObject

_TEXTS: dict[str, dict[str, str]] = {
    "empty": {"en": "No rows.", "zh-CN": "没有数据。"},
    "single": {"en": "{label}: {value}.", "zh-CN": "{label}:{value}。"},
    "rows": {"en": "{count} rows.", "zh-CN": "共 {count} 行。"},
    "range": {
        "en": "{label}: largest {high} ({high_at}), smallest {low} ({low_at}), {count} groups.",
        "zh-CN": "{label}:最大 {high}({high_at}),最小 {low}({low_at}),共 {count} 组。",
    },
    "change": {
        "en": " From {first} to {last} it went from {start} to {end}.",
        "zh-CN": "从 {first} 到 {last},由 {start} 变为 {end}。",
    },
}


def summarise(columns: Sequence[JsonObject], rows: Sequence[Sequence[Json]], language: str) -> str:
    """Return the largest and smallest group of the first measure and, over time, the change."""
    if not rows:
        return _text("empty", language)
    measures = [place for place, column in enumerate(columns) if column["role"] == "measure"]
    dimensions = [place for place, column in enumerate(columns) if column["role"] == "dimension"]
    if not measures:
        return _text("rows", language, count=len(rows))
    place = measures[0]
    label = str(columns[place]["label"])
    if not dimensions:
        return _text("single", language, label=label, value=_shown(columns[place], rows[0][place]))
    known = [(float(str(row[place])), row) for row in rows if _is_number(row[place])]
    if not known:
        return _text("rows", language, count=len(rows))
    (_high, high), (_low, low) = max(known, key=_first), min(known, key=_first)

    def at(row: Sequence[Json]) -> str:
        return " · ".join(_shown(columns[index], row[index]) for index in dimensions)

    text = _text(
        "range", language, label=label, count=len(rows),
        high=_shown(columns[place], high[place]), high_at=at(high),
        low=_shown(columns[place], low[place]), low_at=at(low),
    )  # fmt: skip
    if len(dimensions) == 1 and columns[dimensions[0]]["type"] == "date" and len(rows) > 1:
        text += _text(
            "change", language, first=at(rows[0]), last=at(rows[-1]),
            start=_shown(columns[place], rows[0][place]), end=_shown(columns[place], rows[-1][place]),
        )  # fmt: skip
    return text


def _first(pair: tuple[float, Sequence[Json]]) -> float:
    return pair[0]


def _is_number(value: Json) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return value is not None and not isinstance(value, bool)


def _shown(column: JsonObject, value: Json) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return str(column.get("other") or "…")
    if column.get("is_percent"):
        return f"{float(str(value)):.1%}"
    options = cast("list[JsonObject]", column.get("options") or [])
    text = next((str(o["label"]) for o in options if o["key"] == value), str(value))
    if column["type"] in {"decimal", "currency", "float"} and column["role"] == "measure":
        return f"{float(text):,.2f}".rstrip("0").rstrip(".")
    return text


def _text(name: str, language: str, **data: object) -> str:
    texts = _TEXTS[name]
    return texts.get(language, texts["en"]).format(**data)
