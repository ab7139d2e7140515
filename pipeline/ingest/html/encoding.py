"""From an HTML file's bytes to characters: its byte order mark decides, then what the page declares, then others."""

from __future__ import annotations

import codecs
import re

from pipeline.ingest.encoding import decode, marked_encoding

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w:.-]+)""",
    re.IGNORECASE,
)
_IN_PRACTICE = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""What a declaration means (WHATWG Encoding Standard, 4.2; HTML Standard, 13.2.3): old labels name their supersets, and
a declaration that could be read byte by byte can't stand in UTF-16."""


def decode_html(data: bytes) -> str:
    """Decode an HTML file. Bytes that a declared encoding doesn't know become U+FFFD, as in a browser.

    Raises:
        UnreadableError: Nothing is declared, and the bytes are text in no known encoding.
    """
    known = "" if marked_encoding(data) else _declared(data)
    return data.decode(known, errors="replace") if known else decode(data)


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:4096])
    name = _name((found[1] or found[2]).decode("ascii")) if found else ""
    return _IN_PRACTICE.get(name, name)


def _name(label: str) -> str:
    """Python's name of a text encoding; empty for a label that names none."""
    try:
        b"".decode(label)
        return codecs.lookup(label).name
    except LookupError:  # unknown, or a codec from bytes to bytes
        return ""
