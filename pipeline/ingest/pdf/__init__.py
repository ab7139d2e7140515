"""PDF: pages of glyphs → printed lines → furniture, notes, headings, running text → blocks.

The source text has the lines in the order of reading, each ended by `\\n`, each page by `\\f`; the cells of a table are
parted by `\\t`. Ligatures stay as the file has them, blanks of every kind are spaces, soft hyphens (they are drawn only
where they are hyphens) are hyphens, and a glyph for which the file tells no character is U+FFFD.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from pipeline.errors import EmptyError, UnmappedError, UnreadableError
from pipeline.ingest.draft import Draft
from pipeline.ingest.pdf.blocks import Layout, make_blocks
from pipeline.ingest.pdf.facts import find_facts
from pipeline.ingest.pdf.furniture import find_furniture, page_labels
from pipeline.ingest.pdf.headings import chapter_starts, find_front, find_headings, note_sections, without
from pipeline.ingest.pdf.lines import Print, set_lines
from pipeline.ingest.pdf.markers import find_markers
from pipeline.ingest.pdf.notes import find_notes
from pipeline.ingest.pdf.page import PageReader, PrintedPage
from pipeline.ingest.pdf.style import measure
from pipeline.ingest.pdf.text import Run, find_runs
from pipeline.records import PDF_READERS, Fact

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/pdf"
_PICTURED = 0.4
"""Printed characters per page, on average, below which a document is pictures with a stray character."""


def read_pdf(data: bytes, *, password: str = "", reader: str = PDF_READERS[0], max_pages: int = 0) -> Draft:
    """Read a PDF.

    Args:
        data: The bytes of the file.
        password: To open it with.
        reader: One of `PDF_READERS`.
        max_pages: Beyond which it is not read; 0 means any number.

    Raises:
        UnreadableError: It is no PDF, wants a password, is damaged past mending, or has too many pages.
        EmptyError: It has no text layer, or one that does not tell what its glyphs mean.
    """
    opened = _open(data, password, reader)
    if 0 < max_pages < len(opened):
        raise UnreadableError(f"it has {len(opened)} pages; allow more than {max_pages} with --max-pages")
    return replace(read_pages(opened), reader=reader)


def _open(data: bytes, password: str, reader: str) -> PageReader:
    # Each brings a library along of its own: only the one that is asked for is imported.
    if reader == "pdfplumber":
        from pipeline.ingest.pdf.plumber import PlumberReader

        return PlumberReader(data, password=password)
    from pipeline.ingest.pdf.pdfium import PdfiumReader

    return PdfiumReader(data, password=password)


def read_pages(reader: PageReader) -> Draft:
    """Read a document from any reader of pages; errors are those of `read_pdf`."""
    scanned: list[int] = []
    printed = set_lines(_watched(reader.pages(), scanned))
    _check_text(printed)
    layout = _lay_out(printed)
    blocks, markers = make_blocks(printed, layout)
    labels = page_labels(printed, set(layout.furniture))
    return Draft(
        media_type=MEDIA_TYPE,
        source=printed.source,
        blocks=blocks,
        markers=markers,
        pages=tuple(replace(p, label=labels.get(p.number, "")) for p in printed.pages),
        words=printed.words,
        facts=find_facts(printed, layout.furniture, reader.metadata) | _scanned(scanned, len(printed.pages)),
    )


def _watched(pages: Iterable[PrintedPage], scanned: list[int]) -> Iterator[PrintedPage]:
    """The pages as they pass; those that are pictures without a word are noted."""
    for page in pages:
        if page.scanned:
            scanned.append(page.number)
        yield page


def _scanned(pages: list[int], count: int) -> dict[str, Fact]:
    """Where part of a document has words and part of it would need OCR, its facts say so."""
    if not pages:
        return {}
    _log.info("%d of %d pages are pictures without text", len(pages), count)
    return {"scanned": Fact(f"{len(pages)} of {count} pages", "page")}


def _check_text(printed: Print) -> None:
    marks = len("".join(printed.source.split()))
    if marks <= _PICTURED * len(printed.pages):
        raise EmptyError("no text layer: its pages are pictures or blank; run OCR over it with --ocr")
    if printed.source.count("\ufffd") > 0.5 * marks:
        raise UnmappedError("its fonts don't tell what their glyphs mean; run OCR over it with --ocr")


def _lay_out(printed: Print) -> Layout:
    """Say what each line is: furniture first, then headings, notes, markers; the rest is running text."""
    furniture = find_furniture(printed)
    style = measure(printed, furniture)
    kept = without(range(len(printed.lines)), furniture)
    front = find_front(printed, kept, style)
    headings = find_headings(printed, without(kept, front), style)
    chapters = chapter_starts(printed, headings)
    sections = note_sections(printed, kept, headings)
    behind = {i for s in sections for i in s.lines}
    titles = {i for h in headings for i in h.lines} - behind
    notes, taken = find_notes(printed, without(kept, titles), style, chapters, sections)
    headings = [h for h in headings if not taken & set(h.lines)]
    markers = find_markers(printed, without(kept, taken), notes, chapters)
    titles = {i for h in headings for i in h.lines}
    runs = [*_front_runs(printed, front - taken), *find_runs(printed, without(kept, taken, front), titles, style)]
    return Layout(furniture, headings, runs, notes, markers)


def _front_runs(printed: Print, front: set[int]) -> list[Run]:
    """The lines of the title page, those of one size together."""
    groups = groupby(sorted(front), key=lambda i: (printed.lines[i].size, printed.lines[i].column))
    return [Run("front", tuple(lines)) for _, lines in groups]
