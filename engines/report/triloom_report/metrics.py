"""Rewriting measures: a metric's own filter goes into its aggregates, a mean becomes sum over count."""

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


def without_means(expression: Ast) -> Ast:
    """Return the measure with every mean written as sum / count, which is the same by definition.

    Both parts are cheap for any engine; the exact quotient is then computed once per group.
    """

    def split_mean(call: Ast) -> Ast:
        name, _content = split(call)
        arguments = arguments_of(call)
        if name == "avg":
            return {"/": [{"sum": arguments}, {"count": arguments}]}
        if name == "avg_if":
            value: Ast = {"if": [arguments[1], arguments[0], None]}
            return {"/": [{"sum_if": arguments}, {"count": [value]}]}
        return call

    return replace_aggregates(expression, split_mean)
