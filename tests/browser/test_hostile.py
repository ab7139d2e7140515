"""Documents that want to act show as text and do nothing; one of a single endless line can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from site_samples import HOSTILE, harbour, hostile, tables, write

from tests.browser.conftest import NewWindow
from tests.browser.looking import sideways
from tests.browser.person import Person
from tests.conftest import run_all
from tests.review_service import served

FILE_NAME = """q"u'o <img src=x onerror=taken()> & #1?%2e \u202egnp.txt"""
TAKEN = "document.title='taken';alert(document.title)"
TEXT = (
    f"Kenya and Chile <script>{TAKEN}</script>\n\n"
    f"On 2 June 2018, the Kenyan foreign minister visited Santiago </script><script>{TAKEN}</script> \"'><svg "
    f"onload={TAKEN}> with a delegation.\n\n"
    "Chile and Kenya signed a fisheries agreement \u202eyadretsey\u202c in Mombasa on 9 March 2019 "
    f"[there](javascript:{TAKEN}) <!-- and renewed it in 2021. {{{{ 7 * 7 }}}} --> ]]>\n\n"
    "The Chilean navy visited Mombasa five times (in 2012, 2013, 2014 and 2015) <img src=x onerror=taken()>.\n"
)
PAGE = f"""<!doctype html><html><head><title>Ports <script>{TAKEN}</script></title><base href="http://taken.example/">
<meta http-equiv="refresh" content="0; url=http://taken.example/"><script>{TAKEN}</script></head>
<body onload="{TAKEN}" onpointerover="{TAKEN}"><h1 onclick="{TAKEN}">Ports of call</h1>
<p>On 3 May 2017, the Kenyan president visited <a href="javascript:{TAKEN}" onfocus="{TAKEN}" autofocus>Santiago</a> and
<a href="data:text/html,<script>{TAKEN}</script>">Iquique</a>.<img src="http://taken.example/x.png" onerror="{TAKEN}">
<p>Kenya and Chile signed <b style="background:url(http://taken.example/b)">a customs agreement</b> on 7 July 2018.
<iframe srcdoc="<script>parent.{TAKEN}</script>"></iframe><object data="http://taken.example/o"></object>
<form action="http://taken.example/"><button>here</button></form><p>&lt;script&gt;{TAKEN}&lt;/script&gt;</p></body></html>
"""
"""Of HTML only the text of its blocks may be left; what is written as text there stays text."""
ENDLESS = "Ships, cables and harbours were " * 32_768 + "closed in May 2014 by Chile."
"""More than 1 MB without a line end."""

LEADING_ELSEWHERE = """all => all.map(e => e.getAttribute("href") ?? e.getAttribute("src") ?? e.getAttribute("action"))
    .filter(at => new URL(at, document.baseURI).protocol !== "file:")"""


@pytest.fixture(scope="module")
def run(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All stages over hostile files, in a hostile folder; asks for the browser first."""
    folder = tmp_path_factory.mktemp("hostile") / "a 'quoted' <folder> & #1"
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / FILE_NAME).write_text(TEXT, encoding="utf-8")
    (folder / "raw" / "<b>ports.html").write_text(PAGE, encoding="utf-8")
    (folder / "raw" / "endless.txt").write_text(ENDLESS, encoding="utf-8")
    assert run_all(folder / "raw", folder / "out", workers=1) == []
    return folder


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of tables in which every cell is hostile."""
    out = tmp_path_factory.mktemp("hostile") / "a 'quoted' <folder> & #1"
    return write(out, [harbour(), hostile()], tables())


def visit_all(page: Page, audit: Path, complaints: list[str]) -> None:
    """Every page, its words pointed at, chosen and told of: nothing runs, nothing is asked for."""
    paths = sorted(audit.rglob("*.html"))
    assert len(paths) > 15
    for path in paths:
        page.goto(path.as_uri())
        page.mouse.move(300, 300)
        page.keyboard.press("j")
        assert page.title().endswith("Chronocite audit"), path.name
        assert not page.evaluate("document.title === 'taken' || 'taken' in window"), path.name
        assert page.locator("script:not([src$='site.js'], [src$='rows.js'], [src*='data/'])").count() == 0, path.name
        assert page.locator("iframe, object, embed, base, meta[http-equiv=refresh], img[src='x']").count() == 0
        assert page.locator("[onload], [onerror], [onclick], [onfocus], [onpointerover]").count() == 0, path.name
        assert page.locator(":is([href], [src], [action])").evaluate_all(LEADING_ELSEWHERE) == [], path.name
        assert complaints == [], path.name


def test_the_watch_notices_what_runs(page: Page, tmp_path: Path, complaints: list[str]) -> None:
    alive = tmp_path / "alive.html"
    alive.write_text(
        f"<!doctype html><title>x</title><script>{TAKEN};taken()</script><img src='http://taken.example/x.png'>"
        "<a href='javascript:void 0'>x</a>",
        encoding="utf-8",
    )
    page.goto(alive.as_uri())
    assert page.title() == "taken"
    assert page.locator("[href]").evaluate_all(LEADING_ELSEWHERE) == ["javascript:void 0"]
    for said in ("a dialogue: taken", "taken is not defined", "asks for http://taken.example/x.png"):
        assert any(said in one for one in complaints), (said, complaints)
    complaints.clear()


def test_tables_run_nothing(page: Page, audit: Path, complaints: list[str]) -> None:
    visit_all(page, audit, complaints)


def test_files_run_nothing(page: Page, run: Path, complaints: list[str]) -> None:
    visit_all(page, run / "out" / "audit", complaints)


def test_it_shows_as_text(page: Page, audit: Path) -> None:
    page.goto((audit / "findings.html").as_uri())
    shown = HOSTILE.replace("\u202e", "\ufffd")
    assert shown in page.locator("[id='r=f-1']").inner_text()
    page.goto((audit / "index.html").as_uri())
    assert f"{shown}.txt" in page.locator("main").inner_text()


def test_files_show_as_text(page: Page, run: Path) -> None:
    index = (run / "out" / "audit" / "index.html").as_uri()
    page.goto(index)
    name = FILE_NAME.replace("\u202e", "\ufffd")
    expect(page.locator("main")).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("<b>ports.html")
    page.locator("#documents ~ * a[href*='documents/']").filter(has_text="Kenya and Chile").first.click()
    expect(page.locator("article")).to_contain_text(
        f"visited Santiago </script><script>{TAKEN}</script> \"'><svg onload="
    )
    expect(page.locator("article")).to_contain_text(
        f"[there](javascript:{TAKEN}) <!-- and renewed it in 2021. {{{{ 7 * 7 }}}}"
    )
    # What turns the direction of writing would show other words than those that are there.
    assert "\u202e" not in page.locator("body").inner_text()
    expect(page.locator("header.title")).to_contain_text(name)
    page.goto(index)
    page.locator("#documents ~ * a[href*='documents/']").filter(has_text="Ports").first.click()
    expect(page.locator("article")).to_contain_text("visited Santiago and Iquique.")
    expect(page.locator("article")).to_contain_text(f"<script>{TAKEN}</script>")
    assert page.locator("article :is(a[href^='http'], form, button, b, img)").count() == 0


def test_the_review_of_such_files_runs_nothing(page: Page, run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "served"
    shutil.copytree(run, folder)
    with served(folder) as desk:
        desk.settle()
        person = Person(page, desk)
        person.visit("/review?all=1")
        person.ready()
        expect(page.locator("#queue")).to_contain_text("<script>document.title")
        person.press("c")
        expect(person.form).to_be_visible()
        person.press("Escape")
        with person.deciding():
            person.press("r")
        person.sees("The run changed")
        person.visit("/review/decisions")
        person.ready()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page).to_have_title("Decisions · Chronocite audit")
        page.goto("about:blank")


@pytest.mark.parametrize("width", [1280, 390])
def test_an_endless_line_can_be_read_to_its_end(new_window: NewWindow, run: Path, width: int) -> None:
    page = new_window(viewport={"width": width, "height": 900})
    [path] = [p for p in (run / "out" / "audit" / "documents").glob("*.html") if p.stat().st_size > len(ENDLESS)]
    page.goto(path.as_uri())
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") < 10_000
    assert sideways(page) == ""
    # All of it is there, whatever it is divided into.
    assert "".join((page.locator("article").text_content() or "").split()) == ENDLESS.replace(" ", "")
    date = page.locator("mark.k-date")
    expect(date).not_to_be_in_viewport()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("mark.chosen").first).to_be_in_viewport()
    date.scroll_into_view_if_needed()
    date.click()
    expect(date).to_have_attribute("aria-current", "true")
    assert sideways(page) == ""
