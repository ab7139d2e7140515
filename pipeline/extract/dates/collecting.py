"""Words of a match put together: one date, and what a reader makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.dates.values import Impossible, When, fits_weekday, full_year, on_calendar
from pipeline.extract.dates.windows import Word
from pipeline.extract.dates.words import decade, month_number, number, season_number

Words = Sequence[tuple[str, Word]]
"""The class or literal that took each word, and the word."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Value:
    """What a reader makes of a match; the fields are those of `DateFound`."""

    value: str = ""
    timex3: str = ""
    type: str = "DATE"
    parts: tuple[Span, ...] = ()
    problem: str = ""
    relative: str = ""
    mod: str = ""


def collect(words: Words) -> When:
    """One date from words of which each class occurs once."""
    when = When()
    for name, word in words:
        match name:
            case "month" | "clearmonth" | "namemonth" | "march":
                when = replace(when, month=month_number(word.text))
            case "day" | "anyday" | "ordinal" | "ordinalword":
                when = replace(when, day=number(word.text))
            case "year" | "anyyear" | "oldyear" | "bareyear":
                when = replace(when, year=int(word.text))
            case "yearspan":  # a winter over the turn of a year is told by the year that it begins in
                when = replace(when, year=int(word.text[:4]))
            case "yy" | "shortyear":
                when = replace(when, year=full_year(number(word.text)))
            case "quartercode":
                nth = int(word.text.strip("QH"))
                when = replace(when, season=nth + (32 if "Q" in word.text else 39))
            case "season" | "clearseason":
                when = replace(when, season=season_number(word.text))
            case "decade" | "olddecade" | "decadeword":
                when = replace(when, year=decade(word.text), decade=True)
            case "approx" | "circa":
                when = replace(when, approximate=True)
            case "era" if word.text[0] in "Bb" and when.year is not None:
                when = replace(when, year=1 - when.year - 9 * when.decade)
    return when


def dated(when: When, weekday: int | None = None) -> Value:
    """The value of one date; a date that no calendar has keeps its TIMEX3 form, and has a problem."""
    try:
        when = on_calendar(when)
    except Impossible:
        return Value(timex3=when.timex3(), problem="impossible")
    if weekday is not None and not fits_weekday(when, weekday):
        return Value(when.edtf(), when.timex3(), problem="weekday")
    return Value(when.edtf(), when.timex3())


def hull(words: Words) -> Span:
    """From the first word to the last."""
    return words[0][1].start, words[-1][1].end
