"""The first reader of PDF: pdfplumber behind the interface of `pipeline.ingest.pdf_page`."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.errors import UnreadableError
from pipeline.ingest.pdf_page import Box, Glyph, PrintedPage

_log = logging.getLogger(__name__)

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_SUBSET = re.compile(r"[A-Z]{6}\+")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_UNKNOWN = "\ufffd"
_USUAL_DESCENT = 0.22


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
        _check_is_pdf(data)
        self._pdf = _open(data, password)
        self.metadata: Mapping[str, str] = {
            str(k): v.strip("\x00 ") for k, v in self._pdf.metadata.items() if isinstance(v, str)
        }

    def pages(self) -> Iterator[PrintedPage]:
        """See `PageReader`; a page that cannot be read is empty, and a warning names it."""
        for page in self._pdf.pages:
            try:
                glyphs, rules = _glyphs(page), _rules(page)
            except (PdfminerException, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
                _log.warning("page %d cannot be read and is left empty (%r)", page.page_number, error)
                glyphs, rules = (), ()
            yield PrintedPage(page.page_number, float(page.width), float(page.height), glyphs, rules)
            page.close()


def _check_is_pdf(data: bytes) -> None:
    if not data:
        raise UnreadableError("the file has no bytes; fetch it again")
    if _HTML.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        raise UnreadableError("not a PDF but a web page saved under its name; fetch the file again")


def _open(data: bytes, password: str) -> Any:
    """Open with pdfplumber; where it finds fewer pages than pdfium does, the file is mended by pdfium first."""
    try:
        pdf, count = _try(data, password)
    except UnreadableError as error:
        if password_wanted(error):
            raise
        pdf, count, failure = None, 0, error
    else:
        failure = UnreadableError("damaged: no page of it can be found; fetch the file again")
    mended = _mended(data, password, above=count)
    if mended is not None:
        pdf, count = _try(mended, "")
    if not count or pdf is None:
        raise failure
    return pdf


def password_wanted(error: UnreadableError) -> bool:
    """Whether a file was refused for want of a password, and not for damage."""
    return isinstance(error.__cause__, PDFPasswordIncorrect)


def _try(data: bytes, password: str) -> tuple[Any, int]:
    try:
        pdf = pdfplumber.open(io.BytesIO(data), password=password, raise_unicode_errors=False)
        return pdf, len(pdf.pages)
    except (PdfminerException, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
        if isinstance(cause, PDFPasswordIncorrect):
            wrong = "another password" if password else "a password"
            raise UnreadableError(f"encrypted: it opens only with {wrong}; give it, or save an open copy") from cause
        if b"%PDF-" not in data[:1024]:
            raise UnreadableError("not a PDF: it does not begin with %PDF-; look at what the file is") from cause
        raise UnreadableError(f"damaged, no reader can open it ({cause}); fetch the file again") from cause


def _mended(data: bytes, password: str, *, above: int) -> bytes | None:
    """The file written anew by pdfium, where pdfium sees more than `above` pages in it."""
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError:
        return None
    try:
        if len(document) <= above:
            return None
        _log.warning("damaged: %d of %d pages are found only after mending", len(document) - above, len(document))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def _glyphs(page: Any) -> tuple[Glyph, ...]:
    left, top, right, bottom = page.bbox
    out = []
    for c in page.chars:
        x0, x1, y0, y1 = c["x0"], c["x1"], c["top"], c["bottom"]
        if not (left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom):
            continue
        text = _text(c["text"])
        turn = _turn(c["matrix"])
        size = y1 - y0 if turn in (0, 2) else x1 - x0
        if not text or size <= 0:
            continue
        base = _base(c, size, turn, page.bbox)
        font = _SUBSET.sub("", c["fontname"]) if isinstance(c["fontname"], str) else ""
        out.append(Glyph(text, font, size, x0 - left, y0 - top, x1 - left, y1 - top, base, turn))
    return tuple(out)


def _text(text: str) -> str:
    """A glyph's text: what is no character (unmapped codes, control characters) becomes U+FFFD, blanks a space."""
    if len(text) == 1 and (text.isalnum() or text == " "):
        return text
    # A soft hyphen that is drawn is a hyphen: some typesetters map the one glyph to either character.
    if text == "\u00ad":
        return "-"
    text = _UNMAPPED.sub(_UNKNOWN, text)
    if text.isspace():
        return " "
    return "".join(_UNKNOWN if unicodedata.category(ch) in {"Cc", "Cs", "Cn"} else ch for ch in text)


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


def _rules(page: Any) -> tuple[Box, ...]:
    left, top, _, _ = page.bbox
    return tuple(
        (float(r["x0"] - left), float(r["top"] - top), float(r["x1"] - left), float(r["bottom"] - top))
        for r in (*page.rects, *page.lines)
    )
