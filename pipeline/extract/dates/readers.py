"""How the words of a match become a value: one reader for each way of saying when, or how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from pipeline.extract.dates.collecting import Value, Words, collect, dated
from pipeline.extract.dates.feasts import day_of, folded
from pipeline.extract.dates.foreign import read_foreign
from pipeline.extract.dates.lengths import (
    read_calendar,
    read_clock,
    read_day,
    read_daytime,
    read_duration,
    read_set,
    read_shift,
    read_vague,
)  # fmt: skip
from pipeline.extract.dates.notation import DateRule, Match, Reader
from pipeline.extract.dates.order import Order
from pipeline.extract.dates.ranges import (
    read_century,
    read_decade,
    read_decades,
    read_fiscal,
    read_list,
    read_open,
    read_range,
    read_yearspan,
    read_yeartail,
)  # fmt: skip
from pipeline.extract.dates.values import When, full_year, parsed
from pipeline.extract.dates.weeks import read_week
from pipeline.extract.dates.words import number, weekday_number


def read(match: Match, order: Order = "month") -> Value | None:
    """The value of a match; `None` where its words say nothing after all.

    Args:
        match: What a rule found.
        order: What stands first in the numeric dates of its document.
    """
    if match.rule.read == "numeric":
        value: Value | None = _numeric(match.words, match.rule, order)
    else:
        value = _READERS[match.rule.read](match.words, match.rule)
    if value is None:
        return None
    if len(value.parts) > 1:
        return value
    return replace(value, parts=value.parts or ((match.start, match.end),), mod=modifier(match.words))


_MODIFIERS: Mapping[str, str] = {
    "early": "START", "beginning": "START", "start": "START", "outset": "START", "opening": "START", "turn": "START",
    "mid": "MID", "middle": "MID",
    "late": "END", "end": "END", "close": "END", "latter": "END", "closing": "END", "final": "END",
    "about": "APPROX", "around": "APPROX", "approximately": "APPROX", "roughly": "APPROX", "circa": "APPROX",
    "ca": "APPROX", "ca.": "APPROX", "c.": "APPROX", "some": "APPROX",
    "nearly": "LESS_THAN", "almost": "LESS_THAN", "under": "LESS_THAN", "over": "MORE_THAN",
}  # fmt: skip
_COMPARED: Mapping[str, str] = {
    "more": "MORE_THAN", "less": "LESS_THAN", "fewer": "LESS_THAN", "least": "EQUAL_OR_MORE",
}  # fmt: skip


def modifier(words: Words) -> str:
    """TIMEX3's `mod`: which part of the time is meant, or how near the words come to it; empty for all of it."""
    folded_ = [w.text.casefold() for _, w in words]
    told = {_MODIFIERS[word] for word in folded_ if word in _MODIFIERS}
    told |= {_COMPARED[word] for word in folded_ if word in _COMPARED and (word == "least" or "than" in folded_)}
    return told.pop() if len(told) == 1 else ""  # "mid-to-late" is neither of the two


def _date(words: Words, _: DateRule) -> Value:
    weekday = next((weekday_number(w.text) for name, w in words if name == "weekday"), None)
    return dated(collect(words), weekday)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _roman(words: Words, _: DateRule) -> Value:
    day, month, year = re.split(r"[./-]", words[0][1].text)
    return dated(When(int(year), _ROMAN.index(month) + 1, int(day)))


def _foreign(words: Words, _: DateRule) -> Value | None:
    said = dict(words)
    when = read_foreign(number(said["day"].text), said["foreignmonth"].text, int(said["year"].text))
    return dated(when) if when else None


def _feast(words: Words, _: DateRule) -> Value:
    """A feast is a day where the calendar gives it one; without a year it is known only if it is the same in all."""
    when = collect(words)
    name = folded(next(w.text for n, w in words if n == "feastday"))
    month, day = day_of(name, when.year) or (None, None)
    if month is None and when.year is None:
        return Value()
    return dated(replace(when, month=month, day=day))


def _portion(words: Words, _: DateRule) -> Value:
    """Of "the first weeks of May 1988" the month: the value is as fine as what the part is a part of."""
    return dated(collect([x for x in words if x[0] not in {"ordinal", "ordinalword", "latter"}]))


_LAST_YEAR = 2199
"""What is above it is the number of something else."""


def _numeric(words: Words, rule: DateRule, order: Order) -> Value | None:
    """A date in numbers alone; where two forms fit and the document does not decide, no more than its year is said."""
    text = words[0][1].text
    if words[0][0] == "slashed":
        day_and_month, year = re.split(r"[/-](?=\d+$)", text)
        full = int(year) if len(year) == 4 else full_year(int(year))
        text = f"{day_and_month.replace('-', '/')}/{full}"
    least, middle, most = sorted(map(int, re.findall(r"\d+", text)))
    if least > 12 or middle > 31 or most > _LAST_YEAR:
        return None
    whens = [when for form in rule.formats if (when := parsed(text, form))]
    if not whens:
        return Value(problem="impossible")
    if not order and whens[0] != whens[-1]:
        only = When(whens[0].year)
        return Value(only.edtf(), f"{only.timex3()}-XX-XX", problem="ambiguous")
    return dated(whens[-1 if order == "day" else 0])


def _part(words: Words, _: DateRule) -> Value | None:
    """Quarters and halves of a year: ISO 8601-2 numbers them 33–36 and 40–41."""
    code = next((w.text for name, w in words if name == "quartercode" or re.fullmatch("'q[1-4]'", name)), None)
    ordinals = [number(w.text) for n, w in words if n in {"ordinal", "ordinalword"}]
    nth = int(code.strip("QHqh")) if code else ordinals[0] if ordinals else 2  # "the latter half"
    quarter = "q" in code.casefold() if code else any(w.text.casefold() == "quarter" for _, w in words)
    if nth > (4 if quarter else 2):
        return None
    years = [x for x in words if x[0] in {"year", "shortyear"}]
    return dated(replace(collect(years), season=nth + (32 if quarter else 39)))


def _glued_part(words: Words, _: DateRule) -> Value | None:
    """A quarter or half with its year in one word: `3Q11`."""
    text = words[0][1].text
    nth, quarter = int(text[0]), text[1] == "Q"
    if nth > 2 and not quarter:
        return None
    return dated(When(full_year(int(text[2:])), season=nth + (32 if quarter else 39)))


def _nothing(_: Words, __: DateRule) -> Value:
    return Value()


_READERS: Mapping[Reader, Callable[[Words, DateRule], Value | None]] = {
    "nothing": _nothing,
    "date": _date,
    "yearspan": read_yearspan,
    "range": read_range,
    "list": read_list,
    "decade": read_decade,
    "decades": read_decades,
    "century": read_century,
    "part": _part,
    "gluedpart": _glued_part,
    "week": read_week,
    "yeartail": read_yeartail,
    "duration": read_duration,
    "shift": read_shift,
    "calendar": read_calendar,
    "vague": read_vague,
    "set": read_set,
    "clock": read_clock,
    "fiscal": read_fiscal,
    "feast": _feast,
    "foreign": _foreign,
    "roman": _roman,
    "portion": _portion,
    "open": read_open,
    "daytime": read_daytime,
    "day": read_day,
    "nameless": _nothing,
}
