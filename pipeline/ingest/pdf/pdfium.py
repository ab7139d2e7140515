"""The usual reader of PDF: PDFium, by the fewest calls that tell what is printed, how large and where.

Two calls a glyph (its box, and which piece of print it is part of), four a piece; a call costs about half a
microsecond. What PDFium puts in itself (blanks, line breaks) is left out: the layout sees the gaps.
"""

from __future__ import annotations

import ctypes
import logging
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.ingest.pdf import calls
from pipeline.ingest.pdf.drawn import Drawn, inkless, look_through
from pipeline.ingest.pdf.frame import Frame
from pipeline.ingest.pdf.glyphs import MEANINGS, UNKNOWN, GlyphTable, font_name, stretches
from pipeline.ingest.pdf.opening import LockedError, check_is_pdf, damaged, pageless
from pipeline.ingest.pdf.page import LANG, Glyph, PrintedPage
from pipeline.ingest.pdf.pieces import kinds_of, pieces_of
from pipeline.ingest.pdf.unmapped import TableReader, Unmapped

_log = logging.getLogger(__name__)

_BROKEN = 2
"""What PDFium calls a hyphen that breaks a word at a line's end."""
_BLANK = 0x20
_SURROGATES = range(0xD800, 0xE000)
_NO_CHARACTER = 0xFFFE
"""From here on PDFium's text has what is no character, such as for a hyphen that breaks a word."""

_LONE = 0.2
"""In units of the height: the width of a blank that PDFium tells no place of."""


class PdfiumReader:
    """A PDF opened by PDFium; see `PageReader`."""

    def __init__(self, data: bytes, *, password: str = "") -> None:
        """Open a PDF.

        Args:
            data: The bytes of the file.
            password: To open it with.

        Raises:
            UnreadableError: It is no PDF, it wants a password, or it is damaged past mending.
        """
        check_is_pdf(data)
        self._pdf = open_pdf(data, password)
        self._unmapped = Unmapped(lambda: _second(data, password))
        if not len(self._pdf):
            raise pageless()
        found: dict[str, str] = self._pdf.get_metadata_dict(skip_empty=True)
        found[LANG] = _language(self._pdf)
        self.metadata: Mapping[str, str] = {k: v.strip("\x00 ") for k, v in found.items()}

    def __len__(self) -> int:
        """See `PageReader`."""
        return len(self._pdf)

    def pages(self) -> Iterator[PrintedPage]:
        """See `PageReader`; a page that cannot be read is empty, and a warning names it.

        Raises:
            UnreadableError: None can be read.
        """
        read = False
        for index in range(len(self._pdf)):
            page = pdfium.FPDF_LoadPage(self._pdf, index)
            if not page:
                _log.info("page %d cannot be read and is left empty", index + 1)
                yield PrintedPage(index + 1, 0.0, 0.0)
                continue
            try:
                frame = Frame.of(page)
                self._unmapped.page = index
                drawn = look_through(page)
                glyphs = _glyphs(page, frame, drawn, self._unmapped)
                rules, pictures = tuple(frame.shown(drawn.rules)), tuple(frame.shown(drawn.pictures))
            finally:
                pdfium.FPDF_ClosePage(page)
            yield PrintedPage(index + 1, frame.width, frame.height, glyphs, rules, pictures)
            read = True
        if not read:
            raise pageless()


def _second(data: bytes, password: str) -> TableReader:
    # Few documents need it, and it takes longer to import than they take to read.
    from pipeline.ingest.pdf.plumber import PlumberReader

    return PlumberReader(data, password=password)


def _language(document: Any) -> str:
    """What the catalogue says of the document's language, in the two calls in which PDFium tells a text."""
    length = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", errors="replace")


def open_pdf(data: bytes, password: str) -> Any:
    """Open a PDF by PDFium.

    Raises:
        UnreadableError: It wants a password, or is damaged past mending.
    """
    try:
        return pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise LockedError(password) from error
        raise damaged(data, "PDFium finds no document in it") from error


def _glyphs(page: Any, frame: Frame, drawn: Drawn, unmapped: Unmapped) -> tuple[Glyph, ...]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return ()
    try:
        count = max(0, pdfium.FPDFText_CountChars(text_page))
        handle = ctypes.cast(text_page, ctypes.c_void_p).value
        return stretches(_table(handle, count, frame, drawn, unmapped)) if count and handle else ()
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _table(handle: int, count: int, frame: Frame, drawn: Drawn, unmapped: Unmapped) -> GlyphTable:
    """All that is printed on a page; `handle` is that of its text."""
    boxes = np.zeros((count, 4), np.float32)
    at = boxes.ctypes.data
    deque(map(calls.box_of, repeat(handle), range(count), range(at, at + 16 * count, 16)), maxlen=0)
    pieces = np.fromiter(map(calls.piece_of, repeat(handle), range(count)), np.uint64, count)
    codes = _codes(handle, count)
    lone = _lone_blanks(pieces, codes, boxes, drawn) if not frame.turns else np.zeros(0, np.int64)
    # Such a blank is taken for one of the piece before it, and its place is behind that.
    pieces[lone] = pieces[lone - 1]
    boxes[lone] = boxes[lone - 1]
    boxes[lone, 0] = boxes[lone - 1, 2]
    boxes[lone, 2] += _LONE * (boxes[lone, 1] - boxes[lone, 3])
    printed = pieces != 0
    ours = set(lone.tolist())
    blanks = np.flatnonzero(printed & (codes == _BLANK)).tolist()
    printed[blanks] = [i in ours or not calls.made_up(handle, i) for i in blanks]
    kept = np.flatnonzero(printed)
    if not len(kept):
        return GlyphTable((), np.zeros(0, np.int64), (), np.zeros((0, 6)), np.zeros(0, np.int64))
    pieces = pieces[kept]
    firsts = np.flatnonzero(np.append(True, pieces[1:] != pieces[:-1]))
    found = pieces_of(handle, kept[firsts], pieces[firsts], frame)
    lengths = np.diff(np.append(firsts, len(kept)))
    fonts, measures = np.repeat(found.fonts, lengths), np.repeat(found.measures, lengths, axis=0)
    # Two corners each, whichever is the upper one.
    places = np.column_stack((frame.boxes(boxes[kept].astype(np.float64)), measures[:, :2]))
    turns = measures[:, 2].astype(np.int64)
    kinds = kinds_of(handle, kept, codes[kept], fonts, turns, found.handles, frame)
    # A ligature's letters have the box of the one glyph.
    more = np.zeros(len(kept), bool)
    more[1:] = (np.diff(boxes[kept], axis=0) == 0).all(axis=1)
    more[firsts] = False
    opens = np.zeros(len(kept), bool)
    opens[firsts] = True
    single = (turns == 0) & ~more & ~np.append(more[1:], False)
    places[:, (0, 2)] = np.where(single[:, None], kinds.edges(places, measures[:, 3], opens), places[:, (0, 2)])
    meanings = unmapped.meanings(
        [_meaning(code, known) for code, known in zip(kinds.codes.tolist(), kinds.known.tolist(), strict=True)],
        [(found.names[font], code) for font, code in zip(kinds.fonts.tolist(), kinds.codes.tolist(), strict=True)],
        places[kinds.examples],
    )
    texts = [meanings[kind] for kind in kinds.of.tolist()]
    table = GlyphTable(texts, fonts, [font_name(name) for name in found.names], places, turns)
    return _on_paper(_ligated(table, more), frame)


def _lone_blanks(
    pieces: NDArray[np.uint64], codes: NDArray[np.int64], boxes: NDArray[np.float32], drawn: Drawn
) -> NDArray[np.int64]:
    """The indices of blanks that PDFium puts where the file has one that is a piece of print of its own.

    It passes over such pieces, having no ink, and then sees a gap; but it sees gaps where there is no blank, too.
    """
    read = set(pieces[np.append(True, pieces[1:] != pieces[:-1])].tolist())
    places: dict[int, list[tuple[float, float]]] = {}
    for piece, placed in drawn.print:
        if piece not in read and (place := inkless(piece, placed)):
            places.setdefault(round(place[1]), []).append(place)
    if not places:
        return np.zeros(0, np.int64)
    lines = sorted(places)
    between = np.zeros(len(pieces), bool)
    between[1:-1] = (codes[1:-1] == _BLANK) & (pieces[1:-1] == 0) & (pieces[:-2] != 0) & (pieces[2:] != 0)
    found = []
    for i in np.flatnonzero(between).tolist():
        left, top, _, bottom = boxes[i - 1].tolist()
        # A spoilt file has letters as tall as a million pages: only lines that there are are gone through.
        near = (
            place for y in lines[bisect_left(lines, bottom - 1) : bisect_right(lines, top + 1)] for place in places[y]
        )
        if any(left <= x <= boxes[i + 1, 0] + 1 and bottom <= y <= top for x, y in near):
            found.append(i)
    return np.array(found, np.int64)


def _codes(handle: int, count: int) -> NDArray[np.int64]:
    """The code point of each glyph; all at once where PDFium's text has one for each, but for hyphens at line ends."""
    buffer = np.zeros(count + 1, np.uint16)
    given = calls.text_of(handle, 0, count, buffer.ctypes.data) - 1
    codes = buffer[:count].astype(np.int64)
    paired = (codes >= _SURROGATES.start) & (codes < _SURROGATES.stop)
    whole = given == count and not paired.any()
    asked = np.flatnonzero(codes >= _NO_CHARACTER) if whole else np.arange(count)
    codes[asked] = np.fromiter(map(calls.code_of, repeat(handle), asked.tolist()), np.int64, len(asked))
    codes[asked[codes[asked] == _BROKEN]] = ord("-")
    return codes


def _meaning(code: int, known: bool) -> str:
    return chr(code).translate(MEANINGS) if known and 0 < code <= 0x10FFFF else UNKNOWN


def _ligated(table: GlyphTable, more: NDArray[np.bool_]) -> GlyphTable:
    """Put ligatures together again that PDFium took apart; `more` tells the letters behind the first."""
    if not more.any():
        return table
    texts: list[str] = []
    for text, behind in zip(table.texts, more.tolist(), strict=True):
        if behind:
            texts[-1] += text
        else:
            texts.append(text)
    kept = ~more
    return GlyphTable(texts, table.fonts[kept], table.names, table.places[kept], table.turns[kept])


def _on_paper(table: GlyphTable, frame: Frame) -> GlyphTable:
    """Those glyphs that stand on the page as it is shown, and have a size."""
    places = table.places
    x, y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
    kept = (x >= 0) & (x <= frame.width) & (y >= 0) & (y <= frame.height) & (places[:, 4] > 0)
    if kept.all():
        return table
    texts = [text for text, here in zip(table.texts, kept.tolist(), strict=True) if here]
    return GlyphTable(texts, table.fonts[kept], table.names, places[kept], table.turns[kept])
