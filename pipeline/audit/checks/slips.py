"""Whether two dates that differ may be one and the same with a slip of the pen in it."""

from __future__ import annotations

from datetime import date

_DAYS_APART = 31
_YEARS_APART = 10


def slip(a: str, b: str) -> bool:
    """Whether one of two dates may be the other with a slip: one of year, month and day differs, or it is days off.

    Both must say the month.
    """
    parts, others = a.split("-"), b.split("-")
    if len(parts) != len(others) or not 2 <= len(parts) <= 3 or not all(p.isdecimal() for p in (*parts, *others)):
        return False
    if sum(p != o for p, o in zip(parts, others, strict=True)) == 1:
        return abs(int(parts[0]) - int(others[0])) <= _YEARS_APART
    return len(parts) == 3 and abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= _DAYS_APART
