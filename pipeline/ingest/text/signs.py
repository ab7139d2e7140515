"""Notes of plain text that are told apart by a symbol (`*`, `†`, `**`) or a letter (`[a]`, `ᵃ`), page by page.

A star also begins a list item and a letter a clause: a sign is a note's only where the same page (or chapter) has
as many markers of it, each above its note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ingest.notes.forms import head_at
from pipeline.ingest.text.pages import TextPage, runs_of
from pipeline.ingest.weave import Line

_SYMBOL = r"\*{1,4}|†{1,3}|‡{1,3}|§{1,3}|¶{1,2}|‖{1,2}"
_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_TO_LETTER = str.maketrans(_LETTERS, "abcdefghijklmnoprstuvwxyz")
_HEAD = re.compile(
    rf"[^\S\n]*(?:(?P<symbol>{_SYMBOL})[^\S\n]*(?=[^\s*†‡§¶‖])|[\[(](?P<bracketed>[a-z])[\])][^\S\n]+(?=\S)"
    rf"|(?P<raised>[{_LETTERS}])[^\S\n]*(?=\S)|(?P<dotted>[a-z])[.)]?[^\S\n]+(?=[A-Z“]))"
)
_MARK = re.compile(
    rf"""(?<=[^\s*†‡§¶‖(\[/|])(?P<symbol>{_SYMBOL})(?=[\s.,;:!?)\]”’"'—–]|$)"""
    rf"""|(?<=\S)\[(?P<bracketed>[a-z])\](?!\()|(?<=[^\W\d_])\((?P<round>[a-z])\)"""
    rf"""|(?<=[^\s{_LETTERS}])(?P<raised>[{_LETTERS}])(?=[\s.,;:!?)\]”’"'—–]|$)"""
)
_EMPHASIS = re.compile(r"(?<!\S)\*{1,3}\w[^*\n]*$")


@dataclass(frozen=True, slots=True)
class Sign:
    """A symbol or letter, as a marker or at the head of a note; `scope` tells the notes of one label apart."""

    label: str
    start: int
    end: int
    scope: int


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found; `heads` by the start of their line."""

    markers: tuple[Sign, ...]
    heads: dict[int, Sign]


def find_signs(source: str, stretches: Sequence[TextPage]) -> Signs:
    """Find markers and heads of notes that have signs.

    Args:
        source: The source text.
        stretches: Pages, cut where chapters begin.
    """
    counts: Counter[str] = Counter()
    markers: list[Sign] = []
    heads: dict[int, Sign] = {}
    for stretch in stretches:
        bottom = _bottom(source, runs_of(source, stretch.lines))
        if not bottom:
            continue
        above = [x for x in stretch.lines if x.start < bottom[0][1].start]
        marks = [(_sign(m), m.span(m.lastgroup or "")) for x in above for m in _marks(source, x)]
        labels = Counter(label for label, _ in marks)
        found = Counter(_sign(m) for m, _ in bottom)
        for label in found:
            if labels[label] != found[label]:
                continue
            spans = [span for name, span in marks if name == label]
            for span, (m, line) in zip(spans, [h for h in bottom if _sign(h[0]) == label], strict=True):
                markers.append(Sign(label, *span, counts[label]))
                heads[line.start] = Sign(label, *m.span(m.lastgroup or ""), counts[label])
                counts[label] += 1
    return Signs(tuple(sorted(markers, key=lambda s: s.start)), heads)


def _bottom(source: str, runs: Sequence[Sequence[Line]]) -> list[tuple[re.Match[str], Line]]:
    """The lines that begin with a sign, in the last runs of a stretch: those that begin with a sign or a number."""
    out: list[tuple[re.Match[str], Line]] = []
    for run in reversed(runs):
        heads = [(m, x) for x in run if (m := _HEAD.match(source, x.start, x.end))]
        opens = bool(heads) and heads[0][1].start == run[0].start
        if not opens and head_at(source, run[0].start, run[0].end) is None:
            # Without a blank line above, notes begin at the first sign that a mark of the same run answers to.
            return heads + out
        out = heads + out
    return out


def _marks(source: str, line: Line) -> list[re.Match[str]]:
    found = _MARK.finditer(source, line.start, line.end)
    return [m for m in found if not _EMPHASIS.search(source[line.start : m.start()])]


def _sign(m: re.Match[str]) -> str:
    return m[m.lastgroup or ""].translate(_TO_LETTER)
