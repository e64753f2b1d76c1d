"""The page about functions is the function table, whole."""

from pathlib import Path

from tests.support.conformance import read_cases
from triloom_core.expression import FUNCTIONS, parse
from triloom_core.expression.documentation import functions_page
from triloom_core.expression.tree import is_literal, path_of, split, walk

PAGE = Path(__file__).parents[2] / "docs" / "functions.md"


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == functions_page()
    for name in FUNCTIONS:
        assert f"| `{name}` |" in functions_page()


def test_every_function_has_a_conformance_case() -> None:
    _head, cases = read_cases()
    used = {
        split(node)[0]
        for case in cases
        for node in walk(parse(case.expression))
        if not is_literal(node) and path_of(node) is None
    }
    assert used - {"list"} == set(FUNCTIONS)
