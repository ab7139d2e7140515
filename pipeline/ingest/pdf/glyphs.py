"""What all PDF readers do alike with what they find: what a glyph stands for, and which glyphs are one stretch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.pdf.page import BLANK_GAP, Glyph

UNKNOWN = "\ufffd"
_SUBSET = re.compile(r"[A-Z]{6}\+")
_SAME = 0.04
"""In units of the size: how much size and baseline may differ within a stretch."""
_OVERLAP = 0.3
"""In units of the size: how far a glyph may reach over the one before it."""
_UNDER = 0.02
"""In units of the size: how far a blank may show behind the glyph that it is drawn under."""
_BLANK_AWAY = 0.9
"""In units of the size: how far behind a glyph a blank may stand that belongs to it."""


@dataclass(frozen=True, slots=True)
class GlyphTable:
    """The glyphs of a page as columns, in the order of the file.

    Attributes:
        texts: What each stands for; a blank is one space.
        fonts: For each an index into `names`.
        names: Of the fonts.
        places: Six numbers for each: x0, top, x1, bottom, size, base; as in `Glyph`.
        turns: As in `Glyph`.
    """

    texts: Sequence[str]
    fonts: NDArray[np.int64]
    names: Sequence[str]
    places: NDArray[np.float64]
    turns: NDArray[np.int64]


class _Meanings(dict[int, str]):
    """For `str.translate`: blanks become spaces, ligatures are spelt out, what is no character becomes U+FFFD."""

    def __missing__(self, code: int) -> str:
        self[code] = text = _meaning(chr(code))
        return text


def _meaning(char: str) -> str:
    # A soft hyphen that is drawn is a hyphen: some typesetters map the one glyph to either character.
    if char == "\u00ad":
        return "-"
    # Python counts the separators among the control characters as blanks; in a font they are mere numbers of glyphs.
    if char.isspace() and not "\x1c" <= char <= "\x1f":
        return " "
    if "\ufb00" <= char <= "\ufb06":
        return unicodedata.normalize("NFKC", char)
    return UNKNOWN if unicodedata.category(char) in {"Cc", "Cs", "Cn"} else char


MEANINGS = _Meanings()


def font_name(name: str) -> str:
    """A font's name without the tag that marks a subset of it."""
    return _SUBSET.sub("", name)


def stretches(table: GlyphTable) -> tuple[Glyph, ...]:
    """Put neighbouring glyphs together into stretches without a blank.

    A stretch is of one font and size, upright and on one baseline. Figures stand alone: whether one of them is a
    superior one is known only when the whole page was seen. A blank is told by the glyph before it; one that opens its
    line of print stays a glyph.
    """
    if not table.texts:
        return ()
    blank = _each(table.texts, lambda text: text == " ")
    kept, followed = _fold_blanks(table, blank)
    places, fonts, turns, blank = table.places[kept], table.fonts[kept], table.turns[kept], blank[kept]
    texts = [table.texts[i] for i in kept.tolist()]
    alone = _each(texts, lambda text: text.isdigit() or text == " ")
    gap, shift, size = _steps(places)
    joined = np.zeros(len(texts), bool)
    joined[1:] = (
        ~(alone[1:] | alone[:-1] | followed[:-1])
        & (fonts[1:] == fonts[:-1])
        & (turns[1:] == 0)
        & (turns[:-1] == 0)
        & (np.abs(places[1:, 4] - places[:-1, 4]) <= _SAME * size)
        & (shift <= _SAME * size)
        & (gap <= BLANK_GAP * size)
        & (gap >= -_OVERLAP * size)
    )
    starts = np.flatnonzero(~joined)
    ends = np.append(starts[1:], len(texts))
    columns = (
        ["".join(texts[a:b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)],
        [table.names[font] for font in fonts[starts].tolist()],
        places[starts, 4].tolist(),
        *np.minimum.reduceat(places[:, :2], starts).T.tolist(),
        *np.maximum.reduceat(places[:, 2:4], starts).T.tolist(),
        places[starts, 5].tolist(),
        turns[starts].tolist(),
        followed[ends - 1].tolist(),
    )
    return tuple(map(Glyph._make, zip(*columns, strict=True)))


def _each(texts: Sequence[str], test: Callable[[str], bool]) -> NDArray[np.bool_]:
    """What a test says of each text; it is asked once of those that are the same."""
    known = {text: test(text) for text in set(texts)}
    return np.fromiter(map(known.__getitem__, texts), bool, len(texts))


def _fold_blanks(table: GlyphTable, blank: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The indices of the glyphs that are kept, and for each whether a blank that is not stands behind it.

    A blank that is drawn under the glyph before it (typesetters do so behind their ligatures) parts nothing.
    """
    places, turns = table.places, table.turns
    upright = (turns[1:] == 0) & (turns[:-1] == 0)
    under = np.zeros(len(blank), bool)
    under[1:] = blank[1:] & ~blank[:-1] & upright & (places[1:, 2] <= places[:-1, 2] + _UNDER * places[:-1, 4])
    under[1:] &= places[1:, 0] >= places[:-1, 0]
    under[1:] |= blank[1:] & blank[:-1] & (turns[1:] == turns[:-1])
    kept = np.flatnonzero(~under)
    blank, turns = blank[kept], turns[kept]
    gap, shift, size = _steps(places[kept])
    behind = np.zeros(len(kept), bool)
    behind[1:] = (
        blank[1:]
        & ~blank[:-1]
        & (turns[1:] == 0)
        & (turns[:-1] == 0)
        & (shift <= 0.15 * size)
        & (gap <= _BLANK_AWAY * size)
        & (gap >= -_OVERLAP * size)
    )
    followed = np.append(behind[1:], False)
    return kept[~behind], followed[~behind]


def _steps(places: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """From each glyph to the next: the gap, how far the baseline shifts, and the smaller of the two sizes."""
    before, after = places[:-1], places[1:]
    return after[:, 0] - before[:, 2], np.abs(after[:, 5] - before[:, 5]), np.minimum(before[:, 4], after[:, 4])
