"""Typeset the sample report: `samples/report.typ` becomes `raw/northern-arc.pdf`, the same bytes every time.

Only the fonts inside typst are used and no date is written, so the result depends on the source and on the
version of typst (the one in `requirements.lock`) alone. `samples/truth.toml` is counted in the source on the way:
what a reader of the PDF must find in it. The other two samples, `raw/loose-ends.html` and `raw/small-navies.txt`,
are their own sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import typst

SAMPLES = Path(__file__).resolve().parent
SOURCE = SAMPLES / "report.typ"
TRUTH = SAMPLES / "truth.toml"
REPORT = SAMPLES.parent / "raw" / "northern-arc.pdf"

_CHAPTER = re.compile(r"^= (?P<title>.+)$", re.MULTILINE)
_NOTE = "#footnote["
_SPOKEN = re.compile(
    r"(?P<who>(?:(?:[Rr]etired|[Ff]ormer) )?[A-Z][a-z]+ (?:official|officer|diplomat|expert)), "
    r"(?P<mode>interview|email correspondence) with the author, (?P<date>[A-Z][a-z]+ \d+, \d{4})"
)


def typeset() -> bytes:
    """The PDF's bytes."""
    pdf: bytes = typst.compile(str(SOURCE), format="pdf", ignore_system_fonts=True, timestamp=0)
    return pdf


def notes(text: str) -> Iterator[str]:
    """The bodies of the footnotes in a stretch of the source, as marked up there, in order."""
    at = text.find(_NOTE)
    while at >= 0:
        start = end = at + len(_NOTE)
        depth = 1
        while depth:
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        yield text[start : end - 1]
        at = text.find(_NOTE, end)


def truth() -> str:
    """TOML that tells how many notes each chapter of the source has and what is cited in them."""
    text = SOURCE.read_text(encoding="utf-8")
    heads = list(_CHAPTER.finditer(text))
    ends = [h.start() for h in heads[1:]] + [len(text)]
    lines = ["# Counted in report.typ by build.py; don't edit.", ""]
    for head, end in zip(heads, ends, strict=True):
        bodies = list(notes(text[head.end() : end]))
        lines += ["[[chapters]]", f'title = "{head["title"]}"', f"notes = {len(bodies)}", ""]
    spoken = [(m["who"].casefold(), m["mode"], m["date"]) for m in _SPOKEN.finditer(text)]
    for name, mode in (("interviews", "interview"), ("correspondence", "email correspondence")):
        told = [s for s in spoken if s[1] == mode]
        lines += [f"[{name}]", f"citations = {len(told)}", f"distinct = {len(set(told))}", ""]
    return "\n".join(lines)


def main() -> None:
    """Write the PDF and the counts."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_bytes(typeset())
    TRUTH.write_text(truth(), encoding="utf-8")


if __name__ == "__main__":
    main()
