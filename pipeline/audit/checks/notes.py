"""Markers without their note, notes without a marker, short forms without a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.audit.checks.audited import Audited, place_of
from pipeline.audit.numbering import uncited
from pipeline.records import Finding, Mention


def missing_footnotes(audited: Audited) -> Iterator[Finding]:
    """Markers whose note is not in the file."""
    for s in audited.extraction.supports:
        if not s.note_id:
            yield Finding(
                "missing_footnote",
                "error",
                audited.document.doc_id,
                f"The text cites note {s.label}, but the file holds no such note"
                f"{place_of(audited.mentions[s.marker_id])}.",
                expected=f"note {s.label}",
                found="none",
                evidence=(s.marker_id,),
            )


_RUN = 5
"""So many notes in a row that nothing cites are one finding: their markers are lost together."""


def unmatched_notes(audited: Audited) -> Iterator[Finding]:
    """Notes that no marker cites; where that is so of a whole counting or of many in a row, it is said once."""
    findings, told = uncited(audited.document, audited.extraction)
    yield from findings
    cited = {s.note_id for s in audited.extraction.supports} | told
    notes = [m for m in audited.extraction.mentions if m.kind == "footnote"]
    for found, group in groupby(notes, key=lambda m: m.mention_id in cited):
        run = [] if found else list(group)
        if len(run) >= _RUN:
            yield _unmatched(
                run,
                f"{len(run)} notes in a row, {run[0].label or '?'} to {run[-1].label or '?'}, are there, but nothing "
                f"in the text cites any of them{place_of(run[0])}.",
                f"{len(run)} markers",
            )
            continue
        for m in run:
            message = f"Note {m.label or '?'} is there, but nothing in the text cites it{place_of(m)}."
            yield _unmatched([m], message, f"a marker {m.label}".strip())


def _unmatched(notes: Sequence[Mention], message: str, expected: str) -> Finding:
    evidence = tuple(dict.fromkeys((notes[0].mention_id, notes[-1].mention_id)))
    return Finding("unmatched_marker", "warning", notes[0].doc_id, message, expected, "none", evidence)


_NOWHERE = {
    "no candidate": "no earlier note of this document gives it in full",
    "ambiguous": "more than one earlier source fits it",
    "chain broken": "what stands before it is no source that is known",
}


def unresolved_references(audited: Audited) -> Iterator[Finding]:
    """Short forms and ibids that resolve to no source, or to more than one."""
    for c in audited.extraction.citations:
        reason = audited.unresolved.get(c.citation_id, "")
        if reason:
            yield Finding(
                "unresolved_reference",
                "note",
                audited.document.doc_id,
                f"“{audited.mentions[c.mention_id].text}” in note {c.footnote} leads nowhere: {_NOWHERE[reason]}.",
                expected="one full form",
                found=reason,
                evidence=(c.mention_id,),
            )
