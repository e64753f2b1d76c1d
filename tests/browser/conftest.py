"""A real server and a real Chromium; one server per module, one browser context per test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.browser import CHROMIUM, launch_options
from tests.support.server import ServerProcess, run_cli

PASSWORD = os.environ.get("TRILOOM_BROWSER_PASSWORD", "browser-demo-password")
SLOW = 60_000
"""Milliseconds that a step may take on a busy machine; nothing is asserted about speed here."""


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sales demo at a small scale, served by a real process."""
    running = os.environ.get("TRILOOM_BROWSER_URL")
    if running is not None:  # a server that a developer keeps running
        yield running
        return
    folder = tmp_path_factory.mktemp("demo")
    environment = {"TRILOOM_DATA_DIR": str(folder), "TRILOOM_DEMO_PASSWORD": PASSWORD}
    run_cli(environment, "migrate")
    run_cli(environment, "demo", "--scale", "0.06", "--language", "en")
    server = ServerProcess(environment)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium must be installed in the gate")
        pytest.skip("Chromium is not installed: see scripts/system_packages.sh")
    with sync_playwright() as driver:
        found = driver.chromium.launch(**launch_options())
        yield found
        found.close()


def _keep_picture(page: Page, name: str) -> None:
    folder = os.environ.get("TRILOOM_BROWSER_PICTURES")
    if folder is not None:
        page.screenshot(path=Path(folder) / f"{name}.png")


def switch_language(page: Page, locale: str) -> None:
    """Set the language of the user, as the menu of the shell does."""
    page.evaluate(
        """async (language) => {
          const me = await (await fetch('/api/v1/me')).json();
          await fetch('/api/v1/me', {method: 'PATCH', body: JSON.stringify({language}),
            headers: {'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf_token}});
        }""",
        locale,
    )


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, demo_server: str
) -> Iterator[Callable[..., Page]]:
    """A function (login, locale, width) → a page of a logged-in user; errors of pages fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_as(login: str, locale: str = "en", width: int = 1440) -> Page:
        context = browser.new_context(
            base_url=demo_server,
            locale=locale,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(SLOW)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "response",
            lambda answer: (
                faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )
        page.goto("/login")
        page.fill("input[autocomplete=username]", login)
        page.fill("input[autocomplete=current-password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        switch_language(page, locale)  # an earlier test may have left another one
        return page

    yield open_as
    for number, context in enumerate(contexts):
        for page in context.pages:
            _keep_picture(page, f"{request.node.name}-{number}")
        context.close()
    assert faults == []
