"""The stored tree → a closure over an Environment, run under a step budget.

Values keep their own scale while running, so a tree needs no types to be evaluated; `check` is what
guarantees that kinds meet. A call with values that do not fit raises ExpressionError, nothing else.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from triloom_core.expression.checker import Checked
from triloom_core.expression.environment import Environment, Run
from triloom_core.expression.errors import ExpressionError
from triloom_core.expression.functions.operators import instant_of
from triloom_core.expression.functions.specification import Function, Parameter
from triloom_core.expression.functions.table import FUNCTIONS
from triloom_core.expression.tree import (
    MAXIMUM_INTEGER,
    MAXIMUM_ITEMS,
    Ast,
    arguments_of,
    is_literal,
    normalize,
    path_of,
    split,
)
from triloom_core.value_types import Value

Closure = Callable[[Run], Value]


def compile_expression(source: Checked | Ast) -> Callable[[Environment], Value]:
    """Return the evaluator of a tree; evaluating raises only ExpressionError."""
    tree = source.ast if isinstance(source, Checked) else normalize(source)
    closure = compile_node(tree)

    def evaluate(environment: Environment) -> Value:
        try:
            value = closure(Run(environment))
        except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise ExpressionError(
                "expression.cannot_evaluate", data={"reason": str(error)[:200]}
            ) from error
        if isinstance(value, int) and not -MAXIMUM_INTEGER <= value <= MAXIMUM_INTEGER:
            return None
        return value

    return evaluate


def literal_value(node: Ast) -> Value:
    """Return the value of a literal node."""
    if isinstance(node, dict):
        name, content = split(node)
        text = str(content)
        if name == "decimal":
            return Decimal(text)
        if name == "date":
            return date.fromisoformat(text)
        return instant_of(text) if name == "datetime" else time.fromisoformat(text)
    return node if not isinstance(node, list) else None


def compile_node(node: Ast) -> Closure:
    """Return the closure of one node."""
    path = path_of(node)
    if path is not None:
        return _field(path)
    if is_literal(node):
        return _literal(node)
    name, _content = split(node)
    closures = [compile_node(child) for child in arguments_of(node)]
    if name == "list":
        return _list(closures)
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError("expression.unknown_function", data={"name": name})
    if (
        not function.signature.minimum
        <= len(closures)
        <= (len(closures) if function.signature.maximum is None else function.signature.maximum)
    ):
        raise ExpressionError("expression.argument_count", data={"name": name})
    return _lazy(function, closures) if function.lazy else _eager(function, closures)


def _field(path: tuple[str, ...]) -> Closure:
    def read(run: Run) -> Value:
        run.spend(1)
        return run.environment.field(path)

    return read


def _literal(node: Ast) -> Closure:
    if isinstance(node, dict) and "datetime" in node:
        text = str(node["datetime"])
        return lambda run: instant_of(text, run.environment)
    value = literal_value(node)
    return lambda _run: value


def _list(closures: list[Closure]) -> Closure:
    def build(run: Run) -> Value:
        run.spend(len(closures))
        return tuple([closure(run) for closure in closures])

    return build


def _lazy(function: Function, closures: list[Closure]) -> Closure:
    implementation = function.run

    def call(run: Run) -> Value:
        run.spend(1)
        return implementation(run, closures)  # type: ignore[no-any-return]

    return call


def _eager(function: Function, closures: list[Closure]) -> Closure:
    implementation, takes_null = function.run, function.takes_null
    coerced = [
        _coerced(closure, function.signature.parameter(index))
        for index, closure in enumerate(closures)
    ]

    def call(run: Run) -> Value:
        run.spend(1)
        values: list[Any] = [closure(run) for closure in coerced]
        if not takes_null and None in values:
            return None
        for value in values:
            if type(value) is tuple:
                if len(value) > MAXIMUM_ITEMS:
                    raise ExpressionError("expression.too_long", data={"limit": MAXIMUM_ITEMS})
                run.spend(len(value) // 8)
        if function.context:
            return implementation(run.environment, *values)  # type: ignore[no-any-return]
        return implementation(*values)  # type: ignore[no-any-return]

    return call


def _coerced(closure: Closure, parameter: Parameter) -> Closure:
    """Where a moment is asked, an instant becomes its day and a text is read."""
    if parameter.accepts == "date":
        return lambda run: _as_day(closure(run), run.environment)
    if parameter.accepts == "datetime":
        return lambda run: _as_instant(closure(run), run.environment)
    return closure


def _as_day(value: Value, environment: Environment) -> Value:
    if isinstance(value, datetime):
        return environment.day_of(value)
    return date.fromisoformat(value) if isinstance(value, str) else value


def _as_instant(value: Value, environment: Environment) -> Value:
    return instant_of(value, environment) if isinstance(value, str) else value
