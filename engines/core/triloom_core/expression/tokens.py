"""Text of an expression → tokens. It knows characters, not grammar."""

import re
from dataclasses import dataclass
from enum import StrEnum

from triloom_core.expression.errors import ExpressionError

MAXIMUM_TEXT = 65_536
MAXIMUM_TOKENS = 2_000

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "null", "true", "false"})


class TokenKind(StrEnum):
    """The kinds of tokens."""

    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    QUOTED_NAME = "quoted_name"
    KEYWORD = "keyword"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its meaning as text, and where it starts."""

    kind: TokenKind
    text: str
    position: int


_PATTERN = re.compile(
    r"(?P<space>[ \t\r\n\u3000\xa0]+)"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<string>'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")"
    r"|(?P<quoted>`[^`]+`)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<symbol><=|>=|!=|<>|==|[-+*/=<>(),.\[\]&])",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_SAME = {"<>": "!=", "==": "="}


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`, ending with END; raises ExpressionError with the position."""
    if len(text) > MAXIMUM_TEXT:
        raise ExpressionError("expression.too_long", data={"limit": MAXIMUM_TEXT})
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        if match.lastgroup != "space":
            tokens.append(_token(match, position))
            if len(tokens) > MAXIMUM_TOKENS:
                raise ExpressionError(
                    "expression.too_long", position=position, data={"limit": MAXIMUM_TOKENS}
                )
        position = match.end()
    tokens.append(Token(TokenKind.END, "", len(text)))
    return tokens


def _unreadable(text: str, position: int) -> ExpressionError:
    if text[position] in "'\"`":
        return ExpressionError("expression.unclosed_quote", position=position)
    return ExpressionError(
        "expression.unexpected_character",
        position=position,
        data={"character": text[position]},
    )


def _token(match: re.Match[str], position: int) -> Token:
    raw = match.group()
    group = match.lastgroup
    if group == "number":
        return Token(TokenKind.NUMBER, raw, position)
    if group == "string":
        return Token(TokenKind.STRING, _unquote(raw), position)
    if group == "quoted":
        return Token(TokenKind.QUOTED_NAME, raw[1:-1], position)
    if group == "name":
        word = raw.lower()
        if word in KEYWORDS:
            return Token(TokenKind.KEYWORD, word, position)
        return Token(TokenKind.NAME, raw, position)
    return Token(TokenKind.SYMBOL, _SAME.get(raw, raw), position)


def _unquote(raw: str) -> str:
    quote, body = raw[0], raw[1:-1]
    if "\\" not in body and quote not in body:
        return body
    parts: list[str] = []
    index = 0
    while index < len(body):
        character = body[index]
        if character == "\\":
            index += 1
            parts.append(_ESCAPES.get(body[index], body[index]))
        else:
            parts.append(character)
            if character == quote:
                index += 1
        index += 1
    return "".join(parts)
