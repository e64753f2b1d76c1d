"""Takes the pictures of the documentation from a running demo: `python -m scripts.screenshots FOLDER`.

Starts its own server on the demo in a temporary folder and drives a real Chromium. Pictures are
1200 pixels wide and have a palette, which keeps them below 120 kB.
"""

import base64
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.png_palette import palette_png
from tests.support.browser import CHROMIUM, launch_options
from tests.support.server import running_server

PAGES: tuple[tuple[str, str, str], ...] = (
    ("seller1", "list", "/apps/sales/opportunity"),
    ("director", "kanban", "/apps/sales/opportunity?view=pipeline"),
    ("director", "board", "/apps/sales/boards/sales_performance"),
    ("admin", "form-builder", "/studio/sales/forms/opportunity"),
    ("admin", "flow-designer", "/studio/sales/flows/opportunity_pipeline"),
    ("admin", "report-composer", "/studio/sales/reports/win_rate_by_region"),
    ("sto", "models", "/studio/sales/models"),
)
"""(login, name of the picture, path)."""
PASSWORD = "pictures of the demo"
LANGUAGES = ("zh-CN", "en")
VIEW = {"width": 1200, "height": 760}
SETTLED_MILLISECONDS = 3_000
"""Charts draw after the network is silent."""
SCALE = "0.1"
DECODE = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const bytes = canvas.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


def take(browser: Browser, url: str, folder: Path, language: str, login: str) -> None:
    """Sign in once and take every picture of one person in one language."""
    context = browser.new_context(locale=language, viewport=VIEW, reduced_motion="reduce")
    # as if the person had chosen the language in this browser before
    context.add_init_script(f"localStorage.setItem('triloom.language', '{language}')")
    page, blank = context.new_page(), context.new_page()
    page.goto(f"{url}/login")
    page.fill("input[autocomplete=username]", login)
    page.fill("input[autocomplete=current-password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    for who, name, path in PAGES:
        if who != login:
            continue
        page.goto(f"{url}{path}")
        page.get_by_role("main").wait_for()
        page.wait_for_timeout(SETTLED_MILLISECONDS)
        pixels = pixels_of(blank, page.screenshot())
        (folder / f"{name}.{language}.png").write_bytes(palette_png(pixels))
    context.close()


def pixels_of(page: Page, picture: bytes) -> NDArray[np.uint8]:
    """Return the pixels of a PNG, decoded by the browser, as (height, width, 3)."""
    encoded = base64.b64encode(picture).decode()
    width, height, data = page.evaluate(DECODE, f"data:image/png;base64,{encoded}")
    flat = np.frombuffer(base64.b64decode(data), np.uint8)
    return flat.reshape(height, width, 4)[..., :3]


def take_all(data: Path, folder: Path, language: str) -> None:
    """Load the demo of a language, serve it, and take its pictures."""
    own = {"TRILOOM_DATA_DIR": str(data), "TRILOOM_DEMO_PASSWORD": PASSWORD}
    environment = {**os.environ, **own}
    demo = ["demo", "--scale", SCALE, "--language", language]
    for command in (["migrate"], demo):
        subprocess.run([sys.executable, "-m", "triloom", *command], env=environment, check=True)
    with running_server(environment) as url, sync_playwright() as driver:
        browser = driver.chromium.launch(**launch_options())
        for login in dict.fromkeys(login for login, _, _ in PAGES):
            take(browser, url, folder, language, login)
        browser.close()


def main() -> int:
    """Take every picture in both languages."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if not Path(CHROMIUM).exists():
        print("Chromium is missing: see scripts/system_packages.sh", file=sys.stderr)
        return 1
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as data:
            take_all(Path(data), folder, language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
