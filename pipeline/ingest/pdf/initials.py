"""Drop capitals: a large first letter that two or more lines stand beside is part of the first one's word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.ingest.pdf.page import Box
from pipeline.ingest.pdf.rows import Run, Segment, usual_size
from pipeline.ingest.vocabulary import english_words

_LARGE = 1.8
"""In units of the usual size: how large a drop capital is at least."""
_BESIDE = (-0.3, 1.5)
"""In units of the usual size: how far from its right edge the lines beside it begin."""
_BELOW = 0.5
"""In units of the usual size: how far below its baseline that of a line beside it may lie."""
_DEEP = 0.5
"""In units of the usual size: how far below the first line's baseline its own is at least."""


def settle(runs: Sequence[Run]) -> list[Box]:
    """Put drop capitals onto the baseline of the first line beside them.

    Args:
        runs: Of one page in upright frame; those of drop capitals are changed.

    Returns:
        The boxes of the drop capitals as they are printed.
    """
    size = usual_size(g for run in runs for g in run.glyphs)
    large = [run for run in runs if run.size >= _LARGE * size and _is_initial(run)]
    found = []
    for run in large:
        box = run.glyphs[0].x0, run.glyphs[0].top, run.x1, run.base
        beside = [r for r in runs if r.size < _LARGE * size and _stands_beside(r.x0, r.base, box, size)]
        first = min(beside, key=lambda r: r.base, default=None)
        if first is None or run.base - first.base < _DEEP * size:
            continue
        # A blank between the letter and the rest of its word is seen by the gap: close it.
        end = run.x1 if _is_word(run, first) else max(run.x1, first.x0)
        run.glyphs = [g._replace(base=first.base, size=first.size) for g in run.glyphs]
        run.glyphs[-1] = run.glyphs[-1]._replace(x1=end)
        found.append(box)
    return found


def widened(parts: Iterable[Segment], initials: Sequence[Box]) -> list[Segment]:
    """Segments with those that make room for a drop capital as wide as if they began at its left edge."""
    out = []
    for s in parts:
        for box in initials:
            if _stands_beside(s.box[0], s.base, box, s.size):
                s = replace(s, box=(box[0], *s.box[1:]))
        out.append(s)
    return out


def _is_initial(run: Run) -> bool:
    text = "".join(g.text for g in run.glyphs).strip()
    return len(text.lstrip("“‘\"'")) == 1 and text[-1].isupper()


def _stands_beside(x0: float, base: float, box: Box, size: float) -> bool:
    beside = _BESIDE[0] * size <= x0 - box[2] <= _BESIDE[1] * size
    return beside and box[1] <= base <= box[3] + _BELOW * size


def _is_word(run: Run, first: Run) -> bool:
    """Whether a letter is a word of its own: it makes none with what follows it."""
    letter, rest = run.glyphs[-1].text.strip(), first.glyphs[0].text.strip()
    if letter not in {"A", "I", "O"} or run.glyphs[-1].blank:
        return run.glyphs[-1].blank
    return (letter + rest).casefold() not in english_words() and rest.casefold() in english_words()
