"""Weeks: by their number in the year, or by a day that they begin or end with."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.extract.dates.collecting import Value, Words, collect, dated
from pipeline.extract.dates.notation import DateRule
from pipeline.extract.dates.values import When, range_values

_SUNDAY = 6


def read_week(words: Words, _: DateRule) -> Value | None:
    """A week's seven days: "week 7 of 2015", "2015-W07", "the week of May 4", "the week ending 10 May 2015".

    A number counts as ISO 8601 counts. The week of a day begins with it where that is a Monday or a Sunday, or where
    its year is not known; else it is the one from Monday to Sunday that holds it.
    """
    folded = [w.text.casefold() for _, w in words]
    if code := next((w.text for n, w in words if n == "isoweek"), ""):
        return _numbered(int(code[:4]), int(code[6:8]), int(code[9:] or 0))
    when = collect(words)
    if when.month is None:
        number = next((int(w.text) for n, w in words if n == "integer"), 0)
        return _numbered(when.year, number) if when.year else None
    value = dated(when)
    if value.problem or when.day is None:
        return value if value.problem else None
    # A leap year, so that February 29 has a week; the year is not told.
    named = date(when.year or 2000, when.month, when.day)
    if "ending" in folded:
        first = named - timedelta(6)
    elif when.year is None or named.weekday() in {0, _SUNDAY} or "of" not in folded:
        first = named
    else:
        first = named - timedelta(named.weekday())
    ends = [When(d.year if when.year else None, d.month, d.day) for d in (first, first + timedelta(6))]
    edtf, timex3 = range_values(*ends)
    return Value(edtf, timex3)


def _numbered(year: int, week: int, day: int = 0) -> Value | None:
    try:
        first = date.fromisocalendar(year, week, day or 1)
    except ValueError:
        return None
    code = f"{year}-W{week:02d}"
    if day:
        return dated(When(first.year, first.month, first.day))
    last = first + timedelta(6)
    edtf, _ = range_values(*(When(d.year, d.month, d.day) for d in (first, last)))
    return Value(edtf, code)
