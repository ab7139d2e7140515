"""Tables and cards over all their rows, from files: searched, sorted, chosen from, walked through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from site_samples import row, write

from pipeline.audit.links import CARDS_PER_PAGE, sheets
from tests.browser.conftest import NewWindow
from tests.browser.looking import busy, faults, sideways

ROWS = 5000
CARDS = 2 * CARDS_PER_PAGE + 10
TYPES = ("visit", "exercise", "dialogue", "statement")
EVENTS = [
    row("events", event_id=f"e{i:05}", type=TYPES[i % 4], name=f"Meeting {i}", date_start=f"{1400 + i}-01-01")
    for i in range(CARDS)
]
SHEETS = [(sheet.file, [one["event_id"] for one in sheet.rows]) for sheet in sheets("events", EVENTS)]
"""The pages of the events, each with their ids."""
VISITS = frozenset(one["event_id"] for one in EVENTS if one["type"] == "visit")
SMOOTH = 0.8
"""Seconds of processor time for what a hand waits for: what else the machine does is not counted."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site of many citations and events; the former in no order."""
    citations = [
        row("citations", citation_id=f"c{i:05}", doc_id="d1", kind=("full", "note")[i % 2], text=f"Port Study {i}",
            date=f"{1900 + i * 7919 % 120}", page=str(i * 31 % 977 + 1))
        for i in range(ROWS)
    ]  # fmt: skip
    documents = [row("documents", doc_id="d1", path="ports.txt", status="failed")]
    given = {"documents": documents, "citations": citations, "events": EVENTS}
    return write(tmp_path_factory.mktemp("large"), [], given).as_uri()


def ids(page: Page) -> list[str]:
    found: list[str] = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    return found


def test_a_search_goes_over_all_rows(page: Page, large: str) -> None:
    page.goto(f"{large}/tables/citations.html")
    expect(page.locator("[data-count]")).to_have_text("5,000 rows")
    assert len(ids(page)) == 100
    page.locator("input[type='search']").fill("study 4987")
    expect(page.locator("[data-count]")).to_have_text("1 of 5,000 rows")
    assert ids(page) == ["c04987"]
    page.locator("[data-facet='kind']").select_option("full")
    expect(page.locator("tbody")).to_have_text("No row has all of this.")
    page.locator("button[type='reset']").click()
    expect(page.locator("[data-count]")).to_have_text("5,000 rows")


def test_sorting_orders_all_rows(page: Page, large: str) -> None:
    page.goto(f"{large}/tables/citations.html")
    head = page.locator("th[data-name='page']")
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    numbers = [i * 31 % 977 + 1 for i in range(ROWS)]
    assert ids(page) == [f"c{i:05}" for i in sorted(range(ROWS), key=lambda i: (numbers[i], i))[:100]]
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert ids(page)[0] == f"c{max(range(ROWS), key=lambda i: (numbers[i], -i)):05}"
    expect(page).to_have_url(re.compile("#sort=-page$"))


def test_a_column_can_be_asked_for_alone(page: Page, large: str) -> None:
    page.goto(f"{large}/tables/citations.html#q=page:7")
    expect(page.locator("[data-count]")).to_have_text(
        f"{sum(i * 31 % 977 + 1 == 7 for i in range(ROWS))} of 5,000 rows"
    )


def test_every_row_has_an_address_and_is_told_in_full(page: Page, large: str) -> None:
    page.goto(f"{large}/tables/citations.html#r=c04321")
    expect(page.locator("tr.chosen")).to_have_attribute("data-id", "c04321")
    expect(page.locator("tr.chosen")).to_be_in_viewport()
    expect(page.locator("#record")).to_contain_text("Port Study 4321")
    page.keyboard.press("Escape")
    expect(page.locator("#record")).to_be_hidden()
    page.goto(f"{large}/tables/citations.html#kind=note&sort=-text&part=3&r=c00001")
    expect(page.locator("tr.chosen")).to_have_attribute("data-id", "c00001")
    expect(page.locator("[data-facet='kind']")).to_have_value("note")


def test_keys_walk_from_one_hundred_rows_to_the_next(page: Page, large: str) -> None:
    page.goto(f"{large}/tables/citations.html#r=c00099")
    page.keyboard.press("j")
    expect(page.locator("tr.chosen")).to_have_attribute("data-id", "c00100")
    page.keyboard.press("k")
    expect(page.locator("tr.chosen")).to_have_attribute("data-id", "c00099")
    page.keyboard.press("]")
    expect(page.locator("[data-pager-says]")).to_have_text("101–200")
    page.keyboard.press("/")
    expect(page.locator("input[type='search']")).to_be_focused()


def test_keys_that_overtake_a_search_walk_over_what_it_finds(page: Page, large: str) -> None:
    """A search waits until the typing rests; who goes on by key has rested."""
    page.goto(f"{large}/tables/citations.html")
    page.evaluate(
        """() => {
            const input = document.querySelector("input[type='search']");
            input.focus();
            input.value = "study 4987";
            input.dispatchEvent(new Event("input", { bubbles: true }));
            for (const key of ["Escape", "j"]) {
                const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                document.activeElement.dispatchEvent(pressed);
            }
        }"""
    )
    expect(page.locator("[data-count]")).to_have_text("1 of 5,000 rows")
    expect(page.locator("tr.chosen")).to_have_attribute("data-id", "c04987")


def test_five_thousand_rows_stay_smooth(page: Page, large: str) -> None:
    page.goto(f"{large}/tables/citations.html")
    expect(page.locator("[data-count]")).to_have_text("5,000 rows")
    used = busy(page)
    page.locator("th[data-name='text'] button").click()
    expect(page.locator("th[data-name='text']")).to_have_attribute("aria-sort", "ascending")
    for_sorting = used()
    assert 0 < for_sorting < SMOOTH, "sorting"
    page.locator("input[type='search']").fill("study 49")
    expect(page.locator("[data-count]")).to_contain_text(" of ")
    assert for_sorting < used() < for_sorting + SMOOTH, "searching"


def test_a_search_finds_cards_on_other_pages(page: Page, large: str, complaints: list[str]) -> None:
    page.goto(f"{large}/events.html")
    expect(page.locator("[data-count]")).to_contain_text(f"{CARDS:,}")
    page.locator("input[type='search']").fill(f"meeting {CARDS - 1}")
    expect(page.locator("#elsewhere a")).to_have_count(1)
    expect(page.locator("[data-count]")).to_have_text(f"1 of {CARDS:,}, 0 on this page")
    page.locator("#elsewhere a").click()
    expect(page.locator(".card.chosen")).to_have_attribute("data-id", f"e{CARDS - 1:05}")
    expect(page).to_have_url(re.compile(re.escape(SHEETS[-1][0])))
    page.goto(f"{large}/events.html#type=visit")
    expect(page.locator("#elsewhere h2")).to_have_text(
        f"{sum(i in VISITS for _, shown in SHEETS[1:] for i in shown)} on other pages"
    )
    assert complaints == []


def test_keys_walk_from_one_page_of_cards_to_the_next(page: Page, large: str) -> None:
    last = [i for i in SHEETS[0][1] if i in VISITS][-1]
    file, (first, *_) = SHEETS[1][0], [i for i in SHEETS[1][1] if i in VISITS]
    page.goto(f"{large}/events.html#type=visit&r={last}")
    expect(page.locator(".card.chosen")).to_have_attribute("data-id", last)
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(re.escape(file)))
    expect(page.locator(".card.chosen")).to_have_attribute("data-id", first)
    expect(page.locator("[data-facet='type']")).to_have_value("visit")
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile("events.html"))
    expect(page.locator(".card.chosen")).to_have_attribute("data-id", last)


def test_cards_are_sorted_and_walked_in_that_order(page: Page, site: str) -> None:
    page.goto(f"{site}/events.html")
    cards = page.locator(".card")
    as_they_stand = cards.evaluate_all("all => all.map(one => one.dataset.id)")
    page.locator("[data-order]").select_option("-date_start")
    dates = cards.evaluate_all("all => all.map(one => one.dataset.orderDate_start)")
    filled = [date for date in dates if date]
    assert filled == sorted(filled, reverse=True)
    assert dates == filled + [""] * (len(dates) - len(filled)), "what is empty comes last"
    assert len(filled) > 10
    order = cards.evaluate_all("all => all.map(one => one.dataset.id)")
    assert sorted(order) == sorted(as_they_stand)
    for expected in order[:3]:
        page.keyboard.press("j")
        expect(page.locator(".card.chosen")).to_have_attribute("data-id", expected)
    # A browser tells its driver of a new address by and by.
    expect(page).to_have_url(re.compile(f"r={order[2]}"))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert cards.evaluate_all("all => all.map(one => one.dataset.id)") == order
    page.locator("[data-order]").select_option("")
    assert cards.evaluate_all("all => all.map(one => one.dataset.id)") == as_they_stand


def test_cards_on_several_pages_say_that_one_page_is_sorted(page: Page, large: str) -> None:
    page.goto(f"{large}/events.html#sort=-date_start")
    expect(page.locator("[data-order] option:checked")).to_have_text("this page by date ↓")
    assert page.locator(".card").first.get_attribute("data-id") == max(SHEETS[0][1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chosen_row_is_accessible(new_window: NewWindow, site: str, scheme: str) -> None:
    page = new_window(color_scheme=scheme)
    page.goto(f"{site}/tables/citations.html")
    page.keyboard.press("j")
    expect(page.locator("#record")).to_be_visible()
    assert faults(page) == []


def test_on_a_phone_a_row_is_a_card(new_window: NewWindow, site: str) -> None:
    page = new_window(viewport={"width": 390, "height": 844})
    page.goto(f"{site}/tables/citations.html")
    expect(page.locator("thead")).to_be_hidden()
    expect(page.locator("[data-sort]")).to_be_visible()
    assert sideways(page) == ""
    page.locator("tbody tr").first.click(position={"x": 5, "y": 5})
    expect(page.locator("#record")).to_be_in_viewport()
    assert sideways(page) == ""


def test_the_printed_page_can_be_larger(page: Page, pictured: str) -> None:
    page.goto(pictured)
    page.keyboard.press("j")
    sheet = page.locator(".sheet")
    before = sheet.bounding_box()
    page.keyboard.press("z")
    after = sheet.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.5 * before["width"]
    expect(page.locator("mark.chosen").first).to_be_in_viewport()
    expect(page).to_have_url(re.compile("page=large"))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("[data-larger]")).to_have_attribute("aria-pressed", "true")


def test_only_the_marked_words_that_are_searched_for_are_walked_over(page: Page, pictured: str) -> None:
    page.goto(pictured)
    page.keyboard.press("/")
    page.keyboard.type("prt")
    found = page.locator("mark.found[id]")
    expect(page.locator(".find output")).to_contain_text("found")
    assert found.count() > 3
    page.keyboard.press("Enter")
    for i in range(3):
        expect(page.locator("mark.chosen").first).to_have_attribute("id", str(found.nth(i).get_attribute("id")))
        page.keyboard.press("j")
    expect(page).to_have_url(re.compile("q=prt"))
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(found).to_have_count(0)


def test_what_is_chosen_stays_in_sight_above_the_panel(new_window: NewWindow, pictured: str) -> None:
    page = new_window(viewport={"width": 640, "height": 450})
    page.goto(pictured)
    for _ in range(6):
        page.keyboard.press("j")
        mark, panel = page.locator("mark.chosen").first.bounding_box(), page.locator(".panel").bounding_box()
        assert mark is not None
        assert panel is not None
        assert 0 < mark["y"] < panel["y"] - mark["height"]


def test_paths_are_those_of_a_site(samples_run: Path) -> None:
    """Whatever the pages load lies beside them."""
    assert {p.name for p in (samples_run / "audit").iterdir() if p.suffix == ".js"} == {"site.js", "rows.js"}
