"""The first stage: a raw file becomes source text, blocks and markers.

`ingest` looks at the bytes, never at the name alone, and hands them to the reader of their format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.errors import EmptyError, UnreadableError, UnsupportedError
from pipeline.ingest.draft import Draft
from pipeline.records import Document, Fact

_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CONTAINERS = {
    _OLE: "an old Word document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
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
    for magic, what in _CONTAINERS.items():
        if head.startswith(magic):
            raise UnsupportedError(f"{what} can't be read yet; save it as PDF, HTML or plain text")
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in lowered:
        return "text/html"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        from pipeline.ingest.encoding import looks_like_utf16

        if not looks_like_utf16(head):
            raise UnsupportedError("binary data of an unknown kind; save it as PDF, HTML or plain text")
    return "text/markdown" if PurePosixPath(path).suffix.lower() in _MARKDOWN else "text/plain"


def ingest(
    path: str, data: bytes, given: Mapping[str, str] | None = None, *, pdf_reader: str = "pdfium", max_pages: int = 0
) -> Document:
    """Make a document of a raw file.

    Args:
        path: Relative to the raw folder, with `/`; kept in the document.
        data: The file's bytes.
        given: Facts from `sources.toml`; they go before what the file says of itself. `password` opens a PDF.
        pdf_reader: The library for PDF; one of `pipeline.records.PDF_READERS`.
        max_pages: Of a PDF; 0 means any number.

    Raises:
        UnreadableError: With a reason in one sentence.
    """
    given = dict(given or {})
    password = given.pop("password", "")
    if not data:
        raise EmptyError("the file is empty")
    media_type = media_type_of(path, data)
    draft = _read(media_type, data, password, pdf_reader, max_pages)
    if not draft.source.strip():
        raise EmptyError("there is no text in it")
    facts = dict(draft.facts) | {k: Fact(v, "sources.toml") for k, v in given.items() if v}
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


def _read(media_type: str, data: bytes, password: str, pdf_reader: str, max_pages: int) -> Draft:
    # Each reader brings heavy libraries along: only the one that is needed is imported.
    if media_type == "application/pdf":
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
