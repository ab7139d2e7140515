"""The reader of reference for PDF: pdfplumber behind the interface of `pipeline.ingest.pdf.page`."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.errors import BREAKDOWNS, UnreadableError
from pipeline.ingest.pdf.glyphs import MEANINGS, UNKNOWN, GlyphTable, font_name, stretches
from pipeline.ingest.pdf.opening import LockedError, check_is_pdf, damaged, pageless
from pipeline.ingest.pdf.page import LANG, Box, PrintedPage

_log = logging.getLogger(__name__)
# Of a damaged file it tells each flaw, hundreds for some; what comes of them is told here.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_UNMAPPED = re.compile(r"\(cid:\d+\)")
_USUAL_DESCENT = 0.22
_BREAKDOWNS: tuple[type[Exception], ...] = (MalformedPDFException, PdfminerException, PSException, *BREAKDOWNS)
"""What pdfplumber and pdfminer below it raise on files that are not as they should be: both have errors of their own,
and take boxes, numbers and tables for what they ought to be without a look.
"""


class PlumberReader:
    """A PDF opened by pdfplumber; see `PageReader`."""

    def __init__(self, data: bytes, *, password: str = "") -> None:
        """Open a PDF; one that is damaged is mended first.

        Args:
            data: The bytes of the file.
            password: To open it with.

        Raises:
            UnreadableError: It is no PDF, it wants a password, or it is damaged past mending.
        """
        check_is_pdf(data)
        self._pdf = _open(data, password)
        said = dict(self._pdf.metadata) | {LANG: _language(self._pdf)}
        self.metadata: Mapping[str, str] = {str(k): v.strip("\x00 ") for k, v in said.items() if isinstance(v, str)}

    def __len__(self) -> int:
        """See `PageReader`."""
        return len(self._pdf.pages)

    def pages(self) -> Iterator[PrintedPage]:
        """See `PageReader`; a page that cannot be read is empty, and a warning names it."""
        for page in self._pdf.pages:
            frame = _frame(page)
            try:
                glyphs, rules = stretches(_table(page, frame)), _boxes((*page.rects, *page.lines), frame)
                pictures = _boxes(page.images, frame)
            except _BREAKDOWNS as error:
                _log.info("page %d cannot be read and is left empty (%r)", page.page_number, error)
                glyphs, rules, pictures = (), (), ()
            left, top, right, bottom = frame
            yield PrintedPage(page.page_number, right - left, bottom - top, glyphs, rules, pictures)
            page.close()

    def table(self, index: int) -> GlyphTable | None:
        """The glyphs of one page, counted from 0; nothing where it cannot be read."""
        if index >= len(self._pdf.pages):
            return None
        page = self._pdf.pages[index]
        try:
            return _table(page, _frame(page))
        except _BREAKDOWNS:
            return None
        finally:
            page.close()


def _language(pdf: Any) -> str | None:
    """What the catalogue says of the document's language; nothing where it can't be made out."""
    try:
        said = resolve1(pdf.doc.catalog.get("Lang"))
        return decode_text(said) if isinstance(said, bytes) else None
    except _BREAKDOWNS:
        return None


def _open(data: bytes, password: str) -> Any:
    """Open with pdfplumber; where it finds fewer pages than pdfium does, the file is mended by pdfium first."""
    try:
        pdf, count = _try(data, password)
    except LockedError:
        raise
    except UnreadableError as error:
        pdf, count, failure = None, 0, error
    else:
        failure = pageless()
    mended = _mended(data, password, above=count)
    if mended is not None:
        pdf, count = _try(mended, "")
    if not count or pdf is None:
        raise failure
    return pdf


def _try(data: bytes, password: str) -> tuple[Any, int]:
    try:
        pdf = pdfplumber.open(io.BytesIO(data), password=password, raise_unicode_errors=False)
        return pdf, len(pdf.pages)
    except _BREAKDOWNS as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise LockedError(password) from cause
        raise damaged(data, cause) from cause


def _mended(data: bytes, password: str, *, above: int) -> bytes | None:
    """The file written anew by pdfium, where pdfium sees more than `above` pages in it."""
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError:
        return None
    try:
        if len(document) <= above:
            return None
        _log.info("damaged: %d of %d pages are found only after mending", len(document) - above, len(document))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def _frame(page: Any) -> Box:
    """What is shown of a page: its crop box, as far as there is paper under it."""
    x0, top, x1, bottom = (float(v) for v in page.bbox)
    left, upper, right, lower = (float(v) for v in page.cropbox)
    cut = max(x0, left), max(top, upper), min(x1, right), min(bottom, lower)
    return cut if cut[0] < cut[2] and cut[1] < cut[3] else (x0, top, x1, bottom)


def _table(page: Any, frame: Box) -> GlyphTable:
    left, top, right, bottom = frame
    texts, places, turns, fonts = [], [], [], []
    names: dict[str, int] = {}
    for c in page.chars:
        x0, x1, y0, y1 = c["x0"], c["x1"], c["top"], c["bottom"]
        if not (left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom):
            continue
        text = _UNMAPPED.sub(UNKNOWN, c["text"]).translate(MEANINGS)
        turn = _turn(c["matrix"])
        size = y1 - y0 if turn in (0, 2) else x1 - x0
        if not text or size <= 0:
            continue
        texts.append(" " if text.isspace() else text)
        places.append((x0 - left, y0 - top, x1 - left, y1 - top, size, _base(c, size, turn, frame)))
        turns.append(turn)
        font = font_name(c["fontname"]) if isinstance(c["fontname"], str) else ""
        fonts.append(names.setdefault(font, len(names)))
    columns = np.array(fonts, np.int64), tuple(names), np.array(places, np.float64), np.array(turns, np.int64)
    return GlyphTable(texts, *columns)


def _turn(matrix: tuple[float, ...]) -> int:
    a, b, c, d = matrix[:4]
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return 0 if d >= 0 else 2
    return 1 if b > 0 else 3


def _base(c: dict[str, Any], size: float, turn: int, bbox: Box) -> float:
    """The baseline in the glyph's own frame.

    The text matrix holds it, but not a text rise (`Ts`), which only the box shows: where the box is not where a font's
    descent can put it, the baseline is reckoned from the box.
    """
    left, top, right, bottom = bbox
    if turn in (0, 2):
        below = c["matrix"][5] - c["y0"] if turn == 0 else c["y1"] - c["matrix"][5]
        edge = c["bottom"] - top if turn == 0 else (bottom - top) - (c["top"] - top)
    else:
        below = c["x1"] - c["matrix"][4] if turn == 1 else c["matrix"][4] - c["x0"]
        edge = c["x1"] - left if turn == 1 else (right - left) - (c["x0"] - left)
    return float(edge - (below if -0.05 * size <= below <= 0.5 * size else _USUAL_DESCENT * size))


def _boxes(drawn: Iterable[dict[str, Any]], frame: Box) -> tuple[Box, ...]:
    left, top, _, _ = frame
    return tuple(
        (float(r["x0"] - left), float(r["top"] - top), float(r["x1"] - left), float(r["bottom"] - top)) for r in drawn
    )
