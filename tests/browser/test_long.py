"""A document of book length: laid out only near the window, yet searched, linked to and walked through to its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from site_samples import mention, row, write

from pipeline.records import Block, Document
from tests.browser.conftest import NewWindow
from tests.browser.looking import sideways

PARAGRAPHS = 4000
NOTES = 600
"""At the end, in one group."""


def book() -> tuple[Document, list[dict[str, str]]]:
    """Its paragraphs are of different lengths; each year in them is marked."""
    source, blocks, mentions = "", [], []
    for i in range(PARAGRAPHS + NOTES):
        kind = "endnote" if i >= PARAGRAPHS else "heading" if i % 200 == 0 else "paragraph"
        start = len(source)
        source += f"Voyage {i} began in " if kind == "paragraph" else f"Log {i} of "
        at, year = len(source), str(1500 + i % 500)
        source += year
        if kind != "heading":
            mentions.append(mention(f"m{i:05}", "date", ((at, at + 4),), "d-book", text=year, value=year))
        source += "." if kind == "heading" else f", and word{i} was kept. " + "The wind did not change. " * (i % 7)
        blocks.append(Block(f"b{i}", kind, ((start, len(source)),), level=int(kind == "heading")))  # type: ignore[arg-type]
        source += "\n"
    return Document("d-book", "book.txt", "aa", "text/plain", source, {}, (), tuple(blocks)), mentions


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    document, mentions = book()
    documents = [row("documents", doc_id="d-book", path="book.txt", title="Voyages", status="ok")]
    folder: Path = write(tmp_path_factory.mktemp("long"), [document], {"documents": documents, "mentions": mentions})
    return (folder / "documents" / "d-book.html").as_uri()


def test_all_of_it_is_there_in_order_and_most_is_not_laid_out(page: Page, address: str) -> None:
    page.goto(address)
    ids = page.locator("article [id^='b=']").evaluate_all("all => all.map(one => one.id)")
    assert ids == [f"b=b{i}" for i in range(PARAGRAPHS + NOTES)]
    skipped = page.evaluate(
        "() => [...document.querySelectorAll('article p')]"
        ".filter(p => !p.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert skipped > PARAGRAPHS / 2


@pytest.mark.parametrize("number", [1, 1777, PARAGRAPHS - 1, PARAGRAPHS + NOTES - 1])
def test_a_link_leads_to_its_words(page: Page, address: str, number: int) -> None:
    page.goto(f"{address}#m=m{number:05}")
    words = page.locator(f"mark[id='m=m{number:05}']")
    expect(words).to_be_in_viewport(ratio=1)
    # And they stay there, when what is near has been laid out.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(words).to_be_in_viewport(ratio=1)
    expect(page.locator(".chosen")).to_have_attribute("data-id", f"m{number:05}")


def test_find_in_page_finds_what_is_not_laid_out(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate("() => window.find('word3900 was')")
    expect(page.locator("[id='b=b3900']")).to_be_in_viewport()


def test_keys_walk_on_from_where_the_reader_is(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("() => document.getElementById('b=b2500').scrollIntoView({ block: 'start' })")
    page.keyboard.press("j")
    chosen = page.locator(".chosen")
    expect(chosen).to_be_in_viewport(ratio=1)
    number = int(str(chosen.get_attribute("data-id")).removeprefix("m"))
    assert 2499 <= number <= 2503
    for _ in range(40):
        page.keyboard.press("j")
    expect(chosen).to_be_in_viewport(ratio=1)
    left_out = len([i for i in range(number + 1, number + 42) if i % 200 == 0])
    expect(chosen).to_have_attribute("data-id", f"m{number + 40 + left_out:05}")


def test_a_phone_need_not_scroll_it_sideways(new_window: NewWindow, address: str) -> None:
    page = new_window(viewport={"width": 390, "height": 844})
    page.goto(f"{address}#m=m02001")
    expect(page.locator(".chosen")).to_be_in_viewport()
    assert sideways(page) == ""
