"""The gold editor as a person works it: by key, with words selected in the text; in two tabs; light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipeline.evaluate.gold import read_rows
from pipeline.evaluate.sample import draw, read_pages
from pipeline.results import read_results
from tests.browser.conftest import NewWindow
from tests.browser.looking import faults, sideways
from tests.browser.slowness import Slowness
from tests.review_service import Served, served

SELECT = """words => {
  const walker = document.createTreeWalker(document.getElementById('page-text'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return;
  }
  throw new Error(`no ${words} in the text`);
}"""


AWAY = """([file, words]) => {
  const items = chronocite.items();
  const wanted = items.findIndex(one => one.dataset.base === file && one.querySelector('.words').textContent === words);
  if (wanted < 0) throw new Error(`no ${words} in ${file}`);
  return wanted - items.indexOf(chronocite.chosen());
}"""
"""How many rows behind the chosen one a row is."""


@pytest.fixture
def gold(base: Path, tmp_path: Path) -> Path:
    draw(read_results(base / "out"), tmp_path / "gold", pages=100, seed=1)
    return tmp_path / "gold"


@pytest.fixture
def editor(base: Path, gold: Path, page: Page, complaints: list[str]) -> Iterator[Page]:
    """The page of the first document, in a browser."""
    with served(base, gold) as at_work:
        page.goto(at_work.address)
        page.goto(address(at_work, gold))
        yield page
        page.goto("about:blank")
        # What the server refused on purpose, the browser tells as an error.
        complaints[:] = [c for c in complaints if "status of 409" not in c and "status of 400" not in c]


def address(desk: Served, gold: Path) -> str:
    name = next(p["page"] for p in read_pages(gold) if p["doc"] == "coasts.txt")
    return f"http://127.0.0.1:{desk.port}/gold/{name}"


def texts(gold: Path, name: str) -> list[str]:
    return [row["text"] for row in read_rows(gold / f"{name}.jsonl") if row["doc"] == "coasts.txt"]


def says(window: Page, words: str) -> None:
    expect(window.locator("#said")).to_contain_text(words)


def chosen(window: Page) -> str:
    return str(window.evaluate("chronocite.chosen()?.querySelector('.words').textContent ?? ''"))


def walk_to(window: Page, file: str, words: str) -> None:
    for _ in range(60):
        away = window.evaluate(AWAY, [file, words])
        if not away:
            return
        window.keyboard.press("j" if away > 0 else "k")
    pytest.fail(f"no way to {words} by key")


def test_a_page_is_gone_through_by_key(editor: Page, gold: Path) -> None:
    walk_to(editor, "timexes", "4 May 2011")
    assert editor.locator("#page-text mark.chosen").all_text_contents() == ["4 May 2011"]
    editor.keyboard.press("a")
    says(editor, "Accepted")
    assert [r["text"] for r in read_rows(gold / "timexes.jsonl") if r.get("checked")] == ["4 May 2011"]

    walk_to(editor, "timexes", "June 2013")
    editor.keyboard.press("r")
    says(editor, "Rejected")
    assert "June 2013" not in texts(gold, "timexes")
    editor.keyboard.press("u")
    says(editor, "Taken back")
    assert "June 2013" in texts(gold, "timexes")

    walk_to(editor, "timexes", "2017")
    editor.keyboard.press("c")
    value = editor.locator("#form [name=value_edtf]")
    value.fill("20 17")
    editor.keyboard.press("Enter")
    expect(editor.locator("#form .bad")).to_contain_text("no date in EDTF")
    value.fill("2018")
    editor.keyboard.press("Enter")
    says(editor, "Corrected")
    assert [r["value_edtf"] for r in read_rows(gold / "timexes.jsonl") if r["text"] == "2017"] == ["2018"]


def test_selected_words_become_a_row_and_a_row_takes_other_words(editor: Page, gold: Path) -> None:
    editor.evaluate(SELECT, "navies")
    expect(editor.locator("#picked .words")).to_have_text("navies")
    editor.keyboard.press("2")
    editor.locator("#form [name=type]").fill("exercise")
    editor.locator("#form [name=date_edtf]").fill("2013-06")
    editor.locator("#form [name=participants]").fill("GHA; PER")
    editor.locator("#form [value=yes]").click()
    says(editor, "Added")
    (made,) = [r for r in read_rows(gold / "events.jsonl") if r["text"] == "navies"]
    source = (gold / "pages" / f"{made['page']}.txt").read_text(encoding="utf-8")
    assert source[made["start"] : made["end"]] == "navies"
    assert (made["participants"], made["modality"], made["checked"]) == (["GHA", "PER"], "actual", True)

    assert chosen(editor) == "navies"
    editor.evaluate(SELECT, "The two ")
    editor.keyboard.press("s")
    says(editor, "Corrected")
    assert "The two" in texts(gold, "events")
    assert "navies" not in texts(gold, "events")

    # A mouse does it too: the innermost words first, then those around them.
    editor.locator("#page-text mark", has_text="4 May 2011").last.click()
    assert chosen(editor) == "4 May 2011"
    editor.locator("#page-text mark", has_text="4 May 2011").last.click()
    assert chosen(editor).startswith("On 4 May 2011")


def test_a_key_right_behind_a_selection_is_not_lost(editor: Page, gold: Path) -> None:
    walk_to(editor, "timexes", "June 2013")
    # The browser tells of a selection a while later; who types fast is there before.
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 's', bubbles: true }))"
    editor.evaluate(f"words => {{ ({SELECT})(words); {press}; }}", "2013")
    says(editor, "Corrected")
    assert "June 2013" not in texts(gold, "timexes")


def test_keys_that_overtake_the_server_mean_the_next_row(editor: Page, gold: Path) -> None:
    walk_to(editor, "timexes", "4 May 2011")
    slowness = Slowness(editor, "/gold/change")
    editor.keyboard.press("a")
    slowness.begun()
    # The answer is still to come; who types fast goes on.
    assert chosen(editor) != "4 May 2011"
    editor.keyboard.press("a")
    editor.keyboard.press("a")
    slowness.end()
    checked = editor.locator("li.entry.checked .words")
    expect(checked).to_have_count(3)
    says(editor, "Accepted")
    # A milestone has its mark inside of its agreement's row.
    assert sum(path.read_text(encoding="utf-8").count('"checked":true') for path in gold.glob("*.jsonl")) == 3


def test_who_takes_back_at_once_means_what_is_on_its_way(editor: Page, gold: Path) -> None:
    walk_to(editor, "timexes", "4 May 2011")
    slowness = Slowness(editor, "/gold/change")
    editor.keyboard.press("a")
    slowness.begun()
    editor.keyboard.press("u")
    slowness.end()
    says(editor, "Taken back")
    assert not any(row.get("checked") for row in read_rows(gold / "timexes.jsonl"))


def test_of_two_tabs_the_second_looks_again(editor: Page, gold: Path) -> None:
    other = editor.context.new_page()
    other.goto(editor.url)
    walk_to(other, "timexes", "4 May 2011")
    walk_to(editor, "timexes", "4 May 2011")
    editor.keyboard.press("r")
    says(editor, "Rejected")
    other.keyboard.press("a")
    says(other, "look again")
    expect(other.locator("#page-text")).not_to_be_empty()
    other.close()
    assert "4 May 2011" not in texts(gold, "timexes")


def test_a_page_is_done_and_scored_and_open_again(editor: Page, gold: Path) -> None:
    editor.keyboard.press("f")
    says(editor, "Press f again")
    assert not any(p["done"] for p in read_pages(gold))
    editor.keyboard.press("f")
    says(editor, "the page counts")
    assert [p["doc"] for p in read_pages(gold) if p["done"]] == ["coasts.txt"]
    editor.reload()
    editor.keyboard.press("f")
    says(editor, "Open again")
    assert not any(p["done"] for p in read_pages(gold))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_accessibility(editor: Page, scheme: str) -> None:
    editor.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    editor.evaluate(SELECT, "navies")
    assert faults(editor) == []
    editor.keyboard.press("4")
    assert faults(editor) == []
    editor.keyboard.press("Escape")
    editor.goto(editor.url.rpartition("/")[0])
    assert faults(editor) == []


def test_on_a_phone_nothing_is_scrolled_sideways(base: Path, gold: Path, new_window: NewWindow) -> None:
    with served(base, gold) as at_work:
        window = new_window(viewport={"width": 390, "height": 844})
        window.goto(at_work.address)
        for path in (address(at_work, gold), f"http://127.0.0.1:{at_work.port}/gold"):
            window.goto(path)
            assert sideways(window) == ""
        window.goto("about:blank")
