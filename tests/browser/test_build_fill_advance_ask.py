"""An admin builds an app in the browser; records are filled, advanced and asked about."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
REASON = "At least eleven people have to be there."
SIX_TYPES = ("text", "integer", "currency", "select", "date", "checkbox")


def drag(page: Page, source: Locator, target: Locator) -> None:
    """Move the mouse like a person: press, many small moves, release."""
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    to_x, to_y = (
        end["x"] + end["width"] / 2,
        end["y"] + min(end["height"] - 12, end["height"] * 0.9),
    )
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 16):
        page.mouse.move(x + (to_x - x) * step / 15, y + (to_y - y) * step / 15)
        page.wait_for_timeout(16)
    page.mouse.up()


def create_document(page: Page, tab: str, name: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()
    page.get_by_test_id(f"create-{tab.lower()}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name in English").fill(name)
    dialog.get_by_role("button", name="Create", exact=True).click()


def publish(page: Page) -> None:
    expect(page.get_by_test_id("save-status")).to_contain_text("saved")
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("publish-plan")).to_be_visible()
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_test_id("publish-plan")).to_be_hidden()


def build_form(page: Page) -> None:
    create_document(page, "Forms", "Visit")
    canvas = page.get_by_test_id("form-canvas")
    expect(canvas).to_be_visible()
    for number, kind in enumerate(SIX_TYPES, 1):
        drag(page, page.locator(f"[data-field-type={kind}]"), canvas)
        expect(canvas.locator("[data-field-key]")).to_have_count(number)
    publish(page)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.locator(".ant-select-item-option", has_text=option).last.click()


def draw_flow(page: Page) -> None:
    """Three stages and an end from the palette; a guard with its reason on the last step."""
    create_document(page, "Flows", "Visit flow")
    page.get_by_role("button", name="Add the first stage").click()
    for kind in ("stage", "stage", "end"):
        page.locator(f"[data-node-palette={kind}]").click()
    expect(page.locator("[data-node-type=stage]")).to_have_count(3)
    page.get_by_role("tab", name="Outline").click()
    outline = page.get_by_role("navigation", name="Outline")
    for target, action, text in (("Stage 2", "begin", "Begin"), ("Stage 3", "finish", "Finish")):
        outline.get_by_role("button", name=f"→ {target}").click()
        page.get_by_label("Key of the action").fill(action)
        page.keyboard.press("Tab")
        page.get_by_label("Text of the button, English").fill(text)
    page.get_by_text("Text", exact=True).last.click()
    page.get_by_role("textbox", name="Expression").fill("integer > 10")
    page.keyboard.press("Tab")
    page.get_by_label("Reason shown when it is not possible, English").fill(REASON)
    outline.get_by_role("button", name="Stage 3 Stage", exact=True).click()
    choose(page, "Outcome of the stage", "Success")
    publish(page)


def fill_records(page: Page) -> str:
    """Create three records in the generated form; return the address of the first."""
    addresses = []
    for text, number, choice in (("First", "3", "1"), ("Second", "20", "2"), ("Third", "5", "1")):
        page.goto("/apps/site_visits/visit/new")
        page.get_by_label("Text").fill(text)
        page.get_by_label("Whole number").fill(number)
        page.get_by_label("Currency").fill("100")
        choose(page, "Select", f"Option {choice}")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(lambda url: "/new" not in url)
        addresses.append(page.url)
    return addresses[0]


def advance(page: Page, address: str) -> None:
    """Move the first record on; the guard refuses once and says why, then lets it pass."""
    page.goto(address)
    page.get_by_role("button", name="Begin").click()
    finish = page.get_by_role("button", name="Finish")
    expect(finish).to_be_visible()
    expect(page.get_by_text(REASON).first).to_be_visible()
    page.get_by_label("Whole number").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(REASON)).to_have_count(0)
    finish.click()
    expect(finish).to_have_count(0)


def ask(page: Page) -> None:
    """Compose a chart of the records: one dimension, one measure, run."""
    page.goto("/studio/site_visits")
    create_document(page, "Reports", "Visits by choice")
    page.locator("[data-report-field=select]").click()
    page.locator("[data-report-field=currency]").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("report-chart").locator("svg").first).to_be_visible()


def test_a_form_a_flow_and_a_chart_are_built_by_hand_and_used(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("admin")
    page.goto("/studio")
    page.get_by_role("button", name="New app").click()
    page.get_by_role("dialog").get_by_label("Name in English").fill("Site visits")
    page.get_by_role("dialog").get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url("**/studio/site_visits")
    build_form(page)
    page.goto("/studio/site_visits")
    draw_flow(page)
    address = fill_records(page)
    advance(page, address)
    ask(page)
