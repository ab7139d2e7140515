"""What a sentence says around a number: at least or about, in which years, besides a first one, on which days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.extract.claims.series import MANY_BEHIND, PLACED, Dated, run_of
from pipeline.numbers import COUNT, OFTEN

Bound = Literal["", "least", "most", "about", "over"]
Further = Literal["", "perhaps", "yes"]

_LEAST = re.compile(
    r"\b(?:at least|no fewer than|not fewer than|not less than|no less than|more than|over|upwards? of|in excess of|"
    r"above|the first)(?: the)? $",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:at most|up to|no more than|not more than|fewer than|less than|a maximum of) $", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|roughly|nearly|almost|close to|an estimated|some|perhaps|maybe|as many as|"
    r"\w+ (?:or|to))|\d\s?[–-]) $",
    re.IGNORECASE,
)
_ROUND = re.compile(r"\b(?:dozen|an? hundred)\b", re.IGNORECASE)
"""Numbers that are told as round ones, whatever stands before them."""
_OR_MORE = re.compile(r" (?:or more|and counting|at least|if not more)\b", re.IGNORECASE)
_OR_SO = re.compile(r" (?:or so|or thereabouts|on average)\b", re.IGNORECASE)

_ANOTHER = re.compile(r"\b(?:subsequent|further|additional|more|others?|another|following)\b", re.IGNORECASE)
_SUBSEQUENT = re.compile(r"\bsubsequent\b", re.IGNORECASE)
_IN_ALL = re.compile(r"\b(?:in all|altogether|all told|including the (?:first|inaugural))\b", re.IGNORECASE)
_SINCE_THEN = re.compile(
    r"\bsince(?: then| that time)?\s*(?=[,.;)]|$)|\bin the (?:years|months|decades|time) since\b|\bthereafter\b|"
    r"\bafter that\b",
    re.IGNORECASE,
)
_ENDS_SINCE = re.compile(r"\bsince\s*[,.;)]?\s*$", re.IGNORECASE)

_SINCE = re.compile(r"\bsince(?: (?!except|and|but|or)[^\s.;:()\d]+){0,9}? ?$|\bfrom ?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to|through|by)(?: the end of| early| late| about)? ?$", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|during|within|between|from|over|throughout)(?: the)? ?$", re.IGNORECASE)
_NO_WINDOW = re.compile(r"\b(?:first|recent\w*|last|latest|starting|beginning|final\w*|\w+est)\b", re.IGNORECASE)
_FIRST = re.compile(
    r"\b(?:first|inaugural|starting|started|beginning|began|begun|launched|established|founded|initiated|opened|"
    r"not\b[^.;]{0,40}\buntil|debut\w*)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\s*(?:In|On)\s")
"""What stands before the date that a sentence begins with."""
_BEFORE_LIST = 4
"""So many dates, the ends of years and the first of the list, are tried as the first of a list behind some words."""
_NEAR = 90
"""Characters before a date in which what it is for is told."""
_FIRST_OF_LIST = rf"\s*(?:namely,? |first )?{PLACED}?(?:(?:(?:once|{OFTEN}|{COUNT} times) )?(?:in|on)\s+)?"
_LISTED = re.compile(
    rf"(?P<plain>\s*[,:(—–]{_FIRST_OF_LIST})|(?:\s+[^\s,;:.()]+){{0,6}}?\s+(?:in|on)\s+|\s+",
    re.IGNORECASE,
)
_LISTED_LATER = re.compile(rf"(?P<words>[^;:.()\[\]]{{1,90}}?)\s?(?P<opens>[(:—–]){_FIRST_OF_LIST}", re.IGNORECASE)
_ONLY_WHEN = re.compile(
    r"(?:[\s,\0–-]|\b(?:since|between|from|in|during|over|within|until|through|to|by|and|the|early|late|mid|end|start|years?|"
    r"decades?|century|period|past|last|so far|to date|in all|in total|altogether)\b)*",
    re.IGNORECASE,
)
"""What a list may stand behind and still be the number's own: words that say of which years it is."""
_CLOSES = {"(": re.compile(r"\s*\)"), ":": re.compile(r"\s*(?:[.;]|$)"), "—": re.compile(r"\s*(?:[—–.;]|$)")}


@dataclass(frozen=True, slots=True)
class Around:
    """What the words around a count say of it.

    Attributes:
        bound: `least`, `most`, `about`; `over` for more than a round number; empty for a plain one.
        further: `yes` where it counts besides a first one ("six subsequent visits"), `perhaps` where it may ("since
            then, it has met six times").
        window: EDTF interval that what is counted lies in; empty where none is told.
        first: EDTF date of the first, where this sentence or the one before tells it.
        listed: The dates that the sentence lists right behind the number.
        plainly: The list stands in brackets, behind a colon or a comma: it is meant to be all of them.
    """

    bound: Bound = ""
    further: Further = ""
    window: str = ""
    first: str = ""
    listed: tuple[Dated, ...] = ()
    plainly: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands, in characters of the block's text.

    Attributes:
        claim: The claim.
        low: Start of its sentence.
        previous: Start of the sentence before that.
        room: From the end of the claim before it in the sentence, or the sentence's start, to the start of the next
            claim, or the sentence's end.
        rank: It tells which in a row, so one date is its own; a count has a list of them.
        closed: Its list must fill a bracket.
    """

    claim: tuple[int, int]
    low: int
    previous: int
    room: tuple[int, int]
    rank: bool = False
    closed: bool = False


def around(text: str, place: Place, dates: Sequence[Dated]) -> Around:
    """Read the words around a claim; `dates` are those of the block with a value, in order."""
    start, end = place.claim
    low, high = place.room
    following = [_but_for(text, end, d) for d in dates if end <= d.start < high]
    listed, plainly = (_listed_later if place.closed else _listed)(text, end, following)
    if place.rank and not listed and not following:
        listed = _own(text, place, dates)
    if not place.rank and sum(len(d.members) for d in listed) < 2:
        listed, plainly = (), False
    taken = {d.start for d in listed}
    behind = [d for d in dates if end <= d.start < high and d.start not in taken]
    before = [d for d in dates if place.low == low <= d.start < start and not _in_brackets(text[d.end : start])]
    first, same_sentence = _first(text, place, dates)
    return Around(
        bound=bound_of(text[max(low, start - 30) : start], text[start:end], text[end : end + 20]),
        further=_further(text[low:high], text[start:end], told=bool(first) and same_sentence),
        window=_window(text, end, behind) or _window(text, low, before),
        first=first,
        listed=listed,
        plainly=plainly,
    )


def _own(text: str, place: Place, dates: Sequence[Dated]) -> tuple[Dated, ...]:
    """The one date of a sentence, if it begins with it: "In May 2019, Ghana hosted the fifth round"."""
    before = [d for d in dates if place.low <= d.start < place.claim[0]]
    begins = len(before) == 1 and _BEGINS.fullmatch(text, place.low, before[0].start)
    return tuple(before) if begins and text[before[0].end : before[0].end + 1] == "," else ()


def _but_for(text: str, end: int, date: Dated) -> Dated:
    """A date without the number that the claim itself gives ("nine times in 2011")."""
    return replace(date, times=1) if text[end : date.start].split() in (["in"], ["on"]) else date


def bound_of(before: str, claim: str, behind: str) -> Bound:
    """What the words right before a claim, its own and those right behind it say of its number."""
    if _ROUND.search(claim):
        return "over" if _LEAST.search(before) or _OR_MORE.match(behind) else "about"
    if _LEAST.search(before) or _OR_MORE.match(behind):
        return "least"
    if _MOST.search(before):
        return "most"
    return "about" if _ABOUT.search(before) or _OR_SO.match(behind) else ""


def _further(room: str, claim: str, *, told: bool) -> Further:
    """Whether the first is counted, too; `told`: the sentence itself tells of it."""
    if _IN_ALL.search(room):
        return ""
    if _ANOTHER.search(claim) or _SUBSEQUENT.search(room) or (told and _ENDS_SINCE.search(room)):
        return "yes"
    return "perhaps" if _SINCE_THEN.search(room) else ""


def _window(text: str, low: int, dates: Sequence[Dated]) -> str:
    """The years that a count is of: "since 2012", "until 1999", "between 2003 and 2011", "in 2014"."""
    since = until = ""
    for d in dates:
        lead = text[max(low, d.start - _NEAR) : d.start]
        if "/" in d.value:
            if _IN.search(lead):
                return d.value
        elif "{" in d.value:
            continue
        elif _SINCE.search(lead):
            since = since or d.value
        elif _UNTIL.search(lead):
            until = until or d.value
        elif len(d.value) == 4 and _IN.search(lead) and not _NO_WINDOW.search(lead[-40:]):
            return f"{d.value}/{d.value}"
    return f"{since or '..'}/{until or '..'}" if since or until else ""


def _first(text: str, place: Place, dates: Sequence[Dated]) -> tuple[str, bool]:
    """The date of the first, told before the claim in its sentence (`True`) or in the one before (`False`)."""
    for low, high in ((place.low, place.claim[0]), (place.previous, place.low)):
        for d in dates:
            if low <= d.start < high and _FIRST.search(text, max(low, d.start - 140), min(high, d.end + 80)):
                return d.value, low == place.low
    return "", False


def _in_brackets(behind: str) -> bool:
    """Whether what stands before this text stands in brackets that close in it."""
    closed = behind.find(")")
    return closed >= 0 and "(" not in behind[:closed]


def _listed(text: str, end: int, dates: Sequence[Dated]) -> tuple[tuple[Dated, ...], bool]:
    """The dates that stand in a row right behind a claim, and whether they are meant to be all."""
    lead_in = _LISTED.fullmatch(text, end, dates[0].start) if dates else None
    if lead_in is None or _SINCE.search(text, end, dates[0].start) or _UNTIL.search(text, end, dates[0].start):
        return _listed_later(text, end, dates)
    run = tuple(run_of(text, dates))
    later = _listed_later(text, end, dates) if len(run) == 1 else ((), False)
    return later if later[0] else (run, bool(lead_in["plain"]))


def _listed_later(text: str, end: int, dates: Sequence[Dated]) -> tuple[tuple[Dated, ...], bool]:
    """The dates that make up a bracket behind the words of a claim: "five times between 2014 and 2018 (2014, …)"."""
    for i, first in enumerate(dates[:_BEFORE_LIST]):
        if opened := _LISTED_LATER.fullmatch(text, end, first.start):
            run = run_of(text, dates[i:])
            closes = _CLOSES["—" if opened["opens"] == "–" else opened["opens"]]
            if len(run) > 1 and closes.match(text, run[-1].end + len(_many_behind(text, run[-1].end))):
                words = "".join(
                    "\0" if any(d.start <= at < d.end for d in dates[:i]) else text[at]
                    for at in range(end, opened.end("words"))
                )
                return tuple(run), bool(_ONLY_WHEN.fullmatch(words))
    return (), False


def _many_behind(text: str, end: int) -> str:
    """The bracket behind a date that says how often it is meant."""
    many = MANY_BEHIND.match(text, end)
    return many.group() if many else ""
