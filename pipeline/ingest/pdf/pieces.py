"""What PDFium is asked once for many glyphs: about a piece of print, and about a character of a font."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.pdf import calls
from pipeline.ingest.pdf.frame import Floats, Frame

_OVERHANG = 0.01
"""In units of the size: what is less is no overhang."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of print, each of one font, size and baseline.

    Attributes:
        fonts: For each piece an index into `names` and `handles`.
        names: Of the fonts, with their subset tags.
        handles: Of the fonts; they count for this page only, PDFium may give them away later.
        measures: Of each piece size, baseline, turn, and the factor by which widths are scaled.
    """

    fonts: NDArray[np.int64]
    names: tuple[str, ...]
    handles: tuple[int | None, ...]
    measures: Floats


def pieces_of(handle: int, firsts: NDArray[np.int64], pieces: NDArray[np.uint64], frame: Frame) -> Pieces:
    """Ask about pieces of print; `firsts` are their first glyphs, `pieces` their handles."""
    count = len(firsts)
    matrices, origins, sizes = np.zeros((count, 6), np.float32), np.zeros((count, 2)), np.zeros(count, np.float32)
    matrix, origin, size = matrices.ctypes.data, origins.ctypes.data, sizes.ctypes.data
    fonts: dict[int | None, int] = {}
    chosen = []
    for i, piece in zip(firsts.tolist(), pieces.tolist(), strict=True):
        calls.matrix_of(handle, i, matrix)
        calls.origin_of(handle, i, origin, origin + 8)
        calls.size_of(piece, size)
        matrix, origin, size = matrix + 24, origin + 16, size + 4
        font = calls.font_of(piece)
        chosen.append(fonts.setdefault(font, len(fonts)))
    a, b, c, d = frame.vectors(matrices.astype(np.float64)).T
    upright = np.abs(a) + np.abs(d) >= np.abs(b) + np.abs(c)
    turns = np.where(upright, np.where(d >= 0, 0, 2), np.where(b > 0, 1, 3))
    x, y = frame.points(origins[:, 0], origins[:, 1])
    bases = np.choose(turns, (y, x, frame.height - y, frame.width - x))
    sizes = np.abs(sizes)
    measures = np.column_stack((sizes * np.where(upright, np.abs(d), np.abs(c)), bases, turns, sizes * np.abs(a)))
    return Pieces(np.array(chosen, np.int64), tuple(map(_font_called, fonts)), tuple(fonts), measures)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The different glyphs of a page: each character of each font, upright or not. What holds for a kind is asked once.

    Attributes:
        of: For each glyph the index of its kind.
        examples: For each kind the index of its first glyph.
        codes: For each kind its code point.
        fonts: For each kind the index of its font.
        known: Whether the file says that the code point is the one meant.
        starts: Where the examples begin by the width of the font, on the page as shown.
        widths: By the font, for a size of 1.
    """

    of: NDArray[np.int64]
    examples: NDArray[np.int64]
    codes: NDArray[np.int64]
    fonts: NDArray[np.int64]
    known: NDArray[np.bool_]
    starts: Floats
    widths: Floats

    def edges(self, places: Floats, scales: Floats, opens: NDArray[np.bool_]) -> Floats:
        """Left and right edge of each glyph by the widths of its font, never outside of those that it has.

        PDFium's boxes cover what hangs over as well: to the right of an `f` a blank would look too narrow. A width is
        taken for true where most glyphs of the kind are overlapped by the next one: a font may have several glyphs for
        one character, and tells the width of only one.

        Args:
            places: See `GlyphTable`.
            scales: For each glyph the factor of its width.
            opens: Whether it is the first of a piece of print.
        """
        left, right = places[:, 0], places[:, 2]
        hanging = np.maximum(0.0, (self.starts - left[self.examples]) / np.maximum(scales[self.examples], 1e-6))
        x0 = np.minimum(left + hanging[self.of] * scales, (left + right) / 2)
        x1 = x0 + self.widths[self.of] * scales
        follows = np.append(~opens[1:], False)
        overlapped = follows & np.append(x0[1:] < right[:-1] - _OVERHANG * scales[:-1], False)
        count = len(self.examples)
        often = np.bincount(self.of[overlapped], minlength=count) * 2 > np.bincount(self.of[follows], minlength=count)
        sound = often[self.of] & (x1 > (left + right) / 2)
        return np.column_stack((x0, np.where(sound, np.minimum(x1, right), right)))


def kinds_of(
    handle: int,
    glyphs: NDArray[np.int64],
    codes: NDArray[np.int64],
    fonts: NDArray[np.int64],
    turns: NDArray[np.int64],
    font_handles: tuple[int | None, ...],
    frame: Frame,
) -> Kinds:
    """Ask about the different glyphs of a page.

    Args:
        handle: Of the page's text.
        glyphs: The numbers of those that are printed.
        codes: Their code points.
        fonts: For each an index into `font_handles`.
        turns: As in `Glyph`.
        font_handles: See `Pieces`.
        frame: Of the page.
    """
    kinds, examples, of = np.unique(fonts << 33 | (turns != 0) << 32 | codes, return_index=True, return_inverse=True)
    origins, widths, wrong = np.zeros((len(kinds), 2)), np.zeros(len(kinds), np.float32), []
    origin, width = origins.ctypes.data, widths.ctypes.data
    for kind, glyph in zip(kinds.tolist(), glyphs[examples].tolist(), strict=True):
        calls.origin_of(handle, glyph, origin, origin + 8)
        wrong.append(calls.unmapped(handle, glyph) == 1)
        if font := font_handles[kind >> 33]:
            calls.width_of(font, kind & 0xFFFFFFFF, 1.0, width)
        origin, width = origin + 16, width + 4
    starts, _ = frame.points(origins[:, 0], origins[:, 1])
    known = ~np.array(wrong, bool)
    return Kinds(of, examples, kinds & 0xFFFFFFFF, kinds >> 33, known, starts, widths.astype(np.float64))


def _font_called(handle: int | None) -> str:
    """The name of a font, with its subset tag."""
    name = ctypes.create_string_buffer(256)
    length = calls.name_of(handle, ctypes.addressof(name), len(name)) if handle else 0
    return name.raw[: length - 1].decode("utf-8", errors="replace") if 0 < length <= len(name) else ""
