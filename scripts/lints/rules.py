"""The rules: each takes the root and the files, and yields findings as `path: sentence`."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

LONGEST_MODULE = 500
GENERATED = ("schema.d.ts", "openapi.json", "package-lock.json")
SALES_NOUNS = (
    r"\b(?:opportunit(?:y|ies)|seller|sellers|salesperson|prospect|prospects|upsell|"
    r"win_rate|crm|deal|deals|商机|线索|销售)\b"
)
GENERIC_ROOMS = ("engines/", "platform/")
Rule = Callable[[Path, list[Path]], Iterator[str]]


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def module_length(root: Path, files: list[Path]) -> Iterator[str]:
    """A module holds one noun: at most 500 lines."""
    for path in files:
        name = _relative(root, path)
        if path.suffix not in {".py", ".ts", ".tsx"} or name.endswith(GENERATED):
            continue
        if name.startswith(("migrations/versions/",)) or "/locales/" in name:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            yield f"{name}: {lines} lines, more than {LONGEST_MODULE}: split it by noun"


def no_shadowing_packages(root: Path, files: list[Path]) -> Iterator[str]:
    """`platform/__init__.py` would shadow the standard library's module."""
    for name in ("platform/__init__.py", "engines/__init__.py"):
        if (root / name).exists():
            yield f"{name}: shadows a module of the standard library or a generic name; remove it"


def lock_files_without_addresses(root: Path, files: list[Path]) -> Iterator[str]:
    """Lock files carry names, versions and hashes, and no addresses."""
    for path in files:
        name = _relative(root, path)
        if not (name.startswith("requirements/") or name.endswith("package-lock.json")):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            is_address = '"resolved"' in line or re.search(r"--(?:extra-)?index-url", line)
            is_requirement_address = name.startswith("requirements/") and "://" in line
            if is_address or is_requirement_address:
                yield f"{name}:{number}: a lock file must not hold an address"


def engines_speak_no_sales(root: Path, files: list[Path]) -> Iterator[str]:
    """The engines and the host are generic; the words of one solution live in `solutions/`."""
    pattern = re.compile(SALES_NOUNS, re.IGNORECASE)
    for path in files:
        name = _relative(root, path)
        if not name.startswith(GENERIC_ROOMS) or path.suffix != ".py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = pattern.search(line)
            if found:
                yield f"{name}:{number}: the sales noun {found.group()!r} in a generic room"


def no_stubs(root: Path, files: list[Path]) -> Iterator[str]:
    """Nothing unfinished is called done."""
    pattern = re.compile(r"raise NotImplementedError|\b(?:TODO|FIXME|XXX)\b|not implemented yet")
    for path in files:
        name = _relative(root, path)
        if path.suffix not in {".py", ".ts", ".tsx"} or name.startswith(
            ("tests/", "scripts/lints/")
        ):
            continue
        if "/__tests__/" in name or name.endswith((".test.ts", ".test.tsx")):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                yield f"{name}:{number}: unfinished place: finish it or take it out"


def messages_in_both_languages(root: Path, files: list[Path]) -> Iterator[str]:
    """Every message code has an English and a Chinese text."""
    import triloom  # noqa: F401  (installs the SQLite library first)
    from triloom.messages import load_catalogue

    for code, texts in load_catalogue().items():
        for language in ("en", "zh-CN"):
            if not texts.get(language):
                yield f"message {code}: no {language} text"


def drivers_stay_home(root: Path, files: list[Path]) -> Iterator[str]:
    """Each of these libraries is imported in one place only."""
    homes = {
        "dbos": ("platform/triloom/jobs/",),
        "duckdb": ("platform/triloom/reports/", "platform/triloom/children/"),
        "altair": ("engines/report/triloom_report/charts",),
        "transitions": ("engines/flow/triloom_flow/",),
        "sqlcipher3": ("platform/triloom/database/sqlite_library.py",),
    }
    for path in files:
        name = _relative(root, path)
        if path.suffix != ".py" or not name.startswith(("platform/", "engines/", "ml_plugins/")):
            continue
        text = path.read_text(encoding="utf-8")
        for library, allowed in homes.items():
            imports = re.search(rf"^\s*(?:import|from) {library}\b", text, re.MULTILINE)
            if imports and not name.startswith(allowed):
                yield f"{name}: only {', '.join(allowed)} may import {library}"


RULES: tuple[Rule, ...] = (
    module_length,
    no_shadowing_packages,
    lock_files_without_addresses,
    engines_speak_no_sales,
    no_stubs,
    messages_in_both_languages,
    drivers_stay_home,
)
