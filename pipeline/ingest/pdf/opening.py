"""Why a file is no PDF that can be read: the same sentences whichever library finds out."""

from __future__ import annotations

import re

from pipeline.errors import UnreadableError

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


class LockedError(UnreadableError):
    """A PDF opens only with a password, or with another than was given."""

    def __init__(self, password: str) -> None:
        wrong = "another password" if password else "a password"
        super().__init__(f"encrypted: it opens only with {wrong}; give it in sources.toml, or save an open copy")


def check_is_pdf(data: bytes) -> None:
    """See by its first bytes whether a file can be a PDF.

    Raises:
        UnreadableError: It can't.
    """
    if not data:
        raise UnreadableError("the file has no bytes; fetch it again")
    if _HTML.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        raise UnreadableError("not a PDF but a web page saved under its name; fetch the file again")


def damaged(data: bytes, cause: object) -> UnreadableError:
    """The error for a file that a library can't open."""
    if b"%PDF-" not in data[:1024]:
        return UnreadableError("not a PDF: it does not begin with %PDF-; look at what the file is")
    return UnreadableError(f"damaged, no reader can open it ({cause}); fetch the file again")


def pageless() -> UnreadableError:
    """The error for a file that opens and has no page."""
    return UnreadableError("damaged: no page of it can be found; fetch the file again")
