"""Takes the pictures of the documentation from a running demo: `python -m scripts.screenshots FOLDER`.

Starts its own server on the demo in a temporary folder and drives a real Chromium.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import CHROMIUM, launch_options
from tests.support.server import running_server

PAGES: tuple[tuple[str, str, str], ...] = (
    ("seller1", "list", "/apps/sales/opportunity"),
    ("seller1", "kanban", "/apps/sales/opportunity?view=pipeline"),
    ("director", "board", "/apps/sales/boards/sales_performance"),
    ("admin", "form-builder", "/studio/sales/forms/opportunity"),
    ("admin", "flow-designer", "/studio/sales/flows/opportunity_pipeline"),
    ("admin", "report-composer", "/studio/sales/reports/win_rate_by_region"),
    ("sto", "models", "/studio/sales/models"),
)
"""(login, name of the picture, path)."""
PASSWORD = "pictures of the demo"


def main() -> int:
    """Take every picture in both languages."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if not Path(CHROMIUM).exists():
        print("Chromium is missing: see scripts/system_packages.sh", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "TRILOOM_DATA_DIR": data, "TRILOOM_DEMO_PASSWORD": PASSWORD}
        for command in (["migrate"], ["demo", "--scale", "0.2"]):
            subprocess.run([sys.executable, "-m", "triloom", *command], env=environment, check=True)
        with running_server(environment) as url, sync_playwright() as driver:
            browser = driver.chromium.launch(**launch_options())
            for language in ("zh-CN", "en"):
                for login, name, path in PAGES:
                    context = browser.new_context(
                        locale=language, viewport={"width": 1360, "height": 860}
                    )
                    page = context.new_page()
                    page.goto(f"{url}/login")
                    page.fill("input[autocomplete=username]", login)
                    page.fill("input[autocomplete=current-password]", PASSWORD)
                    page.keyboard.press("Enter")
                    page.wait_for_url(lambda address: "/login" not in address)
                    page.goto(f"{url}{path}")
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}.{language}.png")
                    context.close()
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
