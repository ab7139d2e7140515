"""Note markers of a printed document: superscripts that count up as the notes do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.ingest.notes.sequence import Candidate, best_sequence
from pipeline.ingest.pdf.lines import Print, PrintedLine
from pipeline.ingest.pdf.notes import SUPERSCRIPTS, FoundNote, two_in_one
from pipeline.records import Fragment

_RAISED = re.compile(r"\d{1,4}|\*{1,4}|[†‡§¶]{1,3}|(?<![^\W_])[a-z](?![^\W_])")
"""Numbers, symbols, single letters (no ordinals: 4th)."""


@dataclass(frozen=True, slots=True)
class FoundMarker:
    """A marker: its label, scope, and the span of its digits (or symbol)."""

    label: str
    scope: int
    span: Fragment


def find_markers(
    printed: Print, body: Sequence[int], notes: Sequence[FoundNote], chapters: Sequence[int]
) -> list[FoundMarker]:
    """Find the markers among what is raised in running text.

    Args:
        printed: The document.
        body: The indices of all lines but furniture and notes.
        notes: The notes found.
        chapters: The offsets at which chapters begin.

    Returns:
        In source order. Superscripts of another kind (`10²`, `m²`) don't fit into the count.
    """
    on_page: dict[int, set[str]] = defaultdict(set)
    for n in notes:
        if not n.endnote:
            on_page[n.lines[0].page].add(n.label)
    labels = {n.label for n in notes}
    by_page = _per_page(notes)
    candidates, symbols = [], []
    passed, page = 0, 0
    for i in body:
        line = printed.lines[i]
        for text, start, end in _superscripts(printed, line, on_page[line.page]):
            if not text.isdecimal():
                if text in on_page[line.page]:
                    symbols.append((text, start, end))
                continue
            now = sum(1 for c in chapters if c <= start)
            fresh = now > passed or (by_page and line.page != page)
            weight = _weight(printed, line, start, text in on_page[line.page], text in labels)
            candidates.append(Candidate(int(text), start, end, weight, fresh))
            passed, page = now, line.page
    chosen = best_sequence(candidates)
    found = [FoundMarker(str(c.label), scope, (c.start, c.end)) for scope, c in chosen]
    for text, start, end in symbols:
        scope = next((m.scope for m in reversed(found) if m.span[0] < start), 0)
        found.append(FoundMarker(text, scope, (start, end)))
    return sorted(found, key=lambda m: m.span)


def _per_page(notes: Sequence[FoundNote]) -> bool:
    """Whether notes are counted anew on each page."""
    pages = {n.lines[0].page for n in notes if not n.endnote}
    return len(pages) >= 3 and len({n.scope for n in notes if not n.endnote}) >= 0.6 * len(pages)


def _superscripts(printed: Print, line: PrintedLine, here: Collection[str]) -> Iterable[tuple[str, int, int]]:
    """Each number or symbol that is raised: its text, start and end; `here` are the labels of the page's notes."""
    for start, end in line.raised:
        for m in _RAISED.finditer(printed.source[start:end]):
            if not m.group().startswith("0"):
                at = start + m.start()
                cut = _cut(m.group(), here)
                yield from ((m.group()[a:b], at + a, at + b) for a, b in ((0, cut), (cut, len(m.group()))) if a < b)
    for m in re.finditer(r"[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴-⁹]{0,3}", line.text):
        yield m.group().translate(SUPERSCRIPTS), line.start + m.start(), line.start + m.end()


def _cut(number: str, here: Collection[str]) -> int:
    """Where to cut a number that is two markers set without a comma: `45` over the notes 4 and 5; 0 for no cut."""
    if number in here or not number.isdecimal():
        return 0
    return next((len(a) for a, b in two_in_one(number) if {a, b} <= set(here)), 0)


def _weight(printed: Print, line: PrintedLine, start: int, answered_here: bool, answered: bool) -> float:
    """How much a raised number looks like a marker: best where its note stands on the same page."""
    before = printed.source[start - 1] if start > line.start else ""
    word = re.split(r"[\s\d]", printed.source[line.start : start])[-1]
    power = before.isdigit() or (before.isalpha() and len(word) <= 2)
    weight = 1.0 if answered_here else 0.7 if answered else 0.4
    return weight * (0.5 if power and not answered_here else 1.0)
