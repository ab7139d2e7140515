"""A document that wants to act shows as text and does nothing; one of a single endless line can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from site_samples import HOSTILE, harbour, hostile, row, tables

from pipeline.audit.site import write_site
from pipeline.records import Block, Document


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    line = "harbour " * 131_072
    long = Document(
        "d-long", "long.txt", "cc", "text/plain", line, blocks=(Block("b1", "paragraph", ((0, len(line)),)),)
    )
    told = tables()
    told["documents"].append(row("documents", doc_id="d-long", path="long.txt", status="ok"))
    out = tmp_path_factory.mktemp("hostile") / "a 'quoted' <folder> & #1"
    write_site(out, [harbour(), hostile(), long], told)
    return out / "audit"


def test_it_runs_nothing(browser: webdriver.Chrome, audit: Path) -> None:
    pages = sorted(audit.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        # A dialogue that a script opened would stop the browser here.
        browser.get(page.as_uri())
        if page.parent.name == "documents":
            browser.execute_script("chronocite.walk(1)")
        messages = [m["message"] for m in browser.get_log("browser") if m["level"] in {"SEVERE", "WARNING"}]
        assert messages == [], page.name


def test_it_shows_as_text(browser: webdriver.Chrome, audit: Path) -> None:
    browser.get((audit / "findings.html").as_uri())
    shown = HOSTILE.replace("\u202e", "\ufffd")
    assert shown in browser.find_element(By.ID, "r=f-1").text
    browser.get((audit / "index.html").as_uri())
    assert f"{shown}.txt" in browser.find_element(By.TAG_NAME, "main").text


def test_an_endless_line_can_be_read(browser: webdriver.Chrome, audit: Path) -> None:
    browser.get((audit / "documents" / "d-long.html").as_uri())
    ready, wide = browser.execute_script(
        "const n = performance.getEntriesByType('navigation')[0];"
        "return [n.domContentLoadedEventEnd, document.documentElement.scrollWidth]"
    )
    assert wide <= 1280
    assert ready < 10_000
