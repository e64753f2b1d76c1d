"""Writes the OpenAPI document of the application: `python -m scripts.openapi FILE [--check]`."""

import json
import sys
import tempfile
from pathlib import Path

from triloom.app import create_app
from triloom.database.database import Database
from triloom.database.migrate import upgrade
from triloom.services import build_services
from triloom.settings import load_settings


def document() -> str:
    """Return the OpenAPI document as stable JSON text."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"TRILOOM_DATA_DIR": folder})
        database = Database(settings.database_url)
        upgrade(database)
        database.dispose()
        services = build_services(settings)
        try:
            found = create_app(services).openapi()
        finally:
            services.close()
    return json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file, or with `--check` compare it; return the exit code."""
    path = Path(sys.argv[1])
    text = document()
    if "--check" in sys.argv:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path} is stale: run make openapi", file=sys.stderr)
            return 1
        return 0
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
