"""What a date is that is told from another one: "two years later", "the same day", "that August", "on Thursday".

Arithmetic of the calendar alone; which date is the other one is for `narrative` to find. A result is as precise as the
words and the anchor allow: "two years later" is a year, "ten days later" than some day in May is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from pipeline.extract.dates.values import When

Direction = Literal["+", "-", "="]

_STEP = re.compile(r"(?P<origin>now|ref)(?P<way>[+=-])(?:P(?P<clock>T?)(?P<amount>X|[\d.]+)(?P<unit>DE|CE|WE|[A-Z]))?")
_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")
_MIDST = {21: 4, 22: 7, 23: 10, 24: 1, 33: 2, 34: 5, 35: 8, 36: 11, 40: 3, 41: 9}
"""A month in the midst of each part of the year, for telling which part comes before which."""


@dataclass(frozen=True, slots=True)
class Step:
    """A `DateFound.relative`, taken apart.

    Attributes:
        now: Counted from the time of writing, not from the narrative's date.
        way: `+` after, `-` before, `=` in the same.
        amount: How many units; `None` where the words don't say ("a few weeks later").
        unit: ISO 8601's letter, and `Q` quarter, `WE` weekend, `DE` decade, `CE` century; for parts of the day behind
            a `T`; empty where the words themselves name the month, season or weekday.
    """

    now: bool
    way: Direction
    amount: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value found through an anchor.

    Attributes:
        value: EDTF; empty where TIMEX3 says more than a calendar can (`XXXX-WXX`).
        timex3: ISO-TimeML.
        when: The date, where it is one of the calendar that later dates can be told from.
    """

    value: str
    timex3: str
    when: When | None = None


def step_of(relative: str) -> Step | None:
    """Take a `DateFound.relative` apart; `None` for one that says nothing."""
    match = _STEP.fullmatch(relative)
    if not match:
        return None
    amount = match["amount"]
    way: Direction = "+" if match["way"] == "+" else "-" if match["way"] == "-" else "="
    unit = f"{match['clock'] or ''}{match['unit'] or ''}"
    return Step(match["origin"] == "now", way, float(amount) if amount and amount != "X" else None, unit)


def stepped(step: Step, anchor: When) -> Resolved | None:
    """The date that lies so many units from the anchor, as precise as its unit.

    Args:
        step: With a unit.
        anchor: As precise as the text has it.

    Returns:
        `None` where the anchor is too coarse for the unit; a value without EDTF where the length is not given.
    """
    if step.amount is None:
        return Resolved("", "FUTURE_REF" if step.way == "+" else "PAST_REF")
    amount = 0.0 if step.way == "=" else step.amount if step.way == "+" else -step.amount
    if amount % 1 or anchor.year is None:
        return None
    of_unit = _UNITS.get(step.unit)
    return of_unit(anchor, int(amount)) if of_unit else None


def _dated(when: When) -> Resolved:
    return Resolved(when.edtf(), when.timex3(), when)


def _years(anchor: When, amount: int) -> Resolved | None:
    if anchor.decade or anchor.century:
        return None
    return _dated(When(_year(anchor) + amount))


def _decades(anchor: When, amount: int) -> Resolved | None:
    if anchor.century:
        return None
    year = _year(anchor)
    # The decades before Christ are counted by their own digits: 480s, 470s …, the 470s from 479 to 470.
    first = year // 10 * 10 if year > 0 else -((-year + 1) // 10 * 10 + 8)
    return _dated(When(first + 10 * amount, decade=True))


def _centuries(anchor: When, amount: int) -> Resolved | None:
    year = _year(anchor)
    return _dated(When(year // 100 * 100 + 100 * amount, century=True)) if year > 0 else None


def _months(anchor: When, amount: int) -> Resolved | None:
    if anchor.month is None:
        return None
    years, month = divmod(anchor.month - 1 + amount, 12)
    return _dated(When(_year(anchor) + years, month + 1))


def _days(anchor: When, amount: int) -> Resolved | None:
    day = as_day(anchor)
    if day is not None:
        moved = _moved(day, amount)
        return _dated(When(moved.year, moved.month, moved.day)) if moved else None
    if anchor.day is not None and anchor.month is not None and not amount:
        return _dated(anchor)  # before year 1 there is no `date`
    if anchor.month is None or amount:
        return None
    month = replace(anchor, day=None, approximate=False)
    return Resolved(f"{month.edtf()}-XX", f"{month.timex3()}-XX", month)


def _weeks(anchor: When, amount: int) -> Resolved | None:
    day = as_day(anchor)
    moved = day and _moved(day, 7 * amount)
    if not moved:
        return None
    monday = moved - timedelta(moved.weekday())
    last = _moved(monday, 6)
    iso = moved.isocalendar()
    return (
        Resolved(f"{monday}/{last}", f"{iso.year:04d}-W{iso.week:02d}", When(moved.year, moved.month)) if last else None
    )


def _weekends(anchor: When, amount: int) -> Resolved | None:
    """Saturday and Sunday of the week."""
    day = as_day(anchor)
    moved = day and _moved(day, 7 * amount)
    saturday = moved and _moved(moved, 5 - moved.weekday())
    sunday = saturday and _moved(saturday, 1)
    if not saturday or not sunday:
        return None
    iso = saturday.isocalendar()
    when = When(saturday.year, saturday.month)
    return Resolved(f"{saturday}/{sunday}", f"{iso.year:04d}-W{iso.week:02d}-WE", when)


def _quarters(anchor: When, amount: int) -> Resolved | None:
    if anchor.month is None and anchor.season not in range(33, 37):
        return None
    quarter = (anchor.month - 1) // 3 if anchor.month else (anchor.season or 33) - 33
    years, quarter = divmod(quarter + amount, 4)
    return _dated(When(_year(anchor) + years, season=33 + quarter))


_UNITS: dict[str, Callable[[When, int], Resolved | None]] = {
    "Y": _years,
    "DE": _decades,
    "CE": _centuries,
    "M": _months,
    "W": _weeks,
    "D": _days,
    "WE": _weekends,
    "Q": _quarters,
}


def _year(anchor: When) -> int:
    if anchor.year is None:
        raise ValueError("an anchor has a year")
    return anchor.year


def as_day(when: When) -> date | None:
    """A complete date of our era as Python's; `None` for any other, and for one that no calendar has."""
    if when.year is None or when.month is None or when.day is None:
        return None
    try:
        return date(when.year, when.month, when.day)
    except ValueError:
        return None


def _moved(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def weekday_of(timex3: str) -> int | None:
    """The weekday (0 is Monday) of a TIMEX3 that says no more (`XXXX-WXX-4`)."""
    match = _WEEKDAY.fullmatch(timex3)
    return int(match[1]) - 1 if match else None


def on_weekday(weekday: int, way: Direction, anchor: When, *, own: bool = False) -> Resolved | None:
    """The nearest such weekday behind (`-`) or ahead of (`+`) the anchor; `=`: in the anchor's week, Monday to Sunday.

    Args:
        weekday: 0 is Monday.
        way: See above.
        anchor: A day; with any other the weekday stays unknown.
        own: The anchor's own day counts: Tuesday's newspaper says "on Tuesday".
    """
    day = as_day(anchor)
    if day is None:
        return None
    ahead = weekday - day.weekday()
    if way == "+":
        ahead = ahead % 7 or (0 if own else 7)
    elif way == "-":
        ahead = -(-ahead % 7 or (0 if own else 7))
    moved = _moved(day, ahead)
    return _dated(When(moved.year, moved.month, moved.day)) if moved else None


def rank(when: When) -> int | None:
    """The month of a date, or one in the midst of its season or quarter; `None` for a bare year."""
    return when.month or (_MIDST[when.season] if when.season else None)


def contains(coarse: When, fine: When) -> bool:
    """The fine date lies in the coarse one, or is the same."""
    if coarse.year != fine.year:
        return False
    if coarse.month is None:
        return coarse.season is None or coarse.season == fine.season
    return coarse.month == fine.month and coarse.day in {None, fine.day}


_UNKNOWN = {"Y": "XXXX", "M": "{}-XX", "W": "{}-WXX", "D": "{}-XX-XX"}


def unknown(step: Step, anchor: When) -> Resolved | None:
    """What TIMEX3 says of a date whose anchor is too coarse: "a week later" than 1913 is `1913-WXX`. It has no EDTF."""
    if step.unit not in _UNKNOWN:
        return None
    year = When(anchor.year).timex3() if step.amount == 1 else "XXXX"
    return Resolved("", _UNKNOWN[step.unit].format(year))
