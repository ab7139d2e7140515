"""Notes at the bottom of the pages of a plain text, and the markers glued to its words.

Both are chosen as sequences (`ingest.notes.sequence`). What the file has lost shows: a note that breaks off, the
rest of a note whose number is gone, numbers for which there is no note.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.notes.forms import Head, head_at, marks_in
from pipeline.ingest.notes.sections import choose_heads
from pipeline.ingest.text.pages import TextPage, runs_of, text_of
from pipeline.ingest.text.sections import section_notes
from pipeline.ingest.text.signs import Sign, find_signs
from pipeline.ingest.weave import Line

_ENDS = re.compile(r"""(?:[.?!…][”’"')\]]*|(?:https?://|www\.)\S+)$""")
"""A sentence's end; an address on the web is often left without a full stop."""


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note's lines; the first begins at its number unless that is lost.

    Attributes:
        label: The number, printed or (where it is lost) told by the sequence; or the symbol.
        scope: Which counting it belongs to.
        lines: On one page or on two.
        complete: Neither head nor tail is known to be missing.
        endnote: It stands behind a heading.
    """

    label: str
    scope: int
    lines: tuple[Line, ...]
    complete: bool = True
    endnote: bool = False


@dataclass(frozen=True, slots=True)
class FoundNotes:
    """The notes of a text, in source order.

    Attributes:
        notes: All.
        lines: The starts of all lines that belong to notes.
        signs: The markers of those that symbols or letters tell apart.
        parts: The offsets of the headings above endnotes and among them.
    """

    notes: tuple[FoundNote, ...]
    lines: frozenset[int]
    signs: tuple[Sign, ...]
    parts: tuple[int, ...]


def find_notes(source: str, pages: Sequence[TextPage], chapters: Collection[int]) -> FoundNotes:
    """Find the notes of a text: those behind headings, then those at the bottoms of pages and chapters.

    Args:
        source: The source text.
        pages: With their lines.
        chapters: The offsets at which counting may start again (`restarts`).
    """
    behind, parts = _endnotes(source, pages)
    taken = {x.start for n in behind for x in n.lines}
    stretches = [s for page in _without(pages, taken) for s in _stretches(page, {*chapters, *parts})]
    signs = find_signs(source, stretches)
    heads, fresh = _bottom_heads(source, stretches, chapters, signs.heads)
    first = 1 + max((n.scope for n in behind), default=-1)
    counted = _cited(source, stretches, list(_chosen(heads, fresh)))
    at = {line: (str(h.label), scope + first) for line, scope, h in counted}
    at |= {line: (sign.label, sign.scope) for line, sign in signs.heads.items()}
    notes = _bottom_notes(source, stretches, at)
    taken |= {x.start for n in notes for x in n.lines}
    ordered = sorted([*behind, *notes], key=lambda n: n.lines[0].start)
    return FoundNotes(tuple(ordered), frozenset(taken), signs.markers, tuple(parts))


def _endnotes(source: str, pages: Sequence[TextPage]) -> tuple[list[FoundNote], list[int]]:
    """The notes behind headings; where most end without a full stop, one that does so is not cut."""
    found, parts = section_notes(source, pages, _ends)
    closed = sum(_ends(source, n.lines) for n in found) > 0.7 * len(found)
    notes = [
        FoundNote(str(n.label), n.scope, n.lines, not closed or _ends(source, n.lines), endnote=True) for n in found
    ]
    return notes, parts if notes else []


def _without(pages: Sequence[TextPage], taken: Collection[int]) -> list[TextPage]:
    return [replace(p, lines=tuple(x for x in p.lines if x.start not in taken)) for p in pages]


def _bottom_notes(source: str, stretches: Sequence[TextPage], at: dict[int, tuple[str, int]]) -> list[FoundNote]:
    """The notes of all pages, by the lines that begin one: label and scope by the line's start."""
    notes: list[FoundNote] = []
    for stretch in stretches:
        heads = [x for x in stretch.lines if x.start in at]
        if not heads:
            continue
        if rest := _rest(source, stretch, heads[0], open_note=_goes_on(notes, at[heads[0].start])):
            _take_rest(source, notes, rest, at[heads[0].start])
        printed = [x for x in stretch.lines if text_of(source, x)]
        starts = [x.start for x in printed]
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            until = bisect_left(starts, following.start) if following else None
            body = printed[bisect_left(starts, head.start) : until]
            label, scope = at[head.start]
            notes.append(FoundNote(label, scope, tuple(body), _ends(source, body)))
    return notes


def _stretches(page: TextPage, chapters: Collection[int]) -> list[TextPage]:
    """A page cut where chapters begin: in a text without pages, notes stand at the ends of chapters."""
    out: list[list[Line]] = [[]]
    for line in page.lines:
        if line.start in chapters:
            out.append([])
        out[-1].append(line)
    return [replace(page, lines=tuple(lines)) for lines in out if lines]


def _bottom_heads(
    source: str, stretches: Sequence[TextPage], chapters: Collection[int], signed: Collection[int]
) -> tuple[list[tuple[Head, Line]], set[int]]:
    """Lines that may head a note, and the offsets of those before which a chapter begins.

    Such a line stands in the last part of its page or chapter: behind it come only runs of lines that begin with one
    too.
    """
    found = [h for stretch in stretches for h in _bottom_candidates(source, stretch, signed)]
    fresh, chapter = set(), 0
    for _, line in found:
        passed = sum(1 for c in chapters if c <= line.start)
        if passed > chapter:
            fresh.add(line.start)
        chapter = passed
    return found, fresh


def _chosen(found: Sequence[tuple[Head, Line]], fresh: Collection[int]) -> Iterator[tuple[int, int, Head]]:
    """Start of the line, scope and head of those that count up."""
    line_of = {h.start: x.start for h, x in found}
    for scope, head in choose_heads([h for h, _ in found], fresh):
        yield line_of[head.start], scope, head


def _cited(
    source: str, stretches: Sequence[TextPage], chosen: Sequence[tuple[int, int, Head]]
) -> list[tuple[int, int, Head]]:
    """Leave out countings that nothing tells from a numbered list.

    A counting is one of notes if the text above them, on their page or the one before, has markers for a third of them,
    or if it goes over three pages.
    """
    taken = {line for line, _, _ in chosen}
    where = {x.start: i for i, stretch in enumerate(stretches) for x in stretch.lines}
    marked: dict[int, set[int]] = {}

    def labels(i: int) -> set[int]:
        if i not in marked:
            lines = (x for x in stretches[i].lines if x.start not in taken)
            marked[i] = {m.label for x in lines for m in marks_in(source, x.start, x.end) if m.weight >= 0.3}
        return marked[i]

    by_scope: dict[int, list[tuple[int, int]]] = {}
    for line, scope, head in chosen:
        by_scope.setdefault(scope, []).append((where[line], head.label))
    sound = set()
    for scope, own in by_scope.items():
        answered = sum(1 for i, label in own if any(label in labels(k) for k in (i, max(0, i - 1))))
        if 3 * answered >= len(own) or len({stretches[i].number for i, _ in own}) >= 3:
            sound.add(scope)
    order = {scope: rank for rank, scope in enumerate(sorted(sound))}
    return [(line, order[scope], head) for line, scope, head in chosen if scope in sound]


def _bottom_candidates(source: str, stretch: TextPage, signed: Collection[int] = ()) -> list[tuple[Head, Line]]:
    """The numbers that begin lines in the last runs; runs that begin with a number, or with a sign, may follow."""
    out: list[list[tuple[Head, Line]]] = []
    for run in reversed(runs_of(source, stretch.lines)):
        heads = [(h, x) for x in run if (h := head_at(source, x.start, x.end))]
        out.append(heads)
        if run[0].start not in signed and (not heads or heads[0][1].start != run[0].start):
            break
    return [found for heads in reversed(out) for found in heads]


def restarts(source: str, pages: Sequence[TextPage], chapters: Sequence[int]) -> list[int]:
    """The offsets at which notes may count from 1 again: chapters, and pages where most that have notes do so."""
    firsts = [found[0][0].label for p in pages if (found := _bottom_candidates(source, p))]
    by_page = len(firsts) >= 3 and firsts.count(1) > 0.6 * len(firsts)
    return sorted({*chapters, *(p.lines[0].start for p in pages if p.lines)}) if by_page else list(chapters)


def _goes_on(notes: Sequence[FoundNote], following: tuple[str, int]) -> bool:
    """Whether the last note breaks off and the next one on a new page has the number behind it."""
    return bool(notes) and not notes[-1].complete and _follows(notes[-1], following)


def _follows(note: FoundNote, following: tuple[str, int]) -> bool:
    label, scope = following
    counted = note.label.isdecimal() and label.isdecimal()
    return note.scope == scope and counted and int(note.label) + 1 == int(label)


def _rest(source: str, stretch: TextPage, head: Line, *, open_note: bool) -> tuple[Line, ...]:
    """The lines directly above a page's first note, if they look like the rest of a note begun before or lost."""
    run = next(r for r in runs_of(source, stretch.lines) if head in r)
    above = tuple(x for x in run if x.start < head.start)
    first_of_page = next(x for x in stretch.lines if text_of(source, x))
    begun = above and (open_note or above[0].start == first_of_page.start or source[above[0].start].islower())
    return above if begun and not _cites(source, above, head) else ()


def _cites(source: str, lines: Sequence[Line], head: Line) -> bool:
    """Whether lines hold a marker of the note that follows them: they are then running text."""
    note = head_at(source, head.start, head.end)
    marks = [m for x in lines for m in marks_in(source, x.start, x.end)]
    return note is not None and any(m.label == note.label and m.weight >= 0.5 for m in marks)


def _take_rest(source: str, notes: list[FoundNote], rest: tuple[Line, ...], following: tuple[str, int]) -> None:
    """Lines above a page's first number: the rest of the note before, or of one that lost its number."""
    label, scope = following
    if notes and _follows(notes[-1], following):
        before = notes.pop()
        lines = before.lines + rest
        notes.append(replace(before, lines=lines, complete=_ends(source, lines)))
    elif label.isdecimal() and int(label) > 1:
        notes.append(FoundNote(str(int(label) - 1), scope, rest, complete=False))


def _ends(source: str, lines: Sequence[Line]) -> bool:
    return bool(_ENDS.search(source[lines[0].start : lines[-1].end].rstrip()))
