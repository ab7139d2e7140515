"""What becomes of files that nobody would wish for: a row for each, within limits of time and memory.

    python tests/measure_hard.py [FOLDER] [--read]

Each PDF of the folder (`../shared/reports/hard-pdf` beside the repository, if none is named) is ingested as the
ingest stage does it, in a process of its own. The table tells of each its trait (where a `MANIFEST.tsv` names it), the
status, processor seconds, peak memory, and the reason or the number of pages and characters; `--read` shows the first
words too. It ends with 1 if a reader broke down or a reason is missing.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import Fact
from pipeline.running.limits import Limits, Lost, Task, run_limited
from pipeline.running.runner import Result
from pipeline.stages import ingest_one, read_sources

HARD = Path(__file__).parents[1].parent / "shared" / "reports" / "hard-pdf"
_SHOWN = 160
"""Characters of a document's first words."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one file came to: the row of `documents.csv`, processor seconds and megabytes (0: its process was ended)."""

    result: Result
    seconds: float
    megabytes: float


def measured_ingest(folder: str, out: str, name: str, given: dict[str, str], max_pages: int) -> Measured:
    """Ingest one file in this process, and see what it took."""
    sha = hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()
    result = ingest_one(folder, out, name, sha, given, max_pages=max_pages)
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Linux counts kilobytes, macOS bytes.
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Measured(result, used.ru_utime + used.ru_stime, used.ru_maxrss / scale)


def measure(folder: Path, name: str, out: Path, given: dict[str, str], limits: Limits) -> Measured:
    """Ingest one file as the stage does: in a process that is ended when it goes beyond a limit."""
    begun = time.monotonic()
    task = Task(measured_ingest, (str(folder), str(out), name, given, limits.pages))
    ((_, outcome),) = run_limited([task], 1, limits)
    if isinstance(outcome, Lost):
        lost = {"status": "failed", "error": outcome.reason, "facts": {}}
        return Measured(lost, time.monotonic() - begun, 0)
    assert isinstance(outcome, Measured)
    return outcome


def traits(folder: Path) -> dict[str, str]:
    """The trait of each file, where a manifest beside them names it."""
    path = folder / "MANIFEST.tsv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["trait"] for row in csv.DictReader(lines, delimiter="\t")}


def outcome_of(result: Result) -> str:
    """The reason, or how much of it was read and what is said of it."""
    if result["error"]:
        return str(result["error"])
    told = [f"{result['pages']} pages", f"{result['characters']} characters"]
    said = {name: Fact(**fact) for name, fact in result["facts"].items()}
    return ", ".join(
        told + [f"{name} {said[name].value}" for name in ("scanned", "unmapped", "language") if name in said]
    )


def main() -> int:
    """Print the table; returns how the script ends."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=HARD)
    parser.add_argument("--read", action="store_true", help="show the first words of each document")
    parser.add_argument("--only", default="", help="files whose name holds this")
    given = parser.parse_args()
    if not given.folder.is_dir():
        print("There is nothing to measure: the folder of hard files is absent.")
        return 0
    of_file, said = traits(given.folder), read_sources(given.folder / "sources.toml")
    counts: dict[str, int] = {}
    bad = 0
    with tempfile.TemporaryDirectory() as out:
        for path in sorted(given.folder.glob("*.pdf")):
            if given.only not in path.name:
                continue
            found = measure(given.folder, path.name, Path(out), said.get(path.name, {}), Limits())
            status = found.result["status"]
            counts[status] = counts.get(status, 0) + 1
            bad += status != "ok" and (not found.result["error"] or "broke down" in found.result["error"])
            memory = f"{found.megabytes:4.0f} MB" if found.megabytes else "   – MB"
            print(f"{path.stem[:44]:44s} {status:7s} {found.seconds:6.2f} s {memory}  {outcome_of(found.result)}")
            print(f"    {of_file.get(path.name, '')}", flush=True)
            if given.read and status == "ok":
                text = (Path(out) / "documents" / f"{found.result['doc_id']}.txt").read_text(encoding="utf-8")
                print(f"    > {' '.join(text.split())[:_SHOWN]}")
    print(", ".join(f"{number} {status}" for status, number in sorted(counts.items())), f"of {sum(counts.values())}")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
