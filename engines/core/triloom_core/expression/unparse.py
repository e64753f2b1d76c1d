"""The stored tree → text that parses to the same tree."""

import re

from triloom_core.expression.tokens import KEYWORDS
from triloom_core.expression.tree import Ast, arguments_of, is_literal, normalize, path_of, split

_BINDING = {
    "or": 1, "and": 2, "not": 3, "=": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "in": 4, "is_null": 4, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7,
}  # fmt: skip
_PRIMARY = 9
_IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")


def unparse(node: Ast) -> str:
    """Return the text of a tree; `parse(unparse(tree)) == tree` for every tree that parse makes.

    Raises ExpressionError for a malformed tree.
    """
    return _text(normalize(node), 0)


def _text(node: Ast, outer: int) -> str:
    path = path_of(node)
    if path is not None:
        return ".".join(_name(part) for part in path)
    if is_literal(node):
        return _literal(node)
    name, _content = split(node)
    arguments = arguments_of(node)
    if name == "list":
        return "[" + ", ".join(_text(item, 0) for item in arguments) + "]"
    written = _operator(name, arguments)
    if written is None:
        return f"{name}({', '.join(_text(item, 0) for item in arguments)})"
    text, binding = written
    return f"({text})" if binding < outer else text


def _operator(name: str, arguments: list[Ast]) -> tuple[str, int] | None:
    if name == "not" and len(arguments) == 1:
        return _negation(arguments[0])
    if name in ("and", "or") and len(arguments) >= 2:
        binding = _BINDING[name]
        return f" {name} ".join(_text(item, binding + 1) for item in arguments), binding
    if name == "neg" and len(arguments) == 1:
        inner = arguments[0]
        text = _text(inner, _BINDING["neg"])
        return ("-(" + text + ")" if is_literal(inner) else "-" + text), _BINDING["neg"]
    if name == "is_null" and len(arguments) == 1:
        return f"{_text(arguments[0], 5)} is null", 4
    if name == "in" and len(arguments) == 2:
        return f"{_text(arguments[0], 5)} in {_choices(arguments[1])}", 4
    if name in _BINDING and len(arguments) == 2 and name not in ("and", "or", "not"):
        binding = _BINDING[name]
        left = 5 if binding == 4 else binding
        return f"{_text(arguments[0], left)} {name} {_text(arguments[1], binding + 1)}", binding
    return None


def _negation(inner: Ast) -> tuple[str, int]:
    if isinstance(inner, dict) and not is_literal(inner):
        arguments = arguments_of(inner)
        if "is_null" in inner and len(arguments) == 1:
            return f"{_text(arguments[0], 5)} is not null", 4
        if "in" in inner and len(arguments) == 2:
            return f"{_text(arguments[0], 5)} not in {_choices(arguments[1])}", 4
    return f"not {_text(inner, 3)}", 3


def _choices(node: Ast) -> str:
    if isinstance(node, dict) and "list" in node:
        return "(" + ", ".join(_text(item, 0) for item in arguments_of(node)) + ")"
    text = _text(node, 5)
    return text if not text.startswith("(") else f"[{text}]"


def _literal(node: Ast) -> str:
    if isinstance(node, dict):
        name, content = split(node)
        if name == "decimal":
            return str(content)
        return f"{name}({_quote(str(content))})"
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    return _quote(node) if isinstance(node, str) else str(node)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return "'" + escaped + "'"


def _name(part: str) -> str:
    if _IDENTIFIER.match(part) and part.lower() not in KEYWORDS:
        return part
    return f"`{part}`"
