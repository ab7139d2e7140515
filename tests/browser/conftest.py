"""What the browser tests share: headless Chromium, driven by playwright; where there is none they are skipped.

A test asks for one of these, and need not tidy up:

- `page`: a window of its own; `new_window` opens others (`new_window(color_scheme="dark")`)
- `site`, `pictured`: the addresses of the samples' audit site, and of the sample there that is a PDF
- `desk`, `person`: a review server over a small run of its own, and somebody in front of it
- `complaints`: what the browser said against our pages; what is left there at the end fails the test

With `CHRONOCITE_BROWSER=required`, as in continuous integration, a missing browser is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.person import Person
from tests.review_service import Served, copied, finished_run, served

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OURS = ("file:", "data:", "about:", "http://127.0.0.1:")
"""What our pages may ask for."""
REQUIRED = os.environ.get("CHRONOCITE_BROWSER") == "required"
MISSING = "no chromium on this machine"
PATIENCE = 30_000
"""Milliseconds until what is waited for is held to be missing: generous, a machine may be busy."""


class NewWindow(Protocol):
    """Opens a window that shares nothing with others; takes what playwright's `new_context` takes."""

    def __call__(self, **options: Any) -> Page: ...


# Before all else, so that nothing is made that only a browser would look at.
@pytest.fixture(scope="session", autouse=True)
def program() -> str:
    """The system's Chromium."""
    found = shutil.which("chromium")
    if not found:
        (pytest.fail if REQUIRED else pytest.skip)(MISSING)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so, once, where they are skipped."""
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(f"{MISSING}: the browser tests are skipped")


# Of the package, not of the session: while playwright is at work, a loop runs in this thread, and tests elsewhere
# may want to start one of their own.
@pytest.fixture(scope="package")
def chromium(program: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """Filled while the windows of a test are open; a test that means to be refused takes out what it expects."""
    return []


@pytest.fixture
def new_window(chromium: Browser, complaints: list[str]) -> Iterator[NewWindow]:
    opened: list[BrowserContext] = []

    def new(**options: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        watch(context, complaints)
        return context.new_page()

    yield new
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_window: NewWindow) -> Page:
    return new_window()


def watch(context: BrowserContext, complaints: list[str]) -> None:
    """Note what no page of ours may bring about: errors, dialogues, a call over the network."""

    def dialogue(shown: Any) -> None:
        complaints.append(f"a dialogue: {shown.message}")
        shown.dismiss()

    context.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    context.on("weberror", lambda e: complaints.append(str(e.error)))
    context.on("dialog", dialogue)
    context.on("request", lambda r: None if r.url.startswith(OURS) else complaints.append(f"asks for {r.url}"))


@pytest.fixture(scope="package")
def site(chromium: Browser, samples_run: Path) -> str:
    """The address of the site of the samples."""
    return (samples_run / "audit").as_uri()


@pytest.fixture(scope="package")
def pictured(chromium: Browser, samples_run: Path) -> str:
    """The address of the sample that is a PDF."""
    pages = (samples_run / "audit" / "documents").glob("*.html")
    return next(p.as_uri() for p in sorted(pages) if "data-folder" in p.read_text(encoding="utf-8"))


@pytest.fixture(scope="package")
def base(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run that each `desk` has a copy of; without a browser there is no need of it."""
    return finished_run(tmp_path_factory.mktemp("deciding") / "base")


@pytest.fixture
def desk(base: Path, tmp_path: Path) -> Iterator[Served]:
    with served(copied(base, tmp_path / "run")) as at_work:
        at_work.settle()
        yield at_work


@pytest.fixture
def person(page: Page, desk: Served, complaints: list[str]) -> Iterator[Person]:
    yield Person(page, desk)
    # Before the server ends, whom every tab goes on asking.
    for tab in page.context.pages:
        tab.goto("about:blank")
    # What the server refused on purpose, the browser tells as an error.
    complaints[:] = [c for c in complaints if "status of 409" not in c and "status of 400" not in c]
