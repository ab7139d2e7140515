"""What a benchmark leaves behind: a JSON file, and the machine that it was taken on; and one set against another.

Seconds say little of another machine, or of another hour of the same one. Times are kept beside those of a loop that
only counts (`unit`), and compared in such units; `make bench-compare` shows before, now and their ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "results"
LAST, BEFORE = FOLDER / "last.json", FOLDER / "before.json"
FORMAT = 1
LIBRARIES = ("chronocite", "numpy", "pdfplumber", "pyarrow", "pypdfium2", "spacy")
THRESHOLD = 0.1


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio, the bound that it should keep if there is one, and whether more of it is better."""

    name: str
    value: float
    bound: float | None = None
    more: bool = False

    @property
    def kept(self) -> bool:
        """Whether it is within its bound."""
        return self.bound is None or (self.value >= self.bound if self.more else self.value <= self.bound)

    def __str__(self) -> str:
        if self.bound is None:
            return f"{self.name}: {self.value:.2f}"
        goal = f"goal {'≥' if self.more else '≤'} {self.bound:g}"
        return f"{self.name}: {self.value:.3g} ({goal}{'' if self.kept else ', missed'})"


def machine() -> dict[str, Any]:
    """What the figures depend on beside the code; nothing that tells whose machine it is."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = ""
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "versions": versions,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def write(taken: Mapping[str, Any], to: Path = LAST) -> None:
    """Leave the figures; those that stood there are kept as the ones before."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if to == LAST and to.is_file():
        to.replace(BEFORE)
    whole = {"format": FORMAT, "taken": date.today().isoformat(), **taken}
    to.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """Figures that `write` left.

    Raises:
        SystemExit: There are none, or they are of another format; with what to do.
    """
    if not path.is_file():
        raise SystemExit(f"{path} is not there; `make bench` leaves such a file, the next one another")
    plain = json.loads(path.read_text(encoding="utf-8"))
    if plain.get("format") != FORMAT:
        raise SystemExit(f"{path} is of format {plain.get('format')}, not {FORMAT}; take its figures anew")
    return dict(plain)


def comparable(taken: Mapping[str, Any]) -> Iterator[Ratio]:
    """The figures that can be set against those of another time: by name, times in units of counting."""
    unit = taken["unit"]
    for shelf in taken["shelves"]:
        at = f"{shelf['name']} ({shelf['digest'][:6]})"
        for task, took in shelf["tasks"].items():
            if task != "counting":
                yield Ratio(f"{at}: {task}", took["cpu"] / unit)
                yield Ratio(f"{at}: {task}, MB", max(took["mb"], took["worker_mb"]))
    for step in taken["growth"]["steps"] if taken["growth"] else ():
        size, whole = step["documents"], step["whole"]
        yield Ratio(f"{size:,} documents: whole run", whole["cpu"] / unit)
        for name in ("ingest", "extract", "reconcile", "audit"):
            yield Ratio(f"{size:,} documents: {name}", whole["parts"][name] / unit)
        yield Ratio(f"{size:,} documents: unchanged", step["again"]["cpu"] / unit)
        yield Ratio(f"{size:,} documents: one more", step["one_more"]["cpu"] / unit)
        yield Ratio(f"{size:,} documents: MB", whole["mb"])
        yield Ratio(f"{size:,} documents: MB of a worker", whole["worker_mb"])
    if taken["growth"]:
        second = taken["growth"]["second"]
        yield Ratio("second worker, ingest and extract", second["reading"], more=True)
        yield Ratio("second worker, whole run", second["whole"], more=True)


def compare(base: Mapping[str, Any], now: Mapping[str, Any], threshold: float) -> tuple[list[str], list[str]]:
    """A table of what both hold, and the names of what became worse by more than the threshold."""
    before = {ratio.name: ratio.value for ratio in comparable(base)}
    lines = [f"{'':58s} {'before':>9s} {'now':>9s} {'ratio':>6s}"]
    worse = []
    for ratio in comparable(now):
        was = before.get(ratio.name)
        if not was:
            continue
        change = ratio.value / was
        gain = change if ratio.more else 1 / change if change else 1.0
        mark = "  worse" if gain < 1 / (1 + threshold) else "  better" if gain > 1 + threshold else ""
        if mark == "  worse":
            worse.append(ratio.name)
        lines.append(f"{ratio.name:58s} {was:9.3g} {ratio.value:9.3g} {change:6.2f}{mark}")
    return lines, worse


def main() -> None:
    """Set the last figures against earlier ones."""
    parser = argparse.ArgumentParser(description="Set the figures of one benchmark against those of another.")
    parser.add_argument("--base", type=Path, default=BEFORE, help="what to compare with; else the ones before the last")
    parser.add_argument("--now", type=Path, default=LAST, help="else the last ones")
    parser.add_argument("--threshold", type=float, default=THRESHOLD, help="what counts as a change")
    parser.add_argument("--strict", action="store_true", help="end with 1 where something became worse")
    given = parser.parse_args()
    base, now = read(given.base), read(given.now)
    for name, taken in (("before", base), ("now", now)):
        facts = taken["machine"]
        print(
            f"{name}: {taken['taken']}, {facts['cores']} cores, {facts['system']} {facts['processor']}, "
            f"Python {facts['python']}, load {facts['load']}, a unit of {taken['unit']:.2f} s"
        )
    lines, worse = compare(base, now, given.threshold)
    print("\n".join(lines))
    print(
        f"times in units, memory in MB; marked is what changed by more than {given.threshold:.0%}: {len(worse)} worse"
    )
    if len(lines) == 1:
        print("nothing is in both of them", file=sys.stderr)
    if given.strict and (worse or len(lines) == 1):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
