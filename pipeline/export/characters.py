"""Characters that a text may hold and a file format may not, each set aside for one other: offsets stay true."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_json(text: str) -> str:
    """Without halves of surrogate pairs, which no UTF-8 holds."""
    return _SURROGATE.sub(REPLACEMENT, text)


def for_xml(text: str) -> str:
    """With only the characters that XML 1.0 allows, https://www.w3.org/TR/xml/#charsets."""
    return _NOT_XML.sub(REPLACEMENT, text)
