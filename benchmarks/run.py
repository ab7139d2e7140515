"""Time and memory of each stage, beside something that anyone can run: `make bench`.

Every figure is the median of several runs in fresh processes, taken in turns; ratios compare figures of one call.
CPU seconds are those of the process and its children, imports included; peak memory is of the largest process.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from tasks import NEEDS, ONCE, TASKS, Run

ROOT = Path(__file__).resolve().parents[1]
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


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took; `start` is a part of `cpu`."""

    cpu: float
    start: float
    wall: float
    mb: float
    characters: float
    dates: float
    mentions: float = 0

    @property
    def rate(self) -> float:
        """Characters a second of CPU; 0 where there are none to count."""
        return self.characters / (self.cpu - self.start)


def measure(task: str, folder: Path, out: Path) -> Figures:
    """One run of a task in a process of its own."""
    command = [sys.executable, __file__, "--task", task, "--raw", str(folder), "--out", str(out)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print the tables."""
    given = _arguments()
    if given.task:
        _one(given.task, given.raw, given.out)
        return
    wanted = [task for task in TASKS if not given.only or task in given.only]
    missing = [task for task in wanted if task in NEEDS and find_spec(NEEDS[task]) is None]
    wanted = [task for task in wanted if task not in missing]
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "raw", Path(name) / "out"
        files = _copies(given.raw, given.files, folder)
        every: dict[str, list[Figures]] = {task: [] for task in wanted}
        measure("whole run", folder, out)
        for turn in range(given.runs):
            for task in (t for t in wanted if turn == 0 or t not in ONCE):
                every[task].append(measure(task, folder, out))
    print(f"{given.raw}, {files} files: median of {given.runs} runs, one worker")
    middle = {task: _median(runs) for task, runs in every.items()}
    _table(middle)
    for task in missing:
        print(f"{task}: left out, `pip install {NEEDS[task]}` to have it beside")
    _goals(middle)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time and memory of each stage, beside what anyone can run.")
    parser.add_argument("--raw", type=Path, default=ROOT / "raw", help="folder of reports")
    parser.add_argument("--files", default="*.pdf", help="which of them, so that all rows are about the same files")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run")
    parser.add_argument("--only", nargs="+", choices=TASKS, metavar="TASK", help=f"some of: {', '.join(TASKS)}")
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _copies(raw: Path, pattern: str, folder: Path) -> int:
    files = [p for p in sorted(raw.rglob(pattern)) if p.is_file()]
    for i, path in enumerate(files):
        (folder / f"{i:04d}").mkdir(parents=True)
        shutil.copy(path, folder / f"{i:04d}" / path.name)
    return len(files)


def _one(task: str, folder: Path, out: Path) -> None:
    wall = time.perf_counter()
    run = Run(folder, out)
    TASKS[task](run)
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    took = {
        "cpu": sum(u.ru_utime + u.ru_stime for u in spent),
        "start": run.begun,
        "wall": time.perf_counter() - wall,
        "mb": max(u.ru_maxrss for u in spent) / 1024,
        "characters": run.characters,
        "dates": run.dates,
        "mentions": run.mentions,
    }
    print(json.dumps(took))


def _median(runs: Sequence[Figures]) -> Figures:
    """Of each figure for itself."""
    return Figures(*(median(getattr(r, name) for r in runs) for name in Figures.__slots__))


def _table(figures: Mapping[str, Figures]) -> None:
    print(f"{'':20s} {'CPU s':>7s} {'start':>6s} {'wall s':>7s} {'MB':>6s} {'chars/s':>10s} {'dates':>6s}")
    for task, took in figures.items():
        start = f"{took.start:6.2f}" if took.start else f"{'':6s}"
        rate = f"{took.rate:10,.0f}" if took.characters else ""
        dates = f"{10_000 * took.dates / took.characters:6.1f}" if took.dates else ""
        each = f"{1e6 * (took.cpu - took.start) / took.mentions:.0f} µs each" if took.mentions else ""
        print(f"{task:20s} {took.cpu:7.2f} {start} {took.wall:7.2f} {took.mb:6.0f} {rate} {dates} {each}".rstrip())
    print(LEGEND)


def _goals(figures: Mapping[str, Figures]) -> None:
    for goal in GOALS:
        ours, theirs = figures.get(goal.ours), figures.get(goal.theirs)
        if ours is None or theirs is None or theirs.cpu < 0.01:
            continue
        value = ours.rate / theirs.rate if goal.by_rate else ours.cpu / theirs.cpu
        sign = "≥" if goal.by_rate else "≤"
        bound = f" (goal {sign} {goal.bound:.2f})" if goal.bound else ""
        print(f"{goal.ours} / {goal.theirs}{', by rate' if goal.by_rate else ''}: {value:.2f}{bound}")
    for task, rate in RATES.items():
        if task in figures:
            print(f"{task}: {figures[task].rate:,.0f} characters a second (goal ≥ {rate:,})")


if __name__ == "__main__":
    main()
