"""References of several sentences, as bibliographies print them: `Holt, Ann. “Fog.” Stone Review. May 3, 2014.`"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.extract.citations.imprint import YEAR, imprint_of, locate
from pipeline.extract.citations.names import (
    FINITE,
    SENTENCE_OPENERS,
    aliases_of,
    authors_of,
    is_author_zone,
    is_list_of_names,
)
from pipeline.extract.citations.reference_text import (
    QUOTES,
    TALK,
    UNDATED,
    YEARS,
    Reference,
    end_of_title,
    outside_quotes,
)

TAIL = re.compile(
    r"(?:https?://|www\.|\(?(?:last\s+)?(?:accessed|visited|viewed|retrieved|updated|modified|checked)\b"
    r"|available\s+(?:at|from|online)\b|"
    r"pp?\.?\s*\d|pages?\s+\d|no\s+date\b|n\.d\b|doi\b|as\s+of\s+[A-Z][a-z]+\s+\d|[(\[](?:hereinafter|hereafter)\b|"
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)+/\S*$)",
    re.IGNORECASE,
)
"""What a sentence begins with that can only go on with the reference before it."""
_APA_HEAD = re.compile(
    rf"(?P<authors>[^“”\"()]{{2,120}}?)\.?\s+(?:\([Ee]ds?\.?\),?\s+)?\((?:(?P<year>{YEAR}[a-z]?)(?:,[^()]*)?|n\.d\.)\)(?:[.,:]\s*|$|(?P<harvard>\s+)(?=[A-Z]))"
)
"""`Holt, A. (2014).` as psychologists print it, `Holt, A. (2014) Fog of the North.` as Harvard does."""
_DATED_HEAD = re.compile(rf"(?P<authors>[^“”\"()]{{2,60}},\s[^“”\"()]{{1,60}}?)\.?,?\s+(?P<year>{YEAR}[a-z]?)$")
"""Author and date, as the lists of the social sciences have them: `Holt, Ann. 1988`; the surname stands first."""
_BRACKETED_DATE = re.compile(rf"\((?:{YEAR}[a-z]?(?:,[^()]*)?|n\.d\.?)\)$")
_LONG_SENTENCE = 30


def read_entry(pieces: list[str], tails: int, text: str, is_reference: Callable[[str], bool]) -> Reference | None:
    """Read a bibliography's entry: authors, title, imprint, each a sentence; complete with the last before the tails.

    Args:
        pieces: The sentences, without their full stops.
        tails: The index of the first of them that can only go on with a reference (`TAIL`).
        text: All of it.
        is_reference: Whether a sentence is a reference of its own.
    """
    if _BRACKETED_DATE.match(pieces[1]):
        pieces, tails = [f"{pieces[0]} {pieces[1]}", *pieces[2:]], tails - 1
    if tails < 2 or any(TALK.search(outside_quotes(p)) for p in pieces):
        return None
    head, rest = pieces[0], pieces[1:tails]
    apa = _APA_HEAD.match(head) or (len(rest) > 1 and not is_reference(rest[0]) and _DATED_HEAD.match(head)) or None
    if apa and any(YEARS.search(outside_quotes(p)) for p in rest[1:]):
        apa = None
    if not _is_complete(text):
        return None
    if not apa and tails == len(pieces) and _is_complete(", ".join(pieces[:-1])) and tails > 2:
        return None
    if apa and apa.re is _APA_HEAD and apa["harvard"] and not _is_unspoken(head[apa.end() :]):
        return None
    if apa and is_list_of_names(apa["authors"]) and all(map(_is_unspoken, rest[1:])):
        title, *imprint = [head[apa.end() :], *rest] if head[apa.end() :] else rest
        return _entry(apa["authors"], title, imprint, pieces, tails, apa["year"] or "")
    if not all(map(_is_unspoken, rest)):
        return None
    if (at := min((i for q in QUOTES if (i := head.find(q)) >= 0), default=-1)) >= 0:
        zone = head[:at].strip(" ,")
        if end_of_title(head, at) < len(head) - 1 or (zone and not is_author_zone(zone)):
            return None
        return _entry(zone, head[at:], rest, pieces, tails)
    if is_list_of_names(head) and _is_title(rest[0], is_reference):
        return _entry(head, rest[0], rest[1:], pieces, tails)
    return None


def _entry(zone: str, title: str, imprint: list[str], pieces: list[str], tails: int, year: str = "") -> Reference:
    located = locate(", ".join([*imprint, *pieces[tails:]]))
    years = list(YEARS.finditer(located.body))
    quoted = title[:1] in QUOTES
    about = imprint_of(located.body, article=quoted)
    return Reference(
        "full",
        authors_of(zone) if zone else (),
        zone,
        title.strip('“”" .,'),
        year or (years[-1]["year"] + years[-1]["letter"] if years else ""),
        located.locator,
        (*aliases_of(zone), *located.names),
        about.container,
        about.publisher,
        about.place,
        located.url,
        located.doi,
    )


def _is_complete(text: str) -> bool:
    """Whether a date or an address is there: what follows is another source."""
    outside = outside_quotes(text)
    return bool(YEARS.search(outside) or UNDATED.search(outside) or locate(text).url)


def _is_unspoken(sentence: str) -> bool:
    """Whether a sentence is a title, a publisher, a date: no verb, not long."""
    outside = outside_quotes(sentence)
    return (
        len(sentence.split()) <= _LONG_SENTENCE
        and not FINITE.search(outside)
        and not SENTENCE_OPENERS.match(outside)
        and (not sentence[0].isalpha() or sentence[0].isupper())
    )


def _is_title(sentence: str, is_reference: Callable[[str], bool]) -> bool:
    """Whether a sentence can be the title behind the authors: quoted, or words that are no reference of their own."""
    return sentence[:1] in QUOTES or (len(sentence.split()) > 1 and not is_reference(sentence))
