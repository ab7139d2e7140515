"""What is print but no text: running heads and feet, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.ingest.pdf.lines import Print, PrintedLine

_ZONE = 0.13
"""The share of the page's height, at its top and at its foot, in which running heads and feet are looked for."""
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*(?P<n>\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d+)?[-–—|\s]*$", re.IGNORECASE
)
_OF_PAGES = re.compile(r"(?:page )?\b(?P<n>\d{1,5}) ?(?:of|/) ?\d{1,5}$")
_LAST = re.compile(r"(?:(?<=[\s|–—-])|^)(?:page )?(?P<n>\d{1,5}|[ivxlc]{1,7})$")
_FIRST = re.compile(r"(?:page )?(?P<n>\d{1,5}|[ivxlc]{1,7})(?=[\s|])")
_DIGITS = re.compile(r"\d+")
_ANY = "any number"
_MASKED = 0.5
"""The share of pages that must say the same but for their numbers."""
_TRIM = " -–—|"
_LEADERS = re.compile(r"(?:\.\s?){4,}|(?:…\s?){2,}|(?:_\s?){5,}")
_LED = re.compile(r"(?:\.\s?){4}|(?:…\s?){2}|(?:_\s?){5}|\s")
_NUMBERED = re.compile(r"[\divxlc]")
_THINGS = r"(?:figures|tables|boxes|maps|appendi(?:x|ces)|contacts|illustrations|photos)"
_CONTENTS = re.compile(
    rf"(?:(?:table of )?contents|(?:list of )?{_THINGS}(?:(?:,| and|, and) {_THINGS})*)$",
    re.IGNORECASE,
)


def find_furniture(printed: Print) -> set[int]:
    """The indices (in `printed.lines`) of lines that are no text.

    A running head says the same at about the same height on several pages, numbers apart. Where it does so, whatever
    else is printed there in the same type is one too (the chapter's title, which changes). A page number stands alone,
    outermost. A table of contents has leaders, or a heading that says so, and a number at each line's end.
    """
    by_page = _by_page(printed.lines)
    found = {i for i, line in enumerate(printed.lines) if line.margin}
    found |= _running(printed, by_page)
    for page in by_page.values():
        found |= set(_lone_numbers(printed, page, found))
    for page in by_page.values():
        found |= _contents(printed, [i for i in page if i not in found])
    return found


def page_labels(printed: Print, furniture: set[int]) -> dict[int, str]:
    """The number printed on each page that has one, by the page's own number.

    A number counts only where it goes with the page's place in the file as most of them do, so that a year in a
    running head is none; a Roman number only where it stands alone.
    """
    arabic: dict[int, list[str]] = defaultdict(list)
    labels: dict[int, str] = {}
    for i in sorted(furniture):
        line = printed.lines[i]
        if not line.margin and not _at_edge(printed, line):
            continue
        for number, rest in _numbers(line):
            if number.isdecimal():
                arabic[line.page].append(number)
            elif not rest:
                labels.setdefault(line.page, number)
    shifts = Counter(int(n) - page for page, numbers in arabic.items() for n in numbers)
    usual = {shift for shift, n in shifts.items() if n >= max(2, 0.2 * len(arabic))}
    for page, numbers in arabic.items():
        fitting = [n for n in numbers if int(n) - page in usual]
        if fitting:
            labels[page] = max(fitting, key=lambda n: shifts[int(n) - page])
    return labels


def _by_page(lines: Sequence[PrintedLine]) -> dict[int, list[int]]:
    return {page: list(group) for page, group in groupby(range(len(lines)), key=lambda i: lines[i].page)}


def _at_edge(printed: Print, line: PrintedLine) -> bool:
    height = printed.frames[line.page - 1][1]
    return line.bottom <= _ZONE * height or line.top >= (1 - _ZONE) * height


def _running(printed: Print, by_page: dict[int, list[int]]) -> set[int]:
    lines = printed.lines
    edge = [i for i, line in enumerate(lines) if not line.margin and _at_edge(printed, line)]
    places: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for i in edge:
        for wording in _wordings(lines[i]):
            places[wording][round(lines[i].base)] += 1
    least = 2 if len(by_page) <= 4 else 3
    found = set()
    for i in edge:
        here = range(round(lines[i].base) - 9, round(lines[i].base) + 10)
        for wording in _wordings(lines[i]):
            needed = max(least, _MASKED * len(by_page)) if wording[1] == _ANY else least
            if wording[0] and sum(places[wording][y] for y in here) >= needed:
                found.add(i)
    found -= _going_on(lines, by_page, found)
    slots = Counter((round(lines[i].base), lines[i].size, lines[i].font) for i in found)
    of_text = Counter((round(lines[i].base), lines[i].size, lines[i].font) for i in edge if i not in found)
    for page in by_page.values():
        ordered = sorted((i for i in page if not lines[i].margin), key=lambda i: lines[i].base)
        for i in _outermost(ordered, found):
            line = lines[i]
            near = [(y, line.size, line.font) for y in range(round(line.base) - 1, round(line.base) + 2)]
            heads = sum(slots[slot] for slot in near)
            # Where text is often printed too (the last line of notes), the place alone tells nothing.
            if _at_edge(printed, line) and heads >= least and heads >= sum(of_text[slot] for slot in near):
                found.add(i)
    return found


def _going_on(lines: Sequence[PrintedLine], by_page: dict[int, list[int]], found: set[int]) -> set[int]:
    """Lines that repeat but go on what stands right above them, in the same print and at a line's distance.

    Notes that cite one source page after page end alike at the same height; a running foot stands apart.
    """
    out: set[int] = set()
    for page in by_page.values():
        ordered = sorted((i for i in page if not lines[i].margin), key=lambda i: lines[i].base)
        for above, i in pairwise(ordered):
            a, b = lines[above], lines[i]
            alike = (a.size, a.font) == (b.size, b.font) and b.base - a.base <= 1.6 * b.size
            if i in found and alike and (above not in found or above in out):
                out.add(i)
    return out


def _outermost(ordered: Sequence[int], found: set[int]) -> Iterator[int]:
    """From both ends of a page: what is found already, and the first line that is not."""
    for direction in (ordered, ordered[::-1]):
        for i in direction:
            if i not in found:
                yield i
                if i not in found:
                    break


def _wordings(line: PrintedLine) -> Iterator[tuple[str, str]]:
    """What a line says: as it stands, without its page number, and without any number.

    Two lines that differ in their number alone are one running head only if the number counts the pages: a note
    "5 Ibid." and a note "9 Ibid." are not. What most pages say, whatever the numbers in it (a printer's mark), is one
    unless it begins with a number, as notes do.
    """
    text = " ".join(line.text.split()).casefold().strip(_TRIM)
    yield text, ""
    for n, rest in _numbers(line):
        yield rest, str(int(n) - line.page) if n.isdecimal() else "roman"
        break
    if text[:1].isalpha() and _DIGITS.search(text):
        yield _DIGITS.sub("0", text), _ANY


def _numbers(line: PrintedLine) -> Iterator[tuple[str, str]]:
    """The numbers at the ends of a line, the last first: the number, and the text without it."""
    text = " ".join(line.text.split()).casefold()
    for m in (_OF_PAGES.search(text), _LAST.search(text), _FIRST.match(text)):
        if m:
            yield m["n"], (text[: m.start()] + text[m.end() :]).strip(_TRIM)


def _lone_numbers(printed: Print, page: Sequence[int], found: set[int]) -> Iterator[int]:
    """Page numbers: alone in their line, outermost on their page, running heads apart."""
    lines = printed.lines
    ordered = sorted((i for i in page if i not in found), key=lambda i: lines[i].base)
    for i in dict.fromkeys((*ordered[:1], *ordered[-1:])):
        if _NUMBER.match(lines[i].text) and _at_edge(printed, lines[i]):
            yield i


def _is_entry(text: str) -> bool:
    """Whether a line ends in a page's number behind a blank or leaders; in one go over it, however long it is."""
    return _NUMBERED.match(text[-1:]) is not None and _LED.search(text, 0, len(text) - 1) is not None


def _contents(printed: Print, page: Sequence[int]) -> set[int]:
    """The lines of a table of contents, from its heading or first entry to its last."""
    texts = [printed.lines[i].text.strip() for i in page]
    led = [k for k, t in enumerate(texts) if _LEADERS.search(t) and _is_entry(t)]
    headed = [k for k, t in enumerate(texts) if _CONTENTS.match(t)]
    if headed:
        tail = range(headed[0] + 1, len(texts))
        entries = [k for k in tail if _is_entry(texts[k])]
        if len(entries) >= 3 and len(entries) >= 0.5 * len(tail):
            return set(page[headed[0] : entries[-1] + 1])
    if len(led) < 3:
        return set()
    first = min([led[0], *(k for k in headed if k < led[0])])
    found: set[int] = set()
    for a, b in pairwise(led):
        # An entry of two or three lines has its leaders in the last.
        if b - a <= 3:
            found.update(page[a : b + 1])
    return found | set(page[first : led[0] + 1]) | {page[k] for k in (*led, *headed)}
