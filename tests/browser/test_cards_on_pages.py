"""Cards on several pages: each page learns of the others, and an old address leads to where a card stands now.

It does as long as the page that it names is there: of a page that was taken away nothing is left that could lead on.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from site_samples import row, write

from pipeline.audit.links import CARDS_PER_PAGE, sheets
from tests.browser.conftest import NewWindow

FINDINGS = [
    row("findings", finding_id=f"f{i:05}", check="interval", severity=("warning", "error")[i < 40], message=f"Gap {i}")
    for i in range(CARDS_PER_PAGE + 60)
]
SHEETS = sheets("findings", FINDINGS)
LED_TO = """async (ids) => {
  const left = [];
  navigation.addEventListener("navigate", ({ destination }) => destination.sameDocument || left.push(destination.url));
  for (const id of ids) {
    location.hash = `#r=${id}`;
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
  const before = others;
  await new Promise((came) => withOthers(came));
  return { before, left, known: others.length };
}"""
"""Goes to cards one after the other, so fast that no index can come in between, and waits for all indexes: what other
pages that led to. The page is its own witness: it begins to leave before whoever waits behind it is told."""


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site of more findings than a page holds."""
    return write(tmp_path_factory.mktemp("findings"), [], {"findings": FINDINGS}).as_uri()


def test_each_page_knows_all_of_them(page: Page, findings: str, complaints: list[str]) -> None:
    for number, sheet in enumerate(SHEETS, 1):
        page.goto(f"{findings}/{sheet.file}")
        pager = page.locator("nav.pager").first
        expect(pager.locator("a")).to_have_text([str(i) for i in range(1, len(SHEETS) + 1)])
        expect(pager.locator("[aria-current]")).to_have_text(str(number))
        expect(page.locator("nav.ways a")).to_have_text(["interval 40", f"interval {len(FINDINGS) - 40}"])
        expect(page.locator("[data-facet='severity'] option")).to_have_text(
            ["any severity", f"warning ({len(FINDINGS) - 40})", "error (40)"]
        )
        expect(page.locator("[data-count]")).to_contain_text(f"{len(FINDINGS)} findings")
    assert len(SHEETS) > 1
    assert complaints == []


def test_the_address_of_a_card_that_moved_leads_to_it(page: Page, findings: str, complaints: list[str]) -> None:
    first, last = SHEETS[0], SHEETS[-1]
    moved = last.rows[3]["finding_id"]
    page.goto(f"{findings}/{first.file}#r={moved}")
    expect(page).to_have_url(re.compile(rf"{re.escape(last.file)}#r={moved}$"))
    expect(page.locator(".card.chosen")).to_have_attribute("data-id", moved)
    assert complaints == []


def test_an_address_leads_nowhere_if_no_page_has_the_card_or_whoever_asked_has_gone_on(
    page: Page, findings: str, complaints: list[str]
) -> None:
    first, last = SHEETS[0], SHEETS[-1]
    here, moved = first.rows[2]["finding_id"], last.rows[3]["finding_id"]
    elsewhere = len(FINDINGS) - len(first.rows)
    for ids in (["f-never"], [moved, here], [moved, "f-never"]):
        page.goto(f"{findings}/{first.file}")
        expect(page.locator("[data-count]")).to_contain_text(f"{len(FINDINGS)} findings")
        assert page.evaluate(LED_TO, ids) == {"before": None, "left": [], "known": elsewhere}
        expect(page).to_have_url(re.compile(rf"{re.escape(first.file)}#r={ids[-1]}$"))
        # The next one begins on a page that knows of no other.
        page.goto("about:blank")
    assert complaints == []


def test_without_scripts_one_walks_from_page_to_page(new_window: NewWindow, findings: str) -> None:
    page = new_window(java_script_enabled=False)
    page.goto(f"{findings}/{SHEETS[0].file}")
    for sheet in SHEETS[1:]:
        page.locator("nav.pager").first.get_by_text("page after").click()
        expect(page).to_have_url(re.compile(re.escape(sheet.file)))
    page.locator("nav.pager").first.get_by_text("first page").click()
    expect(page).to_have_url(re.compile("findings.html"))
