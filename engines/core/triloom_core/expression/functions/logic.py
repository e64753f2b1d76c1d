"""Choices: if, case, switch, coalesce. A condition that is null counts as not true."""

from collections.abc import Callable, Sequence

from triloom_core.expression.environment import Environment, Run
from triloom_core.expression.functions.operators import equal
from triloom_core.expression.functions.specification import Family
from triloom_core.sql import builders
from triloom_core.value_types import Value

Closure = Callable[[Run], Value]


def _if(run: Run, closures: Sequence[Closure]) -> Value:
    if closures[0](run) is True:
        return closures[1](run)
    return closures[2](run) if len(closures) > 2 else None


def _case(run: Run, closures: Sequence[Closure]) -> Value:
    for index in range(0, len(closures) - 1, 2):
        if closures[index](run) is True:
            return closures[index + 1](run)
    return closures[-1](run) if len(closures) % 2 else None


def _switch(run: Run, closures: Sequence[Closure]) -> Value:
    subject = closures[0](run)
    for index in range(1, len(closures) - 1, 2):
        if equal(run.environment, subject, closures[index](run)):
            return closures[index + 1](run)
    return closures[-1](run) if not len(closures) % 2 else None


def _coalesce(run: Run, closures: Sequence[Closure]) -> Value:
    for closure in closures:
        value = closure(run)
        if value is not None:
            return value
    return None


def _null_if(environment: Environment, value: Value, other: Value) -> Value:
    return None if equal(environment, value, other) else value


def is_empty(value: Value) -> bool:
    """Say whether the value is null, an empty text or an empty list."""
    return value is None or value in ("", ())


LOGIC = Family("logic")
_add = LOGIC.add
_add("if", "boolean, any, any? -> rest", _if, "The second value when the condition is true, else the third.",
     "条件为真时取第二个值,否则取第三个。", sql=builders.choice, lazy=True, takes_null=True)  # fmt: skip
_add("case", "any, any, any… -> cases", _case,
     "Condition and value in pairs; a last single value is the default.",
     "成对的条件与值;末尾单独的值为默认值。", sql=builders.choice, lazy=True, takes_null=True)  # fmt: skip
_add("switch", "any, any, any, any… -> switch", _switch,
     "Compares the first value with each key of the pairs that follow; a last single value is the default.",
     "将第一个值与后面成对的键比较;末尾单独的值为默认值。", sql=builders.switch, lazy=True,
     takes_null=True)  # fmt: skip
_add("coalesce", "any, any… -> T", _coalesce, "The first value that is not null.", "第一个非空值。",
     sql=builders.coalesce, lazy=True, takes_null=True)  # fmt: skip
_add("null_if", "any, any -> same", _null_if, "Null when both are equal, else the first.",
     "两者相等时为空值,否则取第一个。", sql=builders.null_if, takes_null=True, context=True)  # fmt: skip
_add("is_empty", "any -> boolean", is_empty, "Whether it is null, an empty text or an empty list.",
     "是否为空值、空文本或空列表。", sql=builders.is_empty, takes_null=True)  # fmt: skip
_add("is_not_empty", "any -> boolean", lambda value: not is_empty(value), "Whether there is something in it.",
     "是否有内容。", sql=builders.is_not_empty, takes_null=True)  # fmt: skip
_add("is_true", "boolean -> boolean", lambda value: value is True, "True only for true; null is false.",
     "仅真值为真;空值为假。", sql=builders.is_true, takes_null=True)  # fmt: skip
_add("xor", "boolean, boolean -> boolean", lambda left, right: left is not right,
     "True when exactly one is true.", "恰有一个为真时为真。", sql=builders.comparison("!="))  # fmt: skip
