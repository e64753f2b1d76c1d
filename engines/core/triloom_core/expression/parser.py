"""Spreadsheet-like text → the stored tree (JSONLogic-shaped plain JSON).

Grammar, loosest first: or, and, not, comparison / in / is null, + - &, * /, unary minus, primary.
"""

from datetime import date, datetime, time

from triloom_core.expression.errors import ExpressionError
from triloom_core.expression.tokens import Token, TokenKind, tokenize
from triloom_core.expression.tree import MAXIMUM_DEPTH, MAXIMUM_INTEGER, Ast

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_LITERAL_CALLS = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def parse(text: str) -> Ast:
    """Return the tree of an expression text; raises ExpressionError with the position."""
    return _Parser(tokenize(text)).whole()


class _Parser:
    """Recursive descent over one token list."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0

    def whole(self) -> Ast:
        """Parse everything up to END."""
        if len(self._tokens) == 1:
            raise ExpressionError("expression.empty", position=0)
        tree = self._or()
        if self._peek.kind is not TokenKind.END:
            raise self._unexpected()
        return tree

    @property
    def _peek(self) -> Token:
        return self._tokens[self._index]

    def _next(self) -> Token:
        token = self._tokens[self._index]
        self._index += 1
        return token

    def _is(self, text: str) -> bool:
        token = self._peek
        return token.text == text and token.kind in (TokenKind.SYMBOL, TokenKind.KEYWORD)

    def _take(self, text: str) -> bool:
        if self._is(text):
            self._index += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(text)

    def _unexpected(self, wanted: str | None = None) -> ExpressionError:
        token = self._peek
        if token.kind is TokenKind.END:
            return ExpressionError("expression.unexpected_end", position=token.position)
        if wanted:
            return ExpressionError(
                "expression.expected",
                position=token.position,
                data={"wanted": wanted, "found": token.text},
            )
        return ExpressionError(
            "expression.unexpected_token", position=token.position, data={"found": token.text}
        )

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise ExpressionError(
                "expression.too_deep",
                position=self._peek.position,
                data={"limit": MAXIMUM_DEPTH},
            )

    def _or(self) -> Ast:
        self._enter()
        terms = [self._and()]
        while self._take("or"):
            terms.append(self._and())
        self._depth -= 1
        return terms[0] if len(terms) == 1 else {"or": terms}

    def _and(self) -> Ast:
        terms = [self._not()]
        while self._take("and"):
            terms.append(self._not())
        return terms[0] if len(terms) == 1 else {"and": terms}

    def _not(self) -> Ast:
        if self._take("not"):
            self._enter()
            tree: Ast = {"not": [self._not()]}
            self._depth -= 1
            return tree
        return self._comparison()

    def _comparison(self) -> Ast:
        left = self._sum()
        token = self._peek
        if token.kind is TokenKind.SYMBOL and token.text in _COMPARISONS:
            self._next()
            return {token.text: [left, self._sum()]}
        if self._take("is"):
            negated = self._take("not")
            self._expect("null")
            return _maybe_not({"is_null": [left]}, negated)
        negated = self._take("not")
        if self._take("in"):
            return _maybe_not({"in": [left, self._choices()]}, negated)
        if negated:
            raise self._unexpected("in")
        return left

    def _choices(self) -> Ast:
        if self._take("("):
            return {"list": self._arguments(")")}
        return self._sum()

    def _sum(self) -> Ast:
        tree = self._product()
        while self._is("+") or self._is("-") or self._is("&"):
            operator = self._next().text
            right = self._product()
            tree = _joined(tree, right) if operator == "&" else {operator: [tree, right]}
        return tree

    def _product(self) -> Ast:
        tree = self._unary()
        while self._is("*") or self._is("/"):
            operator = self._next().text
            tree = {operator: [tree, self._unary()]}
        return tree

    def _unary(self) -> Ast:
        if not self._take("-"):
            return self._primary()
        if self._peek.kind is TokenKind.NUMBER:
            return _number(self._next(), negative=True)
        self._enter()
        tree: Ast = {"neg": [self._unary()]}
        self._depth -= 1
        return tree

    def _primary(self) -> Ast:
        token = self._next()
        if token.kind is TokenKind.NUMBER:
            return _number(token)
        if token.kind is TokenKind.STRING:
            return token.text
        if token.kind is TokenKind.KEYWORD and token.text in ("null", "true", "false"):
            return {"null": None, "true": True, "false": False}[token.text]
        if token.kind in (TokenKind.NAME, TokenKind.QUOTED_NAME):
            return self._named(token)
        if token.text == "(" and token.kind is TokenKind.SYMBOL:
            tree = self._or()
            self._expect(")")
            return tree
        if token.text == "[" and token.kind is TokenKind.SYMBOL:
            return {"list": self._arguments("]")}
        self._index -= 1
        raise self._unexpected()

    def _named(self, token: Token) -> Ast:
        if token.kind is TokenKind.NAME and self._take("("):
            arguments = self._arguments(")")
            return _literal_call(token, arguments) or {token.text.lower(): arguments}
        path: list[Ast] = [token.text]
        while self._take("."):
            part = self._next()
            if part.kind not in (TokenKind.NAME, TokenKind.QUOTED_NAME):
                self._index -= 1
                raise self._unexpected()
            path.append(part.text)
        return {"field": path}

    def _arguments(self, closing: str) -> list[Ast]:
        arguments: list[Ast] = []
        if self._take(closing):
            return arguments
        arguments.append(self._or())
        while self._take(","):
            arguments.append(self._or())
        self._expect(closing)
        return arguments


def _joined(left: Ast, right: Ast) -> Ast:
    parts = left.get("concat") if isinstance(left, dict) else None
    return {"concat": [*parts, right] if isinstance(parts, list) else [left, right]}


def _maybe_not(tree: Ast, negated: bool) -> Ast:
    return {"not": [tree]} if negated else tree


def _number(token: Token, *, negative: bool = False) -> Ast:
    sign = "-" if negative else ""
    if "." in token.text:
        return {"decimal": sign + token.text}
    if len(token.text) > 20 or int(token.text) > MAXIMUM_INTEGER:
        raise ExpressionError(
            "expression.number_out_of_range",
            position=token.position,
            data={"found": token.text[:40]},
        )
    return int(sign + token.text)


def _literal_call(token: Token, arguments: list[Ast]) -> Ast:
    name = token.text.lower()
    if name not in _LITERAL_CALLS or len(arguments) != 1 or not isinstance(arguments[0], str):
        return None
    try:
        _LITERAL_CALLS[name](arguments[0])
    except ValueError:
        raise ExpressionError(
            "expression.not_a_moment",
            position=token.position,
            data={"found": arguments[0][:40], "type": name},
        ) from None
    return {name: arguments[0]}
