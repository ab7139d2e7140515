"""The audit site as a person walks it, in headless Chromium."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from pipeline.records import Row


def in_view(browser: webdriver.Chrome, element: WebElement) -> bool:
    script = (
        "const r = arguments[0].getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight && r.width > 0"
    )
    return bool(browser.execute_script(script, element))


def target_of(browser: webdriver.Chrome) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, ":target")


def test_the_index_names_every_document(browser: webdriver.Chrome, site: str, samples_run: Path) -> None:
    browser.get(f"{site}/index.html")
    said = browser.find_element(By.TAG_NAME, "body").text
    for path in Path(__file__).parents[2].joinpath("raw").iterdir():
        if path.name != "sources.toml":
            assert path.name in said


def test_from_an_interview_to_its_words(browser: webdriver.Chrome, site: str, samples_run: Path) -> None:
    browser.get(f"{site}/interviews.html")
    link = browser.find_element(By.CSS_SELECTOR, "main a[href*='documents/'][href*='#m=']")
    mention = str(link.get_attribute("href")).split("#")[1]
    browser.get(str(link.get_attribute("href")))
    words = target_of(browser)
    assert words.get_attribute("id") == mention
    assert in_view(browser, words)
    with (samples_run / "dataset" / "mentions.csv").open(encoding="utf-8", newline="") as lines:
        text = next(r["text"] for r in csv.DictReader(lines) if f"m={r['mention_id']}" == mention)
    assert " ".join(words.text.split()) == text


def test_from_a_marker_to_its_note_and_back(browser: webdriver.Chrome, site: str, samples_run: Path) -> None:
    page = next((samples_run / "audit" / "documents").glob("*.html"))
    browser.get(page.as_uri())
    marker = browser.find_element(By.CSS_SELECTOR, "main a.note-link[href^='#b=']")
    number = marker.text
    browser.get(str(marker.get_attribute("href")))
    note = target_of(browser)
    assert in_view(browser, note)
    assert number in note.text


def test_a_table_can_be_filtered(browser: webdriver.Chrome, site: str) -> None:
    browser.get(f"{site}/tables/citations.html")
    rows = browser.find_elements(By.CSS_SELECTOR, "tbody tr")
    browser.find_element(By.CSS_SELECTOR, "input[type='search']").send_keys("email correspondence")
    # The page filters when the typing rests.
    WebDriverWait(browser, 5).until(lambda _: not all(r.is_displayed() for r in rows))
    shown = [r for r in rows if r.is_displayed()]
    assert shown
    unfit = [t for r in shown if "correspondence" not in (t := str(r.get_attribute("textContent")).casefold())]
    assert not unfit


def test_nothing_is_refused_or_missing(browser: webdriver.Chrome, site: str, samples_run: Path) -> None:
    pages = ["index.html", "findings.html", "interviews.html", "tables/mentions.html"]
    documents = [f"documents/{p.name}" for p in (samples_run / "audit" / "documents").glob("*.html")]
    for page in (*pages, *documents):
        browser.get(f"{site}/{page}")
        messages = [m["message"] for m in browser.get_log("browser") if m["level"] in {"SEVERE", "WARNING"}]
        assert not messages, page


def press(browser: webdriver.Chrome, *keys: str) -> None:
    for key in keys:
        browser.find_element(By.TAG_NAME, "body").send_keys(key)


def chosen(browser: webdriver.Chrome) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, "[aria-current='true']")


def test_from_the_overview_to_a_finding_to_the_printed_page(
    browser: webdriver.Chrome, site: str, pictured: str, tables: Mapping[str, Sequence[Row]]
) -> None:
    """By hand: a count in the overview, a finding, its passage, the words in the text and on the page."""
    browser.get(f"{site}/index.html")
    browser.find_element(By.CSS_SELECTOR, "a.count[href*='count_claim']").click()
    name = pictured.rsplit("/", 1)[1]
    link = browser.find_element(By.CSS_SELECTOR, f".card .passage a[href*='{name}#m=']")
    mention = str(link.get_attribute("href")).split("#m=")[1]
    link.click()
    words = target_of(browser)
    assert words.get_attribute("data-id") == mention
    assert in_view(browser, words)
    WebDriverWait(browser, 5).until(lambda b: picture_is_there(b))
    said = browser.find_element(By.CSS_SELECTOR, "[data-page-says]").text
    row = next(r for r in tables["mentions"] if r["mention_id"] == mention)
    assert said == f"page {row['page']}"
    assert browser.find_elements(By.CSS_SELECTOR, ".sheet rect.chosen")


def picture_is_there(browser: webdriver.Chrome) -> bool:
    script = "const i = document.querySelector('.sheet img'); return i.complete && i.naturalWidth > 400"
    return bool(browser.execute_script(script))


def test_a_box_on_the_page_leads_to_its_words(browser: webdriver.Chrome, pictured: str) -> None:
    browser.get(pictured)
    press(browser, "j")
    date = browser.find_element(By.CSS_SELECTOR, ".sheet rect.k-date")
    browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('click'))", date)
    assert chosen(browser).get_attribute("data-kind") == "date"
    assert in_view(browser, chosen(browser))


def test_all_by_key_and_every_state_has_an_address(browser: webdriver.Chrome, pictured: str) -> None:
    browser.get(pictured)
    press(browser, "j", "j", "k", "j")
    second = chosen(browser).get_attribute("data-id")
    assert browser.current_url.endswith(f"#m={second}")
    browser.find_element(By.ID, "show-actor").click()
    assert "hide=" in browser.current_url
    address = browser.current_url
    browser.get("about:blank")
    browser.get(address)
    assert chosen(browser).get_attribute("data-id") == second
    assert not browser.find_element(By.ID, "show-actor").is_selected()
    press(browser, Keys.ESCAPE)
    assert not browser.find_elements(By.CSS_SELECTOR, "mark.chosen")
    press(browser, "?")
    assert "next" in browser.find_element(By.ID, "keys").text


def test_cards_and_rows_are_walked_and_opened_by_key(browser: webdriver.Chrome, site: str) -> None:
    browser.get(f"{site}/findings.html")
    press(browser, "j", "j")
    assert chosen(browser).get_attribute("data-kind") == "findings"
    press(browser, Keys.ENTER)
    assert "/documents/" in browser.current_url
    browser.get(f"{site}/tables/events.html#q=exercise&sort=-date")
    shown = [r for r in browser.find_elements(By.CSS_SELECTOR, "tbody tr") if r.is_displayed()]
    assert 0 < len(shown) < len(browser.find_elements(By.CSS_SELECTOR, "tbody tr"))
    press(browser, "j")
    assert chosen(browser).get_attribute("data-id") == shown[0].get_attribute("data-id")


def test_a_marker_shows_its_note(browser: webdriver.Chrome, pictured: str) -> None:
    browser.get(pictured)
    marker = browser.find_element(By.CSS_SELECTOR, "article a.note-link[href]")
    browser.execute_script("arguments[0].focus()", marker)
    note = browser.find_element(By.ID, "note-pop")
    assert note.is_displayed()
    assert len(note.text) > 10
    assert marker.get_attribute("aria-describedby") == "note-pop"
    press(browser, Keys.ESCAPE)
    assert not note.is_displayed()


@pytest.mark.parametrize("width", [390, 640])
def test_nothing_is_wider_than_a_phone(browser: webdriver.Chrome, site: str, pictured: str, width: int) -> None:
    """640 is a desk's screen at 200 %."""
    shape = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shape)
    try:
        for page in (*(f"{site}/{p}.html" for p in ("index", "findings", "events", "tables/events")), pictured):
            browser.get(page)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, page
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
