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
from collections.abc import Callable, Sequence
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


STAMPS = {"ingest": ["ingest"], "extract": ["extract"], "reconcile": ["reconcile"], "audit": ["verify", "audit"]}


def stage(name: str, *, reader: str = "pdfium", forgotten: Sequence[str] = ()) -> Callable[[Path, Path], int]:
    """A stage of ours on what the stages before it left in `out`; `forgotten` are stamps to do without, besides."""

    def call(folder: Path, out: Path) -> int:
        from pipeline import stages
        from pipeline.runner import forget

        for stamped in (*STAMPS[name], *forgotten):
            forget(out, stamped)
        settings = stages.Settings(folder, out, out / "none.jsonl", workers=1, pdf_reader=reader)
        getattr(stages, f"run_{name}")(settings)
        return characters(out)

    return call


def whole(*names: str) -> Callable[[Path, Path], int]:
    """Several stages from nothing."""

    def call(folder: Path, out: Path) -> int:
        from pipeline import stages

        shutil.rmtree(out, ignore_errors=True)
        settings = stages.Settings(folder, out, out / "none.jsonl", workers=1)
        for name in names:
            getattr(stages, f"run_{name}")(settings)
        return characters(out)

    return call


def again(folder: Path, out: Path) -> int:
    """All stages with nothing to do."""
    from pipeline import stages

    settings = stages.Settings(folder, out, out / "none.jsonl", workers=1)
    for run in (stages.run_ingest, stages.run_extract, stages.run_reconcile, stages.run_audit):
        run(settings)
    return 0


def characters(out: Path) -> int:
    """Of the source texts of all documents."""
    return sum(len(p.read_text(encoding="utf-8")) for p in (out / "documents").glob("*.txt"))


TASKS: dict[str, Callable[[Path, Path], int]] = {
    "pdfium text": pdfium_text,
    "pdfplumber chars": pdfplumber_chars,
    "ingest by pdfplumber": stage("ingest", reader="pdfplumber"),
    "ingest": stage("ingest"),
    "spaCy tokenizer": tokenize,
    "extract": stage("extract"),
    "reconcile": stage("reconcile"),
    "audit": stage("audit", forgotten=["second"]),
    "audit, rules changed": stage("audit"),
    "ingest to reconcile": whole("ingest", "extract", "reconcile"),
    "whole run": whole("ingest", "extract", "reconcile", "audit"),
    "run, unchanged": again,
}
RATIOS = (
    ("ingest", "pdfplumber chars"),
    ("ingest by pdfplumber", "pdfplumber chars"),
    ("ingest to reconcile", "pdfplumber chars"),
    ("whole run", "pdfplumber chars"),
    ("ingest", "pdfium text"),
    ("extract", "spaCy tokenizer"),
)


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
    parser.add_argument("--files", default="*.pdf", help="which of them, so that all rows are about the same files")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.task:
        _one(given.task, given.raw, given.out)
        return
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "raw", Path(name) / "out"
        files = _copies(given.raw, given.files, folder)
        figures: dict[str, list[dict[str, float]]] = {task: [] for task in TASKS}
        measure("whole run", folder, out)
        for _ in range(given.runs):
            for task in TASKS:
                figures[task].append(measure(task, folder, out))
    print(f"{given.raw}, {files} files: median of {given.runs} runs, one worker")
    print(f"{'':20s} {'CPU s':>7s} {'wall s':>7s} {'MB':>6s} {'chars/s':>10s}")
    cpu = {}
    for task, runs in figures.items():
        middle = {key: median(r[key] for r in runs) for key in runs[0]}
        cpu[task] = middle["cpu"]
        rate = f"{middle['work'] / middle['cpu']:10,.0f}" if middle["work"] else ""
        print(f"{task:20s} {middle['cpu']:7.2f} {middle['wall']:7.2f} {middle['mb']:6.0f} {rate}")
    for ours, theirs in RATIOS:
        if cpu[theirs] > 0.01:
            print(f"{ours} / {theirs}: {cpu[ours] / cpu[theirs]:.2f}")


def _copies(raw: Path, pattern: str, folder: Path) -> int:
    files = [p for p in sorted(raw.rglob(pattern)) if p.is_file()]
    for i, path in enumerate(files):
        (folder / f"{i:04d}").mkdir(parents=True)
        shutil.copy(path, folder / f"{i:04d}" / path.name)
    return len(files)


def _one(task: str, folder: Path, out: Path) -> None:
    wall = time.perf_counter()
    work = TASKS[task](folder, out)
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(u.ru_utime + u.ru_stime for u in spent)
    mb = max(u.ru_maxrss for u in spent) / 1024
    print(json.dumps({"cpu": cpu, "wall": time.perf_counter() - wall, "mb": mb, "work": work}))


if __name__ == "__main__":
    main()
