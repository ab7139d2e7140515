"""Headings of a printed document, their levels, and the title page before them all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.ingest.pdf.lines import Print, PrintedLine
from pipeline.ingest.pdf.notes import NoteSection
from pipeline.ingest.pdf.style import Style, half

_CHAPTER = re.compile(
    r"(?:chapter|part|section|annex|appendix)\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z]|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve)\b\s*(?P<stop>[.:–—-]?)\s*(?P<title>\S.*)?$",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"(?:table|figure|box|chart|map|exhibit|photo|diagram|graph)\s+(?:[A-Z]?\d[\d.\-–]*|[A-Z]|[IVX]+)\b"
    r"(?P<stop>[.:–—-]?)(?:\s|$)",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"(?:chapter\s+\d+\s+)?(?:end\s?notes?|foot\s?notes?|notes(?: and references| to (?:the )?\S.*)?)$",
    re.IGNORECASE,
)
_NO_END = re.compile(r"[,;]$|\b(?:and|the|of|to|a|in|for|with)$")
_LONGEST = 4
"""Lines; bold print that goes on for longer is a paragraph."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the indices of its lines, its level (1 is a chapter), what a section path calls it."""

    lines: tuple[int, ...]
    level: int
    name: str
    numbered: bool = False


_StyleKey = tuple[float, bool, bool]
_ITALIC = re.compile(r"ital|obli|slant|cmti|kursiv", re.IGNORECASE)


def find_front(printed: Print, body: Sequence[int], style: Style) -> set[int]:
    """The lines of a title page, or (where text begins on the first page) those down to the end of the title.

    Where one of the pages behind it prints the title again, those lines belong to it too.
    """
    front = _first_page(printed, body, style)
    largest = max((printed.lines[i].size for i in front), default=0.0)
    title = " ".join(printed.lines[i].text for i in sorted(front) if printed.lines[i].size >= largest - 0.5).casefold()
    for i in body:
        line = printed.lines[i]
        if (
            1 < line.page <= 5
            and line.size >= 1.14 * style.size
            and len(line.text) >= 8
            and line.text.casefold() in title
        ):
            front.add(i)
    return front


def _first_page(printed: Print, body: Sequence[int], style: Style) -> set[int]:
    first = [i for i in body if printed.lines[i].page == 1]
    if not first:
        return set()
    running = [line for i in first if abs((line := printed.lines[i]).size - style.size) < 0.6]
    wide, narrow = sum(len(x.text) > 40 for x in running), sum(18 <= len(x.text) <= 40 for x in running)
    pages = {printed.lines[i].page for i in body}
    if wide < 8 and narrow < 30 and len(pages) > 1 and not _has_abstract(printed, first, style):
        return set(first)
    largest = max(printed.lines[i].size for i in first[:40])
    if largest < 1.15 * style.size:
        return set()
    title = [i for i in first[:40] if printed.lines[i].size >= largest - 0.5]
    last = title[0]
    for i in title:
        last = i if i - last <= 1 else last
    return {i for i in first if i <= last}


def _has_abstract(printed: Print, first: Sequence[int], style: Style) -> bool:
    """Whether a paragraph of eight full lines stands there in smaller print, as abstracts and summaries do."""
    sizes = {half(printed.lines[i].size) for i in first if 0.75 * style.size < printed.lines[i].size < style.size}
    for size in sizes:
        small = [i for i in first if half(printed.lines[i].size) == size and len(printed.lines[i].text) > 40]
        if any(small[k + 7] - small[k] == 7 for k in range(len(small) - 7)):
            return True
    return False


def find_headings(printed: Print, body: Sequence[int], style: Style) -> list[Heading]:
    """Find headings by print: larger than running text, or bold, alone in their lines.

    Levels are the ranks of their styles by size; where headings say `Chapter 2`, theirs is level 1 and what is printed
    larger counts as a chapter too.

    Args:
        printed: The document.
        body: The indices of lines that may be headings: no furniture, no notes, no title page.
        style: Its measures.
    """
    found: list[list[int]] = []
    for k, i in enumerate(body):
        line = printed.lines[i]
        if not _looks_like(printed, body, k, style):
            continue
        if found and _continues(printed, body, k, found[-1], style):
            found[-1].append(i)
        else:
            found.append([i])
    found = [lines for lines in found if len(lines) <= _LONGEST and not _loose(printed, lines)]
    levels = _levels(printed, found)
    out = []
    for lines in found:
        line = printed.lines[lines[0]]
        name, numbered = _name(printed, lines)
        level = 1 if numbered and _is_label(line) else levels[_key(printed, lines)]
        out.append(Heading(tuple(lines), level, name, numbered))
    return out


def _key(printed: Print, lines: Sequence[int]) -> _StyleKey:
    """What makes headings one style: their largest print, boldness, capitals."""
    size = max(half(printed.lines[i].size) for i in lines)
    text = "".join(printed.lines[i].text for i in lines)
    return size, printed.lines[lines[-1]].bold, text.isupper()


def _looks_like(printed: Print, body: Sequence[int], k: int, style: Style) -> bool:
    line = printed.lines[body[k]]
    text = line.text.strip()
    if line.cells > 2 or len(text) > 160:
        return False
    letters = sum(map(str.isalpha, text))
    if letters < 2 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    if _in_caption(printed, body, k) or text[0] in "•▪◦●■–—*" or "@" in text or "://" in text:
        return False
    if line.size >= 1.14 * style.size or _labels_next(printed, body, k, style):
        return True
    if line.size < (0.94 if line.bold else 0.97) * style.size:
        return False
    if (line.bold and not style.bold) or (text.isupper() and letters >= 4):
        return _stands_alone(printed, body, k, style)
    return _slants(line, style) and len(text) <= 80 and text[0].isupper() and _has_room(printed, body, k, style)


def _slants(line: PrintedLine, style: Style) -> bool:
    return (
        bool(_ITALIC.search(line.font))
        and not _ITALIC.search(style.font)
        and not line.text.rstrip().endswith((".", ":", "”"))
    )


def _has_room(printed: Print, body: Sequence[int], k: int, style: Style) -> bool:
    """Whether a short line is set off from the text above it, and text comes next."""
    line = printed.lines[body[k]]
    if k + 1 >= len(body) or line.x1 > style.right.get((line.page, line.column), line.x1) - 4 * line.size:
        return False
    above, below = printed.lines[body[k - 1]] if k else None, printed.lines[body[k + 1]]
    if (below.page, below.column) != (line.page, line.column) or _ITALIC.search(below.font):
        return False
    same = above is not None and (above.page, above.column) == (line.page, line.column)
    return not same or above is None or line.base - above.base > 1.25 * style.pitch_of(line.size)


def _in_caption(printed: Print, body: Sequence[int], k: int) -> bool:
    """Whether a line begins a caption, or goes on with one in the same print."""
    line = printed.lines[body[k]]
    for i in reversed(body[max(0, k - _LONGEST + 1) : k + 1]):
        above = printed.lines[i]
        if (above.page, above.column, above.font, half(above.size)) != (
            line.page,
            line.column,
            line.font,
            half(line.size),
        ):
            return False
        if CAPTION.match(above.text.strip()):
            return line.base - above.base <= 1.6 * line.size * _LONGEST
    return False


def _labels_next(printed: Print, body: Sequence[int], k: int, style: Style) -> bool:
    """Whether a line says `Chapter 2`, in print of whatever size, right above a title."""
    if k + 1 >= len(body) or not _is_label(printed.lines[body[k]]):
        return False
    line, title = printed.lines[body[k]], printed.lines[body[k + 1]]
    return title.page == line.page and title.size >= 1.14 * style.size and title.base - line.base < 6 * title.size


def _stands_alone(printed: Print, body: Sequence[int], k: int, style: Style) -> bool:
    """Whether a line of running text's size is set off: room above it, or it leaves its line unfilled."""
    line = printed.lines[body[k]]
    right = style.right.get((line.page, line.column), line.x1)
    above = printed.lines[body[k - 1]] if k else None
    same = above is not None and (above.page, above.column) == (line.page, line.column)
    room = not same or above is None or line.base - above.base > 1.25 * style.pitch_of(line.size)
    short = line.x1 < right - 4 * line.size
    ends = line.text.rstrip().endswith((".", ":")) and not short
    return (not ends and (room or (short and above is not None and above.bold))) or (
        short and above is not None and same and not above.bold and above.text.rstrip()[-1:] in ".!?”:"
    )


def _continues(printed: Print, body: Sequence[int], k: int, group: Sequence[int], style: Style) -> bool:
    """Whether a heading's line goes on with the heading right before it."""
    if k == 0 or body[k - 1] != group[-1]:
        return False
    line, last = printed.lines[body[k]], printed.lines[group[-1]]
    if (line.page, line.column) != (last.page, last.column):
        return False
    gap = line.base - last.base
    if _is_label(last) and len(group) == 1:
        return 0 < gap < 6 * line.size
    alike = abs(line.size - last.size) < 0.6 and line.bold == last.bold and line.text.isupper() == last.text.isupper()
    return alike and 0 < gap <= 1.6 * line.size and not _is_label(line)


def _is_label(line: PrintedLine) -> bool:
    """`Chapter 2`, with nothing behind it."""
    m = _CHAPTER.match(line.text.strip())
    return m is not None and not m["title"]


def _loose(printed: Print, lines: Sequence[int]) -> bool:
    """Large print that breaks off, or is a sentence, is no heading but a line or a quotation in a frame."""
    text = " ".join(printed.lines[i].text.strip() for i in lines)
    if _NO_END.search(text):
        return True
    return (len(text) > 200 or (len(lines) > 1 and len(text.split()) > 14)) and text.endswith((".", "”", "’"))


def _levels(printed: Print, found: Sequence[Sequence[int]]) -> dict[_StyleKey, int]:
    keys = Counter(_key(printed, lines) for lines in found)
    chapters = Counter(_key(printed, lines) for lines in found if _CHAPTER.match(printed.lines[lines[0]].text.strip()))
    ranked = sorted(keys, key=lambda s: (-s[0], not s[2], not s[1]))
    top = 0
    if chapters and (usual := chapters.most_common(1)[0])[1] >= 2:
        top = ranked.index(usual[0])
    return {key: max(1, rank - top + 1) for rank, key in enumerate(ranked)}


def _name(printed: Print, lines: Sequence[int]) -> tuple[str, bool]:
    """A heading as a section path has it: superscripts left out, `Chapter 2: Title`; whether it counts chapters."""
    texts = []
    for i in lines:
        line = printed.lines[i]
        cut = line.text
        for a, b in reversed(line.raised):
            if printed.source[a:b].strip().isdigit() or not printed.source[a:b].strip().isalnum():
                cut = cut[: a - line.start] + cut[b - line.start :]
        texts.append(re.sub(r"\s+", " ", cut).strip())
    m = _CHAPTER.match(texts[0])
    if m and not m["title"] and len(texts) > 1:
        label = texts[0].rstrip(".:–—- ")
        return f"{label}: {_joined(texts[1:])}", True
    return _joined(texts), bool(m)


def _joined(texts: Sequence[str]) -> str:
    out = texts[0]
    for text in texts[1:]:
        out = out[:-1] + text if out.endswith("\u00ad") else f"{out} {text}"
    return out


def chapter_starts(printed: Print, headings: Sequence[Heading]) -> list[int]:
    """The offsets at which counting of notes may start again: numbered chapters, or else headings of level 1."""
    numbered = [h for h in headings if h.numbered and h.level == 1]
    chapters = [h for h in headings if h.level == 1] if len(numbered) < 2 else numbered
    return [printed.lines[h.lines[0]].start for h in chapters]


def note_sections(printed: Print, body: Sequence[int], headings: Sequence[Heading]) -> list[NoteSection]:
    """The stretches behind headings "Notes": each ends at the next heading of its level or above."""
    of = {i: h for h in headings for i in h.lines}
    out = []
    for h in headings:
        if not _NOTES.match(h.name):
            continue
        lines, parts = [], []
        for i in body:
            if i <= h.lines[-1]:
                continue
            if (other := of.get(i)) and other is not h:
                if other.level <= h.level and not _numbered_next(printed, body, other):
                    break
                parts.append(i)
            lines.append(i)
        out.append(NoteSection(tuple(lines), frozenset(parts)))
    return out


def _numbered_next(printed: Print, body: Sequence[int], heading: Heading) -> bool:
    """Whether a heading among endnotes only parts them: note 1 follows."""
    at = next((i for i in body if i > heading.lines[-1]), None)
    return at is not None and bool(re.match(r"[\[(]?1[\]).:]?\s", printed.lines[at].text))


def without(body: Sequence[int], *taken: Collection[int]) -> list[int]:
    """The indices that none of the others hold."""
    gone = set().union(*taken)
    return [i for i in body if i not in gone]
