"""The audit site as a person walks it, in headless Chromium."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pdfplumber
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pipeline.records import Row
from tests.browser.looking import kinds_of_pages
from tests.conftest import RAW

Tables = Mapping[str, Sequence[Row]]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def chosen(page: Page) -> Locator:
    return page.locator("[aria-current='true']")


def target(page: Page) -> Locator:
    return page.locator(":target")


def in_view(words: Locator) -> None:
    expect(words).to_be_in_viewport(ratio=1)


def hash_of(link: Locator) -> str:
    return (link.get_attribute("href") or "").split("#")[1]


def told(tables: Tables, mention: str) -> Row:
    return next(r for r in tables["mentions"] if r["mention_id"] == mention)


def test_the_index_names_every_document(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    names = [path.name for path in RAW.iterdir() if path.name != "sources.toml"]
    assert names
    for name in names:
        expect(page.locator("body")).to_contain_text(name)


def test_from_an_interview_to_its_words(page: Page, site: str, tables: Tables) -> None:
    page.goto(f"{site}/interviews.html")
    link = page.locator("main a[href*='documents/'][href*='#m=']").first
    mention = hash_of(link)
    link.click()
    words = target(page)
    expect(words).to_have_id(mention)
    in_view(words)
    assert " ".join(words.inner_text().split()) == told(tables, mention.removeprefix("m="))["text"]


def test_from_a_marker_to_its_note_and_back(page: Page, site: str, samples_run: Path) -> None:
    page.goto(next((samples_run / "audit" / "documents").glob("*.html")).as_uri())
    marker = page.locator("main a.note-link[href^='#b=']").first
    number = marker.inner_text()
    marker.click()
    note = target(page)
    in_view(note)
    expect(note).to_contain_text(number)
    note.locator("a.back").first.click()
    in_view(target(page))
    expect(target(page).locator("a.note-link").or_(target(page)).first).to_contain_text(number)


def test_a_table_can_be_filtered(page: Page, site: str) -> None:
    page.goto(f"{site}/tables/citations.html")
    rows = page.locator("tbody tr")
    before = rows.count()
    page.locator("input[type='search']").fill("email correspondence")
    # The page filters when the typing rests.
    expect(page.locator("[data-count]")).to_contain_text(" of ")
    shown = rows.all_text_contents()
    assert 0 < len(shown) < before
    assert [text for text in shown if "correspondence" not in text.casefold()] == []


def test_nothing_is_refused_or_missing(page: Page, samples_run: Path, complaints: list[str]) -> None:
    for path in kinds_of_pages(samples_run):
        page.goto(path.as_uri())
        assert complaints == [], path.name


def test_from_the_overview_to_a_finding_to_the_printed_page(
    page: Page, site: str, pictured: str, tables: Tables
) -> None:
    """By hand: a count in the overview, a finding, its passage, the words in the text and on the page's picture."""
    page.goto(f"{site}/index.html")
    page.locator("a.count[href*='count_claim']").first.click()
    link = page.locator(f".card .passage a[href*='{pictured.rsplit('/', 1)[1]}#m=']").first
    mention = told(tables, hash_of(link).removeprefix("m="))
    link.click()
    words = target(page)
    expect(words).to_have_attribute("data-id", mention["mention_id"])
    in_view(words)
    expect(page.locator("[data-page-says]")).to_have_text(f"page {mention['page']}")

    # The picture is there, the drawing lies on it exactly, and the box is to be seen.
    picture, drawing, box = (page.locator(f".sheet {name}") for name in ("img", "svg", "rect.chosen"))
    width = picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }")
    assert width > 400
    assert drawing.bounding_box() == pytest.approx(picture.bounding_box(), abs=1)
    expect(box.first).to_be_in_viewport()

    # What it frames are these very words: in the file, read by another library, and as ink in the picture.
    sides = "r => ['x', 'y', 'width', 'height'].map(name => Number(r.getAttribute(name)))"
    frames = [(x, y, x + wide, y + high) for x, y, wide, high in (one.evaluate(sides) for one in box.all())]
    document = next(d for d in tables["documents"] if d["doc_id"] == mention["doc_id"])
    with pdfplumber.open(RAW / document["path"]) as pdf:
        printed = pdf.pages[int(mention["page"]) - 1]
        framed = " ".join(printed.filter(partial(lies_in, frame)).extract_text() for frame in frames)
        size = printed.width
    # A frame goes round whole printed words: their full stop and marker may be in it.
    assert re.findall("[^\\W\\d]+", framed) == re.findall("[^\\W\\d]+", mention["text"]) != []
    with Image.open(unquote(urlsplit(str(picture.evaluate("image => image.src"))).path)) as sheet:
        assert sheet.width == width
        for frame in frames:
            darkest, _ = sheet.convert("L").crop([round(at * width / size) for at in frame]).getextrema()
            assert darkest < 100


def lies_in(frame: tuple[float, float, float, float], one: Mapping[str, Any]) -> bool:
    """Whether the middle of a character does."""
    across, down = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return frame[0] <= across <= frame[2] and frame[1] <= down <= frame[3]


def test_a_box_on_the_page_leads_to_its_words(page: Page, pictured: str) -> None:
    page.goto(pictured)
    press(page, "j")
    page.locator(".sheet rect.k-date").first.dispatch_event("click")
    expect(chosen(page)).to_have_attribute("data-kind", "date")
    in_view(chosen(page))


def test_all_by_key_and_every_state_has_an_address(page: Page, pictured: str) -> None:
    page.goto(pictured)
    press(page, "j", "j", "k", "j")
    second = chosen(page).get_attribute("data-id")
    expect(page).to_have_url(re.compile(f"#m={second}$"))
    page.locator("#show-actor").click()
    expect(page).to_have_url(re.compile("hide="))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(chosen(page)).to_have_attribute("data-id", str(second))
    expect(page.locator("#show-actor")).not_to_be_checked()
    press(page, "Escape")
    expect(page.locator("mark.chosen")).to_have_count(0)
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys")).to_contain_text("next")


def test_cards_and_rows_are_walked_and_opened_by_key(page: Page, site: str) -> None:
    page.goto(f"{site}/findings.html")
    press(page, "j", "j")
    expect(chosen(page)).to_have_attribute("data-kind", "findings")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("/documents/"))
    page.goto(f"{site}/tables/events.html#q=exercise&sort=-date")
    shown = page.locator("tbody tr")
    expect(page.locator("[data-count]")).to_contain_text(" of ")
    assert shown.count() > 1
    press(page, "j")
    expect(chosen(page)).to_have_attribute("data-id", str(shown.first.get_attribute("data-id")))


def test_a_marker_shows_its_note(page: Page, pictured: str) -> None:
    page.goto(pictured)
    marker = page.locator("article a.note-link[href]").first
    marker.focus()
    note = page.locator("#note-pop")
    expect(note).to_be_visible()
    assert len(note.inner_text()) > 10
    expect(marker).to_have_attribute("aria-describedby", "note-pop")
    press(page, "Escape")
    expect(note).to_be_hidden()
