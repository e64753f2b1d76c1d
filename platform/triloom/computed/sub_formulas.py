"""Formulas inside the rows of a sub-table: they read their own row, nothing else."""

from triloom.computed.evaluate import to_result
from triloom.computed.graph import tree_of
from triloom.computed.rollups import row_environment
from triloom.context import RequestContext
from triloom.records.layout import FormLayout
from triloom_core.errors import TriloomError
from triloom_core.expression import compile_expression, fields_of
from triloom_core.json_types import Json, JsonObject
from triloom_form.spec import FieldSpec


def fill_rows(
    ctx: RequestContext, layout: FormLayout, sub: FieldSpec, rows: list[JsonObject]
) -> None:
    """Put the value of every formula into the rows, inputs before what reads them."""
    for field in _ordered(sub):
        evaluate = layout.evaluators.get(field.id)
        if evaluate is None:
            try:
                evaluate = compile_expression(tree_of(field.settings.get("expression")))
            except TriloomError:
                continue
            layout.evaluators[field.id] = evaluate
        for row in rows:
            value: Json = to_result(field, evaluate, row_environment(ctx, sub, row))
            row[field.key] = value


def _ordered(sub: FieldSpec) -> list[FieldSpec]:
    waiting = {item.key: item for item in sub.fields if item.type == "formula"}
    if not waiting:
        return []
    inputs = {
        key: {path[0] for path in fields_of(tree_of(item.settings.get("expression")))}
        for key, item in waiting.items()
    }
    ordered: list[FieldSpec] = []
    while waiting:
        ready = [key for key in waiting if waiting.keys().isdisjoint(inputs[key])]
        if not ready:
            return ordered
        ordered += [waiting.pop(key) for key in ready]
    return ordered
