"""Do the two readers of PDF agree? A table over the reports that lie beside the repository, or over any folder.

    python tests/measure_pdf.py [FOLDER …] [--differences]

Of each file: the share of blocks, notes and markers on which they agree (label and reading text; for markers label,
scope and note), and the processor time of either. A note that only one of them finds counts as a difference.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path

from pipeline.errors import UnreadableError
from pipeline.ingest.draft import Draft
from pipeline.ingest.pdf import read_pdf
from pipeline.reading import read_block
from pipeline.records import PDF_READERS

REPORTS = Path(__file__).parents[1].parent / "shared" / "reports"
FOLDERS = ("crs", "govlab", "usaid", "gao")
PARTS = ("blocks", "notes", "markers")


def parts_of(draft: Draft) -> dict[str, Counter[Hashable]]:
    """What the two should agree on. Furniture is left out: nobody reads it."""
    texts = [(b, read_block(draft.source, b).text) for b in draft.blocks if b.kind != "furniture"]
    return {
        "blocks": Counter((b.kind, text) for b, text in texts),
        "notes": Counter((b.label, b.scope, text) for b, text in texts if b.kind in {"footnote", "endnote"}),
        "markers": Counter((m.label, m.scope) for m in draft.markers),
    }


def measure(path: Path) -> tuple[dict[str, tuple[int, int]], list[float], list[str]]:
    """How many agree of how many, for each part; seconds of either reader; the differences."""
    data, drafts, seconds = path.read_bytes(), [], []
    for reader in PDF_READERS:
        start = time.process_time()
        drafts.append(parts_of(read_pdf(data, reader=reader)))
        seconds.append(time.process_time() - start)
    ours, theirs = drafts
    counts, told = {}, []
    for part in PARTS:
        a, b = ours[part], theirs[part]
        counts[part] = (a & b).total(), max(a.total(), b.total())
        for sign, rest in (("+", a - b), ("-", b - a)):
            told += [f"{sign} {part[:-1]}: {str(item)[:200]}" for item in rest]
    return counts, seconds, told


def main(folders: Iterable[Path], *, differences: bool) -> None:
    """Print the table."""
    totals = {part: [0, 0] for part in PARTS}
    spent = [0.0, 0.0]
    for path in sorted(p for folder in folders for p in folder.rglob("*.pdf")):
        try:
            counts, seconds, told = measure(path)
        except UnreadableError as error:
            print(f"{path.name[:44]:44s} {error}")
            continue
        shown = "  ".join(f"{part} {a:4d}/{b:<4d}" for part, (a, b) in counts.items())
        print(f"{path.name[:44]:44s} {shown}  {seconds[0]:6.2f} s {seconds[1]:6.2f} s", flush=True)
        if differences:
            print("".join(f"    {line}\n" for line in told), end="")
        spent = [a + b for a, b in zip(spent, seconds, strict=True)]
        for part, (a, b) in counts.items():
            totals[part] = [totals[part][0] + a, totals[part][1] + b]
    for part, (a, b) in totals.items():
        print(f"{part}: {a} of {b} agree, {a / max(1, b):.2%}")
    print(f"{PDF_READERS[0]} {spent[0]:.1f} s, {PDF_READERS[1]} {spent[1]:.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Do the two readers of PDF agree?")
    parser.add_argument("folders", nargs="*", type=Path, default=[REPORTS / name for name in FOLDERS])
    parser.add_argument("--differences", action="store_true")
    given = parser.parse_args()
    main(given.folders, differences=given.differences)
