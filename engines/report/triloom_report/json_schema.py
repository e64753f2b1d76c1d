"""JSON Schemas (2020-12) of the three document kinds of this engine."""

from triloom_core.json_types import Json, JsonObject
from triloom_report.spec import CYCLE_GRAINS, LARGEST_LIMIT, PERIOD_GRAINS, REPORT_KINDS

KEY: JsonObject = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,62}$"}
FIELD: JsonObject = {
    "type": "string",
    "pattern": r"^[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62}){0,5}$",
}
LABEL: JsonObject = {
    "anyOf": [
        {"type": "string", "maxLength": 200},
        {
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": 200},
            "maxProperties": 20,
        },
    ]
}
EXPRESSION: JsonObject = {
    "type": ["string", "object", "boolean", "number", "null"],
    "description": "An expression as text, or as its tree.",
}
ZONE: JsonObject = {"type": "string", "maxLength": 64}
WEEK_START: JsonObject = {"enum": ["monday", "sunday", "saturday"]}
AGGREGATES: list[Json] = [
    "count", "count_distinct", "sum", "avg", "min", "max", "median", "percentile",
]  # fmt: skip
MARKS: list[Json] = ["bar", "line", "area", "point", "bubble", "arc", "heatmap", "funnel"]

FORMAT: JsonObject = {"enum": ["number", "percent", "currency", "duration"]}
_TOP = {
    "type": "object",
    "required": ["limit", "by"],
    "properties": {
        "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
        "by": KEY,
        "other": {"type": "boolean"},
    },
    "additionalProperties": False,
}
_DIMENSION = {
    "type": "object",
    "anyOf": [{"required": ["field"]}, {"required": ["expression", "key"]}],
    "properties": {
        "field": FIELD,
        "expression": EXPRESSION,
        "grain": {"enum": [*PERIOD_GRAINS, *CYCLE_GRAINS]},
        "key": KEY,
        "label": LABEL,
        "top": _TOP,
        "fill": {"type": "boolean"},
    },
    "additionalProperties": False,
}
_MEASURE = {
    "type": "object",
    "anyOf": [
        {"required": ["expression", "key"]},
        {"required": ["aggregate"]},
        {"required": ["metric"]},
    ],
    "properties": {
        "key": KEY,
        "label": LABEL,
        "expression": EXPRESSION,
        "field": FIELD,
        "aggregate": {"enum": AGGREGATES},
        "fraction": {"type": "number", "minimum": 0, "maximum": 1},
        "metric": KEY,
        "format": FORMAT,
    },
    "additionalProperties": False,
}
_CHART = {
    "type": "object",
    "required": ["mark"],
    "properties": {
        "mark": {"enum": MARKS},
        **dict.fromkeys(("x", "y", "color", "size", "column", "row", "tooltip"), KEY),
        "title": LABEL,
        "stack": {"type": "boolean"},
    },
    "additionalProperties": False,
}


def _report(required: list[Json]) -> JsonObject:
    properties: dict[str, object] = {
        "kind": {"enum": ["report", *REPORT_KINDS]},
        "type": {"enum": [*REPORT_KINDS]},
        "flow": KEY,
        "id": {"type": "string"},
        "key": KEY,
        "label": LABEL,
        "description": LABEL,
        "source": KEY,
        "dimensions": {"type": "array", "items": _DIMENSION, "maxItems": 12},
        "measures": {"type": "array", "items": _MEASURE, "maxItems": 24},
        "filter": EXPRESSION,
        "having": EXPRESSION,
        "sort": {
            "type": "array",
            "maxItems": 12,
            "items": {
                "type": "object",
                "required": ["key"],
                "properties": {"key": KEY, "descending": {"type": "boolean"}},
                "additionalProperties": False,
            },
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT},
        "chart": _CHART,
        "funnel": {
            "type": "object",
            "properties": {
                "stages": {"type": "array", "items": KEY, "maxItems": 50, "uniqueItems": True},
                "mode": {"enum": ["ordered", "reached"]},
            },
            "additionalProperties": False,
        },
        "pivot": {
            "type": "object",
            "required": ["rows", "columns"],
            "properties": {
                "rows": {"type": "array", "items": KEY, "maxItems": 6},
                "columns": {"type": "array", "items": KEY, "maxItems": 6},
                "totals": {"type": "boolean"},
            },
            "additionalProperties": False,
        },
        "kpi": {
            "type": "object",
            "properties": {
                "date": KEY,
                "compare": {"enum": ["previous", "previous_year"]},
                "target": {"type": "number"},
                "periods": {"type": "integer", "minimum": 1, "maximum": 120},
            },
            "additionalProperties": False,
        },
        "zone": ZONE,
        "week_start": WEEK_START,
    }
    return _object(properties, required)


def _object(properties: dict[str, object], required: list[Json]) -> JsonObject:
    schema: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }
    return schema  # type: ignore[return-value]


REPORT_SCHEMA: JsonObject = _report(["key", "source"])
QUERY_SCHEMA: JsonObject = _report(["source"])
METRIC_SCHEMA: JsonObject = _object(
    {
        "kind": {"const": "metric"},
        "id": {"type": "string"},
        "key": KEY,
        "label": LABEL,
        "description": LABEL,
        "source": KEY,
        "expression": EXPRESSION,
        "filter": EXPRESSION,
        "unit": {"type": "string", "maxLength": 20},
        "format": FORMAT,
        "fold": {"enum": ["sum", "last", "average", "none"]},
    },
    ["key", "source", "expression"],
)
_TILE = {
    "type": "object",
    "anyOf": [{"required": ["report"]}, {"required": ["query"]}],
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 64},
        "title": LABEL,
        "report": KEY,
        "query": {key: value for key, value in QUERY_SCHEMA.items() if key != "$schema"},
        **{name: {"type": "integer", "minimum": 0, "maximum": 1000} for name in ("x", "y")},
        **{name: {"type": "integer", "minimum": 1, "maximum": 100} for name in ("w", "h")},
    },
    "additionalProperties": False,
}
BOARD_SCHEMA: JsonObject = _object(
    {
        "kind": {"const": "board"},
        "id": {"type": "string"},
        "key": KEY,
        "label": LABEL,
        "description": LABEL,
        "tiles": {"type": "array", "items": _TILE, "maxItems": 60},
        "filters": {
            "type": "array",
            "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["field"],
                "properties": {
                    "id": {"type": "string"},
                    "key": KEY,
                    "label": LABEL,
                    "field": FIELD,
                    "form": KEY,
                },
                "additionalProperties": False,
            },
        },
        "zone": ZONE,
        "week_start": WEEK_START,
    },
    ["key", "tiles"],
)
