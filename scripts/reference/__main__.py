"""Entry point of `python -m scripts.reference FOLDER [--check]`."""

import sys
from pathlib import Path

from scripts.reference.pages import all_pages


def stale_pages(folder: Path, pages: dict[str, str]) -> list[str]:
    """Return the names of pages that differ from what the code says."""
    return [
        name
        for name, text in pages.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the pages, or with `--check` name those that are stale; return the exit code."""
    folder = Path(sys.argv[1])
    pages = all_pages()
    stale = stale_pages(folder, pages)
    if "--check" in sys.argv:
        for name in stale:
            print(f"{folder / name} is stale: run python -m scripts.reference {folder}")
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(pages[name], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
