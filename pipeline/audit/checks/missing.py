"""Markers whose note is not in the file: an error where they surely are markers, else something to look at.

A file that holds no notes has lost them, or never had any: then its "markers" are numbers of other kinds. What they
stand behind tells, and whether they count up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.audit.checks.audited import Audited, place_of
from pipeline.records import Finding, Severity, Support

_ANSWERED = 0.25
"""Where the file holds the notes of so large a share of the markers, the others are lost."""
_COUNT, _DENSE = 8, 0.6
"""So many markers, which leave out no more than this of the numbers between them, are a count by themselves."""
_LIKELY = 0.8
"""So large a share of them must look like markers."""
_BEHIND = re.compile(
    r"(?:\d|[—–/#$*+=<>-]|(?<![\w.])(?![IVX]\.)[A-Z](?:\.\d{1,3})*\.|(?:^|\s)\()$"
    r"|(?<!\d)(?!(?:1[5-9]|20)\d\d[.,]$)\d+[.,]$"
)
"""What a marker does not stand behind: another number's digits, an operator, a section's letter, a lone bracket."""
_BEFORE = re.compile(r"%|\.[a-z]|,\d|\s?(?:per\s?cent|percent|million|billion|cm|km|mm|kg)\b")
"""What does not stand behind a marker: what goes on with its number."""


def missing_footnotes(audited: Audited) -> Iterator[Finding]:
    """Markers whose note is not in the file, one finding each."""
    scopes: dict[int, list[Support]] = defaultdict(list)
    for s in audited.extraction.supports:
        scopes[s.scope].append(s)
    sure = {scope for scope, supports in scopes.items() if _are_markers(audited, supports)}
    for s in audited.extraction.supports:
        if not s.note_id:
            yield _finding(audited, s, "error" if s.scope in sure and _looks_like_one(audited, s) else "note")


def _finding(audited: Audited, support: Support, severity: Severity) -> Finding:
    place = place_of(audited.mentions[support.marker_id])
    message = (
        f"The text cites note {support.label}, but the file holds no such note{place}."
        if severity == "error"
        else f"A number {support.label} may cite a note, but the file holds no such note{place}."
    )
    return Finding(
        "missing_footnote",
        severity,
        audited.document.doc_id,
        message,
        expected=f"note {support.label}",
        found="none",
        evidence=(support.marker_id,),
    )


def _are_markers(audited: Audited, supports: Sequence[Support]) -> bool:
    """Whether the markers of a count are such beyond doubt."""
    if sum(_looks_like_one(audited, s) for s in supports) < _LIKELY * len(supports):
        return False
    if sum(bool(s.note_id) for s in supports) >= max(1, _ANSWERED * len(supports)):
        return True
    labels = {int(s.label) for s in supports if s.label.isdecimal()}
    return len(labels) >= _COUNT and len(labels) >= _DENSE * (max(labels) - min(labels) + 1)


def _looks_like_one(audited: Audited, support: Support) -> bool:
    """Whether the words around a number allow it to be a marker."""
    marker, source = audited.mentions[support.marker_id], audited.document.source
    before, behind = source[max(0, marker.start - 16) : marker.start], source[marker.end : marker.end + 12]
    return not support.label.isdecimal() or not (_BEHIND.search(before) or _BEFORE.match(behind))
