"""Types of a tree: every fault with its pointer, and what the tree reads and depends on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

from triloom_core.errors import Fault
from triloom_core.expression.errors import ExpressionError
from triloom_core.expression.functions.results import TypeFault, result_type
from triloom_core.expression.functions.specification import Function, Parameter
from triloom_core.expression.functions.table import FUNCTIONS
from triloom_core.expression.numbers import scale_of
from triloom_core.expression.tree import (
    Ast,
    arguments_of,
    fields_of,
    is_literal,
    normalize,
    path_of,
    split,
    walk,
)
from triloom_core.json_types import Json
from triloom_core.value_types import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    MAXIMUM_SCALE,
    NULL,
    TEXT,
    TIME,
    ExpressionType,
    Kind,
    decimal_type,
)


class Scope(Protocol):
    """What knows the fields that an expression may read."""

    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        """Return the type of the field at the path, or None when there is none to be seen."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A tree in stored form with what the check found; `faults` empty means it may be used."""

    ast: Ast
    type: ExpressionType
    fields: frozenset[tuple[str, ...]]
    volatile: bool
    pushable: bool
    faults: tuple[Fault, ...]

    def require(self) -> "Checked":
        """Return itself; raises ExpressionError with all faults when there are any."""
        if self.faults:
            error = ExpressionError(
                self.faults[0].code, pointer=self.faults[0].pointer, data=self.faults[0].data
            )
            error.faults = self.faults
            raise error
        return self


def check(
    ast: Ast,
    scope: Scope,
    *,
    expected: ExpressionType | None = None,
    allow_aggregates: bool = False,
) -> Checked:
    """Check a tree against a scope; never raises for what a client sent, faults say it all."""
    try:
        tree = normalize(ast)
    except ExpressionError as error:
        return Checked(None, NULL, frozenset(), False, False, error.faults)
    checker = _Checker(scope, allow_aggregates)
    found = checker.visit(tree, "", inside_aggregate=False)
    if expected is not None and not checker.faults and not _fits(found, expected):
        checker.fault("", "expression.wrong_result", wanted=str(expected.kind), found=str(found))
    functions = [FUNCTIONS[name] for name in _names(tree) if name in FUNCTIONS]
    return Checked(
        ast=tree,
        type=found,
        fields=fields_of(tree),
        volatile=any(function.volatile for function in functions),
        pushable=not checker.faults and _pushable(tree),
        faults=tuple(checker.faults),
    )


class _NoFields:
    def resolve(self, path: tuple[str, ...]) -> ExpressionType | None:
        return None


def type_of_constant(node: Ast) -> ExpressionType:
    """Return the type of a tree without fields that was checked before."""
    return _Checker(_NoFields(), allow_aggregates=False).visit(node, "", inside_aggregate=False)


def _names(tree: Ast) -> list[str]:
    return [split(node)[0] for node in walk(tree) if not is_literal(node) and path_of(node) is None]


def _pushable(node: Ast) -> bool:
    """Say whether every function over a field has an SQL form; constant parts are folded."""
    if is_literal(node) or path_of(node) is not None:
        return True
    name, _content = split(node)
    function = FUNCTIONS.get(name)
    if not fields_of(node) and not (function and function.aggregate):
        return True
    if name != "list" and (function is None or function.sql is None):
        return False
    return all(_pushable(child) for child in arguments_of(node))


def _fits(found: ExpressionType, expected: ExpressionType) -> bool:
    if found.kind in (Kind.NULL, expected.kind):
        return (
            expected.kind is not Kind.CURRENCY
            or expected.code in (None, found.code)
            or (found.kind is Kind.NULL)
        )
    if expected.is_number:
        return found.is_number
    return {found.kind, expected.kind} == {Kind.LINK, Kind.TEXT}


_ACCEPTED: dict[str, frozenset[Kind]] = {
    "number": frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.CURRENCY, Kind.FLOAT}),
    "integer": frozenset({Kind.INTEGER}),
    "text": frozenset({Kind.TEXT}),
    "boolean": frozenset({Kind.BOOLEAN}),
    "date": frozenset({Kind.DATE, Kind.DATETIME}),
    "datetime": frozenset({Kind.DATETIME}),
    "time": frozenset({Kind.TIME}),
    "list": frozenset({Kind.LIST}),
    "link": frozenset({Kind.LINK, Kind.TEXT}),
}


class _Checker:
    """Walks one tree and collects faults."""

    def __init__(self, scope: Scope, allow_aggregates: bool) -> None:
        self._scope = scope
        self._allow_aggregates = allow_aggregates
        self.faults: list[Fault] = []

    def fault(self, pointer: str, code: str, **data: Json) -> ExpressionType:
        """Note a fault; the type null keeps it from causing further ones."""
        self.faults.append(Fault(pointer, code, data))
        return NULL

    def visit(self, node: Ast, pointer: str, *, inside_aggregate: bool) -> ExpressionType:
        """Return the type of a node."""
        path = path_of(node)
        if path is not None:
            found = self._scope.resolve(path)
            if found is None:
                return self.fault(pointer, "expression.unknown_field", name=".".join(path))
            return found
        if is_literal(node):
            return self._literal(node, pointer)
        name, _content = split(node)
        function = FUNCTIONS.get(name)
        if function is None and name != "list":
            return self.fault(pointer, "expression.unknown_function", name=name)
        aggregate = function is not None and function.aggregate
        if aggregate and (inside_aggregate or not self._allow_aggregates):
            return self.fault(pointer, "expression.aggregate_here", name=name)
        nodes = arguments_of(node)
        before = len(self.faults)
        types = [
            self.visit(
                child, f"{pointer}/{name}/{index}", inside_aggregate=inside_aggregate or aggregate
            )
            for index, child in enumerate(nodes)
        ]
        if len(self.faults) > before:
            return NULL
        return self._call(function, name, types, nodes, pointer)

    def _call(
        self,
        function: Function | None,
        name: str,
        types: Sequence[ExpressionType],
        nodes: Sequence[Ast],
        pointer: str,
    ) -> ExpressionType:
        if function is not None:
            signature = function.signature
            most = signature.maximum
            if len(types) < signature.minimum or (most is not None and len(types) > most):
                return self.fault(
                    pointer, "expression.argument_count", name=name, found=len(types),
                    wanted=signature.text,
                )  # fmt: skip
            for index, found in enumerate(types):
                parameter = signature.parameter(index)
                if not self._accepts(parameter, found, nodes[index]):
                    return self.fault(
                        f"{pointer}/{name}/{index}", "expression.wrong_type", name=name,
                        wanted=parameter.accepts, found=str(found),
                    )  # fmt: skip
        try:
            return result_type(function.signature.result if function else "list", types, nodes)
        except TypeFault as fault:
            return self.fault(
                f"{pointer}/{name}/{fault.index}", fault.code, name=name, **fault.data
            )

    def _accepts(self, parameter: Parameter, found: ExpressionType, node: Ast) -> bool:
        accepted = _ACCEPTED.get(parameter.accepts)
        if accepted is None or found.kind is Kind.NULL or found.kind in accepted:
            return True
        moment = parameter.accepts in ("date", "datetime")
        return moment and isinstance(node, str) and _moment(parameter.accepts, node)

    def _literal(self, node: Ast, pointer: str) -> ExpressionType:
        if node is None:
            return NULL
        if isinstance(node, bool):
            return BOOLEAN
        if isinstance(node, int):
            return INTEGER
        if isinstance(node, str):
            return TEXT
        name, content = split(node)
        text = str(content)
        if name == "decimal":
            scale = scale_of(Decimal(text))
            if scale > MAXIMUM_SCALE:
                return self.fault(
                    pointer, "expression.number_too_precise", found=text, limit=MAXIMUM_SCALE
                )
            return decimal_type(scale)
        if not _moment(name, text):
            return self.fault(pointer, "expression.not_a_moment", found=text[:40], type=name)
        return {"date": DATE, "datetime": DATETIME, "time": TIME}[name]


def _moment(name: str, text: str) -> bool:
    try:
        {
            "date": date.fromisoformat,
            "datetime": datetime.fromisoformat,
            "time": time.fromisoformat,
        }[name](text)
    except ValueError:
        return False
    return True
