"""Raw files as text with structure: what ingest makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipeline.records.spans import Fragments

BlockKind = Literal["heading", "paragraph", "list", "footnote", "endnote", "caption", "table", "front", "furniture"]
"""The contract's kinds of block, and `furniture`: running heads, page numbers, contents, boilerplate."""

EditOp = Literal["join", "space", "drop", "marker"]
Status = Literal["ok", "failed", "empty", "skipped"]

PDF_READERS = ("pdfium", "pdfplumber")
"""The libraries that can read a PDF: the usual one, and the slow one that it is held against."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One step from source text to reading text; what no edit names is kept as it stands.

    `join`: the span vanishes and its neighbours meet (a hyphen at a line end and the break after it).
    `space`: the span becomes one space (a line break, folded white space, a no-break space).
    `drop`: the span vanishes (a bullet, Markdown's marks).
    `marker`: the span is a note marker: kept in reading text, lifted out of what rules run on.
    """

    op: EditOp
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of source text of one kind, perhaps in several fragments (a paragraph over a page break).

    Attributes:
        block_id: Unique in its document, `b1`, `b2` … in reading order.
        kind: See `BlockKind`.
        fragments: Where it stands; ascending, not overlapping.
        edits: Ascending, not overlapping, inside the fragments.
        section: The headings above it, outermost first.
        level: For headings: 1 is a chapter; otherwise 0.
        label: For notes: the number as printed, or as the sequence shows it where the print is lost.
        scope: For notes: which numbering it belongs to (0, 1, …: chapters that count from 1 again).
        complete: `False` where a part of the block is known to be lost (the tail or head of a cut note).
    """

    block_id: str
    kind: BlockKind
    fragments: Fragments
    edits: tuple[Edit, ...] = ()
    section: tuple[str, ...] = ()
    level: int = 0
    label: str = ""
    scope: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Marker:
    """A note marker in running text: its digits (or symbol) alone.

    Attributes:
        label: What it says, `17`.
        start: Of the digits in the source text.
        end: Of the digits in the source text.
        block_id: The block that it stands in.
        scope: The numbering that it belongs to; it cites the note of the same scope and label.
    """

    label: str
    start: int
    end: int
    block_id: str
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: `number` counts from 1, `label` is what is printed on it, sizes are in points."""

    number: int
    start: int
    end: int
    label: str = ""
    width: float = 0.0
    height: float = 0.0


class Word(NamedTuple):
    """Where a run of characters without blanks stands on its page, in points from the top left.

    A tuple with names, for there are a million of them in a long document: it is made three times as fast.
    """

    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of a document as a whole, and where: `sources.toml`, `metadata`, `page` or `text`."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Document:
    """A raw file as text with structure.

    Attributes:
        doc_id: From the content of the file.
        path: As the user gave it, relative to the raw folder, with `/`.
        sha256: Of the file's bytes.
        media_type: `text/plain`, `text/markdown`, `text/html`, `application/pdf`, or DOCX's, ODT's, EPUB's own.
        source: The source text, never edited.
        facts: `title, authors, publisher, published, language, url`, those that are known; `scanned, ocr, ocr_failed,
            unmapped, text_language` where its text is not what it should be (see `pipeline.ingest.remarks`).
        pages: In order; empty where the source has no pages.
        blocks: In reading order; notes stand where the source has them.
        markers: In source order.
        words: In source order; only for PDF.
        reader: The library that read it, where there are several for its media type; the audit asks another one.
    """

    doc_id: str
    path: str
    sha256: str
    media_type: str
    source: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    markers: tuple[Marker, ...] = ()
    words: tuple[Word, ...] = ()
    reader: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of `documents.csv`: what became of one raw file."""

    doc_id: str
    path: str
    sha256: str
    media_type: str
    facts: Mapping[str, Fact]
    characters: int
    pages: int
    status: Status
    error: str = ""
    remarks: str = ""
    """What a reader should know of its text: how much of it is by OCR, or not in English."""
