"""Feasts and holidays whose names stand for a time of the year, and the day that those have that the calendar gives.

Holidays whose day differs by country or year of law ("Independence Day", "Labour Day"), or that another calendar
places (Ramadan), have none here: "Ramadan 2019" is of 2019, and no day is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

_FIXED: Mapping[str, tuple[int, int]] = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
    "new year’s day": (1, 1), "new year’s eve": (12, 31), "epiphany": (1, 6), "valentine’s day": (2, 14),
    "st. patrick’s day": (3, 17), "april fools’ day": (4, 1), "may day": (5, 1), "fourth of july": (7, 4),
    "bastille day": (7, 14), "halloween": (10, 31), "all saints’ day": (11, 1), "all souls’ day": (11, 2),
    "armistice day": (11, 11), "remembrance day": (11, 11), "anzac day": (4, 25),
}  # fmt: skip
_FROM_EASTER: Mapping[str, int] = {
    "easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "maundy thursday": -3, "palm sunday": -7,
    "ash wednesday": -46, "ascension day": 39, "pentecost": 49, "whit sunday": 49, "whit monday": 50,
}  # fmt: skip
_DAYLESS = (
    "new year", "new year’s", "easter week", "holy week", "thanksgiving", "thanksgiving day", "labor day",
    "labour day", "memorial day", "veterans day", "independence day", "columbus day", "martin luther king day",
    "presidents’ day", "victory day", "republic day", "ramadan", "eid al-fitr", "eid al-adha", "nowruz", "diwali",
    "hanukkah", "passover", "rosh hashanah", "yom kippur", "lunar new year", "chinese new year",
)  # fmt: skip
FEASTS = (*_FIXED, *_FROM_EASTER, *_DAYLESS)
"""All names, folded, with a typographic apostrophe."""

_GREGORIAN = 1583
"""The first year in which Easter was reckoned as now; before, and in the churches of the East, it fell elsewhere."""


def folded(name: str) -> str:
    """A feast's name as `FEASTS` writes it."""
    return " ".join(name.casefold().replace("'", "’").split())


def day_of(name: str, year: int | None) -> tuple[int, int] | None:
    """The month and day of a feast, of Easter's by the Western reckoning.

    Args:
        name: One of `FEASTS`.
        year: `None` where it is not known; then only those have a day that have it every year.
    """
    if name in _FIXED:
        return _FIXED[name]
    if name not in _FROM_EASTER or year is None or year < _GREGORIAN:
        return None
    day = _easter(year) + timedelta(_FROM_EASTER[name])
    return day.month, day.day


@cache
def _easter(year: int) -> date:
    from dateutil.easter import easter  # type: ignore[import-untyped]  # most reports name no feast, and do without

    day: date = easter(year)
    return day
