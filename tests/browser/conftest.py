"""What the browser tests share: headless Chromium; where there is none they are skipped.

With `CHRONOCITE_BROWSER=required`, as in continuous integration, a missing browser is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

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


@pytest.fixture(scope="session")
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
    """The address of the site of the samples."""
    return (samples_run / "audit").as_uri()


@pytest.fixture(scope="module")
def pictured(samples_run: Path) -> str:
    """The address of the sample that is a PDF."""
    pages = (samples_run / "audit" / "documents").glob("*.html")
    return next(p.as_uri() for p in sorted(pages) if "data-folder" in p.read_text(encoding="utf-8"))
