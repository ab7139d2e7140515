"""Notes at the bottom of the pages of a plain text, and the markers glued to its words.

Both are chosen as sequences (`pipeline.ingest.sequence`). What the file has lost shows: a note that breaks off, the
rest of a note whose number is gone, numbers for which there is no note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.sequence import Candidate, Costs, best_sequence
from pipeline.ingest.text_pages import TextPage, text_of
from pipeline.ingest.weave import Line

_NOTE = re.compile(r"[^\S\n]*(?P<open>[\[(]?)(?P<n>\d{1,4})(?P<close>[\]).]?)(?:[^\S\n]+)(?=\S)")
_ENDS = re.compile(r"""(?:[.?!…][”’"')\]]*|(?:https?://|www\.)\S+)$""")
"""A sentence's end; an address on the web is often left without a full stop."""
_MARKER = re.compile(
    r"""(?<=[^\s\d])(?:\[(?P<bracketed>\d{1,4})\]|(?P<glued>\d{1,4}))(?![\w.,/-]*\d)(?=[\s)\]”’"';:,.?!—–-]|$)"""
    r"""|(?<=[.”’"'?!])[ \u00a0](?P<apart>\d{1,4})(?=\s|$)"""
    r"""|(?P<raised>[⁰¹²³⁴-⁹]{1,4})"""
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARKER_COSTS = Costs(gap=0.6, restart=4.0)


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note's lines; the first begins at its number unless that is lost.

    Attributes:
        label: The number, printed or (where it is lost) told by the sequence.
        scope: Which counting it belongs to.
        lines: On one page or on two.
        complete: Neither head nor tail is known to be missing.
    """

    label: int
    scope: int
    lines: tuple[Line, ...]
    complete: bool = True


def find_notes(source: str, pages: Sequence[TextPage], chapters: Collection[int]) -> tuple[list[FoundNote], set[int]]:
    """Find the notes of a text.

    Args:
        source: The source text.
        pages: With their lines.
        chapters: The offsets at which chapters begin.

    Returns:
        The notes in source order, and the starts of all lines that belong to notes.
    """
    stretches = [s for page in pages for s in _stretches(page, chapters)]
    candidates, line_of = _candidates(source, stretches, chapters)
    at = {line_of[c.start]: (scope, c.label) for scope, c in best_sequence(candidates)}
    notes: list[FoundNote] = []
    for stretch in stretches:
        heads = [x for x in stretch.lines if x.start in at]
        if not heads:
            continue
        if rest := _rest(source, stretch, heads[0]):
            _take_rest(source, notes, rest, at[heads[0].start])
        printed = [x for x in stretch.lines if text_of(source, x)]
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            body = [x for x in printed if x.start >= head.start and (following is None or x.start < following.start)]
            scope, label = at[head.start]
            notes.append(FoundNote(label, scope, tuple(body), _ends(source, body)))
    return notes, {x.start for n in notes for x in n.lines}


def _stretches(page: TextPage, chapters: Collection[int]) -> list[TextPage]:
    """A page cut where chapters begin: in a text without pages, notes stand at the ends of chapters."""
    out: list[list[Line]] = [[]]
    for line in page.lines:
        if line.start in chapters:
            out.append([])
        out[-1].append(line)
    return [replace(page, lines=tuple(lines)) for lines in out if lines]


def _candidates(
    source: str, stretches: Sequence[TextPage], chapters: Collection[int]
) -> tuple[list[Candidate], dict[int, int]]:
    """Lines that may head a note, and for each its line's start.

    A candidate stands in the last part of its page or chapter: behind it come only runs of lines that begin with one too.
    Typographic style (`7 `, `7. `, `[7] `) votes: candidates in another style than most are unlikely.
    """
    found: list[tuple[re.Match[str], Line]] = []
    for stretch in stretches:
        found += _bottom_candidates(source, stretch)
    styles = Counter((m["open"], m["close"]) for m, _ in found)
    usual = max(styles.values(), default=0)
    out, line_of, chapter = [], {}, 0
    for m, line in found:
        passed = sum(1 for c in chapters if c <= line.start)
        weight = 1.0 if styles[m["open"], m["close"]] == usual else 0.3
        out.append(Candidate(int(m["n"]), m.start("n"), m.end("n"), weight, fresh=passed > chapter))
        line_of[m.start("n")] = line.start
        chapter = passed
    return out, line_of


def _bottom_candidates(source: str, stretch: TextPage) -> list[tuple[re.Match[str], Line]]:
    out: list[tuple[re.Match[str], Line]] = []
    for run in reversed(runs_of(source, stretch.lines)):
        matches = [(m, x) for x in run if (m := _NOTE.match(source, x.start, x.end)) and int(m["n"]) > 0]
        out = matches + out
        if not matches or matches[0][1].start != run[0].start:
            break
    return out


def runs_of(source: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Lines between blank lines."""
    runs: list[list[Line]] = []
    blank = True
    for line in lines:
        if not text_of(source, line):
            blank = True
            continue
        if blank:
            runs.append([])
        runs[-1].append(line)
        blank = False
    return runs


def _rest(source: str, stretch: TextPage, head: Line) -> tuple[Line, ...]:
    """The lines directly above a page's first note, if they look like the rest of a note begun before or lost."""
    run = next(r for r in runs_of(source, stretch.lines) if head in r)
    above = tuple(x for x in run if x.start < head.start)
    first_of_page = next(x for x in stretch.lines if text_of(source, x))
    begun = above and (above[0].start == first_of_page.start or source[above[0].start].islower())
    return above if begun and not _cites(source, above, head) else ()


def _cites(source: str, lines: Sequence[Line], head: Line) -> bool:
    """Whether lines hold a marker of the note that follows them: they are then running text."""
    note = _NOTE.match(source, head.start, head.end)
    marks = [m for x in lines for m in _MARKER.finditer(source, x.start, x.end)]
    return note is not None and any(_label(m) == int(note["n"]) and _weight(source, m) >= 0.5 for m in marks)


def _take_rest(source: str, notes: list[FoundNote], rest: tuple[Line, ...], following: tuple[int, int]) -> None:
    """Lines above a page's first number: the rest of the note before, or of one that lost its number."""
    scope, label = following
    if notes and notes[-1].label == label - 1 and not notes[-1].complete:
        before = notes.pop()
        lines = before.lines + rest
        notes.append(replace(before, lines=lines, complete=_ends(source, lines)))
    elif label > 1:
        notes.append(FoundNote(label - 1, scope, rest, complete=False))


def _ends(source: str, lines: Sequence[Line]) -> bool:
    return bool(_ENDS.search(source[lines[0].start : lines[-1].end].rstrip()))


def find_markers(
    source: str, lines: Sequence[Line], chapters: Collection[int], notes: Sequence[FoundNote]
) -> list[tuple[int, Candidate]]:
    """Find the note markers in the lines of running text.

    Returns:
        Scope and candidate of each, in source order. A count that no note answers to and that is too short or too
        doubtful to be more than chance (a `G7`, a `km2`) is left out.
    """
    candidates: list[Candidate] = []
    chapter = 0
    for line in lines:
        for m in _MARKER.finditer(source, line.start, line.end):
            label, weight = _label(m), _weight(source, m)
            if not label or weight <= 0:
                continue
            passed = sum(1 for c in chapters if c <= m.start())
            spot = m.span(m.lastgroup or 0)
            candidates.append(Candidate(label, *spot, weight, fresh=passed > chapter))
            chapter = passed
    chosen = best_sequence(candidates, _MARKER_COSTS)
    by_scope: dict[int, list[Candidate]] = {}
    for scope, c in chosen:
        by_scope.setdefault(scope, []).append(c)
    labels = {n.label for n in notes}
    sound = {s for s, cs in by_scope.items() if _sound(cs, labels)}
    order = {s: i for i, s in enumerate(sorted(sound))}
    return [(order[s], c) for s, c in chosen if s in sound]


def _sound(markers: Sequence[Candidate], labels: Collection[int]) -> bool:
    answered = sum(1 for c in markers if c.label in labels)
    return answered * 2 >= len(markers) or (len(markers) >= 3 and sum(c.weight for c in markers) >= 0.6 * len(markers))


def _label(m: re.Match[str]) -> int:
    return int(m[m.lastgroup or 0].translate(_RAISED))


def _weight(source: str, m: re.Match[str]) -> float:
    """How much a number looks like a marker, by how it stands: see the table in the tests."""
    kind = m.lastgroup
    if kind in {"raised", "bracketed"}:
        return 1.0
    if kind == "apart":
        return 0.3
    before, earlier = source[m.start() - 1], source[m.start() - 2 : m.start() - 1]
    if before in "”’\"'?!…":
        return 1.0
    if before in ".,;:":
        return 0.6 if earlier.isdigit() else 1.0
    if before in ")]":
        return 0.9
    if before.isalpha() and before.islower() and earlier.isalpha():
        return 0.5
    return 0.1 if before.isalpha() or before in "-%" else 0.0
