"""Titles of the press: an article may be called by the agreement that it is about."""

from __future__ import annotations

import re

_PERIODICAL = re.compile(
    r"[,.]?[”\"’]{1,2},?\s+(?:in\s+)?[*_]{0,2}(?:[A-Z][\w.’&-]*\s+(?:(?:of|and|the|for)\s+)*){0,5}"
    r"(?:Times|Post|Journal|Review|News|Affairs|Quarterly|Herald|Tribune|Guardian|Monitor|Bulletin|Magazine|Weekly|"
    r"Daily|Today|Diplomat|Economist|Reuters|Telegraph|Observer|Chronicle|Mail|Globe|Standard|Independent|Dispatch|"
    r"Policy|Studies|Digest|Blog|Spiegel|Monde|Figaro|Zeitung|Politico|Bloomberg|Newsweek|Nikkei|Xinhua|TASS|Interfax|"
    r"BBC|CNN|AFP|Press|Presse)"
    r"(?:\s+(?:Online|News|Agency|Weekly|Service|World|Asia|Africa|Europe|International))?[*_]{0,2}[,.(;\s]"
)
"""A closing quotation mark and the newspaper, agency or journal behind it."""
_OFFICIAL = re.compile(r"press release|treaty series", re.IGNORECASE)


def in_periodical(text: str, quote: int) -> bool:
    """Whether the title that the mark at `text[quote]` (or a comma before it) closes appeared in the press."""
    behind = _PERIODICAL.match(text, quote)
    return behind is not None and not _OFFICIAL.search(behind.group())
