"""The second readers: a raw file read once more, by another library than the one that made the document.

The two readings can't agree character by character: libraries differ in line breaks, hyphens at line ends,
ligatures, and the order of what stands apart. Both are folded, so that what a person would call the same words
compares equal.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import chardet
from selectolax.lexbor import LexborHTMLParser

from pipeline.audit.second_package import package_words
from pipeline.audit.second_pdf import pdf_words
from pipeline.errors import UnreadableError, UnsupportedError
from pipeline.records import Document, Fragment, Page

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Byte order marks; written here again on purpose: a second reading that shares code with the first proves less."""
_META = re.compile(rb"<meta[^>]*charset", re.IGNORECASE)
_LINE = re.compile(r"[^\t\n]+")
_LINE_END = re.compile(r"[\t\n]")
_ENOUGH = 24
"""Folded characters that say where a fragment stands; a shorter one must be found together with its surroundings."""


class SecondReading(Protocol):
    """A raw file as another library reads it."""

    def holds(self, fragments: Sequence[Fragment]) -> bool:
        """Whether the document's source text at every one of these fragments is what the raw file says there."""
        ...


def second_reading(
    data: bytes, media_type: str, document: Document, *, password: str = "", out: Path | None = None
) -> SecondReading:
    """Read a raw file again.

    Args:
        data: The file.
        media_type: Of the document.
        document: What the first reading made of it.
        password: To open the file with.
        out: The run's folder, where a reading that takes long is kept for the next time.

    Raises:
        UnsupportedError: There is no second reader for this media type.
        UnreadableError: The second reader can't read the file.
    """
    match media_type:
        case "text/plain" | "text/markdown":
            return _SameCharacters(_decoded(data), document.source)
        case "text/html":
            return _SameWords([_html_words(data)], document)
        case "application/pdf":
            return _SameWords(pdf_words(data, document, password, out), document)
        case _ if media_type.startswith(("application/epub+zip", "application/vnd.")):
            return _SameWords([package_words(data, media_type)], document)
        case _:
            raise UnsupportedError(f"no second reader for {media_type}; its spans can't be verified")


class _SameCharacters:
    """Of text files: the very characters at the very place."""

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source = text, source

    def holds(self, fragments: Sequence[Fragment]) -> bool:
        """See `SecondReading`."""
        return bool(fragments) and all(a < b <= len(self._text) and self._same(a, b) for a, b in fragments)

    def _same(self, start: int, end: int) -> bool:
        return self._source[start:end] == self._text[start:end]


class _SameWords:
    """Of files with layout: the same folded words on the same page, short ones with their neighbours on one side."""

    def __init__(self, pages: Sequence[str], document: Document) -> None:
        """Compare a document with its pages.

        Args:
            pages: The words of each page, read by the second library; one for a file without pages.
            document: The first reading.
        """
        self._pages = [fold(page) for page in pages]
        self._source = document.source
        self._extents = document.pages or (Page(1, 0, len(document.source)),)
        self._starts = [page.start for page in self._extents]

    def holds(self, fragments: Sequence[Fragment]) -> bool:
        """See `SecondReading`."""
        return bool(fragments) and all(self._holds(*fragment) for fragment in fragments)

    def _holds(self, start: int, end: int) -> bool:
        """Look for one fragment on its page; one that runs over a page's end is looked for in parts."""
        page = self._extents[max(0, bisect_right(self._starts, start) - 1)]
        if end > page.end > start:
            return self._holds(start, page.end) and self._holds(page.end, end)
        if not 1 <= page.number <= len(self._pages):
            return False
        text = self._pages[page.number - 1]
        if self._found(text, page, start, end):
            return True
        # Libraries read columns and boxes in another order, but no library cuts a line of one of them.
        lines = [m.span() for m in _LINE.finditer(self._source, start, end)]
        return len(lines) > 1 and all(self._found(text, page, *line) for line in lines)

    def _found(self, text: str, page: Page, start: int, end: int) -> bool:
        """Whether the words are on the page; short ones with their neighbours, since "2014" is on any page."""
        words = fold(self._source[start:end])
        if words not in text:
            return False
        if len(words) >= _ENOUGH or not words:
            return True
        # Neighbours of the same paragraph only; twice as many as wanted, since blanks and hyphens fold away.
        before = self._source[max(page.start, start - 2 * _ENOUGH) : start].rpartition("\n\n")[2]
        behind = self._source[end : min(page.end, end + 2 * _ENOUGH)].partition("\n\n")[0]
        quoted = self._source[start:end]
        in_line = fold(_LINE_END.split(before)[-1] + quoted + _LINE_END.split(behind)[0])
        return (
            fold(before + quoted)[-_ENOUGH:] in text
            or fold(quoted + behind)[:_ENOUGH] in text
            or (in_line in text and not _LINE_END.search(quoted))
        )


_UNSURE = "-\u2010\u2011\ufffe\uffff|^↑↩↵⤴\ufe0e\ufe0f"
"""Hyphens (U+FFFE is PDFium's for one at a line's end), the bar between table cells, arrows from a note to the text."""


class _FoldTable(dict[int, str]):
    """For `str.translate`: white space, hyphens, controls and invisible characters vanish, all others stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        gone = char in _UNSURE or char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}
        self[code] = "" if gone else char
        return self[code]


_FOLD = _FoldTable()


def fold(text: str) -> str:
    """What two libraries should agree on: NFKC without white space, hyphens and invisible characters."""
    return unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)


def _decoded(data: bytes) -> str:
    """A text file's characters: a byte order mark decides and is removed, else chardet does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    guess = chardet.detect(data, max_bytes=len(data) or 1, prefer_superset=True)["encoding"]
    if guess is None:
        raise UnreadableError("chardet finds no text in it; its spans can't be verified")
    # `detect` names UTF-8 and plain ASCII apart; what is ASCII so far is UTF-8 too.
    return data.decode("utf-8" if guess.casefold() == "ascii" else guess, errors="replace")


def _html_words(data: bytes) -> str:
    """All that an HTML file says, as lexbor reads it; what is declared decides the encoding, else chardet does."""
    marked = data.startswith(tuple(mark for mark, _ in _MARKS))
    declared = _META.search(data[:4096]) or data.startswith(b"<?xml")
    page = LexborHTMLParser(data, encoding=True) if declared and not marked else LexborHTMLParser(_decoded(data))
    page.strip_tags(["script", "style", "template"])
    return page.text(separator=" ")
