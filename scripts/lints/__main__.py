"""Runs every house lint over the tracked files and exits 1 when one finds something."""

import subprocess
import sys
from pathlib import Path

from scripts.lints.rules import RULES


def tracked_files(root: Path) -> list[Path]:
    """Return the files that git tracks or would track, that exist."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [root / name for name in listed if (root / name).is_file()]


def main() -> int:
    """Print every finding; return the exit code."""
    root = Path(__file__).resolve().parent.parent.parent
    files = tracked_files(root)
    findings = [finding for rule in RULES for finding in rule(root, files)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
