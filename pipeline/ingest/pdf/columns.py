"""The columns of a page: where a gutter parts its text, and in what order its parts are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.pdf.page import Box
from pipeline.ingest.pdf.rows import Segment, slit

_STEP = 2.0
"""In points: how finely a page is searched for a gutter."""
_MARGIN = 0.15
"""The share of the width at either side in which no gutter is looked for."""
_CLEAR = 1.5
"""In points: what stands as near as that to a gutter stands in it."""
_OVERHANG = 0.15
"""The share of a line's width by which it may reach over the gutter and still be of its column."""
_CROSSED, _HALF = -2.0, 0.5
"""What a row counts for a gutter: one that crosses it, one that stands on one side; with text on both sides it is 1."""
_GOOD, _NEARLY = 0.5, 0.9
"""The shares of the best place's worth at which another is good, and nearly as good."""
_WIDE = 5
"""Steps; a gutter that is wider is no better for it."""
_TRIED = 3
"""How many places are looked at for text beside them."""
_LEAST_ROWS, _LEAST_LETTERS = 6, 18
_FULL, _OFTEN = 0.6, 0.4
"""A row is one of running text if it fills that share of its column; a column has that share of such rows."""
_TABULAR, _LOWER = 0.9, 0.25
"""Two sides of which a greater share of rows has common baselines must have that share of lines in small letters."""
_BAR_LETTERS, _ALIGNED = 10, 0.6
"""A bar beside the text has lines of so many letters, and a smaller share of them than that on lines of the text."""
_BEYOND, _FLAT = 20.0, 2.5
"""In points: how far a rule reaches over a gutter that it crosses, and how thick it may be."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A gutter at `x`, open from row `first` to row `last`."""

    x: float
    first: int
    last: int


def columns(parts: Sequence[Segment], rules: Sequence[Box] = ()) -> list[list[Segment]]:
    """Part segments into columns, in the order of reading.

    A gutter is a stretch of the page that hardly a row of some part of the page crosses, with lines of running text on
    both of its sides, that is such as fill most of their column's width; the cells of a table do not. What stands above
    and below is read before and after; lines that do cross it (a title, a wide table) part the page into bands. Columns
    may have columns.

    Args:
        parts: Segments of one page in the order of their rows.
        rules: The lines drawn on the page.
    """
    for gutter in _gutters(parts):
        inside = [p for s in parts if gutter.first <= s.row <= gutter.last for p in _cut(s, gutter.x)]
        if _beside_text(*_sides(inside, gutter.x), ruled=_ruled(inside, gutter.x, rules)):
            above = [s for s in parts if s.row < gutter.first]
            below = [s for s in parts if s.row > gutter.last]
            return [
                *(columns(above, rules) if above else []),
                *_bands(inside, gutter.x, rules),
                *(columns(below, rules) if below else []),
            ]
    return [list(parts)]


def _ruled(parts: Sequence[Segment], gutter: float, rules: Sequence[Box]) -> bool:
    """Whether a rule crosses the gutter between rows that it parts, as those of a table do, perhaps cell by cell."""
    first, last = min(s.base for s in parts), max(s.base for s in parts)
    flat = [r for r in rules if r[3] - r[1] <= _FLAT and first <= r[1] < last]
    left = {round(top) for x0, top, x1, _ in flat if x0 <= gutter - _BEYOND <= x1}
    return any(x0 <= gutter + _BEYOND <= x1 and round(top) in left for x0, top, x1, _ in flat)


def _bands(parts: Sequence[Segment], gutter: float, rules: Sequence[Box]) -> list[list[Segment]]:
    """What stands beside a gutter, column by column down to each line that crosses it."""
    groups: list[list[Segment]] = []
    band: list[Segment] = []
    wide: list[Segment] = []

    def close() -> None:
        for side in _sides(band, gutter):
            if side:
                groups.extend(columns(side, rules))
        band.clear()

    for s in parts:
        if _crosses(s, gutter):
            close()
            wide.append(s)
            continue
        if wide:
            groups.append(list(wide))
            wide.clear()
        band.append(s)
    if wide:
        groups.append(wide)
    close()
    return groups


def _crosses(s: Segment, gutter: float) -> bool:
    return min(gutter - s.box[0], s.box[2] - gutter) > max(_CLEAR, _OVERHANG * (s.box[2] - s.box[0]))


def _sides(parts: Sequence[Segment], gutter: float) -> tuple[list[Segment], list[Segment]]:
    """Those left of a gutter and those right of it; what crosses it is neither."""
    left: list[Segment] = []
    right: list[Segment] = []
    for s in parts:
        if not _crosses(s, gutter):
            (left if s.box[0] + s.box[2] <= 2 * gutter else right).append(s)
    return left, right


def _cut(s: Segment, gutter: float) -> list[Segment]:
    """A segment cut in two at a narrow gap of it that lies over the gutter."""
    for k in s.slits:
        before, behind = s.glyphs[k - 1][0].x1, s.glyphs[k][0].x0
        if before - _CLEAR <= gutter <= behind + _CLEAR:
            return slit(s, k)
    return [s]


def _pieces(s: Segment) -> list[tuple[float, float, int]]:
    """The parts that its narrow gaps divide a segment into: left edge, right edge, length in letters."""
    if not s.slits:
        return [(s.box[0], s.box[2], s.length)]
    bounds = [0, *s.slits, len(s.glyphs)]
    groups = [s.glyphs[a:b] for a, b in pairwise(bounds)]
    return [(g[0][0].x0, max(x.x1 for x, _ in g), sum(len(x.text) + x.blank for x, _ in g)) for g in groups]


def _gutters(parts: Sequence[Segment]) -> list[_Gutter]:
    """Where a gutter may be, the likeliest first; whether text stands beside it is not looked at here."""
    if len(parts) < 2 * _LEAST_ROWS:
        return []
    low, high = min(s.box[0] for s in parts), max(s.box[2] for s in parts)
    left, right = low + _MARGIN * (high - low), high - _MARGIN * (high - low)
    pieces = [(s.row, *p) for s in parts for p in _pieces(s)]
    # Most pages have one column: hardly anything begins in their middle.
    if sum(n for _, x0, _, n in pieces if x0 >= left) < _LEAST_ROWS * _LEAST_LETTERS:
        return []
    places = np.arange(left, right, _STEP)
    numbers = sorted({s.row for s in parts})
    rank = {row: k for k, row in enumerate(numbers)}
    rows = np.array([rank[row] for row, *_ in pieces])
    x0 = np.array([p[1] for p in pieces])[:, None] - _CLEAR
    x1 = np.array([p[2] for p in pieces])[:, None] + _CLEAR
    before, behind, across = (np.zeros((len(numbers), len(places)), bool) for _ in range(3))
    np.logical_or.at(before, rows, x1 <= places)
    np.logical_or.at(behind, rows, x0 >= places)
    np.logical_or.at(across, rows, (x0 < places) & (places < x1))
    worth = np.where(across, _CROSSED, np.where(before & behind, 1.0, _HALF))
    found = _longest(worth, before & ~across, behind & ~across)
    return [_Gutter(float(places[x]), numbers[first], numbers[last]) for x, first, last in found]


def _longest(
    worth: NDArray[np.float64], before: NDArray[np.bool_], behind: NDArray[np.bool_]
) -> Iterator[tuple[int, int, int]]:
    """The places whose best run of rows is worth most, each with the first and last row of it.

    A place at which too few rows have text on one of the sides is worth nothing.

    Args:
        worth: Of each row (down) at each place (across).
        before: Where a row has text left of a place.
        behind: Where a row has text right of a place.
    """
    count, width = worth.shape
    best, total = np.zeros(width), np.zeros(width)
    first, last, start = (np.zeros(width, np.int64) for _ in range(3))
    for row in range(count):
        anew = total <= 0
        total = np.where(anew, 0.0, total) + worth[row]
        start = np.where(anew, row, start)
        better = total > best
        best, first, last = np.where(better, total, best), np.where(better, start, first), np.where(better, row, last)
    places = np.arange(width)
    for side in (before, behind):
        upto = np.vstack((np.zeros((1, width), np.int64), np.cumsum(side, axis=0, dtype=np.int64)))
        best[upto[last + 1, places] - upto[first, places] < _LEAST_ROWS] = 0.0
    for x in _ranked(best):
        yield x, int(first[x]), int(last[x])


def _ranked(worth: NDArray[np.float64]) -> list[int]:
    """The best place of each stretch of good places, the best stretch first: a gutter is wider than blanks in line."""
    good: NDArray[np.int64] = np.flatnonzero(worth > _GOOD * worth.max())
    breaks: NDArray[np.int64] = np.flatnonzero(good[1:] > good[:-1] + 1)
    found = []
    for stretch in np.split(good, breaks + 1):
        if len(stretch):
            top = stretch[worth[stretch] >= _NEARLY * worth[stretch].max()]
            place = int(top[len(top) // 2])
            found.append((worth[place] * min(len(top), _WIDE), place))
    return [place for _, place in sorted(found, key=lambda f: -f[0])[:_TRIED]]


def _beside_text(left: Sequence[Segment], right: Sequence[Segment], *, ruled: bool) -> bool:
    """Whether two sides are columns of text (or of columns), or one is and the other a bar beside it.

    Where nearly all lines stand on common baselines, as in a table, they must go on from line to line; where most do,
    no rule may cross the gutter. The lines of a bar (a note of the authors, a quotation in large print) are too short
    to be told from a table's by their length, but they don't stand on the baselines of the text.
    """
    rows = [{s.row for s in side} for side in (left, right)]
    aligned = len(rows[0] & rows[1]) / max(1, min(map(len, rows)))
    broken = aligned > _TABULAR and not (_goes_on(left) and _goes_on(right))
    if broken or (ruled and aligned > _ALIGNED):
        return False
    text = [_runs_on(side, _LEAST_LETTERS) or len(columns(side)) > 1 for side in (left, right)]
    if all(text) or not any(text):
        return all(text)
    return aligned < _ALIGNED and _runs_on(left if text[1] else right, _BAR_LETTERS)


def _goes_on(side: Sequence[Segment]) -> bool:
    """Whether enough segments begin in the middle of a sentence."""
    return sum(s.glyphs[0][0].text[:1].islower() for s in side) >= _LOWER * len(side)


def _runs_on(side: Sequence[Segment], letters: int) -> bool:
    """Whether these segments are a column of running text: enough of its rows fill most of its width with words."""
    rows: dict[int, tuple[float, float, int]] = {}
    for s in side:
        x0, x1, longest = rows.get(s.row, (s.box[0], s.box[2], 0))
        rows[s.row] = min(x0, s.box[0]), max(x1, s.box[2]), max(longest, s.length)
    if len(rows) < _LEAST_ROWS:
        return False
    width = max(x1 for _, x1, _ in rows.values()) - min(x0 for x0, _, _ in rows.values())
    full = sum(x1 - x0 >= _FULL * width and longest >= letters for x0, x1, longest in rows.values())
    return full >= max(_LEAST_ROWS, _OFTEN * len(rows))
