"""References: is a piece of a note a source, of which kind, and what does it say of itself.

Told by form alone. A full reference names a title, quoted or plain, and a date, an address or a publisher; laws and
judgments have a number instead. A short form names authors and a year (`Holt and Wren, 2016b, p. 4`), a title and a
year, or authors, a title and a page (`Holt, Fog, 12`). `Ibid.`, `op. cit.` and `supra note 12` only point back.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from pipeline.extract.citations.backward import read_backward
from pipeline.extract.citations.bibliography import TAIL, read_entry
from pipeline.extract.citations.imprint import YEAR, Located, imprint_bracket, imprint_of, locate
from pipeline.extract.citations.laws import read_law
from pipeline.extract.citations.names import (
    FINITE,
    SENTENCE_OPENERS,
    aliases_of,
    authors_of,
    is_author_zone,
    is_name,
    is_part_of_a_body,
    qualifies,
    split_names,
)
from pipeline.extract.citations.papers import read_dated_paper, read_issue, read_series
from pipeline.extract.citations.parts import sentences_of
from pipeline.extract.citations.reference_text import (
    MONTH,
    QUOTES,
    SLASHED,
    TALK,
    UNDATED,
    WHOLE_YEAR,
    YEARS,
    Reference,
    end_of_title,
    outside_quotes,
)
from pipeline.extract.citations.wording import is_known_place

_SHORT = re.compile(rf"(?P<authors>[^“”\"\d\[\]]+?),?\s+\(?(?P<year>{YEAR}[a-z]?|undated|n\.d\.|forthcoming)\)?$")
_SHORT_MONTH = re.compile(
    rf"(?P<authors>[^“”\"\d\[\],]+),\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    rf"|Dec)[a-z]*\.?\s+(?P<year>{YEAR}[a-z]?)$"
)
_SHORT_PAGED = re.compile(
    rf"(?P<authors>[^“”\"\d\[\]()]+?),?\s+\((?P<year>{YEAR}[a-z]?)[,:]\s*(?P<locator>(?:(?:pp?|paras?|ch|sec)\.\s*)?\d[\d\s,–-]*)\)$"
)
"""`Holt (2014, p. 12)`, `Holt (2014: 12)`."""
_DATED_BRACKET = re.compile(
    rf"\([^():;]{{2,60}}:\s*(?:[A-Z][a-z]+\.?\s+(?:\d{{1,2}},\s+)?)?(?P<year>{YEAR})(?P<letter>[a-z]?)\)$"
)
"""`(Washington, DC: June 4, 2014)`: place and date, no publisher."""
_YEAR_BEHIND = re.compile(rf"\s*\((?P<year>{YEAR}[a-z]?)\)$")
_ENDS_A_LIST = re.compile(r"(?:[^\W\d_]+\s+){1,3}(?:and|&)\s+[^\W\d_][^.:]*$")
_SHORT_TITLE = re.compile(rf"[“\"](?P<title>[^”\"]+?),?[”\"],?\s+\(?(?P<year>{YEAR}[a-z]?|undated|n\.d\.)\)?$")
_TITLE_ALONE = re.compile(r"[“\"](?P<title>[^“”\"]+?),?[”\"]$")
_SHORT_BOTH = re.compile(r"(?P<authors>[^“”\"\d\[\]:]+?)(?P<comma>,?)\s+[“\"](?P<title>[^”\"]+?),?[”\"]$")


def read_reference(text: str, *, cut: bool = False) -> Reference | None:
    """Read a piece of a note as a reference.

    Args:
        text: The whole piece, closing punctuation left out.
        cut: The note is known to have lost its head or tail, so that a date or title may be missing.

    Returns:
        What it says, or `None` if it is none.
    """
    return read_run(text) or _read_one(text, cut=cut)


def read_run(text: str) -> Reference | None:
    """Read several sentences that only together are one reference, as bibliographies print them.

    `Holt, Ann. “Fog.” Stone Review. May 3, 2014. https://…`, or one whose address or page is a sentence of its own.
    """
    pieces = [text[a:b].rstrip(" .") for a, b in sentences_of(text)]
    if len(pieces) < 2:
        return None
    tails = len(pieces)
    while tails > 1 and TAIL.match(pieces[tails - 1]) and "; " not in pieces[tails - 1]:
        tails -= 1
    if tails == 1:
        return _read_one(", ".join(pieces), cut=False)
    return read_entry(pieces, tails, text, lambda piece: _read_one(piece, cut=False) is not None)


def _read_one(text: str, *, cut: bool) -> Reference | None:
    if back := read_backward(text):
        return Reference(
            back.kind, back.authors, "; ".join(back.authors), back.title, "", back.locator, cited_note=back.note
        )
    located = locate(text)
    if law := read_law(located):
        kind: Literal["full", "short"] = "short" if law.short else "full"
        locator = located.locator if law.paged else law.locator
        said = Reference(kind, title=law.title, container=law.container, year=law.year, locator=locator)
    else:
        read = (
            read_dated_paper(located)
            or read_issue(located)
            or _short(located)
            or read_series(located)
            or _full(located, cut=cut)
            or _unlike_prose(located)
        )
        if read is None:
            return None
        said = read
    return replace(said, url=located.url, doi=located.doi, aliases=(*said.aliases, *located.names))


def _short(located: Located) -> Reference | None:
    body, locator = located.body, located.locator
    if m := _SHORT_TITLE.match(body):
        return Reference("short", title=m["title"].rstrip(","), year=_year(m["year"]), locator=locator)
    if not located.url and (named := _short_without_year(located)):
        return named
    if (m := _SHORT_PAGED.match(body)) and not MONTH.search(body):
        names = split_names(m["authors"])
        if names and all(is_name(n) for n in names):
            return Reference("short", names, m["authors"], year=m["year"], locator=m["locator"])
    m = _SHORT.match(body) or (_SHORT_MONTH.match(body) if locator else None)
    if m and m["authors"].count("(") != m["authors"].count(")"):
        return None
    if m is None or MONTH.search(m["authors"] if m.re is _SHORT_MONTH else body):
        return None
    names = split_names(m["authors"])
    if not names or not all(is_name(n) for n in names):
        return None
    return Reference("short", authors=names, zone=m["authors"], year=_year(m["year"]), locator=locator)


def _short_without_year(located: Located) -> Reference | None:
    """`Holt, “Fog,” 12`, `Holt, Fog of the North, 12`, `Fog Report at 12`: a page, and who or what before it."""
    body, locator = located.body, located.locator
    if YEARS.search(outside_quotes(body)) or SLASHED.search(body) or UNDATED.search(body) or imprint_bracket(body):
        return None
    if locator and (m := _TITLE_ALONE.match(body)):
        return Reference("short", title=m["title"].rstrip(","), locator=locator)
    if m := _SHORT_BOTH.match(body):
        names = split_names(m["authors"]) or authors_of(m["authors"])
        if not locator and not (m["comma"] and m["title"][0].isupper() and names and all(map(_is_author, names))):
            return None
        if names and is_author_zone(m["authors"]) and not MONTH.search(m["authors"]):
            return Reference("short", names, m["authors"], m["title"].rstrip(",."), "", locator)
        return None
    if not locator or any(q in body for q in QUOTES):
        return None
    segments = [s.strip() for s in body.split(", ")]
    titles = [s for s in segments[1:] if len(s.split()) > 1 or (located.bare and _is_short_title(segments))]
    if len(segments) > 1 and len(titles) == 1 and titles[0] == segments[-1] and titles[0][0].isupper():
        zone = ", ".join(segments[:-1])
        names = split_names(zone)
        if names and all(is_name(n) for n in names) and not FINITE.search(body):
            return Reference("short", names, zone, titles[0], "", locator)
    if len(segments) == 1 and locator.startswith("at ") and is_name(body) and not MONTH.search(body):
        return Reference("short", title=body, locator=locator)
    return None


def _is_short_title(segments: list[str]) -> bool:
    """Whether `Holt, Fog` before a page is a surname and a title of one word, no place and its country."""
    return len(segments) == 2 and len(segments[0].split()) == 1 and not any(map(is_known_place, segments))


def _is_author(name: str) -> bool:
    return is_name(name) and len(name.split()) <= 5


def _year(printed: str) -> str:
    return printed if printed[:1].isdigit() else ""


def _full(located: Located, *, cut: bool) -> Reference | None:
    body = located.body
    title_at = min((i for q in QUOTES if (i := body.find(q)) >= 0), default=-1)
    bracket = imprint_bracket(outside_quotes(body))
    # What follows a semicolon (`; entered into force …`) is no date of the source itself.
    said = outside_quotes(body).split(";")[0]
    years = list(YEARS.finditer(said if title_at >= 0 else re.sub(r"\([^)]*\)", "", said)))
    if title_at < 0 and (dated := bracket or _DATED_BRACKET.search(body)):
        years = [dated]
    year = years[-1]["year"] + (years[-1]["letter"] or "") if years else ""
    if not year and title_at >= 0 and (slashed := SLASHED.search(said)):
        year = slashed["year"]
    traced = bool(year or UNDATED.search(body) or located.url or located.doi or located.seen)
    if title_at >= 0:
        contained = located.locator and not FINITE.search(said) and _behind_title(body, title_at)
        if traced or cut or contained:
            return _quoted(located, title_at, year)
        return None
    if traced or (cut and body.count(",") >= 2):
        return _plain(located, year, cut=cut)
    return None


def _unlike_prose(located: Located) -> Reference | None:
    """What has nothing but an address, or a name and an address."""
    body = located.body
    if not (located.url or located.doi) or any(q in body for q in QUOTES):
        return None
    if not body:
        return Reference("full", locator=located.locator)
    named = not FINITE.search(body) and not SENTENCE_OPENERS.match(body) and len(body.split()) <= 14
    if named and body[0].isupper() and is_name(re.sub(r"[(),;:]", " ", body)):
        return Reference("full", title=body, locator=located.locator)
    return None


def _behind_title(body: str, at: int) -> str:
    end = end_of_title(body, at)
    return body[end + 1 :].strip(" ,.") if end > at else ""


def _quoted(located: Located, at: int, year: str) -> Reference | None:
    body = located.body
    zone = body[:at].strip(" ,")
    if behind := _YEAR_BEHIND.search(zone):
        zone, year = zone[: behind.start()], behind["year"]
    end = end_of_title(body, at)
    title = body[at + 1 : end if end > at else len(body)].strip(" ,").removesuffix(".")
    rest = body[end + 1 :] if end > at else ""
    bracket = re.match(r"\s*\((?P<inner>[^()]+)\)", rest) if not zone else None
    if bracket:
        # `“Title” (Author, date)` is one source; what goes on behind the bracket is a list of them, or prose.
        if rest[bracket.end() :].strip(" ,"):
            return None
        zone, rest = bracket["inner"], ""
    if zone and not is_author_zone(zone):
        return None
    if FINITE.search(outside_quotes(rest).split(";")[0]) and not bracket:
        return None
    about = imprint_of(rest.split(";")[0], article=True)
    return Reference(
        "full",
        authors_of(zone),
        zone,
        title,
        year,
        located.locator,
        aliases_of(zone),
        about.container,
        about.publisher,
        about.place,
    )


def _plain(located: Located, year: str, *, cut: bool) -> Reference | None:
    """A reference whose title is not quoted: an author, then a title, then where and when."""
    body = located.body
    bracket = imprint_bracket(body)
    head = body[: bracket.start()].rstrip() if bracket else body
    segments = [s.strip() for s in re.split(r",\s+", head)]
    if cut and len(segments) < 3 and year and body[:1].islower():
        return Reference("full", year=year, locator=located.locator)
    enough = 2 if bracket or located.url or located.doi else 3
    if len(segments) < enough and not (len(segments) == 2 and len(segments[0].split()) > 3):
        return None
    if not is_name(segments[0]) or segments[0][:1].isdigit() or MONTH.match(body):
        return None
    if TALK.search(segments[0]) or (FINITE.search(head) and (not year or located.url or bracket)):
        return None
    zone, title, rest = _author_then_title(segments, closed=bracket is not None)
    about = imprint_of(f"{rest} {body[bracket.start() :]}" if bracket else rest, article=False)
    return Reference(
        "full",
        authors_of(zone),
        zone,
        title,
        year,
        located.locator,
        aliases_of(zone),
        "",
        about.publisher,
        about.place,
    )


def _author_then_title(segments: list[str], *, closed: bool) -> tuple[str, str, str]:
    """The title is the first segment behind the author that is no role, no country, no part of a body and no date.

    A title with a list in it (`Fog: Causes, Ways, and Ends`) goes on to the member with the "and"; before the bracket
    of an imprint (`closed`) that "and" may stand within the last member (`Fog: Causes, Ways and Ends`).
    """
    for i, segment in enumerate(segments[1:], 1):
        later = [s for s in segments[i + 1 :] if _may_be_title(s)]
        if _may_be_title(segment) and not (is_part_of_a_body(segment) and later):
            end = next(
                (j for j in range(i + 1, min(i + 5, len(segments))) if segments[j].startswith(("and ", "& "))), i
            )
            if closed and end == i and _ENDS_A_LIST.match(segments[-1]):
                end = len(segments) - 1
            if any(YEARS.match(s) or MONTH.match(s) for s in segments[i:end]) or ":" not in segment:
                end = i
            title = ", ".join(segments[i : end + 1]) if segment[0].isupper() or segment[0].isdigit() else ""
            return ", ".join(segments[:i]), title, ", ".join(segments[end + 1 :])
    return segments[0], "", ", ".join(segments[1:])


def _may_be_title(segment: str) -> bool:
    return bool(segment) and not qualifies(segment) and not WHOLE_YEAR.match(segment) and not MONTH.match(segment)


__all__ = ["Reference", "authors_of", "read_reference", "read_run", "split_names"]
