"""Answers as JSON: columns with names and texts for their values, rows, totals, a summary in words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from triloom.reports.labels import (
    NOTHING_LABEL,
    OTHER_LABEL,
    dimension_label,
    measure_label,
    value_labels,
)
from triloom.reports.reach import origin_of
from triloom.reports.summary import summarise
from triloom_core.json_types import Json, JsonObject
from triloom_core.text import pick
from triloom_core.value_types import Kind
from triloom_report.analysis import KnownMeasure
from triloom_report.expressions import is_aggregate
from triloom_report.kpi import read_kpi
from triloom_report.results import OTHER, ResultTable, to_json, to_number

if TYPE_CHECKING:
    from triloom.context import RequestContext
    from triloom.reports.query import Answer

_FUNNEL: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("stage", "text", "dimension", {"en": "Stage", "zh-CN": "阶段"}),
    ("count", "integer", "measure", {"en": "Records", "zh-CN": "记录数"}),
    ("of_previous", "float", "measure", {"en": "Of previous", "zh-CN": "占上一步"}),
    ("of_first", "float", "measure", {"en": "Of first", "zh-CN": "占第一步"}),
)


def answer_to_json(ctx: "RequestContext", answer: "Answer") -> JsonObject:
    """Return the data of a report as clients get it."""
    if answer.spec.kind == "funnel":
        columns, rows = _funnel(ctx, answer)
    else:
        columns = columns_of(ctx, answer)
        rows = rows_of(answer.table)
    body: JsonObject = {
        "columns": cast("Json", columns),
        "rows": cast("Json", rows),
        "kind": answer.spec.kind,
        "as_of": {"position": answer.position, "at": to_json(ctx.now)},
        "truncated": answer.table.is_truncated,
        "ignored_filters": [item.field for item in answer.ignored],
    }
    body["summary"] = summarise(columns, rows, ctx.language)
    if answer.spec.pivot is not None and answer.spec.kind == "pivot":
        pivot = answer.spec.pivot
        body["pivot"] = {
            "rows": list(pivot.rows),
            "columns": list(pivot.columns),
            "totals": [
                {"keys": list(keys), "rows": cast("Json", rows_of(table))}
                for keys, table in answer.totals
            ],
        }
    if answer.spec.kind == "kpi":
        body["kpi"] = read_kpi(answer.spec, answer.table, ctx.now, ctx.organisation.zone)
    return body


def columns_of(ctx: "RequestContext", answer: "Answer") -> list[JsonObject]:
    """Return the columns of a table."""
    table = answer.table
    columns: list[JsonObject] = []
    for place, column in enumerate(table.columns):
        shown: JsonObject = {"key": column.key, "type": column.type.kind.value, "role": column.role}
        if column.type.kind is Kind.CURRENCY and column.type.code:
            shown["currency"] = column.type.code
        known = answer.analysis.dimension(column.key) if column.role == "dimension" else None
        if known is None:
            measure = next(m for m in answer.analysis.measures if m.spec.key == column.key)
            shown["label"] = measure_label(answer, measure, ctx.language)
            if _is_percent(measure):
                shown["is_percent"] = True
        else:
            shown["label"] = dimension_label(answer, known, ctx.language)
            shown["grain"] = column.grain
            origin = origin_of(answer.spec.source, known.spec)
            if origin is not None:
                shown["field"] = origin
            if known.spec.top is not None and any(row[place] is OTHER for row in table.rows):
                shown["other"] = pick(OTHER_LABEL, ctx.language)
            labels = value_labels(ctx, answer, known, [row[place] for row in table.rows])
            if labels:
                shown["options"] = _options(labels)
        columns.append(shown)
    return columns


def _is_percent(measure: KnownMeasure) -> bool:
    """A quotient of two counts is a share; a metric says itself what it is."""
    named = measure.spec.format or (measure.metric.format if measure.metric else None)
    if named is not None:
        return named == "percent"
    ast = measure.spec.expression
    if not isinstance(ast, dict) or "/" not in ast:
        return False
    sides = cast("list[Json]", ast["/"])
    return all(is_aggregate(side) and _names(side) in {"count", "count_if"} for side in sides)


def _names(node: Json) -> str:
    return next(iter(node)) if isinstance(node, dict) else ""


def rows_of(table: ResultTable) -> list[list[Json]]:
    """Return rows as JSON; the rest of a top-N is `{"other": true}`, as a drill takes it."""
    return [
        [{"other": True} if value is OTHER else to_json(value) for value in row]
        for row in table.rows
    ]


def _funnel(ctx: "RequestContext", answer: "Answer") -> tuple[list[JsonObject], list[list[Json]]]:
    assert answer.analysis.source is not None
    stages = {stage.id: stage for stage in answer.analysis.source.stages}
    columns: list[JsonObject] = [
        {"key": key, "type": kind, "role": role, "label": pick(label, ctx.language)}
        for key, kind, role, label in _FUNNEL
    ]
    columns[0]["options"] = _options(
        {stage.key: pick(stage.label, ctx.language) or stage.key for stage in stages.values()}
    )
    columns[0]["field"] = f"{answer.spec.source}:stage"
    columns[2]["is_percent"] = columns[3]["is_percent"] = True
    rows: list[list[Json]] = [
        [stages[step.stage].key, step.count, step.of_previous, step.of_first]
        for step in answer.steps
    ]
    return columns, rows


def text_of(column: JsonObject, value: Json, language: str) -> str:
    """Return a cell as a reader sees it in a table of texts."""
    if value is None:
        return pick(NOTHING_LABEL, language) if column["role"] == "dimension" else ""
    if isinstance(value, dict):
        return pick(OTHER_LABEL, language)
    key = str(value).lower() if isinstance(value, bool) else str(value)
    return option_labels(column).get(key, key)


def option_labels(column: JsonObject) -> dict[str, str]:
    """Return value → text of a column's options."""
    options = cast("list[JsonObject]", column.get("options") or [])
    return {str(option["key"]): str(option["label"]) for option in options}


def _options(labels: JsonObject) -> Json:
    return [{"key": key, "label": label} for key, label in labels.items()]


def chart_rows(columns: Sequence[JsonObject], rows: Sequence[Sequence[Json]]) -> list[JsonObject]:
    """Return rows as data of a chart: numbers as numbers, everything else as in the rows."""
    exact = {
        str(column["key"])
        for column in columns
        if column["role"] == "measure" and column["type"] in {"decimal", "currency"}
    }
    return [
        {
            str(column["key"]): to_number(Decimal(value))
            if isinstance(value, str) and column["key"] in exact
            else value
            for column, value in zip(columns, row, strict=True)
        }
        for row in rows
    ]
