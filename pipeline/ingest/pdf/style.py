"""What most of a document looks like: the measures against which a line is a heading, a note or an indent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from pipeline.ingest.pdf.lines import Print, PrintedLine


@dataclass(frozen=True, slots=True)
class Style:
    """Measures of a document.

    Attributes:
        size: Of running text, in points.
        font: Of running text.
        pitch: For each size (whole half points) the usual distance between two baselines.
        left: For each page and column the left edge of its running text.
        right: For each page and column the right edge of its running text.
        widest: For each page, column and size (whole half points) the right edge of the lines of that size.
        bold: Running text is bold itself.
    """

    size: float
    font: str
    pitch: dict[float, float]
    left: dict[tuple[int, int], float]
    right: dict[tuple[int, int], float]
    widest: dict[tuple[int, int, float], float]
    bold: bool = False

    def pitch_of(self, size: float) -> float:
        """The usual distance between the baselines of lines of a size."""
        return self.pitch.get(half(size), 1.2 * size)

    def right_of(self, line: PrintedLine) -> float:
        """The right edge that a line could fill: that of running text, or of the lines of its own size."""
        if abs(line.size - self.size) < 0.1 * self.size:
            return self.right.get((line.page, line.column), line.x1)
        return self.widest.get((line.page, line.column, half(line.size)), line.x1)

    def smaller(self, line: PrintedLine) -> bool:
        """Whether a line is set in smaller print than running text."""
        return line.size <= 0.955 * self.size


def half(size: float) -> float:
    """A size in half points, so that 8.96 and 9.04 are one."""
    return round(size * 2) / 2


def measure(printed: Print, furniture: Collection[int]) -> Style:
    """Measure a document; `furniture` holds the indices of lines that don't count.

    Running text is the largest print that comes near to being the most frequent: a document may well have more
    characters in its notes than above them.
    """
    kept = [line for i, line in enumerate(printed.lines) if i not in furniture]
    kept = kept or list(printed.lines)
    sizes: Counter[float] = Counter()
    fonts: Counter[tuple[str, bool]] = Counter()
    for line in kept:
        sizes[half(line.size)] += len(line.text)
    top = max(sizes.values(), default=0)
    size = max((s for s, n in sizes.items() if n >= 0.4 * top), default=10.0)
    for line in kept:
        if half(line.size) == size:
            fonts[line.font, line.bold] += len(line.text)
    font, bold = fonts.most_common(1)[0][0] if fonts else ("", False)
    pitches: dict[float, Counter[float]] = defaultdict(Counter)
    for a, b in pairwise(kept):
        alike = (a.page, a.column, half(a.size)) == (b.page, b.column, half(b.size))
        if alike and 0 < b.base - a.base < 3 * a.size:
            pitches[half(a.size)][round((b.base - a.base) * 2) / 2] += 1
    left, right = _edges(kept, size)
    widest: dict[tuple[int, int, float], float] = {}
    for line in kept:
        key = line.page, line.column, half(line.size)
        widest[key] = max(line.x1, widest.get(key, line.x1))
    usual = {s: c.most_common(1)[0][0] for s, c in pitches.items()}
    return Style(size, font, usual, left, right, widest, bold)


def _edges(lines: list[PrintedLine], size: float) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """For each column the edges of its text: the leftmost that several lines share, and the rightmost of all lines."""
    groups: dict[tuple[int, int], list[PrintedLine]] = defaultdict(list)
    for line in lines:
        groups[line.page, line.column].append(line)
    left, right = {}, {}
    for key, group in groups.items():
        body = [x for x in group if abs(x.size - size) < 0.1 * size] or group
        starts = Counter(round(x.x0) for x in body)
        shared = [x for x, n in starts.items() if n >= max(2, 0.1 * len(body))]
        left[key] = float(min(shared or starts))
        right[key] = max(x.x1 for x in body)
    return left, right
