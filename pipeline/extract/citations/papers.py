"""Papers that are named otherwise than by author and title: by a day, by who sent them, by a number in a series."""

from __future__ import annotations

import re

from pipeline.extract.citations.imprint import YEAR, Located
from pipeline.extract.citations.names import FINITE, SENTENCE_OPENERS, is_name, split_names
from pipeline.extract.citations.reference_text import SLASHED, YEARS, Reference, outside_quotes
from pipeline.extract.citations.wording import is_media

_DATED_PAPER = re.compile(
    rf"(?P<date>(?:\d{{1,2}}/){{1,2}}{YEAR}|(?:\d{{1,2}}/){{2}}\d\d"
    rf"|undated(?: draft)?)\s+(?P<what>[^\d\W][^,;]{{2,200}})(?=,|$)",
    re.IGNORECASE,
)
_DATED_HEARING = re.compile(
    rf"(?P<date>[A-Z][a-z]+\s+\d{{1,2}},\s+(?P<year>{YEAR})"
    rf"|\d{{1,2}}\s+[A-Z][a-z]+\s+{YEAR})\s+(?P<what>[A-Z][^,;.]{{2,100}}\b[Hh]earing)(?=,|$|\s\()"
)
_LETTER = re.compile(
    r"(?P<what>(?:[A-Z][\w.]+\s+)?(?:[Ll]etter|[Mm]emorandum|[Mm]emo|[Ee]-?mail|[Cc]able|[Tt]elegram(?:\s+(?:No\.\s*)?[\w/-]*\d[\w/-]*)?"
    r"|[Nn]ote|[Dd]ispatch|[Dd]espatch)\s+"
    r"(?:from|by)\s+(?P<who>[^\W\d_a-z][^,;]*?)(?=,|\s+to\s).*?),\s+(?=(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr"
    r"|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d|undated)"
)
_SENDER = re.compile(r"\bfrom\s+(?P<who>[^,;]+?)(?=\s+to\s|\s+(?:at|on)\s|,|$)")
_BY = re.compile(
    r",\s+(?:coordinated\s+|edited\s+|prepared\s+|written\s+)?by\s+(?P<who>[^,;()“”]+(?:,\s+[^,;()“”]+)*)$"
)
_SERIES = re.compile(
    r"(?P<series>[A-Z][\w.]*(?:\s+[A-Z][\w]*){0,3}\s+(?:No\.\s+)?[A-Z]{1,5}[-‐]?\d[\w‐-]*),\s+(?P<title>[^\W\d_].*)$"
)

_DAY = (
    rf"(?:(?:\d{{1,2}}\s+)?[A-Z][a-z]{{2,8}}\.?\s+(?:\d{{1,2}},\s+)?{YEAR}"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]{YEAR}|{YEAR}-\d\d-\d\d)"
)
_SPEECH = re.compile(
    r"(?P<what>(?:(?:Opening|Closing|Keynote|Prepared|Written|Oral|Press|Public|Introductory)\s+)?"
    r"(?:Remarks|Speech|Statement|Address|Lecture|Comments|Presentation|Intervention|Message|Declaration)\s+(?:by|of)\s+"
    r"(?P<who>[^\W\d_a-z][^,;]*?)(?=,|\s+(?:at|to|before|in|on|during)\s)[^;]*?),\s+"
    rf"(?P<date>{_DAY})(?=,|$|\s\()"
)
_POST = re.compile(
    r"(?P<what>(?:(?:Twitter|X|Facebook|Instagram|LinkedIn|Telegram|YouTube|Weibo|VK|VKontakte|Mastodon|Bluesky|TikTok|Blog)"
    r"\s+(?:post|message|video|thread|status|update|entry|statement)|Tweet)\s+(?:by|from|of)\s+(?P<who>[@\w][^,;]*)),\s+"
    rf"(?P<date>{_DAY})"
)
_ISSUE = re.compile(
    rf"(?P<what>(?:The\s+)?[A-Z][^,;“”\"()\d]{{2,60}}?)(?:\s+\([A-Z][^()\d]{{2,30}}\))?,\s+(?P<date>{_DAY})$"
)
"""A newspaper by its day alone, as historians cite it: `Harbour Gazette (Riga), 4 June 1914`."""


def read_issue(located: Located) -> Reference | None:
    """An issue of a newspaper, known as one by a word of its name (kind `media` in `roles.yaml`)."""
    m = _ISSUE.match(located.body)
    if m is None or not is_name(m["what"]) or not is_media(m["what"]):
        return None
    year = re.search(YEAR, m["date"])
    return Reference("full", year=year.group() if year else "", locator=located.locator, container=m["what"])


def read_dated_paper(located: Located) -> Reference | None:
    """A paper from a file, named by its date or its sender; quoted words are its title.

    `5/30/2006 email from A to B, ABC_0123`, `Letter from A to B, May 30, 2006`, `May 30, 2006 Board Hearing at 5`.
    """
    body = located.body
    m = next((m for p in _PAPERS if (m := p.match(body))), None)
    if m is None or FINITE.search(outside_quotes(body)) or SENTENCE_OPENERS.match(m["what"]):
        return None
    what = m["what"].strip()
    title = _quoted_title(body)
    who = m.groupdict().get("who", "") if m.re in {_SPEECH, _POST} else ""
    sender = _SENDER.search(what)
    rest = body[m.end() :].strip(" ,")
    years = SLASHED.search(body) or next(iter(reversed(list(YEARS.finditer(outside_quotes(body))))), None)
    return Reference(
        "full",
        (who.strip(),) if who else (sender["who"].strip(),) if sender else (),
        "" if title is None else what,
        title or what,
        years["year"] if years else "",
        located.locator,
        container="" if m.re in {_LETTER, _SPEECH, _POST} else re.sub(r"[“\"][^”\"]*[”\"],?\s*", "", rest).strip(" ,"),
    )


_PAPERS = (_DATED_PAPER, _DATED_HEARING, _LETTER, _SPEECH, _POST)


def _quoted_title(body: str) -> str | None:
    m = re.search(r"[“\"](?P<title>[^”\"]+?),?[”\"]", body)
    return m["title"] if m else None


def _is_personal(name: str) -> bool:
    """Whether an author behind "by" is a person: a title with a "by" of its own, or another source, is none."""
    return is_name(name) and len(name.split()) <= 5 and not any(c.isdigit() for c in name)


def read_series(located: Located) -> Reference | None:
    """`Fog Office Report R1234, Title, by Ann Holt`: a numbered paper needs no date."""
    body = located.body
    by = _BY.search(body)
    m = _SERIES.match(body[: by.start()] if by else body)
    if m is None or FINITE.search(outside_quotes(m["title"])) or not (m["title"][0].isupper() or m["title"][0] in '“"'):
        return None
    years = [y for y in YEARS.finditer(outside_quotes(body)) if y.end() == len(body)]
    title = m["title"][: years[0].start() - m.start("title")].rstrip(" ,") if years and not by else m["title"]
    title = re.split(r",\s+(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s*\d*,?$)", title)[0]
    authors = split_names(by["who"]) or (by["who"],) if by else ()
    if not all(_is_personal(a) for a in authors):
        return None
    year = years[0]["year"] if years else ""
    return Reference(
        "full", authors, by["who"] if by else "", title.strip('“”" ,'), year, located.locator, container=m["series"]
    )
