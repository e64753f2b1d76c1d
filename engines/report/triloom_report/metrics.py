"""A metric's own filter, carried into each of its aggregates."""

from triloom_core.expression.tree import arguments_of, split
from triloom_report.expressions import Ast, replace_aggregates


def with_condition(expression: Ast, condition: Ast) -> Ast:
    """Return the measure that counts only rows where the condition holds.

    The condition goes into the aggregates, not into the report's filter: two metrics with different
    filters stand side by side in one report.
    """
    if condition is None:
        return expression

    def narrow(call: Ast) -> Ast:
        name, _content = split(call)
        arguments = arguments_of(call)
        if name == "count" and not arguments:
            return {"count_if": [condition]}
        if name == "count_if":
            return {name: [{"and": [condition, arguments[0]]}]}
        if name in {"sum_if", "avg_if"}:
            return {name: [arguments[0], {"and": [condition, arguments[1]]}]}
        return {name: [{"if": [condition, arguments[0], None]}, *arguments[1:]]}

    return replace_aggregates(expression, narrow)
