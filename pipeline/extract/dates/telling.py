"""A date and its anchor put together: the year that is left out, the weekday, the step to another date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.relative import (
    Direction,
    Resolved,
    on_weekday,
    rank,
    step_of,
    stepped,
    unknown,
    weekday_of,
)
from pipeline.extract.dates.surroundings import Around
from pipeline.extract.dates.values import Impossible, When, list_values, on_calendar, range_values, read_timex3

Members = Sequence[tuple[When, When]]
Scope = tuple[int, int]
"""The years that a heading says its section is about."""

_COORDINATED = re.compile(r"\s*(?:and|or|to|through|until|&|[-–—])\s*", re.IGNORECASE)
_APPOSED = re.compile(r"\s*,\s*(?:on|in|by)\s+(?:the\s+)?", re.IGNORECASE)
_NEAR = 5
"""Months. What leaves out its year lies at most so far behind its anchor; else it is of the next year."""


def from_anchor(
    date: DateFound, around: Around, anchor: When, *, scope: Scope | None = None, written: When | None = None
) -> Resolved | None:
    """The value of a date that is told from the narrative's date; `None` where the anchor does not give it.

    Args:
        date: Relative, or without its year.
        around: What stands around it.
        anchor: With a year.
        scope: Where it is known, a date that leaves out its year stays in it.
        written: Where it is known, what is told in the past tense lies behind it.
    """
    step = step_of(date.relative)
    weekday = weekday_of(date.timex3)
    if weekday is not None:
        return on_weekday(weekday, step.way if step else "-" if around.pluperfect else "+", anchor, own=step is None)
    members = read_timex3(date.timex3)
    if not members:
        return (stepped(step, anchor) or unknown(step, anchor)) if step and step.unit else None
    if step and step.unit:
        base = stepped(step, anchor)
        return with_year(members, base.when.year) if base and base.when and base.when.year is not None else None
    year = _year(members, step.way if step else None, around, anchor)
    if year is None or anchor.year is None:
        return None
    if scope and not step and not scope[0] <= year <= scope[1]:
        year = anchor.year
    if written and not step and around.past and _later(members[0][0], year, written):
        year -= 1
    return with_year(members, year)


def from_writing(date: DateFound, around: Around, written: When) -> Resolved | None:
    """The value of a date that is told from the time of writing: what is past lies behind it, what will be ahead."""
    step = step_of(date.relative)
    way: Direction = step.way if step else "+" if around.future else "-"
    weekday = weekday_of(date.timex3)
    if weekday is not None:
        return on_weekday(weekday, way, written, own=step is None)
    members = read_timex3(date.timex3)
    if not members:
        return stepped(step, written) if step and step.unit else None
    if written.year is None:
        return None
    if step and (step.unit or step.way == "="):
        base = stepped(step, written) if step.unit else None
        year = base.when.year if base and base.when else written.year
        return with_year(members, year) if year is not None else None
    return with_year(members, _year_from(members[0][0], way, written, own=step is None))


def _year_from(when: When, way: Direction, written: When, *, own: bool) -> int:
    """The year of the last (`-`) or next (`+`) such month, season or day, seen from the time of writing."""
    year = written.year or 0
    here, there = (rank(when), when.day), (rank(written), written.day)
    if here[0] is None or there[0] is None:
        return year + (not own and way == "+") - (not own and way == "-")
    same = here[0] == there[0] and (None in {here[1], there[1]} or here == there)
    if same:
        return year + (0 if own else 1 if way == "+" else -1)
    ahead = (here[0], here[1] or 0) > (there[0], there[1] or 0)
    return year + (not ahead if way == "+" else -ahead)


def _year(members: Members, way: Direction | None, around: Around, anchor: When) -> int | None:
    """The year of a date without one (of the first member of a list, the first end of a range), told from the anchor.

    With nothing that tells the way it is the nearest one: narratives go on, and return, in small steps.
    """
    if anchor.year is None:
        return None
    there, here, end = rank(anchor), rank(members[0][0]), rank(members[-1][1])
    if there is None or here is None or end is None:
        return anchor.year + (way == "+") - (way == "-")
    ahead = here - there
    if way == "+":
        return anchor.year + (ahead <= 0)
    if way == "-":
        return anchor.year - (ahead >= 0)
    if end < here and members[0][0] != members[0][1]:  # over a new year: the one that the anchor lies in or behind
        return anchor.year - (end - there >= -_NEAR and ahead > 0)
    if ahead > _NEAR // 2 and around.pluperfect:
        return anchor.year - 1
    return anchor.year + (ahead < -_NEAR)


def with_year(members: Members, year: int) -> Resolved | None:
    """The members of a list or the ends of a range with their year; what runs over a new year ends in the next.

    Returns:
        `None` for a day that this year has not.
    """
    out, before = [], (0, 0)
    for first, last in members:
        for end in (first, last):
            at = (rank(end) or 0, end.day or 0)
            year += at < before
            before = at
            out.append(end if end.year is not None else _of(end, year))
    try:
        dates = [(on_calendar(a), on_calendar(b)) for a, b in zip(out[::2], out[1::2], strict=True)]
    except Impossible:
        return None
    last = dates[-1][1]
    if len(dates) > 1:
        return Resolved(*list_values(dates), last)
    if dates[0][0] != last:
        return Resolved(*range_values(dates[0][0], last), last)
    return Resolved(last.edtf(), last.timex3(), last)


def _later(when: When, year: int, written: When) -> bool:
    """The date in this year is surely later than the writing: a year or month that is written in goes on to its end."""
    at = year, rank(when) or 0, when.day or 0
    return written.year is not None and at > (written.year, rank(written) or 12, written.day or 31)


def _of(when: When, year: int) -> When:
    return When(year, when.month, when.day, when.season, approximate=when.approximate)


def apposed(date: DateFound, text: str, following: DateFound) -> bool:
    """Whether a date stands right behind another to say it again: "a year later, in May 2018"."""
    return _APPOSED.fullmatch(text[date.parts[-1][1] : following.parts[0][0]]) is not None


def explained(date: DateFound, text: str, following: DateFound | None) -> Resolved | None:
    """The value of a step that the date right behind it explains: "a year later, in May 2018" is 2018."""
    step = step_of(date.relative)
    if not step or step.amount is None or following is None or not following.value or following.relative:
        return None
    behind = read_timex3(following.timex3)
    if len(behind) != 1 or not apposed(date, text, following):
        return None
    return stepped(replace(step, way="="), behind[0][0])


def sharing(date: DateFound, text: str, following: DateFound | None) -> Resolved | None:
    """The value of a date whose year is said by the one coordinated with it: "the spring and early summer of 1943"."""
    if following is None or not following.value or following.relative or following.by or date.relative:
        return None
    members, after = read_timex3(date.timex3), read_timex3(following.timex3)
    if not members or not after or not _COORDINATED.fullmatch(text[date.parts[-1][1] : following.parts[0][0]]):
        return None
    sharer = after[0][0]
    one, other = rank(members[-1][1]), rank(sharer)
    if one is None or other is None or sharer.year is None:
        return None
    return with_year(members, sharer.year - (one > other))
