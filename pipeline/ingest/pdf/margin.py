"""Line numbers in the margin of a page, such as legal papers and drafts have: every line's, or every fifth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.ingest.pdf.rows import Segment, slit

_STRIP = 2.5
"""In units of the size: how wide the numbers' strip of the margin may be."""
_GAP = 0.5
"""In units of the size: the least gap between a number and its line."""
_STEPS = {1: 8, 2: 5, 5: 3, 10: 3}
"""How far numbers may be apart, and how many of them there must be on a page at least."""
_EVEN = 0.25
"""By which share the distances of numbers may differ from the usual one."""
_PROSE = 0.15
"""The least share of numbers that stand alone in their row or before a small letter, as those of tables do not."""
_OUTSIDE = 0.1
"""The share of segments (running heads) that may stand farther out than the numbers."""


def without_line_numbers(parts: Sequence[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Tell the line numbers of a page from its text.

    They stand one below another in a strip left or right of all text, at even distances, and count up by one (or by
    two, five or ten where only some lines have theirs). Notes, lists and tables have their numbers at uneven distances,
    with points or brackets behind them, or before words in capitals only.

    Args:
        parts: The segments of a page in upright frame, from top to bottom.

    Returns:
        The text and the numbers.
    """
    for at_end in (False, True):
        found = [(s, k) for s in parts if (k := _number(s, at_end=at_end))]
        numbers = _counting(parts, found, at_end=at_end) if len(found) >= min(_STEPS.values()) else []
        if numbers:
            return _parted(parts, {id(s): k for s, k in numbers}, at_end=at_end)
    return list(parts), []


def _number(s: Segment, *, at_end: bool) -> int:
    """How many glyphs at one end of a segment make a number that stands apart from the rest; 0 for none."""
    glyphs = s.glyphs[::-1] if at_end else s.glyphs
    count = 0
    for g, raised in glyphs:
        if raised or not g.text.isdecimal() or count == 3:
            break
        count += 1
    if not count or count == len(glyphs):
        return count
    inner, outer = glyphs[count][0], glyphs[count - 1][0]
    gap = outer.x0 - inner.x1 if at_end else inner.x0 - outer.x1
    return count if gap >= _GAP * outer.size else 0


def _value(s: Segment, k: int, *, at_end: bool) -> tuple[int, float, float]:
    """The number, its left and its right edge."""
    glyphs = [g for g, _ in (s.glyphs[-k:] if at_end else s.glyphs[:k])]
    return int("".join(g.text for g in glyphs)), glyphs[0].x0, glyphs[-1].x1


def _counting(
    parts: Sequence[Segment], found: Sequence[tuple[Segment, int]], *, at_end: bool
) -> list[tuple[Segment, int]]:
    """Those of the numbers that count lines; none if they don't."""
    width = _STRIP * median(s.size for s, _ in found)
    read = [_value(s, k, at_end=at_end) for s, k in found]
    outer = max(x1 for _, _, x1 in read) if at_end else min(x0 for _, x0, _ in read)
    inside = [(outer - x0 if at_end else x1 - outer) <= width for _, x0, x1 in read]
    chosen = [f for f, here in zip(found, inside, strict=True) if here]
    values = [value for (value, _, _), here in zip(read, inside, strict=True) if here]
    steps = {b - a for a, b in pairwise(values)}
    step = steps.pop() if len(steps) == 1 else 0
    if (
        step not in _STEPS
        or not values[0]
        or len(chosen) < _STEPS[step]
        or not _even(parts, [s.base for s, _ in chosen], step)
    ):
        return []
    taken = {id(s) for s, _ in chosen}
    texts = [_text(s, k, at_end=at_end) for s, k in chosen if k < len(s.glyphs)]
    texts += [s for s in parts if id(s) not in taken]
    outside = sum((s.box[2] > outer - width if at_end else s.box[0] < outer + 0.4 * width) for s in texts)
    firsts: dict[int, Segment] = {}
    for s in sorted(texts, key=lambda s: s.box[0]):
        firsts.setdefault(s.row, s)
    prose = sum(s.row not in firsts or firsts[s.row].glyphs[0][0].text[:1].islower() for s, _ in chosen)
    return chosen if outside <= _OUTSIDE * len(texts) and (step > 1 or prose >= _PROSE * len(chosen)) else []


def _even(parts: Sequence[Segment], bases: Sequence[float], step: int) -> bool:
    """Whether numbers stand at even distances, those that count several lines at as many lines' distance."""
    gaps = [b - a for a, b in pairwise(bases)]
    usual = median(gaps)
    even = sum(abs(gap - usual) <= _EVEN * usual for gap in gaps) >= (1 - _EVEN) * len(gaps)
    if step == 1 or not even:
        return even
    rows = sorted({s.base for s in parts})
    pitch = median(b - a for a, b in pairwise(rows))
    return abs(usual - step * pitch) <= _EVEN * usual


def _cut(s: Segment, k: int, *, at_end: bool) -> int:
    return len(s.glyphs) - k if at_end else k


def _text(s: Segment, k: int, *, at_end: bool) -> Segment:
    """A segment without its number."""
    return slit(s, _cut(s, k, at_end=at_end))[0 if at_end else 1]


def _parted(parts: Sequence[Segment], numbers: dict[int, int], *, at_end: bool) -> tuple[list[Segment], list[Segment]]:
    """The text without the numbers, and the numbers; `numbers` tells by a segment's identity how long its number is."""
    texts: list[Segment] = []
    counted: list[Segment] = []
    for s in parts:
        k = numbers.get(id(s), 0)
        if k in (0, len(s.glyphs)):
            (counted if k else texts).append(s)
            continue
        halves = slit(s, _cut(s, k, at_end=at_end))
        texts.append(halves[0 if at_end else 1])
        counted.append(halves[1 if at_end else 0])
    return texts, counted
