"""Calendar values: what is known of a date, and how EDTF (ISO 8601-2) and TIMEX3 (ISO-TimeML) write it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

PIVOT = 30
"""Two-digit years below it are of the 2000s, the others of the 1900s: what reports cite has happened (`31 Oct 71`)."""

_TIMEX3_SEASON = {21: "SP", 22: "SU", 23: "FA", 24: "WI"}
_TIMEX3_PART = {33: "Q1", 34: "Q2", 35: "Q3", 36: "Q4", 40: "H1", 41: "H2"}
_FIRST_QUARTER, _FIRST_HALF = 33, 40
_SEASON_NUMBERS = {code: n for n, code in (_TIMEX3_SEASON | _TIMEX3_PART).items()}
_TIMEX3 = re.compile(
    r"(?P<bc>BC)?(?P<year>\d{2,4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?|-(?P<season>[A-Z][A-Z0-9]))?"
    r"(?:(?<=\d)T[A-Z\d:]+)?"
)


class Impossible(ValueError):
    """A well-formed date that no calendar has."""


@dataclass(frozen=True, slots=True)
class When:
    """A point of the calendar, as precise as its words.

    Attributes:
        year: Astronomical, so that 1 BC is 0 and 493 BC is -492; `None` where the words do not say.
        month: 1–12.
        day: 1–31.
        season: ISO 8601-2's number of a part of the year: 21–24 spring to winter, 33–36 quarters, 40–41 halves.
        decade: `year` is the first of ten.
        century: `year` is the first of a hundred (1900 for the 20th century: ISO 8601 counts by the first digits).
        approximate: "about".
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    decade: bool = False
    century: bool = False
    approximate: bool = False

    def edtf(self) -> str:
        """The EDTF value; empty where the year is not known."""
        if self.year is None:
            return ""
        sign, digits = ("-" if self.year < 0 else ""), f"{abs(self.year):04d}"
        if self.century:
            value = f"{sign}{digits[:2]}XX"
        elif self.decade:
            value = f"{sign}{digits[:3]}X"
        else:
            value = f"{sign}{digits}{self._rest()}" + (f"-{self.season}" if self.season else "")
        return value + "~" * self.approximate

    def timex3(self) -> str:
        """The TIMEX3 value; an unknown year is `XXXX`."""
        if self.year is None:
            digits = "XXXX"
        elif self.year <= 0:
            digits = f"BC{1 - self.year:04d}"
        else:
            digits = f"{self.year:04d}"
        if self.century:
            return digits[:-2]
        if self.decade:
            return digits[:-1]
        if self.season:
            return f"{digits}-{(_TIMEX3_SEASON | _TIMEX3_PART)[self.season]}"
        return digits + self._rest()

    def _rest(self) -> str:
        return (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")

    def edge(self, side: int) -> When:
        """The first (0) or last (1) month of a quarter or half of a year; any other date is itself."""
        if self.season is None or self.season < _FIRST_QUARTER:
            return self
        months = 3 if self.season < _FIRST_HALF else 6
        nth = self.season - (_FIRST_QUARTER if months == 3 else _FIRST_HALF)
        return replace(self, season=None, month=nth * months + (months if side else 1))

    def order(self) -> tuple[int, int]:
        """For telling whether one date without its year comes before another."""
        return self.month or 0, self.day or 0


def full_year(two_digits: int) -> int:
    """The year that a two-digit year stands for; see `PIVOT`."""
    return two_digits + (2000 if two_digits < PIVOT else 1900)


@cache
def _parser() -> Any:
    # dateparser takes longer to import than a report to read; a run that meets no date does without.
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["en"],
        settings={"STRICT_PARSING": True, "PREFER_DAY_OF_MONTH": "first", "PARSERS": ["absolute-time"]},
    )


@lru_cache(maxsize=65536)
def parsed(words: str, form: str) -> When | None:
    """Read one bounded date with dateparser.

    Args:
        words: The date alone, `March 4 2015`.
        form: How it is written, in the codes of `strptime`: `%B %d %Y`.

    Returns:
        As much as dateparser's `period` says was given, or `None` where no calendar has this date.
    """
    result = _parser().get_date_data(words, [form])
    at = result.date_obj
    # Where the form does not fit, dateparser tries its own ones: an answer that the form does not give back is none.
    if at is None or _bare(at.strftime(form)) != _bare(words):
        return None
    return When(at.year, at.month if result.period != "year" else None, at.day if result.period == "day" else None)


def _bare(words: str) -> list[str]:
    return [w.lstrip("0") for w in words.replace("/", " ").replace(".", " ").replace("-", " ").split()]


def on_calendar(when: When) -> When:
    """The date itself, if a calendar has it.

    Raises:
        Impossible: It has not (June 31); where the year is not known, no year has (February 30).
    """
    if when.month is None or when.day is None:
        return when
    # A year that isn't known may be a leap year; before 1 AD the calendar repeats every 400 years as it does after.
    days = monthrange(2000 if when.year is None else 2000 + when.year % 400, when.month)[1]
    if not 1 <= when.day <= days:
        raise Impossible(f"{when.timex3()} is in no calendar")
    return when


def fits_weekday(when: When, weekday: int) -> bool:
    """Whether a complete date falls on the weekday (0 is Monday); `True` where that can't be told."""
    if when.year is None or when.year < 1 or when.month is None or when.day is None:
        return True
    return date(when.year, when.month, when.day).weekday() == weekday


def fill_range(first: When, last: When) -> tuple[When, When]:
    """Let the ends of a range share what only one of them says ("May 3 to 22, 2017").

    A range does not run backwards: in "December 30 to January 2, 2018" the first end is of 2017.
    """
    if last.month is None and last.season is None and first.month and last.day:
        last = replace(last, month=first.month)
    if first.month is None and first.season is None and last.month and first.day:
        first = replace(first, month=last.month)
    if first.year is None and last.year is not None:
        backwards = first.order() > last.order() or (first.season or 0) > (last.season or 0)
        first = replace(first, year=last.year - backwards)
    elif last.year is None and first.year is not None:
        backwards = first.order() > last.order() or (first.season or 0) > (last.season or 0)
        last = replace(last, year=first.year + backwards)
    return first, last


def range_values(first: When, last: When) -> tuple[str, str]:
    """EDTF and TIMEX3 of a range; EDTF is empty where an end has no value.

    EDTF's intervals have no quarters and halves as ends: their first and last months stand for them.
    """
    one, two = first.edge(0).edtf(), last.edge(1).edtf()
    return (f"{one}/{two}" if one and two else ""), f"{first.timex3()}/{last.timex3()}"


def list_values(members: Sequence[tuple[When, When]]) -> tuple[str, str]:
    """EDTF and TIMEX3 of a list whose members are dates (both ends equal) or ranges.

    In an EDTF set a range is written with two dots; in TIMEX3 its ends are joined as everywhere.
    """
    edtf = [a.edtf() if a == b else f"{a.edtf()}..{b.edtf()}" for a, b in members]
    timex3 = [a.timex3() if a == b else f"{a.timex3()}/{b.timex3()}" for a, b in members]
    known = all(a.edtf() and b.edtf() for a, b in members)
    return ("{" + ",".join(edtf) + "}" if known else ""), ",".join(timex3)


def read_timex3(text: str) -> tuple[tuple[When, When], ...]:
    """The members of a TIMEX3 date, each as the two ends of a range (one date twice where it is none).

    The inverse of `range_values` and `list_values`; empty for what is no date of the calendar (`P2Y`, `PAST_REF`).
    """
    members = []
    for member in text.split(","):
        ends = [_one_date(end) for end in member.split("/")]
        if not 1 <= len(ends) <= 2 or None in ends:
            return ()
        members.append((ends[0], ends[-1]))
    return cast("tuple[tuple[When, When], ...]", tuple(members))


def _one_date(text: str) -> When | None:
    match = _TIMEX3.fullmatch(text)
    season = match and match["season"]
    if not match or (season and season not in _SEASON_NUMBERS):
        return None
    digits = match["year"]
    if digits == "XXXX":
        year = None
    elif match["bc"]:  # the decade of BC047 begins with 479 BC, the farther one
        year = 1 - int(digits.ljust(4, "9"))
    else:
        year = int(digits.ljust(4, "0"))
    return When(
        year,
        int(match["month"]) if match["month"] else None,
        int(match["day"]) if match["day"] else None,
        _SEASON_NUMBERS[season] if season else None,
        decade=len(digits) == 3,
        century=len(digits) == 2,
    )
