"""No serious fault of accessibility, light and dark, says axe-core, as it comes with `axe-selenium-python`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from axe_selenium_python import Axe
from selenium import webdriver

OUTDATED = {"dlitem": {"enabled": False}, "autocomplete-valid": {"enabled": False}}
"""Rules of that version of axe that HTML has gone beyond: `div` in `dl`, `autocomplete="off"` on a search."""
PAGES = ("index.html", "findings.html", "interviews.html", "agreements.html", "events.html", "tables/claims.html")


def faults(browser: webdriver.Chrome) -> list[str]:
    """The serious and critical ones, each with the first place that has it."""
    # The page's policy lets no script in; the browser's own tools may.
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    axe = Axe(browser)
    axe.inject()
    found: dict[str, Any] = axe.run(options=json.dumps({"rules": OUTDATED}))
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])} times)"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_pages(browser: webdriver.Chrome, site: str, page: str, scheme: str) -> None:
    with_scheme(browser, scheme)
    browser.get(f"{site}/{page}")
    assert faults(browser) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_document_with_its_pages(browser: webdriver.Chrome, pictured: str, scheme: str) -> None:
    with_scheme(browser, scheme)
    browser.get(pictured)
    browser.execute_script("chronocite.walk(1)")
    assert faults(browser) == []


def test_axe_is_there_and_finds_faults(browser: webdriver.Chrome, tmp_path: Path) -> None:
    poor = tmp_path / "poor.html"
    poor.write_text("<!doctype html><title>x</title><img src='data:,'><button></button>", encoding="utf-8")
    browser.get(poor.as_uri())
    assert any(fault.startswith("image-alt") for fault in faults(browser))


def with_scheme(browser: webdriver.Chrome, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
