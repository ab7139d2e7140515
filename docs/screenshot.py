"""The README's picture: a document of the samples with its printed page, as headless Chromium shows it.

Run `make`, then `.venv/bin/python docs/screenshot.py`; needs `chromium`.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
# An event in the middle of the text, so that there is much around it.
CHOOSE_ONE = """() => {
    const all = [...document.querySelectorAll("article mark.k-event[id][data-boxes]")];
    const mark = all[Math.floor(all.length / 4)];
    chronocite.choose(mark);
    mark.scrollIntoView({ block: "center" });
}"""


def main() -> None:
    """Take the picture."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("there is no chromium on this machine; install it (apt install chromium)")
    audit = (Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "extracted") / "audit"
    pages = [p for p in sorted((audit / "documents").glob("*.html")) if "data-folder" in p.read_text(encoding="utf-8")]
    if not pages:
        sys.exit(f"{audit} shows no PDF; run `make` first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(pages[0].as_uri())
        page.evaluate(CHOOSE_ONE)
        page.locator(".sheet img").evaluate("image => image.decode()")
        shown = page.screenshot(animations="disabled")
        browser.close()
    with Image.open(io.BytesIO(shown)) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(ROOT / "docs" / "audit.png", optimize=True)


if __name__ == "__main__":
    main()
