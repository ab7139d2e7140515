"""What a page tells of what is chosen: in its own words, of one thing at a time, and in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from site_samples import harbour, hostile, row, tables, write

from tests.browser.conftest import NewWindow

PIECES = ("m-event", "m-2011", "m-note")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site with an event of several mentions, and another one behind it."""
    given = tables()
    given["events"] = [
        row("events", event_id="e-1", name="First", evidence="; ".join(PIECES)),
        row("events", event_id="e-2", name="Second", evidence="m-renewal; m-2015"),
        row("events", event_id="e-3", name="Third", evidence="m-2015"),
    ]
    return write(tmp_path_factory.mktemp("small"), [harbour(), hostile()], given).as_uri()


def test_each_member_of_a_list_is_called_by_its_words(page: Page, small: str) -> None:
    page.goto(f"{small}/tables/events.html#r=e-1")
    links = page.locator("#record dd .members a")
    expect(links).to_have_count(3)
    expect(links.nth(0)).to_contain_text("The ministers of Ruritania")
    expect(links.nth(1)).to_have_text("May 2011")
    expect(links.nth(2)).to_contain_text("Ruritanian envoy")


def test_what_an_address_led_to_is_marked_until_another_is_chosen(page: Page, small: str) -> None:
    page.goto(f"{small}/events.html#r=e-1")
    bar = "one => getComputedStyle(one).boxShadow !== 'none'"
    cards = page.locator(".card")
    expect(page.locator(".card.chosen")).to_have_attribute("data-id", "e-1")
    assert [one.evaluate(bar) for one in cards.all()].count(True) == 1
    page.keyboard.press("j")
    expect(page.locator(".card.chosen")).to_have_count(1)
    expect(page.locator(".card.chosen")).not_to_have_attribute("data-id", "e-1")
    marked = [one.get_attribute("data-id") for one in cards.all() if one.evaluate(bar)]
    assert marked == [page.locator(".card.chosen").get_attribute("data-id")]


@pytest.mark.parametrize("height", [900, 600])
def test_what_is_told_stays_in_sight_beside_the_printed_page(new_window: NewWindow, pictured: str, height: int) -> None:
    page = new_window(viewport={"width": 1400, "height": height})
    page.goto(pictured)
    seen = 0
    for _ in range(25):
        page.keyboard.press("j")
        expect(page.locator("mark.chosen").first).to_be_visible()
        panel, told = page.locator(".panel").bounding_box(), page.locator("#told h2").first.bounding_box()
        assert panel is not None
        assert told is not None
        assert panel["y"] <= told["y"] < panel["y"] + panel["height"] / 2 + 80
        seen += page.locator(".sheet rect.chosen").count()
    assert seen > 0, "some of them are boxed on the page"


@pytest.mark.parametrize("name", ["index.html", "tables/claims.html", "interviews.html"])
def test_on_a_phone_the_tab_of_the_page_is_in_view(new_window: NewWindow, small: str, name: str) -> None:
    page = new_window(viewport={"width": 390, "height": 844})
    page.goto(f"{small}/{name}")
    tab = page.locator(".bar [aria-current]").last
    expect(tab).to_be_in_viewport(ratio=1)
    tabs, box = page.locator(".bar nav").bounding_box(), tab.bounding_box()
    assert tabs is not None
    assert box is not None
    assert name == "index.html" or box["x"] + box["width"] <= tabs["x"] + tabs["width"]


def test_a_failed_file_is_found_from_the_heading(page: Page, small: str) -> None:
    page.goto(f"{small}/index.html")
    expect(page.locator("[data-count]")).to_have_text("3 documents")
    page.get_by_role("link", name="1 failed").click()
    expect(page.locator("[data-count]")).to_have_text("1 of 3")
    expect(page.locator("tr[data-item]:visible")).to_have_attribute("data-id", "d-broken")


def test_the_number_of_a_note_is_no_word_of_what_is_told(page: Page, pictured: str) -> None:
    page.goto(pictured)
    mark = page.locator("article mark.k-event[id]:has(a.note-link)").first
    whole = " ".join((mark.text_content() or "").split())
    number = mark.locator("a.note-link").last.inner_text()
    assert whole.endswith(f".{number}")
    page.goto(f"{pictured}#{mark.get_attribute('id')}")
    expect(page.locator("#told p").first).to_have_text(whole.removesuffix(number))
