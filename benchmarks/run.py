"""Time and memory of each stage, beside something that anyone can run: `make bench`.

Every figure is the median of several runs in fresh processes, taken in turns; ratios compare figures of one call.
CPU seconds are those of the process and its children; peak memory is of the largest process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]


def pdfplumber_chars(folder: Path, out: Path) -> int:
    """Read all characters of all PDFs: what pdfplumber alone costs."""
    import pdfplumber

    n = 0
    for path in sorted(folder.rglob("*.pdf")):
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                n += len(page.chars)
                page.close()
    return n


def pdfium_text(folder: Path, out: Path) -> int:
    """Read the plain text of all PDFs with PDFium."""
    import pypdfium2

    n = 0
    for path in sorted(folder.rglob("*.pdf")):
        pdf = pypdfium2.PdfDocument(path)
        for page in pdf:
            n += len(page.get_textpage().get_text_bounded())
        pdf.close()
    return n


def tokenize(folder: Path, out: Path) -> int:
    """Tokenize the text of all documents with spaCy's blank English."""
    import spacy

    nlp = spacy.blank("en")
    n = 0
    for path in sorted((out / "documents").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        n += len(text)
        for paragraph in text.split("\n\n"):
            nlp.make_doc(paragraph)
    return n


def stage(name: str) -> Callable[[Path, Path], int]:
    """A stage of ours, in this process, on what the stages before it left in `out`."""

    def call(folder: Path, out: Path) -> int:
        from pipeline import stages
        from pipeline.runner import forget

        for stamped in {"ingest": ["ingest"], "extract": ["extract"], "reconcile": ["reconcile"]}.get(
            name, ["verify", "audit"]
        ):
            forget(out, stamped)
        settings = stages.Settings(folder, out, out / "none.jsonl", workers=1)
        getattr(stages, f"run_{name}")(settings)
        return sum(len(p.read_text(encoding="utf-8")) for p in (out / "documents").glob("*.txt"))

    return call


def again(folder: Path, out: Path) -> int:
    """All stages with nothing to do."""
    from pipeline import stages

    settings = stages.Settings(folder, out, out / "none.jsonl", workers=1)
    for run in (stages.run_ingest, stages.run_extract, stages.run_reconcile, stages.run_audit):
        run(settings)
    return 0


TASKS: dict[str, Callable[[Path, Path], int]] = {
    "pdfium text": pdfium_text,
    "pdfplumber chars": pdfplumber_chars,
    "ingest": stage("ingest"),
    "spaCy tokenizer": tokenize,
    "extract": stage("extract"),
    "reconcile": stage("reconcile"),
    "audit": stage("audit"),
    "run, unchanged": again,
}


def measure(task: str, folder: Path, out: Path) -> dict[str, float]:
    """One run of a task in a process of its own."""
    command = [sys.executable, __file__, "--task", task, "--raw", str(folder), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time and memory of each stage.")
    parser.add_argument("--raw", type=Path, default=ROOT / "raw")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.task:
        _one(given.task, given.raw, given.out)
        return
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        figures: dict[str, list[dict[str, float]]] = {task: [] for task in TASKS}
        for task in ("ingest", "extract", "reconcile", "audit"):
            measure(task, given.raw, out)
        for _ in range(given.runs):
            for task in TASKS:
                figures[task].append(measure(task, given.raw, out))
    print(f"{given.raw}: median of {given.runs} runs, one process each, one worker")
    print(f"{'':18s} {'CPU s':>7s} {'wall s':>7s} {'MB':>6s} {'chars/s':>10s}")
    cpu = {}
    for task, runs in figures.items():
        middle = {key: median(r[key] for r in runs) for key in runs[0]}
        cpu[task] = middle["cpu"]
        rate = f"{middle['work'] / middle['cpu']:10,.0f}" if middle["work"] else ""
        print(f"{task:18s} {middle['cpu']:7.2f} {middle['wall']:7.2f} {middle['mb']:6.0f} {rate}")
    for ours, theirs in (("ingest", "pdfplumber chars"), ("ingest", "pdfium text"), ("extract", "spaCy tokenizer")):
        if cpu[theirs] > 0.01:
            print(f"{ours} / {theirs}: {cpu[ours] / cpu[theirs]:.2f}")


def _one(task: str, folder: Path, out: Path) -> None:
    before, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work = TASKS[task](folder, out)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"cpu": cpu, "wall": time.perf_counter() - wall, "mb": after.ru_maxrss / 1024, "work": work}))


if __name__ == "__main__":
    main()
