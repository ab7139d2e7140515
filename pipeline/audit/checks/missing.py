"""Markers whose note is not in the file: an error where they surely are markers, else something to look at.

A file that holds no notes has lost them, or never had any: then its "markers" are numbers of other kinds. What they
stand behind tells, and whether they count up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

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
    """Markers whose note is not in the file, one finding for those that follow each other in the count."""
    scopes: dict[int, list[Support]] = defaultdict(list)
    for s in audited.extraction.supports:
        scopes[s.scope].append(s)
    for supports in scopes.values():
        sure = _are_markers(audited, supports)
        for severity, run in _runs((s, _severity(audited, s, sure=sure)) for s in supports):
            yield _finding(audited, run, severity)


def _severity(audited: Audited, support: Support, *, sure: bool) -> Severity | None:
    """How grave it is that the note of a marker is not there; None where it is."""
    if support.note_id:
        return None
    return "error" if sure and _looks_like_one(audited, support) else "note"


def _runs(supports: Iterable[tuple[Support, Severity | None]]) -> Iterator[tuple[Severity, Sequence[Support]]]:
    """Markers of one severity that stand one behind the other and count up by one, or repeat a number."""
    run: list[Support] = []
    of: Severity | None = None
    for support, severity in supports:
        if run and of and not (severity == of and _follows(run[-1].label, support.label)):
            yield of, run
            run = []
        if severity:
            run.append(support)
        of = severity
    if run and of:
        yield of, run


def _follows(label: str, following: str) -> bool:
    return label.isdecimal() and following.isdecimal() and int(following) - int(label) in {0, 1}


def _finding(audited: Audited, run: Sequence[Support], severity: Severity) -> Finding:
    first, last = run[0].label, run[-1].label
    place = place_of(*(audited.mentions[s.marker_id] for s in (run[0], run[-1])))
    notes = f"note {first}" if first == last else f"notes {first} {'and' if _next_to(first, last) else 'to'} {last}"
    if severity == "error":
        what = "no such note" if first == last else "none of them"
        message = f"The text cites {notes}, but the file holds {what}{place}."
    elif first == last:
        message = f"A number {first} may cite a note, but the file holds no such note{place}."
    else:
        message = f"Numbers {notes.partition(' ')[2]} may cite notes, but the file holds none of these{place}."
    return Finding(
        "missing_footnote",
        severity,
        audited.document.doc_id,
        message,
        expected=notes,
        found="none",
        evidence=tuple(s.marker_id for s in run),
    )


def _next_to(label: str, following: str) -> bool:
    return int(following) - int(label) == 1


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
    if not support.label.isdecimal():
        return True
    item = before[-1:].isspace() and behind.startswith(")")
    return not (item or _BEHIND.search(before) or _BEFORE.match(behind))
