"""Pages as printed lines in the order of reading, and the source text that they make."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.pdf.columns import columns
from pipeline.ingest.pdf.initials import settle, widened
from pipeline.ingest.pdf.margin import without_line_numbers
from pipeline.ingest.pdf.page import BLANK_GAP, Box, Glyph, PrintedPage, turn_box
from pipeline.ingest.pdf.rows import Figures, Segment, runs_of, segments, upright
from pipeline.records import Fragment, Page, Word

_CELL_GAP = 1.8
"""In units of the size: a gap that parts two cells of a table."""
_SHORT = 2.2
"""Letters in a stretch of print, on average; in a line whose letters are spaced there are fewer."""
_SPACED, _MOSTLY = 5, 0.7
"""A line with so many single letters, and such a share of them among its gaps, is one of spaced letters."""
_CAPITALS = 1.5
"""In units of the size: how much larger a capital before small capitals may be."""
_UNSURE, _LARGE = 1e-6, 1e9
"""Hundredths: how near to the middle between two a number may be, and from which size on, that rounding needs care."""
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-medi|cmbx|sfbx", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of print and where it stands in the source text: `source[start:end]`, without its line break.

    Attributes:
        start: In the source.
        end: In the source.
        text: The same characters.
        page: Counts from 1.
        column: Which column (or band) of its page it stands in, in the order of reading.
        x0, top, x1, bottom: Its box in the frame that its page is read in.
        base: Its baseline, in that frame.
        size: Of most of its characters, in points.
        font: Of most of its characters.
        bold: All of it is.
        raised: The superscripts in it, as spans of the source.
        cells: How many parts wide gaps divide it into.
        margin: It is no text but stands beside it: print that is askew to that of its page, or a line's number.
    """

    start: int
    end: int
    text: str
    page: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    font: str
    bold: bool
    raised: tuple[Fragment, ...] = ()
    cells: int = 1
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Print:
    """A whole document as printed lines.

    Attributes:
        source: The source text: each line ends with `\\n`, each page with `\\f`; cells of a table are parted by `\\t`.
        lines: In the order of the source.
        pages: Without labels; they tile the source.
        words: In the order of the source.
        rules: For each page (from the first on) the boxes of ruled lines, in the frame that the page is read in.
        frames: For each page the width and height of that frame.
    """

    source: str
    lines: tuple[PrintedLine, ...]
    pages: tuple[Page, ...]
    words: tuple[Word, ...]
    rules: tuple[tuple[Box, ...], ...]
    frames: tuple[tuple[float, float], ...]


def set_lines(pages: Iterable[PrintedPage]) -> Print:
    """Read pages one after another into lines and source text."""
    pieces: list[str] = []
    at = 0
    lines: list[PrintedLine] = []
    words: list[Word] = []
    out: list[Page] = []
    figures = Figures()
    known: dict[float, float] = {}
    rules: list[tuple[Box, ...]] = []
    frames: list[tuple[float, float]] = []
    for page in pages:
        start, main = at, 0
        for rank, (turn, glyphs) in enumerate(upright(page)):
            main = main if rank else turn
            drawn = [turn_box(r, turn, page.width, page.height) for r in page.rules]
            runs = runs_of(glyphs)
            initials = settle(runs)
            texts, numbers = without_line_numbers(widened(segments(runs, figures), initials))
            groups = columns(texts, drawn)
            boxes: list[tuple[int, int, Box]] = []
            for column, group in enumerate([*groups, numbers]):
                beside = rank > 0 or column == len(groups)
                for parts in _by_row(group):
                    line, placed = _line(parts, page.number, at, column, margin=beside)
                    lines.append(line)
                    boxes += placed
                    pieces += (line.text, "\n")
                    at = line.end + 1
            words += _words(boxes, page, turn, known)
        pieces.append("\f")
        at += 1
        out.append(Page(page.number, start, at, "", page.width, page.height))
        rules.append(tuple(turn_box(r, main, page.width, page.height) for r in page.rules))
        frames.append((page.height, page.width) if main % 2 else (page.width, page.height))
    return Print("".join(pieces), tuple(lines), tuple(out), tuple(words), tuple(rules), tuple(frames))


def _by_row(group: Iterable[Segment]) -> list[list[Segment]]:
    rows: dict[int, list[Segment]] = {}
    for s in group:
        rows.setdefault(s.row, []).append(s)
    return [sorted(rows[n], key=lambda s: s.box[0]) for n in sorted(rows)]


def _line(
    parts: Sequence[Segment], page: int, at: int, column: int, *, margin: bool
) -> tuple[PrintedLine, list[tuple[int, int, Box]]]:
    """Set one line at an offset of the source; with it where its words are, in the source and in the page's frame."""
    typed = _Typed(at)
    wide = _blank_gap(parts)
    before: Glyph | None = None
    cells = 1
    weights: dict[tuple[float, str], int] = defaultdict(int)
    for part in parts:
        first = part.glyphs[0][0]
        for g, raised in part.glyphs:
            if g.text.isspace():
                typed.blank(" ")
                continue
            if before is not None:
                gap = g.x0 - before.x1
                if g is first and gap > _CELL_GAP * max(g.size, before.size):
                    # A number that hangs in front of its note or list item is no cell of a table.
                    if len(typed.text) - len(typed.text.lstrip()) + 4 < len(typed.text):
                        cells += 1
                    typed.blank("\t")
                elif before.blank or gap > wide * g.size or (g is first and gap > 0):
                    typed.blank(" ")
            typed.put(g, raised)
            before = g
            if not raised:
                weights[g.size, g.font] += len(g.text)
    boxes = [p.box for p in parts]
    sizes: dict[float, int] = defaultdict(int)
    fonts: dict[str, int] = defaultdict(int)
    for (one_size, font), weight in weights.items():
        sizes[round(one_size, 1)] += weight
        fonts[font] += weight
    size = max(sizes, key=sizes.__getitem__) if sizes else parts[0].size
    if len(sizes) > 1 and typed.text.isupper():
        # Small capitals are as large as the capitals that they stand behind.
        size = max(s for s in sizes if s <= _CAPITALS * size)
    line = PrintedLine(
        start=at,
        end=at + len(typed.text),
        text=typed.text,
        page=page,
        column=column,
        x0=min(b[0] for b in boxes),
        top=min(b[1] for b in boxes),
        x1=max(b[2] for b in boxes),
        bottom=max(b[3] for b in boxes),
        base=parts[0].base,
        size=size,
        font=max(fonts, key=fonts.__getitem__) if fonts else "",
        bold=bool(fonts) and sum(n for f, n in fonts.items() if _BOLD.search(f)) >= 0.95 * sum(fonts.values()),
        raised=tuple(typed.raised),
        cells=cells,
        margin=margin,
    )
    return line, typed.boxes


def _blank_gap(parts: Sequence[Segment]) -> float:
    """The gap that reads as a blank, in units of the size: `BLANK_GAP`, and more in a line whose letters are spaced.

    Such a line is one of single letters with gaps between nearly all of them; its words are parted by wider ones, or by
    printed blanks.
    """
    if sum(part.length for part in parts) > _SHORT * sum(len(part.glyphs) for part in parts):
        return BLANK_GAP
    steps = [(a, b) for part in parts for (a, _), (b, _) in pairwise(part.glyphs)]
    alone = sum(len(b.text) == 1 and b.text.isalpha() for _, b in steps)
    if alone < _SPACED or alone < _MOSTLY * len(steps):
        return BLANK_GAP
    gaps = [(b.x0 - a.x1) / max(a.size, b.size) for a, b in steps if not a.blank]
    if len(gaps) < _MOSTLY * len(steps) or sum(gap > BLANK_GAP for gap in gaps) < _MOSTLY * len(gaps):
        return BLANK_GAP
    return median(gaps) + BLANK_GAP


def _words(
    boxes: Sequence[tuple[int, int, Box]], page: PrintedPage, turn: int, known: dict[float, float]
) -> Iterator[Word]:
    """The words of a page, their boxes turned back onto it and cut to it; `known` are the numbers used so far."""
    if not boxes:
        return iter(())
    width, height = (page.height, page.width) if turn % 2 else (page.width, page.height)
    back = (4 - turn) % 4
    starts, ends, places = zip(*boxes, strict=True)
    cut = np.array([turn_box(box, back, width, height) for box in places] if back else places)
    # A negative zero is a zero, too.
    cut[:, :2] = np.fmax(0.0, cut[:, :2]) + 0.0
    cut[:, 2:] = np.fmin((page.width, page.height), cut[:, 2:])
    # A million words have no more than some ten thousand different numbers.
    shared = known.setdefault
    edges = [map(shared, numbers, numbers) for numbers in hundredths(cut).T.tolist()]
    return map(Word._make, zip(starts, ends, repeat(page.number), *edges))


def hundredths(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each number as `round(number, 2)` gives it, which takes its time; what may be in the middle is left to that."""
    scaled = numbers * 100
    whole = np.rint(scaled)
    out: NDArray[np.float64] = whole / 100
    unsure = (np.abs(np.abs(scaled - whole) - 0.5) < _UNSURE) | (np.abs(scaled) > _LARGE)
    out[unsure] = [round(number, 2) for number in numbers[unsure].tolist()]
    return out


class _Typed:
    """A line while it is being set: its text, its superscripts, where its words are in the source and on the page."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.text = ""
        self.raised: list[Fragment] = []
        self.boxes: list[tuple[int, int, Box]] = []
        self._open = False

    def blank(self, blank: str) -> None:
        """Set a blank that the file does not print, where none stands yet."""
        if self.text and not self.text[-1].isspace():
            self.text += blank
        elif blank == "\t":
            self.text = self.text[:-1] + blank
        self._open = False

    def put(self, g: Glyph, raised: bool) -> None:
        """Set a glyph that is no blank."""
        start = len(self.text)
        if self.raised and start and self._ends_head(raised):
            self.text += " "
            self._open, start = False, start + 1
        self.text += g.text
        end = len(self.text)
        if raised:
            self._raise(self.at + start, self.at + end)
        box = g.x0, g.top, g.x1, g.bottom
        if " " not in g.text:
            self._box(start, end, box)
            return
        for piece in re.finditer(r"\S+", g.text):
            self._open = self._open and piece.start() == 0
            self._box(start + piece.start(), start + piece.end(), box)
        self._open = not g.text[-1].isspace()

    def _box(self, start: int, end: int, box: Box) -> None:
        """Note where a word stands, or more of the word that was set last."""
        if self._open:
            first, _, had = self.boxes[-1]
            grown = min(had[0], box[0]), min(had[1], box[1]), max(had[2], box[2]), max(had[3], box[3])
            self.boxes[-1] = first, self.at + end, grown
        else:
            self.boxes.append((self.at + start, self.at + end, box))
        self._open = True

    def _ends_head(self, raised: bool) -> bool:
        """A raised number that opens the line is the head of a note: the text behind it is a word of its own."""
        opens = len(self.raised) == 1 and self.raised[0][0] == self.at
        return opens and not raised and self.raised[0][1] == self.at + len(self.text)

    def _raise(self, start: int, end: int) -> None:
        if self.raised and self.raised[-1][1] == start:
            self.raised[-1] = self.raised[-1][0], end
        else:
            self.raised.append((start, end))
