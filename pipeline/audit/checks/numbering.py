"""Notes and markers as counts: numbers that neither has, and countings of notes that no marker cites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.audit.checks.audited import Audited, place_of
from pipeline.records import Finding, Mention

_NUMBER = re.compile(r"(?P<chapter>.*?)(?P<n>\d{1,4})")
_Counting = tuple[int, str]
"""Scope, and what stands before the number: note `8-23` is the 23rd of `8-`."""


def jumps(audited: Audited) -> Iterator[Finding]:
    """Numbers that are left out: neither a note has them nor a marker.

    Pages that a file lost take notes and markers with them; only the count shows it.
    """
    for (_, chapter), numbers in _numbers(audited).items():
        known = sorted(numbers)
        for a, b in pairwise([0, *known]):
            if b - a > 1:
                evidence = [numbers[n] for n in (a, b) if n in numbers]
                yield Finding(
                    "missing_footnote",
                    "note",
                    audited.document.doc_id,
                    f"{_said(chapter, a, b)}{place_of(audited.mentions[evidence[-1]])}.",
                    expected=_span(chapter, a + 1, b - 1),
                    found="none",
                    evidence=tuple(evidence),
                )


def uncited(audited: Audited) -> tuple[list[Finding], frozenset[str]]:
    """Countings of notes of which no marker cites a single one, as one finding each.

    Returns:
        The findings, and the ids of the notes that they tell of.
    """
    scopes = {s.scope for s in audited.extraction.supports if s.note_id}
    by_block = {m.block_id: m for m in audited.extraction.mentions if m.kind == "footnote"}
    groups: dict[int, list[Mention]] = defaultdict(list)
    for b in audited.document.blocks:
        if b.block_id in by_block and b.scope not in scopes:
            groups[b.scope].append(by_block[b.block_id])
    whole = [notes for notes in groups.values() if len(notes) > 1]
    findings = [_none_cited(notes) for notes in whole]
    return findings, frozenset(m.mention_id for notes in whole for m in notes)


def _none_cited(notes: Sequence[Mention]) -> Finding:
    first, last = notes[0], notes[-1]
    return Finding(
        "unmatched_marker",
        "warning",
        first.doc_id,
        f"{len(notes)} notes, {first.label} to {last.label}, are there, but nothing in the text cites any of them"
        f"{place_of(first)}.",
        expected=f"{len(notes)} markers",
        found="none",
        evidence=(first.mention_id, last.mention_id),
    )


def _numbers(audited: Audited) -> dict[_Counting, dict[int, str]]:
    """By counting the numbers that notes or markers have, each with a mention of it."""
    extraction = audited.extraction
    scope_of = {b.block_id: b.scope for b in audited.document.blocks}
    labelled = [(s.scope, s.label, s.marker_id) for s in extraction.supports]
    labelled += [(scope_of[m.block_id], m.label, m.mention_id) for m in extraction.mentions if m.kind == "footnote"]
    out: dict[_Counting, dict[int, str]] = defaultdict(dict)
    for scope, label, mention_id in labelled:
        if m := _NUMBER.fullmatch(label):
            out[scope, m["chapter"]].setdefault(int(m["n"]), mention_id)
    return out


def _said(chapter: str, a: int, b: int) -> str:
    missing = _span(chapter, a + 1, b - 1)
    number = "note" if b - a == 2 else "notes"
    verb = "is" if b - a == 2 else "are"
    begins = (
        f"The numbering jumps from {chapter}{a} to {chapter}{b}" if a else f"The numbering begins with {chapter}{b}"
    )
    return f"{begins}: {number} {missing} {verb} neither cited nor there"


def _span(chapter: str, first: int, last: int) -> str:
    return f"{chapter}{first}" if first == last else f"{chapter}{first} to {chapter}{last}"
