"""The documentation is complete: pages made from the code are current, links lead somewhere."""

import re
from functools import lru_cache
from pathlib import Path

import pytest

from scripts.reference.__main__ import stale_pages
from scripts.reference.pages import all_pages, commands
from scripts.reference.settings_table import FOR_TESTS, VARIABLES
from triloom.messages import CATALOGUE
from triloom_flow.nodes import BUILTIN_NODE_TYPES
from triloom_form.types import BUILTIN_FIELD_TYPES
from triloom_ml.specs import BUILTIN_PLUGINS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDES = ("admin", "user", "analyst", "integrator", "operator", "ARCHITECTURE")
CODE = ("platform", "engines", "ml_plugins")
COMPOSED = re.compile(r"""read\("([A-Z_]+)\"""")


@lru_cache(maxsize=1)
def pages() -> dict[str, str]:
    """Return the pages as the code says them."""
    return all_pages()


def test_the_reference_is_what_the_code_says():
    stale = stale_pages(DOCS / "reference", pages())
    assert stale == [], "run: python -m scripts.reference docs/reference"


def test_every_field_type_node_type_plugin_error_code_and_command_has_an_entry():
    for kind in BUILTIN_FIELD_TYPES:
        assert f"## `{kind.name}` · {kind.label['en']}" in pages()["field-types.md"]
        for setting in kind.settings_schema():
            assert f"| `{setting}` |" in pages()["field-types.md"]
    for node in BUILTIN_NODE_TYPES:
        assert f"## `{node.name}` ·" in pages()["node-types.md"]
    for spec in BUILTIN_PLUGINS:
        assert f"## `{spec.id}` ·" in pages()["plugins.md"]
    for code in CATALOGUE:
        assert f"| `{code}` |" in pages()["errors.md"]
    for name, _ in commands():
        assert f"## `{name}`\n" in pages()["command-line.md"]


def variables_of_the_code() -> set[str]:
    """Return the names of environment variables that the product reads."""
    found: set[str] = set()
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"TRILOOM_[A-Z_]+[A-Z]", text))
            if path.name == "settings.py":
                found |= {f"TRILOOM_{name}" for name in COMPOSED.findall(text)}
    return found


def test_every_variable_of_the_product_is_documented_and_every_documented_one_exists():
    assert variables_of_the_code() == {item.name for item in VARIABLES}
    assert [item.name for item in FOR_TESTS if f"`{item.name}`" not in pages()["settings.md"]] == []


def test_the_operators_pages_name_every_variable():
    for page in (DOCS / "operator.md", DOCS / "zh-CN" / "operator.md"):
        text = page.read_text(encoding="utf-8")
        assert [item.name for item in VARIABLES if item.name not in text] == []


def slug(heading: str) -> str:
    """Return the anchor of a heading as Git hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def written() -> list[Path]:
    """Return every page that people read."""
    return [*ROOT.glob("README*.md"), *DOCS.rglob("*.md")]


@pytest.mark.parametrize("page", written(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        headings = re.findall(r"^#+ (.+)$", found.read_text(), re.M) if anchor else []
        if not found.exists() or (anchor and anchor not in map(slug, headings)):
            broken.append(target)
    assert broken == []


def test_both_languages_have_the_same_guides_with_the_same_outline():
    for name in GUIDES:
        outlines = []
        for page in (DOCS / f"{name}.md", DOCS / "zh-CN" / f"{name}.md"):
            text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
            outlines.append([len(marks) for marks in re.findall(r"^(#+) ", text, re.M)])
        assert outlines[0] == outlines[1], name
    assert {path.stem for path in (DOCS / "zh-CN").glob("*.md")} == set(GUIDES)


def test_the_architecture_page_stays_short_and_names_files_that_exist():
    text = (DOCS / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    roots = (
        "engines",
        "platform",
        "frontend",
        "ml_plugins",
        "solutions",
        "migrations",
        "scripts",
        "tests",
        "docs",
    )
    paths = re.findall(rf"`((?:{'|'.join(roots)})/[\w./-]+)`", text)
    assert len(paths) > 30
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_decision_stands_in_the_index():
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    names = [path.name for path in (DOCS / "decisions").glob("[0-9]*.md")]
    assert [name for name in names if f"({name})" not in index] == []


def test_the_navigation_names_guides_and_reference_and_only_pages_that_exist():
    named = set(re.findall(r": ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.M))
    assert [name for name in named if not (DOCS / name).exists()] == []
    guides = {f"{folder}{name}.md" for name in GUIDES for folder in ("", "zh-CN/")}
    assert guides | {f"reference/{name}" for name in pages()} <= named
