"""What is looked at: which pages, their faults of accessibility, whether they have to be scrolled sideways."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# `preload` would fetch our style sheets again, which the pages' own policy refuses.
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
GRAVE = {"serious", "critical"}


def kinds_of_pages(run: Path) -> list[Path]:
    """Of a run's site: every document; of tables that are divided by document, the largest part of each kind."""
    largest: dict[str, Path] = {}
    for path in sorted((run / "audit").rglob("*.html"), key=lambda path: path.stat().st_size):
        name = path.relative_to(run / "audit").as_posix()
        largest[name if path.parent.name == "documents" else re.sub(r"-d[0-9a-f]{12}", "-d", name)] = path
    assert len(largest) > 20
    return list(largest.values())


def faults(page: Page) -> list[str]:
    """The serious and critical ones that axe-core finds, each with the first place that has it."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])} times)" for v in found if v["impact"] in GRAVE
    ]


def busy(page: Page) -> Callable[[], float]:
    """Tells the seconds of processor time that the page's main thread has used since it was asked for."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def used() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))

    return used


def sideways(page: Page) -> str:
    """How the page would have to be scrolled sideways to be read; empty if it needn't be."""
    wide, room, moved, cut = page.evaluate(
        "() => { const root = document.documentElement; scrollTo(9999, scrollY); const moved = scrollX; scrollTo(0, 0);"
        "const cut = [root, document.body].some(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX));"
        "return [root.scrollWidth, root.clientWidth, moved, cut]; }"
    )
    if cut:
        return "what is too wide is cut off"
    return f"{wide} wide in {room}, scrolls by {moved}" if wide > room or moved else ""
