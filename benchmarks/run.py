"""Time and memory of each stage, beside something that anyone can run: `make bench`, `make bench FULL=1`.

Every figure is the median of several runs in fresh processes, taken in turns; ratios compare figures of one call.
CPU seconds are those of the process and its children, imports included; peak memory is of the largest process.
The figures go to `benchmarks/results/last.json`; `make bench-compare` sets them against those before.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import growth
import results
from measuring import ROOT, Figures, measure, middle
from results import Ratio
from tasks import ASKED, NEEDS, SLOW, TASKS

SHARED = ROOT.parent / "shared" / "reports" / "crs"
"""Real reports beside the checkout: `pdf` for the tasks, `markdown` for long shelves. Without them the samples do."""
MANY = 500_000
"""Characters from which on the goals hold: of a short report it is all start-up."""
LEGEND = """\
CPU s: of the process and its children, imports included; start: of these what is over before the work itself begins
(imports, rules, texts), where the task tells; MB: peak memory of its largest process; chars/s: characters of text a
second of CPU without the start; dates: found in 10,000 characters;
µs each: of CPU without the start, for a mention."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio of CPU seconds (of characters a second, where `by_rate`) and the bound that it should keep."""

    ours: str
    theirs: str
    bound: float | None = None
    by_rate: bool = False


GOALS = (
    Goal("ingest", "pdfplumber chars", 0.25),
    Goal("ingest by pdfplumber", "pdfplumber chars"),
    Goal("ingest to reconcile", "pdfplumber chars", 0.4),
    Goal("whole run", "pdfplumber chars", 1.3),
    Goal("ingest", "pdfium text"),
    Goal("dates", "spaCy tokenizer", 1 / 3, by_rate=True),
    Goal("extract", "spaCy tokenizer", by_rate=True),
)
RATES = {"extract": 200_000, "dates": 300_000}
"""Characters a second that a task should do on one core."""


def main() -> None:
    """Print the tables, leave the figures."""
    given = _arguments()
    shelves = [_shelf(raw, given.files, given) for raw in given.raw or _raw(full=given.full)]
    grown = _grown(given) if not given.only else None
    if grown:
        print(growth.table(grown))
        _tell(growth.ratios(grown))
    units = [shelf["tasks"]["counting"]["cpu"] for shelf in shelves if "counting" in shelf["tasks"]]
    if units:
        taken = {
            "machine": results.machine(),
            "unit": median(units),
            "shelves": shelves,
            "growth": asdict(grown) if grown else None,
        }
        results.write(taken, given.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time and memory of each stage, beside what anyone can run.")
    parser.add_argument("--raw", type=Path, nargs="+", help="folders of reports; else the samples")
    parser.add_argument("--files", default="*.pdf", help="which of them, so that all rows are about the same files")
    parser.add_argument("--full", action="store_true", help="all tasks; shelves of up to 1,000 documents")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run")
    parser.add_argument("--only", nargs="+", choices=TASKS, metavar="TASK", help=f"some of: {', '.join(TASKS)}")
    parser.add_argument("--sizes", type=int, nargs="+", help="documents on the shelves; else 10, 100, with --full 1000")
    parser.add_argument("--json", type=Path, default=results.LAST, help="where the figures go")
    return parser.parse_args()


def _raw(*, full: bool) -> list[Path]:
    real = SHARED / "pdf"
    return [ROOT / "raw", *([real] if full and real.is_dir() else [])]


def _grown(given: argparse.Namespace) -> growth.Growth:
    sizes = sorted(given.sizes or ((10, 100, 1000) if given.full else (10, 100)))
    markdown = SHARED / "markdown"
    with tempfile.TemporaryDirectory() as name:
        return growth.grow(
            Path(name),
            sizes,
            runs=given.runs,
            shared=60 if given.full else 30,
            reports=markdown if markdown.is_dir() else None,
        )


def _shelf(raw: Path, pattern: str, given: argparse.Namespace) -> dict[str, Any]:
    """Measure the tasks on the files of one folder, print them, and say what is to be kept of it."""
    wanted = _wanted(given.only, full=given.full)
    missing = [task for task in wanted if task in NEEDS and find_spec(NEEDS[task]) is None]
    wanted = [task for task in wanted if task not in missing]
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "raw", Path(name) / "out"
        files, digest = _copies(raw, pattern, folder)
        every: dict[str, list[Figures]] = {task: [] for task in wanted}
        measure("whole run", folder, out)
        for turn in range(given.runs):
            for task in (t for t in wanted if turn == 0 or t not in SLOW | ASKED):
                every[task].append(measure(task, folder, out))
    took = {task: middle(runs) for task, runs in every.items()}
    print(f"{raw.name}, {files} files: median of {given.runs} runs, one worker")
    _table(took)
    for task in missing:
        print(f"{task}: left out, `pip install {NEEDS[task]}` to have it beside")
    compared = _ratios(took)
    _tell(compared)
    print()
    return {
        "name": "samples" if raw == ROOT / "raw" else raw.name,
        "files": files,
        "digest": digest,
        "tasks": {task: asdict(figures) for task, figures in took.items()},
        "ratios": [asdict(ratio) for ratio in compared],
    }


def _wanted(only: Sequence[str] | None, *, full: bool) -> list[str]:
    if only:
        return [task for task in TASKS if task in only]
    return [task for task in TASKS if task not in ASKED and (full or task not in SLOW)]


def _copies(raw: Path, pattern: str, folder: Path) -> tuple[int, str]:
    """Copy the files, each into a folder of its own; how many they are, and a digest of their bytes."""
    files = [p for p in sorted(raw.rglob(pattern)) if p.is_file()]
    digest = hashlib.sha256()
    for i, path in enumerate(files):
        (folder / f"{i:04d}").mkdir(parents=True)
        shutil.copy(path, folder / f"{i:04d}" / path.name)
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return len(files), digest.hexdigest()


def _table(figures: Mapping[str, Figures]) -> None:
    print(f"{'':20s} {'CPU s':>7s} {'start':>6s} {'wall s':>7s} {'MB':>6s} {'chars/s':>10s} {'dates':>6s}")
    for task, took in figures.items():
        start = f"{took.start:6.2f}" if took.start else f"{'':6s}"
        rate = f"{took.rate:10,.0f}" if took.characters else ""
        dates = f"{10_000 * took.dates / took.characters:6.1f}" if took.dates else ""
        each = f"{1e6 * (took.cpu - took.start) / took.mentions:.0f} µs each" if took.mentions else ""
        print(f"{task:20s} {took.cpu:7.2f} {start} {took.wall:7.2f} {took.peak:6.0f} {rate} {dates} {each}".rstrip())
    print(LEGEND)


def _ratios(figures: Mapping[str, Figures]) -> list[Ratio]:
    """The goals, as far as their tasks were run; their bounds hold where there is enough to read."""
    out = []
    for goal in GOALS:
        ours, theirs = figures.get(goal.ours), figures.get(goal.theirs)
        if ours is None or theirs is None or theirs.cpu < 0.01:
            continue
        value = ours.rate / theirs.rate if goal.by_rate else ours.cpu / theirs.cpu
        name = f"{goal.ours} / {goal.theirs}{', by rate' if goal.by_rate else ''}"
        out.append(Ratio(name, value, goal.bound if ours.characters >= MANY else None, more=goal.by_rate))
    for task, rate in RATES.items():
        if task in figures:
            bound = 1.0 if figures[task].characters >= MANY else None
            out.append(Ratio(f"{task}, of {rate:,} characters a second", figures[task].rate / rate, bound, more=True))
    return out


def _tell(ratios: Sequence[Ratio]) -> None:
    for ratio in ratios:
        print(ratio)


if __name__ == "__main__":
    main()
