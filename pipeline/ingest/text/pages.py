"""Plain text as pages of lines: page breaks, running heads, the ways in which exports wrap their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.ingest.weave import Line
from pipeline.numbers import whole

_LINE = re.compile(r"\f+|[^\r\n\f]*(?:\r\n|\r|\n|(?=\f)|$)")
_HEAD = re.compile(r"(?:(?P<left>\d{1,4})\s{2,}(?=\S).{2,120}|\S.{1,120}?\s{2,}(?P<right>\d{1,4}))$")
_NUMBER = re.compile(r"[-–— ]*(?:page\s+)?(?P<n>\d{1,4}|[ivxlc]{1,7})[-–— ]*$", re.IGNORECASE)
_ONE_NUMBER = re.compile(r"(?:\d{1,4}\s+\D+|\D+\s\d{1,4})$")
_LIKE_A_NOTE = re.compile(r"""\d{1,4}\s.*[.;][”’"')\]]*$""")
"""`12 Ibid.` stands at the edges of many pages, too, but it ends like a sentence."""
_COUNTED = frozenset(["chapter", "part", "appendix", "annex", "section", "figure", "table", "box", "map", "photo"])
MISSED = 3
"""Pages: so far on a bare page number may be, counted from the last running head."""
_LOST_FEED = re.compile(r" (?=[^\s•–—*\-])")


@dataclass(frozen=True, slots=True)
class TextPage:
    """The lines of a page without their running heads.

    Attributes:
        number: From 1.
        lines: Blank ones too; `page` of each is `number`.
        furniture: Running heads, feet and page numbers.
        label: The page number as printed, where it is.
        heads: What the running heads say, numbers left out.
    """

    number: int
    lines: tuple[Line, ...]
    furniture: tuple[Line, ...] = ()
    label: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How an export ends its lines.

    Attributes:
        whole: Every line is a whole paragraph.
        soft: A line that its paragraph goes on after ends in a blank or a hyphen, one that ends it doesn't.
    """

    whole: bool = False
    soft: bool = False


def split_lines(source: str) -> list[Line]:
    """All lines, blank ones too, without their line ends; a form feed belongs to neither neighbour."""
    lines = []
    for found in _LINE.finditer(source):
        text = found.group().rstrip("\r\n")
        if found.group() and not text.startswith("\f"):
            lines.append(Line(found.start(), found.start() + len(text)))
    return lines


def text_of(source: str, line: Line) -> str:
    """The line's characters, blanks at its edges left out."""
    return source[line.start : line.end].strip()


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


def wrapping(source: str, lines: Sequence[Line]) -> Wrapping:
    """See how lines end: measured on the lines that another line of text follows."""
    lengths = [line.end - line.start for line in lines if text_of(source, line)]
    if not lengths:
        return Wrapping()
    if median(lengths) > 150 or sum(n > 200 for n in lengths) > 0.2 * len(lengths):
        return Wrapping(whole=True)
    inner = [a for a, b in pairwise(lines) if text_of(source, a) and text_of(source, b)]
    goes_on = sum(source[a.end - 1] in " -\u00ad" for a in inner)
    return Wrapping(soft=len(inner) >= 10 and goes_on > 0.75 * len(inner))


def split_pages(source: str, lines: Sequence[Line]) -> list[TextPage]:
    """Cut lines into pages.

    A page begins behind a form feed, with a running head that stands alone and carries a page number, with such a
    number alone that counts on, and, where an export has put a blank in the place of each form feed, with a line that
    alone begins with one blank.
    """
    feeds = _lost_feeds(source, lines)
    starts = [0]
    filled = False
    page = 0
    for i, line in enumerate(lines):
        fed = line.start > 0 and source[line.start - 1] == "\f"
        numbered = _lone_number(source, lines, i, page)
        # A head behind a form feed and blank lines is on the page that the feed began.
        if i and (fed or i in feeds or (filled and numbered)):
            starts.append(i)
            filled = False
            page += page > 0
        page = numbered or page
        filled = filled or bool(text_of(source, line))
    if len(starts) == 1:
        return [TextPage(0, tuple(lines))]
    bounds = zip(starts, [*starts[1:], len(lines)], strict=True)
    groups = [[Line(x.start, x.end, n) for x in lines[a:b]] for n, (a, b) in enumerate(bounds, 1)]
    repeated = _repeated_edges(source, groups)
    return [_without_furniture(source, n, group, repeated) for n, group in enumerate(groups, 1)]


def _lost_feeds(source: str, lines: Sequence[Line]) -> set[int]:
    led = {i for i, x in enumerate(lines) if _LOST_FEED.match(source, x.start, x.end)}
    printed = sum(1 for x in lines if text_of(source, x))
    # Many such lines are indents, not pages; a form feed proper tells that none was lost.
    return led if printed >= 40 and 2 <= len(led) <= 0.06 * printed and "\f" not in source else set()


def _lone_number(source: str, lines: Sequence[Line], i: int, before: int) -> int:
    """The page number of a running head between blank lines, two or more above it; 0 where there is none.

    A number without words is one if it counts on from the page `before`: a chapter's first page often has no more.
    """
    if i < 2 or any(text_of(source, x) for x in lines[i - 2 : i]):
        return 0
    if i + 1 < len(lines) and text_of(source, lines[i + 1]):
        return 0
    text = text_of(source, lines[i])
    if _HEAD.match(text) and not _LIKE_A_NOTE.match(text):
        return int(_printed_label(text))
    if before and before < whole(text) <= before + MISSED:
        return whole(text)
    return 0


def _edges(source: str, group: Sequence[Line]) -> list[Line]:
    """The first two printed lines of a page, and the last two that don't look like notes."""
    printed = [x for x in group if text_of(source, x)]
    foot = printed[max(2, len(printed) - 2) :]
    return [*printed[:2], *(x for x in foot if not _LIKE_A_NOTE.match(text_of(source, x)))]


def _repeated_edges(source: str, groups: Sequence[Sequence[Line]]) -> set[str]:
    """What stands at the edges of three pages or more, numbers left out."""
    counts: Counter[str] = Counter()
    for group in groups:
        edges = [text_of(source, x) for x in _edges(source, group)]
        counts.update({_unnumbered(text) for text in edges if _ONE_NUMBER.match(text)})
    return {words for words, n in counts.items() if n >= 3}


def _bare(text: str) -> str:
    return re.sub(r"\d+", "", text).strip(" -–—\t\u00a0")


def _unnumbered(text: str) -> str:
    """A head without its page number; the number of a chapter or figure is its own."""
    words = _bare(text)
    return text if words.casefold() in _COUNTED else words


def _without_furniture(source: str, number: int, group: Sequence[Line], repeated: set[str]) -> TextPage:
    furniture, label, heads = [], "", []
    for line in _edges(source, group):
        text = text_of(source, line)
        head, page_number = _HEAD.match(text), _NUMBER.match(text)
        alone = _alone(source, group, line)
        if (head and alone) or (page_number and alone) or (_unnumbered(text) in repeated and _ONE_NUMBER.match(text)):
            furniture.append(line)
            label = label or _printed_label(text)
            if _bare(text):
                heads.append(_bare(text))
    kept = tuple(x for x in group if x not in furniture)
    return TextPage(number, kept, tuple(furniture), label, tuple(heads))


def _alone(source: str, group: Sequence[Line], line: Line) -> bool:
    """Whether blank lines or the page's edge part a line from the text on its inner side."""
    i = group.index(line)
    above = i == 0 or not text_of(source, group[i - 1])
    below = i + 1 == len(group) or not text_of(source, group[i + 1])
    return above and below


def _printed_label(text: str) -> str:
    if head := _HEAD.match(text):
        return head.group("left") or head.group("right") or ""
    number = _NUMBER.match(text)
    return number.group("n") if number else ""
