"""Notes without a marker, short forms without a source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from pipeline.audit.checks.audited import Audited, lost, place_of
from pipeline.audit.checks.numbering import uncited
from pipeline.records import Finding, Mention

_RUN = 5
"""So many notes in a row that nothing cites are one finding: their markers are lost together."""


def unmatched_notes(audited: Audited) -> Iterator[Finding]:
    """Notes that no marker cites; where that is so of a whole counting or of many in a row, it is said once.

    Where the text has their numbers in place of the markers, the marks were lost, not the markers: that is a note only.
    """
    findings, told = uncited(audited)
    yield from findings
    cited = {s.note_id for s in audited.extraction.supports} | told
    notes = [m for m in audited.extraction.mentions if m.kind == "footnote"]
    plain = _Plain(audited)
    for found, group in groupby(notes, key=lambda m: m.mention_id in cited):
        run = [] if found else list(group)
        if len(run) >= _RUN:
            yield _unmatched(
                run,
                f"{len(run)} notes in a row, {run[0].label or '?'} to {run[-1].label or '?'}, are there, but nothing "
                f"in the text cites any of them{place_of(run[0])}.",
                f"{len(run)} markers",
                plain=2 * sum(map(plain.number_of, run)) > len(run),
            )
            continue
        for m in run:
            message = f"Note {m.label or '?'} is there, but nothing in the text cites it{place_of(m)}."
            yield _unmatched([m], message, f"a marker {m.label}".strip(), plain=plain.number_of(m))


class _Plain:
    """Numbers of the running text that stand where a note's marker would."""

    def __init__(self, audited: Audited) -> None:
        self._source = audited.document.source
        self._texts = sorted(
            fragment
            for b in audited.document.blocks
            if b.kind not in {"furniture", "footnote", "endnote"}
            for fragment in b.fragments
        )
        self._ends = [end for _, end in self._texts]
        self._markers: dict[int, int] = {}
        """The first marker of each number."""
        for s in audited.extraction.supports:
            if s.label.isdecimal():
                start = audited.mentions[s.marker_id].start
                self._markers[int(s.label)] = min(start, self._markers.get(int(s.label), start))
        self._known = sorted(self._markers)

    def number_of(self, note: Mention) -> bool:
        """Whether the note's number stands between the markers around it in the count, or at the end of a sentence."""
        if not note.label.isdecimal():
            return False
        at = bisect_left(self._known, int(note.label))
        low = self._markers[self._known[at - 1]] if at else 0
        high = self._markers[self._known[at]] if at < len(self._known) else len(self._source)
        if high < low:
            low, high = 0, len(self._source)
        number = re.compile(rf"(?<![\d$€£#])(?<!\d[.,/]){note.label}(?!\d|%|[.,/]\d)")
        between = takewhile(lambda text: text[0] < high, self._texts[bisect_right(self._ends, low) :])
        if any(number.search(self._source, max(a, low), min(b, high)) for a, b in between):
            return True
        # A marker that was read wrongly leads astray; a number of some digits behind a stop tells by itself.
        glued = re.compile(rf"[.,;:?!”’\"')\]]\s?{note.label}(?=\s+[A-Z“\"]|\s*$)")
        return len(note.label) > 1 and any(glued.search(self._source, a, b) for a, b in self._texts)


def _unmatched(notes: Sequence[Mention], message: str, expected: str, *, plain: bool = False) -> Finding:
    evidence = tuple(dict.fromkeys((notes[0].mention_id, notes[-1].mention_id)))
    if plain:
        what = "Its number stands" if len(notes) == 1 else "Their numbers stand"
        message = f"{message} {what} there as plain text, which may be the marker."
        return Finding("unmatched_marker", "note", notes[0].doc_id, message, expected, "a plain number", evidence)
    return Finding("unmatched_marker", "warning", notes[0].doc_id, message, expected, "none", evidence)


_NOWHERE = {
    "no candidate": "no earlier note of this document gives it in full",
    "ambiguous": "more than one earlier source fits it",
    "chain broken": "what stands before it is no source that is known",
}


def unresolved_references(audited: Audited) -> Iterator[Finding]:
    """Short forms and ibids that resolve to no source, or to more than one.

    Where notes are lost, so may be the one that gives the source; that is said.
    """
    missing = f"; {lost(audited.lost_notes)}" if audited.lost_notes else ""
    for c in audited.extraction.citations:
        reason = audited.unresolved.get(c.citation_id, "")
        if reason:
            yield Finding(
                "unresolved_reference",
                "note",
                audited.document.doc_id,
                f"“{audited.mentions[c.mention_id].text}” in note {c.footnote} leads nowhere: {_NOWHERE[reason]}"
                f"{missing if reason == 'no candidate' else ''}.",
                expected="one full form",
                found=reason,
                evidence=(c.mention_id,),
            )
