"""The README's picture: a document of the samples with its printed page, as headless Chromium shows it.

Run `make`, then `.venv/bin/python docs/screenshot.py`; needs `chromium` and `chromedriver`.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from selenium import webdriver

ROOT = Path(__file__).parents[1]
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1400,1000")


def main() -> None:
    """Take the picture."""
    audit = (Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "extracted") / "audit"
    pages = [p for p in sorted((audit / "documents").glob("*.html")) if "data-folder" in p.read_text(encoding="utf-8")]
    if not pages:
        sys.exit(f"{audit} shows no PDF; run `make` first")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        browser.get(pages[0].as_uri())
        # An event in the middle of the text, so that there is much around it.
        browser.execute_script(
            "const all = [...document.querySelectorAll('article mark.k-event[id][data-boxes]')];"
            "const mark = all[Math.floor(all.length / 3)];"
            "chronocite.choose(mark); mark.scrollIntoView({block: 'center'});"
        )
        browser.execute_async_script(
            "const [done] = arguments, image = document.querySelector('.sheet img');"
            "image.decode().then(() => setTimeout(done, 200));"
        )
        with Image.open(io.BytesIO(browser.get_screenshot_as_png())) as picture:
            picture.convert("RGB").quantize(192, dither=Image.Dither.NONE).save(
                ROOT / "docs" / "audit.png", optimize=True
            )
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
