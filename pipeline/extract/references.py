"""References: is a piece of a note a source, of which kind, and what are its author, title, year, page.

Told by form alone. A full reference names a title, quoted or plain, and a date; a short form names authors and a year
(`Holt and Wren, 2016b, p. 4`) or a title and a year; `Ibid.` and `Id.` name nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

YEAR = r"(?:1[5-9]|20)\d\d"
_LOCATOR = re.compile(
    r",?\s+(?P<locator>(?:at\s+)?(?:pp?|paras?|nos?|fols?|col|chap|ch|sec|art|arts)\.\s*[\dA-Z][\w.–—-]*(?:,\s*\d[\d–-]*)*"
    r"|at\s+\d[\d–-]*)$",
    re.IGNORECASE,
)
_IBID = re.compile(r"(?:ibid|id|idem|ib)\b\.?(?:,?\s+(?:at\s+)?(?:pp?\.\s*)?\d[\d–—-]*)?\.?$", re.IGNORECASE)
_SHORT = re.compile(rf"(?P<authors>[^“”\"\d\[\]]+?),?\s+\(?(?P<year>{YEAR}[a-z]?|undated|n\.d\.|forthcoming)\)?$")
_SHORT_TITLE = re.compile(rf"[“\"](?P<title>[^”\"]+?),?[”\"],?\s+\(?(?P<year>{YEAR}[a-z]?|undated|n\.d\.)\)?$")
_YEARS = re.compile(rf"(?<![\d–—-])(?P<year>{YEAR})(?P<letter>[a-z]?)(?![\w–—-])")
_UNDATED = re.compile(r"\b(?:undated|n\.d\.|forthcoming)$", re.IGNORECASE)
_TITLED = re.compile(r"[“\"](?P<title>.+)[”\"]", re.DOTALL)
_QUOTES = {"“": "”", '"': '"'}
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|took|take|takes|will|would|can|could|may|might|should|occurred|held|"
    r"said|says|sent|met|began|visited|includes?|included|thanks?|notes?|noted|see|refers?|referred|remains?)\b"
)
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]*)\.?\s+(?:\d{1,2}(?:,|\b)|(?=(?:1[5-9]|20)\d\d))"
    r"|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    [
        "and",
        "of",
        "the",
        "for",
        "on",
        "to",
        "in",
        "at",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "des",
        "la",
        "le",
        "les",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "zu",
        "zur",
        "al",
        "el",
        "bin",
        "ibn",
        "with",
        "et",
        "al.",
        "al",
        "&",
        "und",
        "y",
        "e",
        "s’",
        "d’",
        "l’",
    ]
)
_OPENERS = re.compile(
    r"(?:in|on|at|by|from|with|as|since|during|after|before|until|between|namely|not|this|these|those|it|its|they|their|"
    r"he|she|we|i|there|here|however|although|though|also|both|each|all|some|such|see|note|because|if|when|while|for|"
    r"among|according|data|unless|most|many|other|another|both|two|three|one)\b",
    re.IGNORECASE,
)
"""What a sentence begins with, an author doesn't."""
_BODY = re.compile(
    r"\b(?:of|for|ministry|department|delegation|agency|office|council|committee|commission|institute?|affairs|defen[cs]e|"
    r"government|command|centre|center|bureau|board|bank|union|organi[sz]ation|association|foundation|university|navy|"
    r"army|force|forces|services?|authority|secretariat|treasury|press)\b",
    re.IGNORECASE,
)
"""Words of bodies: an "and" beside one may be a part of its name."""
_ROLES = re.compile(r"^(?:PM|President|Minister|Secretary|Chancellor|Ambassador|Speaker|Adviser|Director|Chair)\b")
_ACRONYM = re.compile(r"\((?P<acronym>[A-Z][\w&./-]{1,12})\)")


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
        aliases: Acronyms printed behind an author.
    """

    kind: Literal["full", "short", "ibid"]
    authors: tuple[str, ...] = ()
    zone: str = ""
    title: str = ""
    year: str = ""
    locator: str = ""
    aliases: tuple[str, ...] = ()


def read_reference(text: str, *, cut: bool = False) -> Reference | None:
    """Read a piece of a note as a reference.

    Args:
        text: The whole piece, closing punctuation left out.
        cut: The note is known to have lost its head or tail, so that a date or title may be missing.

    Returns:
        What it says, or `None` if it is none.
    """
    if _IBID.match(text):
        locator = re.search(r"(?:at\s+)?(?:pp?\.\s*)?\d[\d–—-]*(?=\.?$)", text)
        return Reference("ibid", locator=locator.group() if locator else "")
    body, locator_text = _without_locator(text)
    return _short(body, locator_text) or _full(body, locator_text, cut=cut)


def _without_locator(text: str) -> tuple[str, str]:
    if found := _LOCATOR.search(text):
        return text[: found.start()].rstrip(" ,"), found["locator"]
    return text, ""


def _short(body: str, locator: str) -> Reference | None:
    if m := _SHORT_TITLE.match(body):
        return Reference("short", title=m["title"].rstrip(","), year=_year(m["year"]), locator=locator)
    m = _SHORT.match(body)
    if m is None or _MONTH.search(body):
        return None
    names = split_names(m["authors"])
    if not names or not all(_is_name(n) for n in names):
        return None
    return Reference("short", authors=names, zone=m["authors"], year=_year(m["year"]), locator=locator)


def _year(printed: str) -> str:
    return printed if printed[:1].isdigit() else ""


def split_names(text: str) -> tuple[str, ...]:
    """The members of `A`, `A and B`, `A, B, and C`, `A et al.`; empty if the commas part something else than names.

    A single body may hold an "and" itself (`Ministry for Europe and Foreign Affairs`): it is then one name.
    """
    text = re.sub(r",?\s+et al\.?$", "", text.strip())
    segments = [s.strip() for s in text.split(",") if s.strip()]
    if not segments:
        return ()
    if len(segments) == 1:
        halves = re.split(r"\s+(?:and|&)\s+", segments[0])
        if len(halves) > 1 and _are_two(halves):
            return tuple(halves)
        return (segments[0],)
    last = re.split(r"^(?:and|&)\s+|\s+(?:and|&)\s+", segments[-1])
    if len(last) == 1:
        return ()
    return (*segments[:-1], *(x for x in last if x))


def _are_two(halves: list[str]) -> bool:
    """Two people (`Ann Holt and Paul Wren`) or two bodies that each say so (`Government of A and Government of B`)."""
    bodies = [bool(_BODY.search(h)) for h in halves]
    if any(bodies):
        return all(_BODY.match(h) for h in halves)
    return all(len(h.split()) <= 4 and h[:1].isupper() for h in halves)


def _is_name(text: str) -> bool:
    """Capitalised but for particles, no verb, not long: a surname, a person's name or a body's."""
    words = text.split()
    if not words or len(words) > 12 or _FINITE.search(text) or _OPENERS.match(text):
        return False
    plain = [w for w in words if w.lower() not in _PARTICLES]
    return (
        bool(plain) and all(w[0].isupper() or not w[0].isalpha() for w in plain) and any(w[0].isupper() for w in plain)
    )


def _full(body: str, locator: str, *, cut: bool) -> Reference | None:
    title_at = min((i for q in _QUOTES if (i := body.find(q)) >= 0), default=-1)
    # What follows a semicolon (`; entered into force …`) is no date of the source itself.
    said = _outside_quotes(body).split(";")[0]
    years = list(_YEARS.finditer(said if title_at >= 0 else re.sub(r"\([^)]*\)", "", said)))
    dated = bool(years) or bool(_UNDATED.search(body))
    if not dated and not (cut and title_at >= 0) and not (cut and body.count(",") >= 2):
        return None
    year = years[-1]["year"] + years[-1]["letter"] if years else ""
    if title_at >= 0:
        return _quoted(body, title_at, year, locator)
    return _plain(body, year, locator, cut=cut)


def _outside_quotes(body: str) -> str:
    return re.sub(r"[“\"][^”\"]*[”\"]|\[[^\]]*\]", lambda m: " " * len(m.group()), body)


def _quoted(body: str, at: int, year: str, locator: str) -> Reference | None:
    zone = body[:at].strip(" ,")
    closing = _QUOTES[body[at]]
    end = body.rfind(closing, at + 1) if body[at] == '"' else _closing(body, at)
    title = body[at + 1 : end if end > at else len(body)].strip(" ,")
    bracket = re.match(r"\s*\((?P<inner>[^()]+)\)", body[end + 1 :]) if end > at and not zone else None
    if bracket:
        # `“Title” (Author, date)` is one source; what goes on behind the bracket is a list of them, or prose.
        if body[end + 1 + bracket.end() :].strip():
            return None
        zone = bracket["inner"]
    if zone and not _is_author_zone(zone):
        return None
    return Reference("full", authors_of(zone), zone, title, year, locator, _aliases(zone))


def _closing(body: str, at: int) -> int:
    depth = 0
    for i in range(at, len(body)):
        depth += (body[i] == "“") - (body[i] == "”")
        if depth == 0:
            return i
    return body.rfind("”", at)


def _plain(body: str, year: str, locator: str, *, cut: bool) -> Reference | None:
    """A reference whose title is not quoted: an author, then a title, then where and when."""
    segments = [s.strip() for s in re.split(r",\s+", body)]
    if cut and len(segments) < 3 and year and body[:1].islower():
        return Reference("full", year=year, locator=locator)
    if len(segments) < 3 and not (len(segments) == 2 and len(segments[0].split()) > 3):
        return None
    if not _is_name(segments[0]) or segments[0][:1].isdigit() or _MONTH.match(body):
        return None
    if _FINITE.search(body) and not year:
        return None
    zone, title = _author_then_title(segments)
    return Reference("full", authors_of(zone), zone, title, year, locator, _aliases(zone))


def _author_then_title(segments: list[str]) -> tuple[str, str]:
    """The title is the first segment behind the author that is no role, no country and no date."""
    for i, segment in enumerate(segments[1:], 1):
        qualifies = len(segment.split()) <= 2 or _ROLES.match(segment) or segment.startswith("and ")
        if not qualifies and not _YEARS.match(segment) and not _MONTH.match(segment):
            title = segment if segment[0].isupper() else ""
            return ", ".join(segments[:i]), title
    return segments[0], ""


def _is_author_zone(zone: str) -> bool:
    """What stands before a title: names, bodies and roles, no sentence."""
    said = _FINITE.search(zone) or _OPENERS.match(zone) or zone.endswith(":")
    return len(zone) < 300 and not said and (zone[0].isupper() or not zone[0].isalpha())


def authors_of(zone: str) -> tuple[str, ...]:
    """The persons or bodies in what stands before a title, without the roles and countries behind each.

    `David Holt, PM, Malta, and Ann Wren, Minister, Chile` are two; `Navy, Chile` is one.
    """
    people = re.split(r",\s+and\s+(?=[A-Z])", zone)
    if len(people) > 1 and all("," not in p for p in people[1:]) and people[0].count(",") >= 1:
        heads = [s.strip() for s in people[0].split(",")]
        if all(2 <= len(h.split()) <= 4 for h in heads):
            return (*heads, *people[1:])
    first = [p.split(",")[0].strip() for p in people]
    if len(first) == 1 and (halves := split_names(first[0])) and len(halves) > 1:
        return halves
    return tuple(p for p in first if p)


def _aliases(zone: str) -> tuple[str, ...]:
    return tuple(m["acronym"] for m in _ACRONYM.finditer(zone))
