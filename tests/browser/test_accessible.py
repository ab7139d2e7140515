"""No serious fault of accessibility, light and dark, says axe-core; nothing to scroll sideways, zoomed or by phone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewWindow
from tests.browser.looking import faults, kinds_of_pages, sideways
from tests.browser.person import Person

PAGES = ("index.html", "findings.html", "interviews.html", "agreements.html", "events.html", "tables/claims.html")
NARROW: Mapping[str, Mapping[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3},
    # What a browser makes of a window of 1280 × 900 that is zoomed to 200 %.
    "zoomed": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}

schemes = pytest.mark.parametrize("scheme", ["light", "dark"])
narrow = pytest.mark.parametrize("shape", NARROW.values(), ids=NARROW)


@schemes
@pytest.mark.parametrize("name", PAGES)
def test_pages(new_window: NewWindow, site: str, name: str, scheme: str) -> None:
    page = new_window(color_scheme=scheme)
    page.goto(f"{site}/{name}")
    assert faults(page) == []


@schemes
def test_a_document_with_its_pages(new_window: NewWindow, pictured: str, scheme: str) -> None:
    page = new_window(color_scheme=scheme)
    page.goto(pictured)
    page.keyboard.press("j")
    assert faults(page) == []


def test_the_schemes_differ(new_window: NewWindow, site: str) -> None:
    shades = []
    for scheme in ("light", "dark"):
        page = new_window(color_scheme=scheme)
        page.goto(f"{site}/index.html")
        shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert shades[0] != shades[1]


def test_axe_is_there_and_finds_faults(page: Page, tmp_path: Path) -> None:
    poor = tmp_path / "poor.html"
    poor.write_text("<!doctype html><title>x</title><img src='data:,'><button></button>", encoding="utf-8")
    page.goto(poor.as_uri())
    assert {fault.split(":")[0] for fault in faults(page)} >= {"image-alt", "button-name", "html-has-lang"}


@schemes
def test_the_review(person: Person, scheme: str) -> None:
    person.window.emulate_media(color_scheme=scheme)
    person.press("x", "c")
    assert faults(person.window) == []
    person.press("Escape")
    with person.deciding():
        person.press("a")
    person.visit("/review/decisions")
    person.ready()
    assert person.window.locator("tbody tr").count() == 1
    assert faults(person.window) == []


# --- narrow windows -------------------------------------------------------------------------------------------------


@narrow
def test_no_page_is_scrolled_sideways(
    new_window: NewWindow, samples_run: Path, pictured: str, shape: Mapping[str, Any]
) -> None:
    page = new_window(**shape)
    for path in kinds_of_pages(samples_run):
        page.goto(path.as_uri())
        assert sideways(page) == "", path.name
    # With what a chosen word tells, and its page.
    page.goto(pictured)
    page.keyboard.press("j")
    assert sideways(page) == ""


@narrow
def test_the_review_is_not_scrolled_sideways(new_window: NewWindow, person: Person, shape: Mapping[str, Any]) -> None:
    at_hand = Person(new_window(**shape), person.desk)
    assert sideways(at_hand.window) == ""
    at_hand.press("x", "j", "x")
    assert sideways(at_hand.window) == ""
    with at_hand.deciding():
        at_hand.press("r")
    at_hand.sees("The run changed")
    assert sideways(at_hand.window) == ""
    at_hand.press("c")
    expect(at_hand.form).to_be_visible()
    assert sideways(at_hand.window) == ""
    at_hand.press("Escape")
    at_hand.visit("/review/decisions")
    at_hand.ready()
    assert sideways(at_hand.window) == ""


def test_what_is_too_wide_is_noticed(new_window: NewWindow, tmp_path: Path) -> None:
    page = new_window(viewport={"width": 390, "height": 844})
    for style, said in (("", "scrolls by"), ("body { overflow-x: hidden }", "cut off")):
        wide = tmp_path / "wide.html"
        wide.write_text(f"<!doctype html><title>x</title><style>{style}</style><pre>{'wide ' * 90}", encoding="utf-8")
        page.goto(wide.as_uri())
        assert said in sideways(page)
