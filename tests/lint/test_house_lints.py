"""The house lints find what they are for, and nothing in this tree."""

import platform
from pathlib import Path

import pytest

from scripts.lints import rules


def plant(root: Path, name: str, text: str) -> list[Path]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [path]


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (rules.module_length, "engines/core/long.py", "x = 1\n" * 501),
        (rules.no_shadowing_packages, "platform/__init__.py", ""),
        (rules.lock_files_without_addresses, "requirements/run.txt", "a @ https://x.example/a.whl"),
        (rules.engines_speak_no_sales, "engines/flow/a.py", "seller = 1\n"),
        (rules.no_stubs, "platform/triloom/a.py", "raise NotImplementedError\n"),
        (rules.drivers_stay_home, "platform/triloom/api/a.py", "import dbos\n"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, rule: rules.Rule, name: str, text: str) -> None:
    assert list(rule(tmp_path, plant(tmp_path, name, text)))


def test_platform_is_still_the_standard_library_module() -> None:
    assert Path(platform.__file__).name == "platform.py"
