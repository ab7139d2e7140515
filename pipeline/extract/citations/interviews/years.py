"""The year of a date that leaves it out: that of the note's other citations, or of the same person's same day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.extract.citations.interviews.fields import Interview

KnownDays = Mapping[tuple[str, str], set[str]]
"""By person and day of the year (`-05-03`) the years in which citations of a document put it."""


def with_years(told: Sequence[Interview]) -> tuple[Interview, ...]:
    """Give dates without a year the year of the other citations of the same note, if these agree on one."""
    years = {i.date[:4] for i in told if i.date[:4].isdigit()}
    if len(years) != 1:
        return tuple(told)
    year = next(iter(years))
    return tuple(_in_year(i, year, "note") for i in told)


def days_of(told: Sequence[Interview]) -> KnownDays:
    """What some citations know of days and years (`KnownDays`); only dates that say their year themselves tell."""
    out: dict[tuple[str, str], set[str]] = {}
    for i in told:
        if len(i.date) == 10 and not i.date_from:
            out.setdefault((i.attribution.casefold(), i.date[4:]), set()).add(i.date[:4])
    return out


def with_known_day(told: Interview, known: KnownDays) -> Interview:
    """Give a date without a year the year in which the document elsewhere dates the same person's same day."""
    years = known.get((told.attribution.casefold(), told.day[4:]), set()) if told.day else set()
    return _in_year(told, next(iter(years)), "document") if len(years) == 1 else told


def _in_year(interview: Interview, year: str, origin: str) -> Interview:
    if not interview.day.startswith("XXXX-") or not re.fullmatch(r"XXXX-\d\d(?:-\d\d)?", interview.day):
        return interview
    return replace(interview, date=year + interview.day[4:], day="", date_from=origin)
