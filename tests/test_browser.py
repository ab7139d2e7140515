"""The audit site as a person walks it, in headless Chromium; where there is none, these tests are skipped.

With `CHRONOCITE_BROWSER=required`, as in continuous integration, a missing browser is a failure.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        if os.environ.get("CHRONOCITE_BROWSER") == "required":
            pytest.fail("no chromium or no chromedriver on this machine, and they are required here")
        pytest.skip("no chromium or no chromedriver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driven = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield driven
    driven.quit()


@pytest.fixture(scope="module")
def site(samples_run: Path) -> str:
    return (samples_run / "audit").as_uri()


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
    for path in Path(__file__).parents[1].joinpath("raw").iterdir():
        if path.name != "sources.toml":
            assert path.name in said


def test_from_an_interview_to_its_words(browser: webdriver.Chrome, site: str, samples_run: Path) -> None:
    browser.get(f"{site}/interviews.html")
    link = browser.find_element(By.CSS_SELECTOR, "main a[href*='documents/'][href*='#m-']")
    mention = str(link.get_attribute("href")).split("#")[1]
    browser.get(str(link.get_attribute("href")))
    words = target_of(browser)
    assert words.get_attribute("id") == mention
    assert in_view(browser, words)
    with (samples_run / "dataset" / "mentions.csv").open(encoding="utf-8", newline="") as lines:
        text = next(r["text"] for r in csv.DictReader(lines) if f"m-{r['mention_id']}" == mention)
    assert " ".join(words.text.split()) == text


def test_from_a_marker_to_its_note_and_back(browser: webdriver.Chrome, site: str, samples_run: Path) -> None:
    page = next((samples_run / "audit" / "documents").glob("*.html"))
    browser.get(page.as_uri())
    marker = browser.find_element(By.CSS_SELECTOR, "main a.note-link[href^='#b-']")
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
