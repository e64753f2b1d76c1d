"""Conditional rules of a form: what is shown, required, read-only or set while a condition holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from triloom_core.expression import Ast, Environment, compile_expression, normalize, parse
from triloom_core.expression.errors import ExpressionError
from triloom_core.json_types import Json
from triloom_core.text import LocalizedText
from triloom_core.value_types import Value
from triloom_form.field_type import TextFault
from triloom_form.spec import FormSpec, RuleEffect
from triloom_form.types import field_type

Evaluator = Callable[[Environment], Value]


def tree_of(expression: Json) -> Ast:
    """Return the tree of an expression given as text or tree; raises ExpressionError."""
    return parse(expression) if isinstance(expression, str) else normalize(expression)


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run."""

    id: str
    when: Evaluator
    then: RuleEffect
    set: tuple[tuple[str, Evaluator], ...]


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What all rules of a form say about one state of a record; members are field keys."""

    hidden: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    values: Mapping[str, Json] | None = None
    """API values that rules set."""
    refusals: tuple[tuple[str, LocalizedText], ...] = ()
    """(rule id, message) of every rule that refuses this state."""


NOTHING = RuleOutcome(values={})


def compile_rules(spec: FormSpec) -> tuple[CompiledRule, ...]:
    """Compile the rules of a form that passed its checks."""
    return tuple(
        CompiledRule(
            id=rule.id,
            when=compile_expression(tree_of(rule.when)),
            then=rule.then,
            set=tuple((key, compile_expression(tree_of(ast))) for key, ast in rule.then.set),
        )
        for rule in spec.rules
    )


def _holds(evaluate: Evaluator, environment: Environment) -> bool:
    try:
        return evaluate(environment) is True
    except ExpressionError:
        return False


def run_rules(
    spec: FormSpec, rules: tuple[CompiledRule, ...], environment: Environment
) -> RuleOutcome:
    """Return the outcome of the rules for one state.

    A field that some rule shows is hidden until one of its showing rules holds; hiding wins over
    showing. Rules run once, in order: what one sets, the conditions of the others do not see.
    """
    if not rules:
        return NOTHING
    shown_by_rule = {key for rule in rules for key in rule.then.show}
    shown: set[str] = set()
    hidden: set[str] = set()
    required: set[str] = set()
    read_only: set[str] = set()
    values: dict[str, Json] = {}
    refusals: list[tuple[str, LocalizedText]] = []
    for rule in rules:
        if not _holds(rule.when, environment):
            continue
        shown.update(rule.then.show)
        hidden.update(rule.then.hide)
        required.update(rule.then.require)
        read_only.update(rule.then.read_only)
        values.update(_assigned(spec, rule, environment))
        if rule.then.refuse is not None:
            refusals.append((rule.id, rule.then.refuse))
    hidden |= shown_by_rule - shown
    return RuleOutcome(
        hidden=frozenset(hidden),
        required=frozenset(required - hidden),
        read_only=frozenset(read_only),
        values=values,
        refusals=tuple(refusals),
    )


def _assigned(spec: FormSpec, rule: CompiledRule, environment: Environment) -> dict[str, Json]:
    values: dict[str, Json] = {}
    for key, evaluate in rule.set:
        target = spec.field(key)
        if target is None:
            continue
        try:
            found = evaluate(environment)
            kind = field_type(target.type)
            values[key] = None if found is None else kind.from_expression(target, found)
        except (ExpressionError, TextFault):
            # A value that does not fit leaves the field as it is; the check of types makes it rare.
            continue
    return values
