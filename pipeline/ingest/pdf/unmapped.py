"""Glyphs that PDFium finds no character for: pdfplumber, which knows more glyphs by name, is asked about each once.

Such are ligatures that a typesetter named by a habit of his own (`f_f`), and the signs of old symbol fonts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import UnreadableError
from pipeline.ingest.pdf.glyphs import UNKNOWN, GlyphTable

_log = logging.getLogger(__name__)
_NEAR = 0.25
"""In units of the size: how far apart two libraries may see one glyph."""


class TableReader(Protocol):
    """A second reader of the same file."""

    def table(self, index: int) -> GlyphTable | None:
        """The glyphs of a page, counted from 0; nothing where the page can't be read."""
        ...


class Unmapped:
    """What a document's unmapped glyphs stand for. `page` is the index of the page that is being read."""

    def __init__(self, second: Callable[[], TableReader]) -> None:
        """Ask only when there is something to ask.

        Args:
            second: Opens the file once more.
        """
        self.page = 0
        self._open = second
        self._second: TableReader | None = None
        self._unreadable = False
        self._known: dict[tuple[str, int], str] = {}

    def meanings(
        self, texts: Sequence[str], kinds: Sequence[tuple[str, int]], places: NDArray[np.float64]
    ) -> Sequence[str]:
        """The texts, with what is unknown in them filled in where the second reader knows it.

        Args:
            texts: Of the different glyphs of the page.
            kinds: Of each the font (with its subset tag) and its code in it.
            places: Of one glyph of each kind; see `GlyphTable`.
        """
        unknown = [i for i, text in enumerate(texts) if text == UNKNOWN]
        if not unknown:
            return texts
        asked = [i for i in unknown if kinds[i] not in self._known]
        if asked and (table := self._ask()) is not None and len(table.texts):
            for i in asked:
                self._known[kinds[i]] = _at(table, places[i])
        filled = list(texts)
        for i in unknown:
            filled[i] = self._known.get(kinds[i], UNKNOWN)
        return filled

    def _ask(self) -> GlyphTable | None:
        if self._unreadable:
            return None
        try:
            self._second = self._second or self._open()
            return self._second.table(self.page)
        except UnreadableError as error:
            _log.debug("no second reader for unmapped glyphs: %s", error)
            self._unreadable = True
            return None


def _at(table: GlyphTable, place: NDArray[np.float64]) -> str:
    """What stands at the left edge and on the baseline of a glyph."""
    size = place[4]
    away = np.abs(table.places[:, 0] - place[0]) + np.abs(table.places[:, 5] - place[5])
    nearest = int(away.argmin())
    return table.texts[nearest] if away[nearest] <= _NEAR * size else UNKNOWN
