"""How many notes and interviews are found in real reports, against what a second edition of each shows.

Run by hand: `python tests/measure_reports.py [--only crs,govlab,psi]`. It reads the reports beside the repository
(`../shared/reports`) and prints a table; without them it says so and ends.

- crs: PDFs against the Markdown of the same reports, whose last table has the notes.
- govlab: PDFs against the HTML of the same case studies, whose notes are linked; notes and interviews.
- psi: one report in Markdown; interviews against a plain regular expression over its source.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.extract.gather import gather
from pipeline.ingest import ingest
from pipeline.reading import read_block
from pipeline.records import Document, Extraction

REPORTS = Path(__file__).parents[1].parent / "shared" / "reports"
NOTES = {"footnote", "endnote"}
ALIKE = 80
"""Of 100: two editions of one note differ by hyphens, quotation marks and the brackets around addresses."""
_DATED = re.compile(r"\(\s*(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)\s*\)")
_INTERVIEW = re.compile(
    r"\binterviews? of (?P<who>[A-Z][^()\[\]\n;]{2,80}?) (?P<date>\(\s*\d{1,2}/\d{1,2}/(?:19|20)\d\d\s*\))"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: `found` of `expected`; `missed` names the first that are not."""

    file: str
    what: str
    found: int
    expected: int
    missed: Sequence[str] = ()


def read(path: Path) -> Document:
    """Read a report."""
    return ingest(path.name, path.read_bytes())


def notes_of(document: Document) -> dict[str, str]:
    """The text of each note by its number; of numbers that come twice the first."""
    out: dict[str, str] = {}
    for b in document.blocks:
        if b.kind in NOTES and b.label.isdigit():
            out.setdefault(b.label, read_block(document.source, b, markers=False).text)
    return out


def compare_notes(file: str, pdf: Document, other: Document, shift: int = 0) -> Row:
    """The notes of the other edition that the PDF has, with the same number and much the same text."""
    found = notes_of(pdf)
    expected = {n: text for n, text in notes_of(other).items() if int(n) > shift}
    missed = [n for n, text in expected.items() if not _alike(found.get(str(int(n) - shift), ""), text)]
    return Row(file, "notes", len(expected) - len(missed), len(expected), missed)


def shift_of(pdf: Document, other: Document) -> int:
    """By how much the other edition counts on: some web pages count the authors' starred note as the first."""
    return max((0, 1), key=lambda shift: compare_notes("", pdf, other, shift).found)


def _alike(a: str, b: str) -> bool:
    return fuzz.ratio(_bare(a), _bare(b)) >= ALIKE


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def interviews_of(extraction: Extraction) -> list[tuple[str, str]]:
    """Note and date of each citation of an interview or letter in a note."""
    kinds = {"interview", "correspondence"}
    return [(c.footnote, c.date) for c in extraction.citations if c.kind in kinds and c.footnote]


def compare_interviews(file: str, pdf: Document, other: Document, shift: int = 0) -> Row:
    """The citations of interviews in the other edition that the PDF has, with the same note and date."""
    expected, found = interviews_of(gather(other)), interviews_of(gather(pdf))
    expected = [(str(int(n) - shift) if n.isdigit() else n, date) for n, date in expected]
    missed = []
    for citation in expected:
        if citation in found:
            found.remove(citation)
        else:
            missed.append(f"{citation[0]} ({citation[1] or 'no date'})")
    return Row(file, "interviews", len(expected) - len(missed), len(expected), missed)


def crs() -> Iterator[Row]:
    """Reports of the Congressional Research Service; those without notes in their Markdown are left out."""
    texts = {re.match(r"[A-Z]+\d+", p.name)[0]: p for p in (REPORTS / "crs" / "markdown").glob("*.md")}  # type: ignore[index]
    for pdf in sorted((REPORTS / "crs" / "pdf").glob("*.pdf")):
        name = re.match(r"[A-Z]+\d+", pdf.name)
        if name and name[0] in texts and notes_of(other := read(texts[name[0]])):
            yield compare_notes(pdf.name, read(pdf), other)


def govlab() -> Iterator[Row]:
    """Case studies: which HTML belongs to a PDF is told by what the two say."""
    pages = {p.name: read(p) for p in sorted((REPORTS / "govlab" / "html").glob("*.html"))}
    for path in sorted((REPORTS / "govlab" / "pdf").glob("*.pdf")):
        pdf = read(path)
        other = max(pages.values(), key=lambda d: _shared_words(pdf, d))
        shift = shift_of(pdf, other)
        yield compare_notes(path.name, pdf, other, shift)
        yield compare_interviews(path.name, pdf, other, shift)


def _shared_words(a: Document, b: Document) -> float:
    one, two = (set(re.findall(r"[A-Za-z]{6,}", d.source)) for d in (a, b))
    return len(one & two) / len(one | two)


def psi() -> Iterator[Row]:
    """The report of a Senate subcommittee: interviews with a date behind one name."""
    document = read(REPORTS / "psi" / "full.md")
    extraction = gather(document)
    mentions = {m.mention_id: m for m in extraction.mentions}
    cited = [(mentions[c.mention_id], c.date) for c in extraction.citations if c.kind == "interview"]
    expected, missed = 0, []
    for m in _INTERVIEW.finditer(document.source):
        expected += 1
        day = _DATED.match(m["date"])
        assert day is not None
        iso = f"{day['y']}-{int(day['m']):02}-{int(day['d']):02}"
        if not any(x.start < m.end() and m.start("who") < x.end and iso in date for x, date in cited):
            missed.append(f"{m['who']} {m['date']}")
    yield Row("psi/full.md", "interviews", expected - len(missed), expected, missed)
    labels = {b.label for b in document.blocks if b.kind in NOTES}
    defined = set(re.findall(r"^\[\^(\d+)\]:", document.source, re.MULTILINE))
    yield Row("psi/full.md", "notes", len(defined & labels), len(defined), sorted(defined - labels))


SETS = {"crs": crs, "govlab": govlab, "psi": psi}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--only", default=",".join(SETS), help="which sets, e.g. crs,psi")
    names = parser.parse_args().only.split(",")
    if unknown := sorted(set(names) - set(SETS)):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(SETS)}")
    if not REPORTS.is_dir():
        print(f"There is nothing to measure: the folder {REPORTS.relative_to(Path(__file__).parents[2])} is absent.")
        return 0
    totals: dict[tuple[str, str], list[int]] = {}
    for name in names:
        for row in SETS[name]():
            print(_line(row.file, row.what, row.found, row.expected, row.missed), flush=True)
            total = totals.setdefault((name, row.what), [0, 0])
            total[0] += row.found
            total[1] += row.expected
    for (name, what), (found, expected) in totals.items():
        print(_line(f"all of {name}", what, found, expected, ()))
    return 0


def _line(file: str, what: str, found: int, expected: int, missed: Sequence[str]) -> str:
    share = f"{found / expected:.3f}" if expected else "–"
    gone = f"  missed: {', '.join(missed[:8])}{' …' if len(missed) > 8 else ''}" if missed else ""
    return f"{file:48s} {what:11s} {found:5d} of {expected:5d}  {share}{gone}"


if __name__ == "__main__":
    sys.exit(main())
