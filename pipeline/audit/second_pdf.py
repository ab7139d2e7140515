"""The second reading of a PDF: the words of each page, by a library that shares no code with the first.

What PDFium read, pdfminer reads again, and the other way round. Only the words are wanted, so that pdfminer is spared
the places of its characters, which take it most of its time. A reading is kept with the run's stamps: rules change
more often than files do.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypdfium2
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException
from pdfminer.utils import mult_matrix

from pipeline.errors import BREAKDOWNS, UnreadableError
from pipeline.records import Document
from pipeline.running.runner import stamp_path
from pipeline.store import holds_checksum, to_json, with_checksum, write_bytes

_log = logging.getLogger(__name__)
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_BREAKDOWNS: tuple[type[Exception], ...] = (PSException, *BREAKDOWNS)
"""What pdfminer raises on files that are not as they should be."""
_PDFIUM, _PDFMINER = "pypdfium2", "pdfminer.six"


def pdf_words(data: bytes, document: Document, password: str, out: Path | None) -> list[str]:
    """The text of each page of a PDF, as another library reads it than the one that made the document.

    Args:
        data: The file.
        document: What the first reading made of it.
        password: To open the file with.
        out: The run's folder; without one nothing is kept.

    Raises:
        UnreadableError: The other library can't read it.
    """
    library = _PDFMINER if document.reader == "pdfium" else _PDFIUM
    made_of = f"{hashlib.sha256(data).hexdigest()} {library} {version(library)}"
    kept = stamp_path(out, "second", document.doc_id) if out else None
    if kept and (pages := _remembered(kept, made_of)) is not None:
        return pages
    pages = (
        _miner_pages(data, password, len(document.pages))
        if library == _PDFMINER
        else list(_pdfium_pages(data, password))
    )
    if kept:
        body = to_json({"of": made_of, "pages": pages})[:-1]
        write_bytes(kept, with_checksum(body.encode("utf-8", errors="surrogatepass")))
    return pages


def _remembered(path: Path, made_of: str) -> list[str] | None:
    """The pages that are kept; a file that is not as it was left is nobody's reading, and made anew."""
    data = path.read_bytes() if path.is_file() else b""
    plain = json.loads(data) if holds_checksum(data) else {}
    return plain["pages"] if plain.get("of") == made_of else None


def _pdfium_pages(data: bytes, password: str) -> Iterator[str]:
    try:
        with pypdfium2.PdfDocument(data, password=password or None) as pdf:
            for page in pdf:
                words = page.get_textpage()
                yield words.get_text_range()
                words.close()
                page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(f"PDFium can't read it ({error}); its spans can't be verified") from error


def _miner_pages(data: bytes, password: str, count: int) -> list[str]:
    """The pages by pdfminer; a damaged file of which it finds fewer than `count` is first written anew by PDFium.

    That puts its tables of contents in order and leaves the pages as they are.
    """
    try:
        pages = list(_said(data, password))
        if len(pages) >= count:
            return pages
        failure: Exception | None = None
    except _BREAKDOWNS as error:
        failure, pages = error, []
    try:
        return list(_said(_mended(data, password), ""))
    except (*_BREAKDOWNS, pypdfium2.PdfiumError) as error:
        if pages:
            return pages
        raise UnreadableError(f"pdfminer can't read it ({error!r}); its spans can't be verified") from failure or error


def _said(data: bytes, password: str) -> Iterator[str]:
    document = PDFDocument(PDFParser(io.BytesIO(data)), password)
    resources = PDFResourceManager()
    for page in PDFPage.create_pages(document):
        words = _Words(resources)
        try:
            PDFPageInterpreter(resources, words).process_page(page)
        except _BREAKDOWNS as error:
            _log.warning("a page can be read a second time only in part (%r)", error)
        yield words.both_orders()


def _mended(data: bytes, password: str) -> bytes:
    with pypdfium2.PdfDocument(data, password=password or None) as pdf:
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


class _Words(PDFDevice):
    """Takes from a page its strings and where each of them begins, nothing else."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self._ctm: Any = (1, 0, 0, 1, 0, 0)
        self._said: list[tuple[float, float, float, str]] = []

    def set_ctm(self, ctm: Any) -> None:
        """Called by pdfminer when the page's system of coordinates changes."""
        self._ctm = ctm

    def both_orders(self) -> str:
        """The strings as the file has them, and once more from line to line.

        Columns are whole in the one, a line whose superscripts were printed later in the other.
        """
        rows: list[tuple[float, list[tuple[float, str]]]] = []
        for y, x, size, text in sorted(self._said, key=lambda s: -s[0]):
            if not rows or rows[-1][0] - y > 0.55 * size:
                rows.append((y, []))
            rows[-1][1].append((x, text))
        lines = ("".join(text for _, text in sorted(row, key=lambda s: s[0])) for _, row in rows)
        return "".join(text for *_, text in self._said) + "\n" + "\n".join(lines)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Called by pdfminer for each string that is printed."""
        font = textstate.font
        if font is None:
            return
        text = "".join(_character(font, code) for part in seq if isinstance(part, bytes) for code in font.decode(part))
        a, b, c, d, e, f = mult_matrix(textstate.matrix, self._ctm)
        x, y = textstate.linematrix
        size = abs(textstate.fontsize) * max(abs(d), abs(b))
        self._said.append((b * x + d * y + f + d * textstate.rise, a * x + c * y + e, size, text))

    def paint_path(self, *_: Any) -> None:
        """Drawings say nothing."""

    def render_image(self, *_: Any) -> None:
        """Nor do pictures."""


def _character(font: Any, code: int) -> str:
    try:
        return str(font.to_unichr(code))
    except PDFUnicodeNotDefined:
        return "\ufffd"
