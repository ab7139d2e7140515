"""Running text of a printed document: lines into paragraphs, list items, captions and tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.ingest.pdf.headings import CAPTION
from pipeline.ingest.pdf.lines import Print, PrintedLine
from pipeline.ingest.pdf.style import Style
from pipeline.records import BlockKind

BULLET = re.compile(r"(?:[•◦▪▫●○■□‣⁃·➢➤❖✓\uf0a7\uf0b7\uf0d8\uf076\uf0fc\ufffd]|o(?=\s)|[–—-](?=\s))\s*")
_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S")
_LETTERED = re.compile(r"\(?[a-z][.)]?\s+[A-Z]")
_TERMINAL = re.compile(r"""[.?!:;…][”’"')\]]*\W?$""")
_OPEN = re.compile(r"[:,;—–-]$")
_FAMILY = 5
"""Letters of a font's name that its italics and bold have as well."""
_WHOLE = 40
"""Letters of a line that is a paragraph's rather than a label."""
_LARGE = 1.14
"""In units of the size of running text."""
_PAST = 30
"""How many runs a paragraph may be interrupted by."""
_REMARK = re.compile(r"(?:sources?|notes?)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines (by index) that make one block."""

    kind: BlockKind
    lines: tuple[int, ...]


def find_runs(printed: Print, body: Sequence[int], headings: Collection[int], style: Style) -> list[Run]:
    """Put lines together.

    Args:
        printed: The document.
        body: The indices of lines of running text in order; headings may be among them and end what goes before.
        headings: The indices of their lines.
        style: The document's measures.
    """
    tables = _tables(printed, body, headings)
    runs: list[tuple[BlockKind, list[int]]] = []
    after = True
    for i in body:
        if i in headings:
            after = True
            continue
        kind: BlockKind = "table" if i in tables else _opens_as(printed.lines[i], style)
        if kind != "table" and runs and runs[-1][0] in {"table", "caption"} and _table_note(printed.lines[i], style):
            kind = "caption"
        k = _broken_off(printed, runs, i, style) if kind == "paragraph" else None
        past = k is not None and _in_other_print(printed, runs[-1][1][-1], i)
        if not after and runs and not past and _joins(printed, runs[-1], i, kind, style):
            runs[-1][1].append(i)
        elif k is not None:
            runs.append(runs.pop(k))
            runs[-1][1].append(i)
        else:
            runs.append((kind, [i]))
        after = False
    return [Run(kind, tuple(lines)) for kind, lines in runs]


def _opens_as(line: PrintedLine, style: Style) -> BlockKind:
    """What begins with a line; what a table's or figure's foot says of its sources belongs to its caption."""
    text = line.text.strip()
    if ((m := CAPTION.match(text)) and (m["stop"] or line.bold)) or (_REMARK.match(text) and line.size < style.size):
        return "caption"
    return "list" if BULLET.match(text) or _ITEM.match(text) else "paragraph"


def _table_note(line: PrintedLine, style: Style) -> bool:
    """Whether a line behind a table or its sources begins a note to it, such as `a. Includes …`."""
    return style.smaller(line) and bool(_LETTERED.match(line.text.strip()))


def _joins(printed: Print, run: tuple[BlockKind, list[int]], i: int, kind: BlockKind, style: Style) -> bool:
    """Whether a line goes on with the run before it."""
    was, indices = run
    line, last, first = printed.lines[i], printed.lines[indices[-1]], printed.lines[indices[0]]
    if was == "table" or kind == "table":
        return was == kind and (line.page, line.column) == (last.page, last.column)
    if kind == "caption" or (BULLET.match(line.text) and not line.text.startswith(("–", "—", "-"))):
        return False
    if _REMARK.match(line.text.strip()) or _other_print(line, last):
        return False
    if kind == "list" and (was == "list" or _ends(last)):
        return False
    if (line.page, line.column) != (last.page, last.column):
        return was != "caption" and _over_break(last, line, style)
    pitch = style.pitch_of(line.size)
    gap = line.base - last.base
    if gap <= 0 or gap > max(1.35 * pitch, 1.1 * pitch + 2.5):
        return False
    if was == "caption":
        return line.bold == first.bold and line.font == first.font
    if line.size >= _LARGE * style.size:
        # A quotation in large print stands in a column of its own, ragged or pushed to the right.
        return True
    return not _indented(line, last, first, was, style) and not _breaks_off(last, line, was, style)


def _other_print(a: PrintedLine, b: PrintedLine) -> bool:
    """Whether two lines differ in size; of short ones (a few words in capitals) little can be told."""
    long = min(len(a.text), len(b.text)) >= 30
    return abs(a.size - b.size) > (0.06 if long else 0.12) * b.size


def _broken_off(printed: Print, runs: Sequence[tuple[BlockKind, list[int]]], i: int, style: Style) -> int | None:
    """Which paragraph a line goes on with past what stands between: a quotation, a table, a caption, a bar.

    It is the last paragraph in the same print and at the same edge, on this page or the one before, if that broke off
    in the middle of a sentence and the line begins with a small letter, or is the first of its page or column.
    """
    line = printed.lines[i]
    small = line.text[:1].islower()
    if not small and not _opens_column(printed, i, style):
        return None
    for k in range(len(runs) - 1, max(-1, len(runs) - 1 - _PAST), -1):
        kind, indices = runs[k]
        last = printed.lines[indices[-1]]
        if last.page < line.page - 1:
            return None
        alike = last.font == line.font and abs(last.size - line.size) <= 0.04 * line.size
        whole = len(indices) > 1 or len(last.text) >= _WHOLE
        if kind != "paragraph" or not alike or not whole:
            continue
        if abs(_indent(last, style) - _indent(line, style)) <= 0.8 * line.size:
            right = style.right_of(last)
            filled = right - last.x1 <= 0.35 * (right - last.x0) or (small and len(indices) > 1)
            return k if (filled and not _ends(last)) or (small and _OPEN.search(last.text)) else None
    return None


def _in_other_print(printed: Print, a: int, b: int) -> bool:
    """Whether two lines, of different columns, differ in font or size."""
    last, line = printed.lines[a], printed.lines[b]
    parted = (line.page, line.column) != (last.page, last.column)
    return parted and (line.font != last.font or abs(line.size - last.size) > 0.04 * last.size)


def _opens_column(printed: Print, i: int, style: Style) -> bool:
    """Whether a line is the first of its page or column, and not set in."""
    line = printed.lines[i]
    above = printed.lines[i - 1] if i else None
    first = above is None or (above.page, above.column) != (line.page, line.column)
    return first and _indent(line, style) <= 0.8 * line.size


def _indent(line: PrintedLine, style: Style) -> float:
    return line.x0 - style.left.get((line.page, line.column), line.x0)


def _ends(line: PrintedLine) -> bool:
    """Whether a line ends as a sentence does, note markers behind it apart."""
    text = line.text
    if line.raised and line.raised[-1][1] == line.end:
        text = text[: line.raised[-1][0] - line.start]
    return bool(_TERMINAL.search(text))


def _indented(line: PrintedLine, last: PrintedLine, first: PrintedLine, was: BlockKind, style: Style) -> bool:
    """Whether a line is set in against the one before: a new paragraph; the lines of a list item hang."""
    shift = line.x0 - last.x0
    if was == "list":
        # Left of the item's own sign, or back at it from its hanging lines: text that follows the list.
        return line.x0 < first.x0 - 0.3 * line.size or (last is not first and shift < -0.8 * line.size)
    if last is first:
        return shift > 0.8 * line.size
    return abs(shift) > 0.8 * line.size


def _breaks_off(last: PrintedLine, line: PrintedLine, was: BlockKind, style: Style) -> bool:
    """Whether the line before ended early: the next line's first word would have found room in it."""
    word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    width = (len(word) + 1.5) * (line.x1 - line.x0) / max(1, len(line.text))
    room = style.right_of(last) - last.x1
    if room <= width + 0.04 * (style.right_of(last) - last.x0):
        return False
    return _ends(last) or room > 0.35 * (style.right_of(last) - last.x0)


def _over_break(last: PrintedLine, line: PrintedLine, style: Style) -> bool:
    """Whether text goes on over a page or column break."""
    if BULLET.match(line.text) or _ITEM.match(line.text):
        return False
    if line.font[:_FAMILY] != last.font[:_FAMILY] and abs(line.size - last.size) > 0.04 * last.size:
        return False
    if line.text[:1].islower() or not _ends(last):
        return True
    left = style.left.get((line.page, line.column), line.x0)
    if line.x0 > left + 0.8 * line.size:
        return False
    room = style.right_of(last) - last.x1
    return room < 0.06 * (style.right_of(last) - last.x0) and not last.text.rstrip().endswith(":")


def _tables(printed: Print, body: Sequence[int], headings: Collection[int]) -> set[int]:
    """Lines of tables: rows with wide gaps, three or more, and the short lines between them."""
    rows = [k for k, i in enumerate(body) if printed.lines[i].cells > 1 and i not in headings]
    found: set[int] = set()
    group: list[int] = []
    for k in [*rows, None]:
        if k is not None and group and k - group[-1] <= 4 and _near(printed, body, group[-1], k, headings):
            group.append(k)
            continue
        if len(group) >= 3:
            found.update(body[group[0] : group[-1] + 1])
        group = [] if k is None else [k]
    return found


def _near(printed: Print, body: Sequence[int], a: int, b: int, headings: Collection[int]) -> bool:
    first, second = printed.lines[body[a]], printed.lines[body[b]]
    if (first.page, first.column) != (second.page, second.column) or any(i in headings for i in body[a:b]):
        return False
    wide = max(printed.lines[i].x1 for i in body[a : b + 1]) - min(printed.lines[i].x0 for i in body[a : b + 1])
    between = [printed.lines[i] for i in body[a + 1 : b]]
    return all(x.x1 - x.x0 < 0.7 * wide for x in between)
