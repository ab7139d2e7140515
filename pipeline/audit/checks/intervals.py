"""A stated length of time against the two dates told with it: "signed in 2013 and ratified two years later, in 2016".

A date that is known to a year may be any day of it, so a length contradicts only if no two days fit it, and only if
a slip explains that; dates further apart may belong to two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, short
from pipeline.edtf import bounds
from pipeline.records import Claim, ClaimMention, Verdict

_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "decade": 3652.5}
_BELOW = {"day": 1.0, "week": 0.6, "month": 0.6, "year": 0.6, "decade": 0.35}
"""So many units may be wanting in a length that is told as a full number of them."""
_ABOVE = {"day": 1.0, "week": 1.0, "month": 0.9, "year": 0.9, "decade": 0.5}
"""So many units may a length be longer than it is told."""
_ROUND = 0.1
"""Tens of months and years are told more freely, by this share."""
_FREELY = 0.35
"""By so much may a length be off that is told as "about" or "nearly" so long."""
_EDGE = 0.1
"""By so many units may a length be longer that is told as "less than" so long."""
_SLIP_SHORT, _SLIP_LONG = 400, 3660
"""Days: a length in days to months is a slip if it is up to a year off, one in years if it is up to ten."""
_CALENDAR = frozenset({"anniversary", "age"})
_PLAIN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
"""A year, month or day; of a season, a decade or "about 1990" nothing can be reckoned."""


class _Span(NamedTuple):
    """The least and the most days that lie between two dates."""

    least: int
    most: int


class _Judged(NamedTuple):
    verdict: Verdict
    found: str
    reason: str = ""


def interval_claims(audited: Audited) -> Iterator[Tested]:
    """Test the lengths that a document tells together with the dates that they lie between."""
    for claim in audited.extraction.claims:
        if claim.check == "interval":
            earlier, later = _ends(claim)
            if _PLAIN.fullmatch(earlier) and _PLAIN.fullmatch(later):
                yield _told(audited, claim, _judge(claim, earlier, later), (earlier, later))


def _ends(claim: ClaimMention) -> tuple[str, str]:
    if len(claim.listed) == 1:
        earlier, _, later = claim.listed[0].partition("/")
        return earlier, later
    earlier, later = claim.listed
    return earlier, later


def _judge(claim: ClaimMention, earlier: str, later: str) -> _Judged:
    if bounds(later)[1] < bounds(earlier)[0]:
        return _Judged("undecidable", "", f"{later} is before {earlier}: the length may be of something else")
    if claim.of in _CALENDAR:
        return _by_calendar(claim, earlier, later)
    first, last = bounds(earlier), bounds(later)
    least = (date.fromisoformat(last[0]) - date.fromisoformat(first[1])).days
    most = (date.fromisoformat(last[1]) - date.fromisoformat(first[0])).days
    # What lasted from one date to another has both of them in it.
    span = _Span(max(least, 0), most + (len(claim.listed) == 1))
    low, high = _window(claim)
    apart = _apart(earlier, later, claim.of)
    off = max(low - span.most, span.least - high)
    if off <= 0:
        years_alone = claim.of == "year" and not claim.bound and len(claim.listed) == 2 and len(earlier + later) == 8
        if years_alone and int(later) - int(earlier) != claim.number:
            return _Judged("undecidable", apart, f"the years alone are {apart} apart, the days may be nearer")
        return _Judged("confirmed", apart)
    if off > (_SLIP_LONG if claim.of in {"year", "decade"} else _SLIP_SHORT):
        return _Judged("undecidable", apart, f"they are {apart} apart, too far off for a slip")
    return _Judged("contradicted", apart, f"they are {apart} apart")


def _window(claim: ClaimMention) -> tuple[float, float]:
    """The days that a length as it is told may have come to, from the least to the most."""
    n, day = claim.number, _DAYS[claim.of]
    freely = _ROUND * n if n % 10 == 0 and claim.of in {"month", "year"} else 0.0
    low, high = n - _BELOW[claim.of] - freely, n + _ABOVE[claim.of] + freely
    if claim.bound == "about":
        low, high = low - _FREELY * n, high + _FREELY * n
    elif claim.bound == "least":
        high = float("inf")
    elif claim.bound == "most":
        low, high = 0.0, n + _EDGE
    return low * day, high * day


def _by_calendar(claim: ClaimMention, earlier: str, later: str) -> _Judged:
    """Anniversaries are counted by years; a birthday may be still to come."""
    years = int(later[:4]) - int(earlier[:4])
    if claim.of == "anniversary":
        found, fits = str(years), years == claim.number
    else:
        first, last = bounds(earlier), bounds(later)
        most = years - (last[1][5:] < first[0][5:])
        least = years - (last[0][5:] < first[1][5:])
        found, fits = (f"{least} or {most}" if least != most else str(most)), least <= claim.number <= most
    if fits or claim.bound:
        return _Judged("confirmed", found)
    if abs(years - claim.number) > _SLIP_LONG // 365:
        return _Judged("undecidable", found, f"by the dates it is {found}, too far off for a slip")
    return _Judged("contradicted", found, f"by the dates it is {found}")


def _apart(earlier: str, later: str, unit: str) -> str:
    """How far two dates are from each other, as precisely as both are known, in words."""
    known = min(len(earlier), len(later))
    if known == 10 and unit in {"day", "week", "month"}:
        days = (date.fromisoformat(later) - date.fromisoformat(earlier)).days
        if unit == "day" or days < 31:
            return _many(days, "day")
        if unit == "week":
            return _many(round(days / 7), "week")
    years = int(later[:4]) - int(earlier[:4])
    if known == 4:
        return _many(years, "year")
    months = 12 * years + int(later[5:7]) - int(earlier[5:7]) - (known == 10 and later[8:] < earlier[8:])
    if months < 12:
        return _many(months, "month")
    return _many(months // 12, "year") + (f" and {_many(months % 12, 'month')}" if months % 12 else "")


def _many(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}"


def _told(audited: Audited, claim: ClaimMention, judged: _Judged, dates: tuple[str, str]) -> Tested:
    mention = audited.mentions[claim.mention_id]
    calendar = claim.of in _CALENDAR
    row = Claim(
        "interval",
        claim.doc_id,
        mention.text,
        expected=str(claim.number) if calendar else _many(claim.number, claim.of),
        found=judged.found,
        verdict=judged.verdict,
        reason=judged.reason,
        evidence=(claim.mention_id, *claim.evidence),
    )
    if judged.verdict != "contradicted":
        return row, None
    told = f"from {dates[0]} to {dates[1]} it is {judged.found}"
    message = f"“{short(mention.text, 160)}”{place_of(mention)}: {told}, not {row.expected}; one of the three is wrong."
    return contradicted(row, message, judged.reason)
