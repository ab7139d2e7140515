"""From bytes to characters: a byte order mark decides, else charset-normalizer does."""

from __future__ import annotations

import codecs

from pipeline.errors import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_USUAL = ["ascii", "utf_8", "utf_16_le", "utf_16_be", "cp1252"]
"""What reports in English come in. Asked for all encodings, a detector takes a page of Windows-1252 for Central
European."""


def marked_encoding(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark names, and the mark's length in bytes."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return None


def looks_like_utf16(head: bytes) -> bool:
    """Whether every other byte is mostly zero, as in UTF-16 without a mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    return half > 8 and (max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half)


def decode(data: bytes) -> str:
    """Decode a text file: its characters as they stand, the byte order mark removed, line ends kept.

    Raises:
        UnreadableError: The bytes are text in no encoding.
    """
    if marked := marked_encoding(data):
        encoding, length = marked
        try:
            return data[length:].decode(encoding)
        except UnicodeDecodeError as error:
            raise UnreadableError(
                f"its byte order mark says {encoding}, but byte {error.start + length} is not; save it as UTF-8"
            ) from error
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_USUAL).best() or from_bytes(data).best()
    if best is None:
        raise UnreadableError("its bytes are text in no known encoding; save it as UTF-8")
    return data.decode(best.encoding)
