"""No page has an axe violation (WCAG 2.2 AA tags), in either language, at desk and phone width."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parent.parent.parent / "frontend/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES: tuple[tuple[str, str], ...] = (
    ("seller1", "/"),
    ("seller1", "/apps/sales/opportunity"),
    ("seller1", "/apps/sales/opportunity?view=pipeline"),
    ("seller1", "/apps/sales/opportunity/new"),
    ("supervisor1", "/inbox"),
    ("director", "/apps/sales/boards/sales_performance"),
    ("admin", "/studio"),
    ("admin", "/studio/sales"),
    ("admin", "/studio/sales/forms/opportunity"),
    ("admin", "/studio/sales/flows/opportunity_pipeline"),
    ("admin", "/studio/sales/reports/win_rate_by_region"),
    ("admin", "/studio/sales/boards/sales_performance"),
    ("admin", "/studio/sales/models"),
    ("admin", "/studio/sales#models/win_probability"),
    ("admin", "/studio/sales#roles/seller"),
    ("admin", "/admin/users"),
    ("admin", "/imports"),
)


def violations(page: Page) -> list[str]:
    """Return one line per violation: rule, page, first element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations"
        ".map((v) => `${v.id} (${v.impact}) ${v.nodes.length}x ${v.nodes[0].html.slice(0, 160)}`)",
        TAGS,
    )
    return [f"{page.url}: {line}" for line in found]


def settle(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)  # entry animations change contrast while they run


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_no_page_has_an_axe_violation(open_page: Callable[..., Page], locale: str) -> None:
    found: list[str] = []
    pages: dict[str, Page] = {}
    for login, path in PAGES:
        if login not in pages:
            pages[login] = open_page(login, locale)
        settle(pages[login], path)
        found += violations(pages[login])
    seller = pages["seller1"]
    record = seller.evaluate(
        "async () => (await (await fetch('/api/v1/apps/sales/forms/opportunity/records?limit=1')).json()).items[0].id"
    )
    settle(seller, f"/apps/sales/opportunity/{record}")
    found += violations(seller)
    assert found == [], "\n".join(found)


def test_the_sign_in_page_and_a_record_on_a_phone_have_no_axe_violation(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("seller2", "en", 390)
    settle(page, "/apps/sales/opportunity")
    found = violations(page)
    page.locator("main").get_by_text(re.compile(r"#\d+$")).first.click()
    page.wait_for_timeout(1500)
    found += violations(page)
    page.context.clear_cookies()
    settle(page, "/login")
    found += violations(page)
    assert found == [], "\n".join(found)
