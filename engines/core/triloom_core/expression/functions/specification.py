"""What one entry of the function table says, and the little language of its signature.

A signature reads `number, integer? -> decimal`: `?` may be left out, `…` repeats; the right side is
a kind or a rule of `results.py`. `any` takes everything, `T` takes values that meet in one type.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from triloom_core.sql.operands import SqlBuilder


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it takes, and whether it may be absent or repeated."""

    accepts: str
    optional: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters and the rule of the result."""

    text: str
    parameters: tuple[Parameter, ...]
    result: str

    @property
    def minimum(self) -> int:
        """The least count of arguments."""
        return sum(1 for item in self.parameters if not item.optional)

    @property
    def maximum(self) -> int | None:
        """The greatest count of arguments; None when the last one repeats."""
        repeated = bool(self.parameters) and self.parameters[-1].repeated
        return None if repeated else len(self.parameters)

    def parameter(self, index: int) -> Parameter:
        """Return the parameter of the argument at `index`."""
        return self.parameters[min(index, len(self.parameters) - 1)]


@dataclass(frozen=True, slots=True)
class Function:
    """One entry of the table.

    `run` gets the plain argument values; with `context` the Environment comes first; with `lazy` it
    gets the Run and the argument closures. Nulls give null unless `takes_null`.
    `sql` builds the SQL form, None means that the function runs row by row in Python only.
    """

    name: str
    family: str
    signature: Signature
    run: Callable[..., Any]
    english: str
    chinese: str
    sql: SqlBuilder | None = None
    takes_null: bool = False
    context: bool = False
    lazy: bool = False
    volatile: bool = False
    aggregate: bool = False
    operator: bool = False


def signature(text: str) -> Signature:
    """Return the signature that the text describes."""
    left, _, right = text.partition("->")
    parameters = tuple(
        Parameter(word.rstrip("?…"), optional="?" in word, repeated="…" in word)
        for word in left.replace(" ", "").split(",")
        if word
    )
    return Signature(text, parameters, right.strip())


class Family:
    """Collects the entries of one family of functions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.functions: list[Function] = []

    def add(
        self,
        name: str,
        signature_text: str,
        run: Callable[..., Any],
        english: str,
        chinese: str,
        **flags: Any,
    ) -> None:
        """Add one function; `flags` are further members of Function."""
        self.functions.append(
            Function(name, self.name, signature(signature_text), run, english, chinese, **flags)
        )
