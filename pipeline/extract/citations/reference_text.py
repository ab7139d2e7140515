"""What a reference says, and what every reader of references looks for: years, days, quoted titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.extract.citations.imprint import YEAR

QUOTES = {"“": "”", '"': '"'}
YEARS = re.compile(rf"(?<![\d–—‐/-])(?P<year>{YEAR})(?P<letter>[a-z]?)(?![\w–—‐-]|\([a-z]\))")
WHOLE_YEAR = re.compile(rf"{YEAR}[a-z]?$")
SLASHED = re.compile(
    rf"(?<![\d-])(?=(?:\d{{1,2}}/){{1,2}}{YEAR}(?!\d)|{YEAR}-\d\d-\d\d(?!\d))(?:\d{{1,2}}/)*(?P<year>{YEAR})"
)
"""A date in numbers: `3/5/2014`, `5/2014`, `2014-05-03`."""
UNDATED = re.compile(r"\b(?:undated|n\.d|no date|forthcoming)(?=$|[,.;)])", re.IGNORECASE)
MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]*)\.?\s+(?:\d{1,2}(?:,|\b)|(?=(?:1[5-9]|20)\d\d))"
    r"|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"[“\"][^”\"]*[”\"]|\[[^\]]*\]|https?://\S+")
"""Titles, remarks and addresses: what stands in them is no sentence of the note's own."""
TALK = re.compile(r"\b(?:tele)?interviews?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference says; the fields are those of `citations.csv`.

    Attributes:
        kind: Of the reference.
        authors: One entry a person or body, as printed, roles and countries left out.
        zone: All that stands before the title: what a short form's names are looked for in.
        title: Without quotation marks.
        year: With its letter, `2014g`; empty where none is printed.
        locator: `p. 12`.
        aliases: Acronyms printed behind an author, names given by "hereinafter".
        container: The paper, journal, book or site that it appeared in.
        publisher: As printed.
        publisher_place: As printed.
        url: The first web address.
        doi: Without its resolver.
        cited_note: The number of the note that a short form names (`supra note 12`).
    """

    kind: Literal["full", "short", "ibid"]
    authors: tuple[str, ...] = ()
    zone: str = ""
    title: str = ""
    year: str = ""
    locator: str = ""
    aliases: tuple[str, ...] = ()
    container: str = ""
    publisher: str = ""
    publisher_place: str = ""
    url: str = ""
    doi: str = ""
    cited_note: str = ""


_SINGLE = re.compile(
    r"“[^”]*”|(?:^|(?<=[,.;:(]\s)|(?<=\()|(?<=\d\)\s)|(?<=\d[a-z]\)\s)|(?<=[Ss]ee\s))‘(?P<title>[^‘“”;]{3,240}?)’(?=[,.;)]|\s*\(|\s+in\s|$)"
)


def with_double_quotes(text: str) -> str:
    """The same text, and as long, with titles in ‘single’ marks (British houses print them so) in “double” ones."""
    if "‘" not in text:
        return text
    return _SINGLE.sub(lambda m: m.group() if m["title"] is None else f"“{m['title']}”", text)


def outside_quotes(body: str) -> str:
    """The same text with titles, remarks and addresses blanked, its length kept."""
    return _NO_WORDS.sub(lambda m: " " * len(m.group()), body)


def end_of_title(body: str, at: int) -> int:
    """Where the quotation closes that opens at a character: of straight quotes the one before a break."""
    if body[at] == '"':
        closers = [m.start() for m in re.finditer(r"(?<=[,.?!])\"(?=\s|$)", body) if m.start() > at]
        return closers[0] if closers else body.rfind('"', at + 1)
    depth = 0
    for i in range(at, len(body)):
        depth += (body[i] == "“") - (body[i] == "”")
        if depth == 0:
            return i
    return body.rfind("”", at)
