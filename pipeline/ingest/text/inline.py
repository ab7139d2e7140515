"""Notes in brackets (`[Footnote 12: …]`) lifted out of the lines of a plain text, and the markers that cite them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.notes.inline import InlineNote, inline_marks
from pipeline.ingest.notes.pairs import paired
from pipeline.ingest.text.notes import FoundNote
from pipeline.ingest.text.pages import TextPage
from pipeline.ingest.weave import Line
from pipeline.records import Fragment, Marker


@dataclass(frozen=True, slots=True)
class Lifted:
    """Pages without their notes in brackets, and these notes with their lines."""

    pages: list[TextPage]
    notes: tuple[tuple[InlineNote, tuple[Line, ...]], ...]

    @property
    def brackets(self) -> list[Fragment]:
        """What stands around the notes: `[Footnote `, `]`."""
        return [s for n, _ in self.notes for s in ((n.start, n.head), (n.tail, n.end)) if s[0] < s[1]]


def lift(source: str, pages: Sequence[TextPage], found: Sequence[InlineNote]) -> Lifted:
    """Cut the notes out of the lines; what stands before and behind them in a line stays."""
    if not found:
        return Lifted(list(pages), ())
    of_note: list[list[Line]] = [[] for _ in found]
    starts = [n.start for n in found]
    out = []
    for page in pages:
        kept: list[Line] = []
        for line in page.lines:
            kept += _cut(source, line, found, starts, of_note)
        out.append(replace(page, lines=tuple(kept)))
    return Lifted(out, tuple((n, tuple(x)) for n, x in zip(found, of_note, strict=True) if x))


def _cut(
    source: str, line: Line, found: Sequence[InlineNote], starts: Sequence[int], of_note: list[list[Line]]
) -> list[Line]:
    kept, at = [], line.start
    for i in range(max(0, bisect_right(starts, line.start) - 1), len(found)):
        note = found[i]
        if note.start >= line.end:
            break
        if note.end <= line.start:
            continue
        if source[at : note.start].strip():
            kept.append(replace(line, start=at, end=note.start))
        inner = replace(line, start=max(line.start, note.head), end=min(line.end, note.tail))
        if inner.start < inner.end and source[inner.start : inner.end].strip():
            of_note[i].append(inner)
        at = min(note.end, line.end)
    # A line that a note takes whole leaves a blank one, which parts paragraphs.
    return [*kept, replace(line, start=at)] if source[at : line.end].strip() or not kept else kept


def cite(source: str, lifted: Lifted, lines: Sequence[Line], first_scope: int) -> tuple[list[Marker], list[FoundNote]]:
    """Find the markers of the notes in brackets.

    Args:
        source: The source text.
        lifted: The notes.
        lines: Of running text.
        first_scope: From which scopes are counted: numbers in front of it belong to other notes.

    Returns:
        The markers, their blocks not known yet, and the notes, so that the same label and scope means the same note.
    """
    marks = inline_marks(source, {n.label for n, _ in lifted.notes}, [(x.start, x.end) for x in lines])
    scopes, note_scopes = paired([(m[0], m[1]) for m in marks], [(n.label, n.start) for n, _ in lifted.notes])
    markers = [Marker(label, a, b, "", first_scope + s) for (label, a, b), s in zip(marks, scopes, strict=True)]
    notes = [
        FoundNote(n.label, first_scope + s, x, n.complete) for (n, x), s in zip(lifted.notes, note_scopes, strict=True)
    ]
    return markers, notes
