"""EDTF values compared: what days they cover, which is the more precise, whether two can both be true.

Only the forms of the contract: days, months, years, decades, seasons, approximate ones, ranges, lists, open ends.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache

_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}
"""First and last month; winter runs into the next year (months 13 and 14)."""
_FORM = re.compile(r"(?P<year>\d{1,4}X{0,3})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?[~?%]?$")
_DAYS = re.compile(r"(?<![\dX-])(\d{4}-\d\d-\d\d)(?![\dX])")


@cache
def well_formed(value: str) -> bool:
    """Whether a value is EDTF, of days that the calendar has, and a range that does not end before it begins."""
    try:
        for day in _DAYS.findall(value):
            date.fromisoformat(day)
    except ValueError:
        return False
    start, end = bounds(value)
    if start and end and start > end:
        return False
    if re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?", value):
        return True
    # The library takes longer to import than a run in which nothing has changed.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parse_edtf(value)
    except EDTFParseException:
        return False
    return True


@cache
def bounds(value: str) -> tuple[str, str]:
    """The first and the last day that a value may cover, as `YYYY-MM-DD`; empty where it is open or not known."""
    if not value:
        return "", ""
    if value.startswith(("{", "[")):
        members = [bounds(v.strip()) for v in value.strip("{}[]").split(",")]
        starts, ends = [a for a, _ in members if a], [b for _, b in members if b]
        return (min(starts), max(ends)) if starts and ends else ("", "")
    if "/" in value or (".." in value and not value.startswith("..")):
        # A set joins the ends of a range by two dots, an interval by a slash.
        low, high = value.split("/", 1) if "/" in value else value.split("..", 1)
        return bounds(low)[0] if low != ".." else "", bounds(high)[1] if high != ".." else ""
    return _single(value)


def _single(value: str) -> tuple[str, str]:
    m = _FORM.match(value)
    if m is None or len(m["year"]) != 4:
        return "", ""
    first, last = int(m["year"].replace("X", "0")), int(m["year"].replace("X", "9"))
    if m["day"]:
        return f"{first:04d}-{m['month']}-{m['day']}", f"{last:04d}-{m['month']}-{m['day']}"
    if m["month"] in _SEASONS:
        low, high = _SEASONS[m["month"]]
        year, month = last + (high - 1) // 12, (high - 1) % 12 + 1
        return f"{first:04d}-{low:02d}-01", f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"
    if m["month"]:
        month = int(m["month"])
        if not 1 <= month <= 12:
            return "", ""
        return f"{first:04d}-{month:02d}-01", f"{last:04d}-{month:02d}-{monthrange(last or 4, month)[1]:02d}"
    return f"{first:04d}-01-01", f"{last:04d}-12-31"


def values_of(value: str) -> list[str]:
    """The values of a list `{a,b}`, else the one value itself; none of an empty one."""
    return [v for v in value.strip("{}").split(",") if v]


def compatible(a: str, b: str) -> bool:
    """Whether one lies within the other: a day in its month, a month in its year."""
    (a0, a1), (b0, b1) = bounds(a), bounds(b)
    if not all((a0, a1, b0, b1)):
        return a == b
    return (a0 <= b0 and b1 <= a1) or (b0 <= a0 and a1 <= b1)


def precision(value: str) -> int:
    """For ordering values that are compatible: the more characters of a date are known, the more precise."""
    return -len(value) if "/" in value or "{" in value else len(value.rstrip("~?%").rstrip("X"))


def year_of(value: str) -> str:
    """The year in which a value begins, if it is known."""
    start = bounds(value)[0]
    return start[:4] if start and "X" not in value[:4] else ""
