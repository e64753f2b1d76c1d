"""Where the data folders lie: beside the package in a wheel, at the root of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE.parent.parent


def _first_existing(*candidates: Path) -> Path | None:
    return next((candidate for candidate in candidates if candidate.exists()), None)


def web_folder() -> Path | None:
    """Return the folder of the built UI, or None when it was not built."""
    found = _first_existing(
        _PACKAGE / "_web" / "index.html", _ROOT / "frontend" / "dist" / "index.html"
    )
    return found.parent if found else None


def migrations_folder() -> Path:
    """Return the folder of the Alembic environment."""
    found = _first_existing(_PACKAGE / "_migrations", _ROOT / "migrations")
    if found is None:
        message = "the migrations folder is missing from this installation"
        raise FileNotFoundError(message)
    return found


def solutions_folder() -> Path:
    """Return the folder of the shipped solutions."""
    found = _first_existing(_PACKAGE / "_solutions", _ROOT / "solutions")
    if found is None:
        message = "the solutions folder is missing from this installation"
        raise FileNotFoundError(message)
    return found
