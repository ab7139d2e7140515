"""Notes of a printed document: at page bottoms, over page breaks, and behind a heading that says "Notes".

A note begins with its number; which numbers are notes' is chosen as a sequence (`pipeline.ingest.notes.sequence`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.ingest.notes.sequence import Candidate, best_sequence
from pipeline.ingest.pdf.lines import Print, PrintedLine
from pipeline.ingest.pdf.page import Box
from pipeline.ingest.pdf.style import Style, half
from pipeline.ingest.weave import Line

_HEAD = re.compile(r"(?P<open>[\[(]?)(?P<n>\d{1,4})(?P<close>[\]).:]?)(?=\s+\S)")
_RAISED_HEAD = re.compile(r"(?P<n>\d{1,4})(?=\D|$)")
_SYMBOL = re.compile(r"(?P<s>\*{1,4}|[†‡§¶]{1,3})\s*(?=\S)")
_LETTER = re.compile(r"(?P<s>[a-z])(?![a-z])[.)]?\s*(?=\S)")
_ENDS = re.compile(r"""[.?!…][”’"')\]]*$""")
_NO_NOTE = re.compile(r"(?:source|sources|note|notes|figure|table|box|map|photo|chart)\b\s*[\d:.]", re.IGNORECASE)
_UNLIKELY = 99
"""A counting that begins with a greater number and is soon over is none."""
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note.

    Attributes:
        label: The number, or symbol, as printed.
        scope: Which counting it belongs to.
        lines: The first begins at the number; on one page or on several.
        endnote: It stands behind a heading, not at the bottom of a page.
    """

    label: str
    scope: int
    lines: tuple[Line, ...]
    endnote: bool = False


@dataclass(frozen=True, slots=True)
class _Zone:
    """The lines (by index) at the end of a page's column in which notes may stand; `ruled` where a rule says so."""

    lines: tuple[int, ...]
    ruled: bool


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that may begin a note."""

    index: int
    label: str
    start: int
    end: int
    style: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class NoteSection:
    """The lines (by index) behind a heading "Notes"; `parts` are those before which counting may start again."""

    lines: tuple[int, ...]
    parts: frozenset[int]


def find_notes(
    printed: Print, body: Sequence[int], style: Style, chapters: Sequence[int], sections: Sequence[NoteSection]
) -> tuple[list[FoundNote], set[int]]:
    """Find all notes.

    Args:
        printed: The document.
        body: The indices of the lines that may be text or notes; furniture is not among them.
        style: Its measures.
        chapters: The offsets at which chapters begin.
        sections: The lines behind headings "Notes".

    Returns:
        The notes in source order, and the indices of the lines that they take.
    """
    behind = {i for s in sections for i in s.lines}
    zones = _zones(printed, [i for i in body if i not in behind], style)
    marked = _raised_numbers(printed, body, {i for z in zones for i in z.lines})
    notes, taken = _page_notes(printed, zones, marked, chapters, style)
    for section in sections:
        ends, used = _end_notes(printed, section)
        shift = max((n.scope for n in notes), default=-1) + 1 if any(n.endnote for n in notes) else 0
        notes += [replace(n, scope=n.scope + shift) for n in ends]
        taken |= used
    return sorted(notes, key=lambda n: n.lines[0].start), taken


def _zones(printed: Print, body: Iterable[int], style: Style) -> list[_Zone]:
    out = []
    for _, group in groupby(body, key=lambda i: (printed.lines[i].page, printed.lines[i].column)):
        zone = _zone(printed, list(group), style)
        if zone is not None:
            out.append(zone)
    return out


def _note_rules(printed: Print, page: int, lines: Sequence[PrintedLine]) -> list[Box]:
    """Horizontal rules of a page such as stand above its notes, the underlines of words left out."""
    width, _ = printed.frames[page - 1]
    flat = [r for r in printed.rules[page - 1] if r[3] - r[1] <= 2.5 and r[2] - r[0] >= 0.04 * width]
    return sorted((r for r in flat if not any(_underlines(r, x) for x in lines)), key=lambda r: r[1])


def _underlines(rule: Box, line: PrintedLine) -> bool:
    return -1 <= rule[1] - line.base <= 0.4 * line.size and rule[0] < line.x1 and rule[2] > line.x0


def _zone(printed: Print, group: list[int], style: Style) -> _Zone | None:
    lines = [printed.lines[i] for i in group]
    width, _ = printed.frames[lines[0].page - 1]
    for rule in _note_rules(printed, lines[0].page, lines):
        under = [k for k, x in enumerate(lines) if x.base > rule[3]]
        if not under or under != list(range(under[0], len(lines))) or abs(rule[0] - min(x.x0 for x in lines)) > 60:
            continue
        first = lines[under[0]]
        small = all(style.smaller(lines[k]) for k in under)
        headed = bool(_heads(printed, [group[under[0]]]))
        # Beneath a rule across the page the rest of a note from the page before can't be told from a table's foot.
        short = rule[2] - rule[0] <= 0.65 * width
        if first.top - rule[3] < 3 * first.size and ((headed and (short or small)) or (small and short)):
            return _Zone(tuple(group[under[0] :]), ruled=True)
    return _unruled(printed, group, style)


def _unruled(printed: Print, group: list[int], style: Style) -> _Zone | None:
    """Without a rule notes are told by their size, or by the raised numbers that they begin with."""
    lines = [printed.lines[i] for i in group]
    k = len(group)
    while k > 0 and style.smaller(lines[k - 1]):
        k -= 1
    head = next((j for j in range(k, len(group)) if _heads(printed, [group[j]])), None)
    raised = next((j for j in range(len(group)) if (h := _heads(printed, [group[j]])) and h[0].style[0]), None)
    # Small print up to the page's end is likelier a note than large print that a superscript opens.
    if raised is not None and head is None and k == len(group):
        return _Zone(tuple(group[raised:]), ruled=False)
    if head is None:
        return _Zone(tuple(group[k:]), ruled=False) if k < len(group) else None
    above = head
    while above > k and _near(lines[above - 1], lines[above], style) and not _NO_NOTE.match(lines[above - 1].text):
        above -= 1
    if above > k and _NO_NOTE.match(lines[above - 1].text):
        above = head
    return _Zone(tuple(group[above:]), ruled=False)


def _near(a: PrintedLine, b: PrintedLine, style: Style) -> bool:
    return b.base - a.base <= 1.6 * style.pitch_of(b.size)


def _heads(printed: Print, indices: Iterable[int]) -> list[_Head]:
    """The lines that may begin a note, each with the form of its number."""
    out = []
    for i in indices:
        line = printed.lines[i]
        text = line.text
        if line.raised and line.raised[0][0] == line.start:
            m = _RAISED_HEAD.match(text)
            if m and int(m["n"]) > 0:
                out.append(_Head(i, m["n"], line.start, line.start + m.end("n"), (True, "", "", half(line.size))))
        elif (m := _HEAD.match(text)) and int(m["n"]) > 0 and not m["n"].startswith("0"):
            form = (False, m["open"], m["close"], half(line.size))
            out.append(_Head(i, m["n"], line.start, line.start + m.end("n"), form))
        elif text[:1] in "¹²³⁴⁵⁶⁷⁸⁹" and (m := re.match(r"[⁰¹²³⁴-⁹]{1,4}", text)):
            label = m.group().translate(SUPERSCRIPTS)
            out.append(_Head(i, label, line.start, line.start + m.end(), (True, "", "", half(line.size))))
    return out


def _raised_numbers(printed: Print, body: Iterable[int], zoned: Collection[int]) -> dict[int, set[str]]:
    """For each page the numbers that are raised in it outside the zones of notes."""
    found: dict[int, set[str]] = defaultdict(set)
    for i in body:
        if i not in zoned:
            line = printed.lines[i]
            for start, end in line.raised:
                for number in re.findall(r"\d+", printed.source[start:end]):
                    found[line.page].update((number, *(part for pair in two_in_one(number) for part in pair)))
    return found


def two_in_one(number: str) -> list[tuple[str, str]]:
    """The two consecutive numbers that a number may be if a comma was left out: `45` may be 4 and 5."""
    cuts = ((number[:k], number[k:]) for k in range(1, len(number)) if number[k] != "0")
    return [(a, b) for a, b in cuts if int(b) == int(a) + 1]


def _page_notes(
    printed: Print, zones: Sequence[_Zone], marked: dict[int, set[str]], chapters: Sequence[int], style: Style
) -> tuple[list[FoundNote], set[int]]:
    heads = [h for z in zones for h in _heads(printed, z.lines)]
    chosen = _choose(printed, heads, marked, chapters)
    chosen = _sound(printed, chosen, marked, {i for z in zones if z.ruled for i in z.lines})
    notes: list[FoundNote] = []
    taken: set[int] = set()
    scope = 0
    for zone in zones:
        starts = {i: chosen[i] for i in zone.lines if i in chosen}
        symbols = {i: s for i in zone.lines if i not in starts and (s := _symbol(printed, i))}
        opened = False
        for rank, i in enumerate(zone.lines):
            line = printed.lines[i]
            if i in starts:
                scope, head = starts[i]
                notes.append(FoundNote(head.label, scope, (Line(head.start, line.end, line.page),)))
                opened = True
            elif i in symbols:
                notes.append(FoundNote(symbols[i], scope, (Line(line.start, line.end, line.page),)))
                opened = True
            elif _goes_on(printed, notes, zone, rank) if not opened else _together(printed, zone, rank, style):
                opened = True
                notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, Line(line.start, line.end, line.page)))
            else:
                opened = False
                continue
            taken.add(i)
    return notes, taken


def _together(printed: Print, zone: _Zone, rank: int, style: Style) -> bool:
    """Whether a line follows upon the one above it: neither a gap nor another size parts them."""
    a, b = printed.lines[zone.lines[rank - 1]], printed.lines[zone.lines[rank]]
    alike = abs(a.size - b.size) <= 0.2 * a.size and not (b.bold and not a.bold)
    return alike and 0 < b.base - a.base <= 1.9 * style.pitch_of(b.size)


def _goes_on(printed: Print, notes: Sequence[FoundNote], zone: _Zone, rank: int) -> bool:
    """Whether the first lines of a zone are the rest of the last note of the page before.

    Under a rule they are, unless they look like another thing; without one, or where no other note follows them, the
    note must have broken off in the middle of a sentence.
    """
    if not notes or rank:
        return False
    line, last = printed.lines[zone.lines[0]], notes[-1].lines[-1]
    if not line.page - 1 <= last.page <= line.page or _NO_NOTE.match(line.text) or line.cells > 1 or line.bold:
        return False
    broken_off = not _ENDS.search(printed.source[last.start : last.end]) or line.text[:1].islower()
    return broken_off or (zone.ruled and bool(_heads(printed, zone.lines)))


def _symbol(printed: Print, index: int) -> str:
    """The symbol, or raised letter, that begins a line and stands raised in the text of its page."""
    line = printed.lines[index]
    raised = bool(line.raised) and line.raised[0][0] == line.start
    m = _SYMBOL.match(line.text) or (_LETTER.match(line.text) if raised else None)
    if not m:
        return ""
    return m["s"] if any(_has_symbol(x, m["s"], printed) for x in printed.lines if x.page == line.page) else ""


def _has_symbol(line: PrintedLine, symbol: str, printed: Print) -> bool:
    return any(printed.source[a:b].strip() == symbol and a > line.start for a, b in line.raised)


def _choose(
    printed: Print, heads: Sequence[_Head], marked: dict[int, set[str]], chapters: Sequence[int]
) -> dict[int, tuple[int, _Head]]:
    """Choose those heads that count up: by line the scope and the head."""
    forms = Counter(h.style for h in heads)
    sure = Counter(h.style for h in heads if h.label in marked[printed.lines[h.index].page])
    usual = (sure or forms).most_common(1)[0][0] if heads else ()
    firsts = _firsts(printed, heads, usual)
    by_page = len(firsts) >= 3 and sum(h.label == "1" for h in firsts) >= 0.6 * len(firsts)
    candidates, of = [], {}
    passed, page = 0, 0
    for h in heads:
        line = printed.lines[h.index]
        like = h.style == usual, h.style[:3] == usual[:3], h.label in marked[line.page]
        if not like[1] and not like[2] and sure.total() >= 3:
            continue
        weight = 1.0 if like[1] and like[2] else 0.7 if like[0] else 0.5 if like[2] else 0.25
        now = sum(1 for c in chapters if c <= h.start)
        fresh = now > passed or (by_page and line.page != page)
        candidates.append(Candidate(int(h.label), h.start, h.end, weight, fresh))
        of[h.start] = h
        passed, page = now, line.page
    return {of[c.start].index: (scope, of[c.start]) for scope, c in best_sequence(candidates)}


def _sound(
    printed: Print, chosen: dict[int, tuple[int, _Head]], marked: dict[int, set[str]], ruled: Collection[int]
) -> dict[int, tuple[int, _Head]]:
    """Leave out countings that no note could be told from a numbered list by.

    A counting is one of notes if its numbers are raised, or the text of its pages has raised numbers that answer to
    them, or it goes over several pages beneath rules.
    """
    scopes: dict[int, list[_Head]] = defaultdict(list)
    for scope, head in chosen.values():
        scopes[scope].append(head)
    keep = set()
    for scope, heads in scopes.items():
        pages = {printed.lines[h.index].page for h in heads}
        answered = sum(h.label in marked[printed.lines[h.index].page] for h in heads)
        beneath = sum(h.index in ruled for h in heads)
        raised = sum(bool(h.style[0]) for h in heads)
        if len(heads) < 3 and int(heads[0].label) > _UNLIKELY:
            continue
        if max(2 * raised, 3 * answered) >= len(heads) or (len(pages) >= 3 and 2 * beneath >= len(heads)):
            keep.add(scope)
    order = {scope: rank for rank, scope in enumerate(sorted(keep))}
    return {i: (order[scope], head) for i, (scope, head) in chosen.items() if scope in keep}


def _firsts(printed: Print, heads: Sequence[_Head], usual: tuple[object, ...]) -> list[_Head]:
    """The first head in the usual form of each page."""
    out: dict[int, _Head] = {}
    for h in heads:
        if h.style == usual:
            out.setdefault(printed.lines[h.index].page, h)
    return list(out.values())


def _end_notes(printed: Print, section: NoteSection) -> tuple[list[FoundNote], set[int]]:
    heads = _heads(printed, section.lines)
    forms = Counter(h.style for h in heads)
    usual = forms.most_common(1)[0][0] if heads else ()
    edges = Counter(round(printed.lines[h.index].x0 / 4) for h in heads if h.style == usual)
    edge = edges.most_common(1)[0][0] if edges else 0
    candidates, of, seen = [], {}, 0
    for h in heads:
        hangs = abs(printed.lines[h.index].x0 / 4 - edge) <= 2.5
        weight = (1.0 if h.style == usual else 0.4) * (1.0 if hangs else 0.5)
        now = sum(1 for i in section.parts if i < h.index)
        candidates.append(Candidate(int(h.label), h.start, h.end, weight, fresh=now > seen))
        of[h.start] = h
        seen = now
    chosen = {of[c.start].index: (scope, of[c.start]) for scope, c in best_sequence(candidates)}
    notes: list[FoundNote] = []
    taken: set[int] = set()
    for i in section.lines:
        line = printed.lines[i]
        if i in chosen:
            scope, head = chosen[i]
            notes.append(FoundNote(head.label, scope, (Line(head.start, line.end, line.page),), endnote=True))
        elif i in section.parts or not notes:
            continue
        else:
            notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, Line(line.start, line.end, line.page)))
        taken.add(i)
    return notes, taken
