"""The first stage: a raw file becomes source text, blocks and markers.

`ingest` looks at the bytes, never at the name alone, and hands them to the reader of their format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.errors import EmptyError, UnreadableError, UnsupportedError
from pipeline.ingest.bounded import cut_blocks
from pipeline.ingest.draft import Draft
from pipeline.ingest.language import language_of, sample_of
from pipeline.ingest.remarks import unmapped_share
from pipeline.records import Document, Fact

if TYPE_CHECKING:
    from pipeline.ingest.ocr import Ocr

_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_AS_DOCX = "save it as DOCX, which keeps its notes"
_AS_PDF = "make a PDF of it; --ocr reads what it shows"
_CONTAINERS = {
    _OLE: ("an old Office document", _AS_DOCX),
    b"{\\rtf": ("an RTF document", _AS_DOCX),
    b"\x89PNG": ("a picture", _AS_PDF),
    b"\xff\xd8\xff": ("a picture", _AS_PDF),
    b"GIF8": ("a picture", _AS_PDF),
    b"II*\0": ("a picture", _AS_PDF),
    b"MM\0*": ("a picture", _AS_PDF),
    b"\x1f\x8b": ("a compressed file", "unpack it"),
    b"7z\xbc\xaf": ("a compressed file", "unpack it"),
    b"Rar!": ("a compressed file", "unpack it"),
}
_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}


def document_id(data: bytes) -> str:
    """The id of the document that these bytes are."""
    return f"d{hashlib.sha256(data).hexdigest()[:12]}"


def media_type_of(path: str, data: bytes) -> str:
    """Tell a file's format from its content; only Markdown, which looks like text, is told by its name.

    Raises:
        UnsupportedError: No reader takes it; the message says what it is and what to do.
        UnreadableError: It is a container that is damaged or needs a password.
    """
    head = data[:2048]
    # A header may be spoilt: what is inside is still no text to be read as such.
    if b"%PDF-" in head[:1024] or (b" obj" in head and b"endobj" in head):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        from pipeline.ingest.archive import Archive

        return Archive(data).media_type()
    if head.startswith(_OLE) and _OLE_ENCRYPTED in data:
        raise UnreadableError("an Office file that needs a password; save it without one")
    for magic, (what, way_out) in _CONTAINERS.items():
        if head.startswith(magic):
            raise UnsupportedError(f"{what} can't be read; {way_out}")
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in lowered:
        return "text/html"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        from pipeline.ingest.encoding import looks_like_utf16

        if not looks_like_utf16(head):
            raise UnsupportedError("binary data of an unknown kind; save it as PDF, HTML or plain text")
    return "text/markdown" if PurePosixPath(path).suffix.lower() in _MARKDOWN else "text/plain"


def check_name(path: str, media_type: str) -> None:
    """See that a file that is named `.pdf` is none other: web servers send error pages and logins under that name.

    Raises:
        UnreadableError: It is something else.
    """
    if PurePosixPath(path).suffix.lower() != ".pdf" or media_type == "application/pdf":
        return
    page = media_type == "text/html"
    what, suffix = (
        ("a web page", ".html") if page else ("text", ".txt") if "text/" in media_type else ("another format", "")
    )
    name_it = f"name it {suffix}" if suffix else "name it as what it is"
    raise UnreadableError(
        f"not a PDF but {what} under its name; fetch the file again, or {name_it} if it is what you want"
    )


def ingest(
    path: str,
    data: bytes,
    given: Mapping[str, str] | None = None,
    *,
    pdf_reader: str = "pdfium",
    max_pages: int = 0,
    ocr: Ocr | None = None,
) -> Document:
    """Make a document of a raw file.

    Args:
        path: Relative to the raw folder, with `/`; kept in the document.
        data: The file's bytes.
        given: Facts from `sources.toml`; they go before what the file says of itself. `password` opens a PDF.
        pdf_reader: The library for PDF; one of `pipeline.records.PDF_READERS`.
        max_pages: Of a PDF; 0 means any number.
        ocr: How the pages of a PDF that have no text are read; not at all without.

    Raises:
        UnreadableError: With a reason in one sentence.
    """
    given = dict(given or {})
    password = given.pop("password", "")
    if not data:
        raise EmptyError("the file is empty")
    media_type = media_type_of(path, data)
    check_name(path, media_type)
    draft = cut_blocks(_read(media_type, data, password, pdf_reader, max_pages, ocr))
    if not draft.source.strip():
        raise EmptyError("there is no text in it")
    facts = dict(draft.facts) | {k: Fact(v, "sources.toml") for k, v in given.items() if v}
    facts |= _facts_of_text(draft, facts.get("language"))
    return Document(
        doc_id=document_id(data),
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        source=draft.source,
        facts=dict(sorted(facts.items())),
        pages=draft.pages,
        blocks=draft.blocks,
        markers=draft.markers,
        words=draft.words,
        reader=draft.reader,
    )


def _facts_of_text(draft: Draft, stated: Fact | None) -> dict[str, Fact]:
    """What the text tells: its language, where none or another one is stated, and whether much is lost."""
    facts = {}
    read = language_of(sample_of(draft))
    if read and (stated is None or stated.value[:2].lower() != read[:2]):
        facts["text_language" if stated else "language"] = Fact(read, "text")
    if lost := [p.number for p in draft.pages if not p.width] if draft.media_type == "application/pdf" else []:
        facts["unread_pages"] = Fact(", ".join(map(str, lost)), "text")
    if share := unmapped_share(draft.source):
        facts["unmapped"] = Fact(share, "text")
    return facts


def _read(media_type: str, data: bytes, password: str, pdf_reader: str, max_pages: int, ocr: Ocr | None) -> Draft:
    # Each reader brings heavy libraries along: only the one that is needed is imported.
    if media_type == "application/pdf":
        if ocr is not None:
            from pipeline.ingest.ocr import read_with_ocr

            return read_with_ocr(data, ocr, password=password, reader=pdf_reader, max_pages=max_pages)
        from pipeline.ingest.pdf import read_pdf

        return read_pdf(data, password=password, reader=pdf_reader, max_pages=max_pages)
    if media_type == "text/html":
        from pipeline.ingest.html import read_html

        return read_html(data)
    if media_type == "application/epub+zip":
        from pipeline.ingest.epub import read_epub

        return read_epub(data)
    if media_type.startswith("application/vnd."):
        from pipeline.ingest.office import read_docx, read_odt

        return read_odt(data) if "opendocument" in media_type else read_docx(data)
    from pipeline.ingest.encoding import decode

    source = decode(data)
    if media_type == "text/markdown":
        from pipeline.ingest.markdown import read_markdown

        return read_markdown(source)
    from pipeline.ingest.text import read_text

    return read_text(source)


__all__ = ["UnreadableError", "document_id", "ingest", "media_type_of"]
