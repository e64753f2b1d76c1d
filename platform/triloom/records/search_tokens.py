"""Search tokens: case-folded words and CJK bigrams, the same on every database."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_ASCII_WORDS = re.compile("[A-Za-z0-9]+")
LONGEST_WORD = 64
MOST_TOKENS = 4_000
MOST_QUERY_TOKENS = 24

_CJK_RANGES: tuple[tuple[int, int], ...] = (
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def fold(text: str) -> str:
    """Return text for comparison: NFKC, then case-folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def _is_cjk(character: str) -> bool:
    point = ord(character)
    if point < _CJK_RANGES[0][0]:
        return False
    return any(first <= point <= last for first, last in _CJK_RANGES)


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Yield maximal runs of word characters, told apart by script."""
    if text.isascii():  # half of all texts, and a fifth of the cost
        for word in _ASCII_WORDS.findall(text):
            yield False, word
        return
    start = 0
    kind: bool | None = None
    for index, character in enumerate(text):
        current = None if not character.isalnum() else _is_cjk(character)
        if current is not kind:
            if kind is not None:
                yield kind, text[start:index]
            start, kind = index, current
    if kind is not None:
        yield kind, text[start:]


def document_tokens(texts: Iterable[str]) -> list[str]:
    """Return the distinct tokens of a record's texts, in order of appearance, at most 4,000."""
    found: dict[str, None] = {}
    for text in texts:
        for is_cjk, run in _runs(fold(text)):
            if not is_cjk:
                found[run[:LONGEST_WORD]] = None
            else:
                for index in range(len(run) - 1):
                    found[run[index : index + 2]] = None
                found[run[-1]] = None
            if len(found) >= MOST_TOKENS:
                return list(found)[:MOST_TOKENS]
    return list(found)


def query_tokens(text: str) -> list[tuple[str, bool]]:
    """Return what a searcher typed as (token, is a prefix), all of which must match.

    A word matches as a prefix, so that a search answers while it is typed; two or more CJK
    characters match as bigrams, a single one as the beginning of a bigram.
    """
    found: dict[tuple[str, bool], None] = {}
    for is_cjk, run in _runs(fold(text)):
        if not is_cjk:
            found[(run[:LONGEST_WORD], True)] = None
        elif len(run) == 1:
            found[(run, True)] = None
        else:
            for index in range(len(run) - 1):
                found[(run[index : index + 2], False)] = None
    return list(found)[:MOST_QUERY_TOKENS]


def matches(texts: Iterable[str], wanted: Iterable[tuple[str, bool]]) -> bool:
    """Tell whether all wanted tokens occur in the texts; the same rule as the index."""
    tokens = document_tokens(texts)
    return all(
        any(token.startswith(word) if is_prefix else token == word for token in tokens)
        for word, is_prefix in wanted
    )
