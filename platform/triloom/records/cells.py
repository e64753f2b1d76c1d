"""Spreadsheet cells: the guard against formulas on the way out, taken off again on the way in."""

import re

_DANGEROUS = re.compile("'*[=+\\-@\t\r＝]")
_GUARDED = re.compile("'+[=+\\-@\t\r＝]")


def guard(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula.

    A text that already looks guarded gets one quote more, so that `unguard` gives it back exactly.
    """
    return "'" + text if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Return the text that `guard` was given; a text that was never guarded stays as it is."""
    return text[1:] if _GUARDED.match(text) else text
