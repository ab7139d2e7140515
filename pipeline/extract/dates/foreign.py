"""Dates as other languages write them, where English-language reports leave them so: `15 août 2004`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pipeline.extract.dates.values import When

LANGUAGES = ("fr", "de", "es", "it", "pt")


@cache
def _parser() -> Any:
    # dateparser takes longer to import than a report to read; a run that meets no such date does without.
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=list(LANGUAGES), settings=settings)


@lru_cache(maxsize=4096)
def read_foreign(day: int, month: str, year: int) -> When | None:
    """A date whose month is a word of another language.

    Returns:
        `None` where none of `LANGUAGES` has this word for a month, or the month no such day.
    """
    at = _parser().get_date_data(f"{day} {month.rstrip('.').casefold()} {year}").date_obj
    if at is None or (at.year, at.day) != (year, day):
        return None
    return When(at.year, at.month, at.day)
