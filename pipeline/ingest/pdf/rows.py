"""Glyphs of a page gathered into rows: what stands on one baseline, with what is raised or lowered against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.ingest.pdf.page import Box, Glyph, PrintedPage, turn_box

_SAME_BASE = 0.15
"""In units of the smaller size: how far apart two baselines may lie and still be one."""
_SUPER = (0.12, 0.8)
"""In units of the line's size: how far a superscript is raised."""
_SUB = 0.35
"""In units of the line's size: how far a subscript may be lowered."""
_SMALLER = 0.92
_APART = 0.9
"""In units of the size: a gap that may part columns or cells; what it does part is known only later."""
_SLIT = 0.45
"""In units of the size: a gap that is wider than most blanks and may lie over a narrow gutter."""

_FIGURES = frozenset("0123456789")
_NARROWER = 0.78
"""The share of a figure's usual width below which it is a superior one (they have some two thirds of it)."""
_HANGING = 3.5
"""In units of the size: how far in front of its text a bullet or number may hang."""


@dataclass(slots=True)
class Run:
    """Neighbouring glyphs of one size on one baseline; `raised` where they are a superscript of their row."""

    glyphs: list[Glyph]
    raised: bool = False

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return self.glyphs[-1].x1

    @property
    def size(self) -> float:
        """In points."""
        return self.glyphs[0].size

    @property
    def base(self) -> float:
        """The baseline."""
        return self.glyphs[0].base


@dataclass(slots=True)
class Row:
    """Runs on one baseline, perhaps over several columns."""

    base: float
    size: float
    runs: list[Run] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a row without a wide gap.

    Attributes:
        row: Which row of the page it is part of.
        base: The row's baseline.
        glyphs: From left to right, each with whether it is raised.
        box: Of the glyphs.
        size: The size of most of its characters.
        length: In characters, blanks included.
        slits: The indices of glyphs before which a gap is wide for a blank.
    """

    row: int
    base: float
    glyphs: tuple[tuple[Glyph, bool], ...]
    box: Box
    size: float
    length: int
    slits: tuple[int, ...] = ()


def upright(page: PrintedPage) -> list[tuple[int, list[Glyph]]]:
    """The glyphs by the direction that they stand in, the most frequent first, each in its own upright frame."""
    by_turn: dict[int, list[Glyph]] = defaultdict(list)
    for g in page.glyphs:
        by_turn[g.turn].append(g)
    out = []
    for turn, glyphs in sorted(by_turn.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        if turn:
            boxes = (turn_box((g.x0, g.top, g.x1, g.bottom), turn, page.width, page.height) for g in glyphs)
            glyphs = [g._replace(x0=b[0], top=b[1], x1=b[2], bottom=b[3]) for g, b in zip(glyphs, boxes, strict=True)]
        out.append((turn, glyphs))
    return out


class Figures:
    """The widths of a document's figures: superior ones (¹²³, cut so in the font itself) are narrower than its others.

    Such figures are as large as the text around them and stand on its baseline; only their width shows what they are.
    """

    def __init__(self) -> None:
        self._widest: dict[tuple[str, str], float] = defaultdict(float)

    def learn(self, glyphs: Iterable[Glyph]) -> None:
        """See the glyphs of one more page, in upright frame."""
        for g in glyphs:
            if g.text in _FIGURES:
                width = (g.x1 - g.x0) / g.size
                # The figure 1 may be narrow in a font whose other figures are all of one width.
                for key in (g.text, "" if g.text != "1" else g.text):
                    self._widest[g.font, key] = max(width, self._widest[g.font, key])

    def superior(self, g: Glyph) -> bool:
        """Whether a glyph is a superior figure."""
        if g.text not in _FIGURES:
            return False
        usual = max(self._widest[g.font, g.text], self._widest[g.font, "" if g.text != "1" else g.text])
        return (g.x1 - g.x0) / g.size < _NARROWER * usual


def segments(runs: Sequence[Run], figures: Figures) -> list[Segment]:
    """Gather runs of one direction into segments of rows, the rows from top to bottom.

    Args:
        runs: In upright frame.
        figures: Those of the pages so far; this page's are learnt first.
    """
    figures.learn(g for run in runs for g in run.glyphs)
    rows = sorted(_rows(runs), key=lambda r: r.base)
    return [s for i, row in enumerate(rows) for s in _split(i, row, figures)]


def runs_of(glyphs: Iterable[Glyph]) -> list[Run]:
    """Put glyphs of one direction, in upright frame, together into runs."""
    runs: list[Run] = []
    before: Glyph | None = None
    for g in glyphs:
        if (
            before is not None
            and abs(g.base - before.base) <= 0.04 * before.size
            and abs(g.size - before.size) <= 0.04 * before.size
            and -0.3 * g.size <= g.x0 - before.x1 <= (1.2 if before.blank else 0.9) * g.size
        ):
            runs[-1].glyphs.append(g)
        else:
            runs.append(Run([g]))
        before = g
    # Blanks that stand alone carry nothing that the gap between their neighbours does not show.
    return [r for r in runs if any(not g.text.isspace() for g in r.glyphs)]


def _rows(runs: Sequence[Run]) -> list[Row]:
    """Put runs into rows, large print first, so that a superscript finds the line that it is raised against."""
    by_base: dict[int, list[Row]] = defaultdict(list)
    rows: list[Row] = []
    for run in sorted(runs, key=lambda r: (-round(r.size, 1), r.base, r.x0)):
        near = [row for key in range(int(run.base) - 4, int(run.base) + 5) for row in by_base[key]]
        same = [row for row in near if abs(row.base - run.base) <= _SAME_BASE * min(row.size, run.size) + 0.2]
        # A superscript may happen to stand on the baseline of another column.
        if same and not (run.size <= _SMALLER * same[0].size and _far(run, same)):
            min(same, key=lambda row: abs(row.base - run.base)).runs.append(run)
            continue
        around = [row for key in range(int(run.base) - 8, int(run.base) + 24) for row in by_base[key]]
        if (host := _host(run, [row for row in around if row not in same])) is not None:
            run.raised = run.base < host.base
            host.runs.append(run)
            continue
        if same:
            min(same, key=lambda row: abs(row.base - run.base)).runs.append(run)
            continue
        row = Row(run.base, run.size, [run])
        rows.append(row)
        by_base[int(run.base)].append(row)
    return rows


def _far(run: Run, rows: Iterable[Row]) -> bool:
    """Whether a run stands apart from all runs of some rows."""
    reach = _HANGING * run.size
    return not any(other.x0 - reach <= run.x1 and run.x0 <= other.x1 + reach for row in rows for other in row.runs)


def _host(run: Run, rows: Iterable[Row]) -> Row | None:
    """The row that a smaller run is raised (or lowered) against: it stands right beside a run of it."""
    best: tuple[float, Row] | None = None
    for row in rows:
        rise = row.base - run.base
        if run.size > _SMALLER * row.size or not (
            _SUPER[0] * row.size <= rise <= _SUPER[1] * row.size or -_SUB * row.size <= rise < 0
        ):
            continue
        for other in row.runs:
            behind, ahead = run.x0 - other.x1, other.x0 - run.x1
            if -0.25 * row.size <= behind <= 0.6 * row.size:
                gap = abs(behind)
            elif -0.25 * row.size <= ahead <= 2.5 * row.size:
                gap = abs(ahead) + 0.3 * row.size
            else:
                continue
            if best is None or gap < best[0]:
                best = gap, row
    return best[1] if best else None


def _split(number: int, row: Row, figures: Figures) -> list[Segment]:
    placed = sorted(
        ((g, run.raised or figures.superior(g)) for run in row.runs for g in run.glyphs), key=lambda p: p[0].x0
    )
    parts: list[list[tuple[Glyph, bool]]] = []
    slits: list[list[int]] = []
    before: Glyph | None = None
    last: Glyph | None = None
    for g, raised in placed:
        if last is not None and _drawn_twice(last, g):
            continue
        last = g
        if not g.text.isspace():
            gap = 0.0 if before is None else (g.x0 - before.x1) / max(g.size, before.size)
            if before is None or (gap > _APART and not (gap < _HANGING and _is_label(parts[-1]))):
                parts.append([])
                slits.append([])
            elif gap > _SLIT:
                slits[-1].append(len(parts[-1]))
            before = g
        if parts:
            parts[-1].append((g, raised))
    return [_segment(number, row.base, part, gaps) for part, gaps in zip(parts, slits, strict=True)]


def slit(s: Segment, k: int) -> list[Segment]:
    """A segment cut in two before its glyph `k`."""
    halves = (
        (list(s.glyphs[:k]), [i for i in s.slits if i < k]),
        (list(s.glyphs[k:]), [i - k for i in s.slits if i > k]),
    )
    return [_segment(s.row, s.base, part, gaps) for part, gaps in halves]


def _is_label(part: Sequence[tuple[Glyph, bool]]) -> bool:
    """Whether a part is a bullet or number that hangs in front of its note or list item."""
    if len(part) > 4:
        return False
    text = "".join(g.text for g, _ in part).strip()
    return len(text) <= 4 and (not text[0].isalpha() or text[-1] in ".)" or text == "o") and text[0] not in "$€£"


def _drawn_twice(before: Glyph, g: Glyph) -> bool:
    """The same character on the same place: some files print bold so."""
    return before.text == g.text and abs(g.x0 - before.x0) <= 0.1 * g.size and abs(g.base - before.base) <= 0.1 * g.size


def _segment(number: int, base: float, part: list[tuple[Glyph, bool]], slits: Sequence[int]) -> Segment:
    while part[-1][0].text.isspace():
        part.pop()
    glyphs = [g for g, _ in part]
    _, _, _, x0, top, x1, bottom, *_ = zip(*glyphs, strict=True)
    box = min(x0), min(top), max(x1), max(bottom)
    size = usual_size([g for g, raised in part if not raised] or glyphs)
    return Segment(number, base, tuple(part), box, size, sum(len(g.text) + g.blank for g in glyphs), tuple(slits))


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The size of most characters, in tenths of a point; 0 where there are none."""
    sizes: dict[float, int] = defaultdict(int)
    for g in glyphs:
        sizes[g.size] += len(g.text)
    if len(sizes) == 1:
        return round(next(iter(sizes)), 1)
    rounded: dict[float, int] = defaultdict(int)
    for size, n in sizes.items():
        rounded[round(size, 1)] += n
    return max(rounded, key=rounded.__getitem__, default=0.0)
