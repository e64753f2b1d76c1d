"""The board and the metric document as data."""

from dataclasses import dataclass
from typing import cast

from triloom_core.json_types import Json, JsonObject
from triloom_core.text import LocalizedText
from triloom_report.expressions import Ast, read_ast
from triloom_report.spec import ReportSpec, WeekStart


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One tile: a report by key, or a query of its own."""

    id: str
    title: LocalizedText | None
    report: str | None
    query: JsonObject | None
    place: JsonObject
    """x, y, w and h in columns and rows of the board's grid, as far as they are given."""


def tile_id(tile: JsonObject, place: int) -> str:
    """Return the id of a tile; one that has none is named by its place."""
    return str(tile.get("id") or f"tile_{place}")


@dataclass(frozen=True, slots=True)
class BoardFilterSpec:
    """A field that the reader of a board may filter by; `form` when tiles have several sources."""

    key: str
    field: str
    label: LocalizedText | None
    form: str | None


@dataclass(frozen=True, slots=True)
class BoardSpec:
    """A board document."""

    key: str
    label: LocalizedText | None
    tiles: tuple[TileSpec, ...]
    filters: tuple[BoardFilterSpec, ...]
    zone: str | None
    week_start: WeekStart | None

    @classmethod
    def from_json(cls, body: Json) -> "BoardSpec":
        """Read a body that fits the JSON Schema."""
        document = cast("JsonObject", body)
        return cls(
            key=str(document["key"]),
            label=cast("LocalizedText | None", document.get("label")),
            tiles=tuple(
                TileSpec(
                    id=tile_id(tile, place),
                    title=cast("LocalizedText | None", tile.get("title")),
                    report=cast("str | None", tile.get("report")),
                    query=cast("JsonObject | None", tile.get("query")),
                    place={name: tile[name] for name in ("x", "y", "w", "h") if name in tile},
                )
                for place, tile in enumerate(cast("list[JsonObject]", document.get("tiles") or []))
            ),
            filters=tuple(
                BoardFilterSpec(
                    key=str(item.get("key") or item["field"]),
                    field=str(item["field"]),
                    label=cast("LocalizedText | None", item.get("label")),
                    form=cast("str | None", item.get("form")),
                )
                for item in cast("list[JsonObject]", document.get("filters") or [])
            ),
            zone=cast("str | None", document.get("zone")),
            week_start=cast("WeekStart | None", document.get("week_start")),
        )

    def query_of(self, tile: TileSpec) -> ReportSpec | None:
        """Return the tile's own query, None when it shows a report."""
        return None if tile.query is None else ReportSpec.from_json(tile.query)


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """A measure with a name, declared once per app."""

    key: str
    label: LocalizedText | None
    source: str
    expression: Ast
    filter: Ast
    unit: str | None
    format: str

    @classmethod
    def from_json(cls, body: Json) -> "MetricSpec":
        """Read a body that fits the JSON Schema; raises ExpressionError for unreadable text."""
        document = cast("JsonObject", body)
        return cls(
            key=str(document["key"]),
            label=cast("LocalizedText | None", document.get("label")),
            source=str(document["source"]),
            expression=read_ast(document["expression"]),
            filter=read_ast(document.get("filter")),
            unit=cast("str | None", document.get("unit")),
            format=str(document.get("format") or "number"),
        )
