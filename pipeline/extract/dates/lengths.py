"""Readers of lengths and of what needs an anchor: durations, steps, sets, parts of the day."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipeline.extract.dates.collecting import Value, Words, collect, dated
from pipeline.extract.dates.notation import DateRule
from pipeline.extract.dates.values import When
from pipeline.extract.dates.words import amount, daytime, frequency, number, unit_code, weekday_number

_CALENDAR_UNITS = ("unit", "'quarter'", "'weekend'")


def _period(words: Words) -> str:
    """An ISO 8601 period, with TimeML's `DE`, `CE` and `X` for a quantity that is not given."""
    unit = next((unit_code(w.text) for n, w in words if n in {"unit", "units", *_CALENDAR_UNITS}), "CE")
    plural = any(n == "units" for n, _ in words)
    amounts = [amount(w.text) for n, w in words if n in {"number", "integer"}]
    if any(n == "'quarter'" for n, _ in words) and any(w.text.casefold() == "century" for _, w in words):
        return "P25Y"
    half = any(w.text.casefold() == "half" for _, w in words)
    vague = any(n == "vague" for n, _ in words)
    if vague or (plural and not amounts) or (len(amounts) > 1 and any(n == "to" for n, _ in words)):
        amount_ = "X"
    elif half:
        whole = amounts[0] if amounts else str(int(any(w.text.casefold() == "and" for _, w in words)))
        amount_ = f"{whole}.5".removeprefix("0")
    else:
        amount_ = amounts[0] if amounts else "1"
    if unit == "2W":
        amount_, unit = (str(2 * int(amount_)) if amount_.isdecimal() else amount_), "W"
    return f"PT{amount_}{unit[1:]}" if unit.startswith("T") else f"P{amount_}{unit}"


def read_duration(words: Words, _: DateRule) -> Value | None:
    """A length of time; of "two to three years" both ends. A year before a unit is none: "the 1990 year"."""
    amounts = [x for x in words if x[0] == "number"]
    if any(len(w.text) > 3 and w.text.isdecimal() for _, w in amounts) and any(n == "unit" for n, _ in words):
        return None
    if len(amounts) == 2 and any(n in {"to", "and"} for n, _ in words):
        unit = next(x for x in words if x[0] in {"unit", "units"})
        least, most = (_period([amount, unit]) for amount in amounts)
        first, last = amounts[0][1], amounts[1][1]
        parts = ((words[0][1].start, first.end), (last.start, words[-1][1].end))
        return Value(timex3=f"{least}/{most}", type="DURATION", parts=parts)
    return Value(timex3=_period(words), type="DURATION")


def read_shift(words: Words, _: DateRule) -> Value:
    """A length that leads from one date to another: "two years later", "three months ago"."""
    period = _period(words)
    folded_ = {w.text.casefold() for _, w in words}
    if "ago" in folded_:
        return Value(relative=f"now-{period}")
    if "now" in folded_ or "time" in folded_:
        return Value(relative=f"now+{period}")
    back = any(name == "earlier" or w.text.casefold() == "before" for name, w in words)
    return Value(relative=f"ref{'-' if back else '+'}{period}")


_AHEAD, _BEHIND = frozenset({"next", "'following'", "'after'"}), frozenset({"last", "'before'"})
_NEIGHBOUR_DAYS = {"yesterday": "now-P1D", "tomorrow": "now+P1D"}
_BEYOND = {("before", "yesterday"): "now-P2D", ("after", "tomorrow"): "now+P2D"}


def read_calendar(words: Words, _: DateRule) -> Value:
    """A unit, month, season or weekday of the calendar told by its neighbour: "the following year", "that August"."""
    folded = {w.text.casefold() for _, w in words}
    names = {name for name, _ in words}
    for (side, day), relative in _BEYOND.items():
        if {side, day} <= folded:
            return Value(relative=relative)
    if neighbour := folded & _NEIGHBOUR_DAYS.keys():
        return Value(relative=_NEIGHBOUR_DAYS[neighbour.pop()])
    unit = next((unit_code(w.text) for n, w in words if n in _CALENDAR_UNITS), "")
    if {"before", "last"} <= folded:
        return Value(relative=f"now-P2{unit}")
    written = bool(folded & {"this", "current", "past"}) or _bare(words)
    within = "this" in folded and folded & {"past", "coming"}
    step = "=" if within else "+" if names & _AHEAD else "-" if names & _BEHIND else "="
    when = collect(words)
    weekday = next((weekday_number(w.text) for n, w in words if n in {"weekday", "fullweekday"}), None)
    timex3 = when.timex3() if when != When() else "" if weekday is None else f"XXXX-WXX-{weekday + 1}"
    if not unit and step == "=" and not folded & {"this", "that", "same"}:
        return Value(timex3=timex3)
    period = _period([x for x in words if x[0] in _CALENDAR_UNITS]) if unit else ""
    return Value(timex3=timex3, relative=f"{'now' if written else 'ref'}{step}{period}")


def _bare(words: Words) -> bool:
    """Without an article it is the writer's own last or next year, not the story's."""
    said = ["", *(w.text.casefold() for _, w in words)]
    return any(word in {"last", "next"} and before != "the" for before, word in pairwise(said))


_NEARBY = frozenset({"recent", "coming", "upcoming", "these"})


def read_vague(words: Words, _: DateRule) -> Value:
    """Of "recent years", "the coming decades", "now": somewhere behind, ahead, or where the writer stands.

    "The next few months" are a length, counted from the story's day.
    """
    names = {name for name, _ in words}
    if "units" in names and names & {"next", "last"} and not {w.text.casefold() for _, w in words} & _NEARBY:
        return Value(timex3=_period(words), type="DURATION")
    now = names & {"present", "'present'", "'now'"} or {"'these'", "'days'"} <= names
    return Value(timex3="PRESENT_REF" if now else "FUTURE_REF" if "next" in names else "PAST_REF")


def read_set(words: Words, _: DateRule) -> Value:
    """How often: the period in which it comes round, or the weekday, month or season that it comes in."""
    folded_ = [w.text.casefold() for _, w in words]
    weekday = next((weekday_number(w.text) for n, w in words if n == "weekday"), None)
    if weekday is not None:
        return Value(timex3=f"XXXX-WXX-{weekday + 1}", type="SET")
    if often := next((w.text for n, w in words if n == "often"), ""):
        return Value(timex3=frequency(often), type="SET")
    if "other" in folded_:
        return Value(timex3=_period([x for x in words if x[0] == "unit"]).replace("1", "2", 1), type="SET")
    if any(n in {"month", "season"} for n, _ in words):
        return Value(timex3=collect(words).timex3(), type="SET")
    if "times" in {n for n, _ in words} and not any(n == "every" for n, _ in words):
        return Value(timex3=_period([x for x in words if x[0] == "unit"]), type="SET")
    return Value(timex3=_period([x for x in words if x[0] in {"unit", "units", "number"}]), type="SET")


def read_clock(words: Words, _: DateRule) -> Value | None:
    """A time of the clock; `None` for numbers that no clock shows."""
    text = next(w.text for n, w in words if n in {"clock", "day", "hhmm"})
    text = f"{text[:2]}:{text[2:]}" if words[0][0] == "hhmm" else text
    hour, minute = (*text.replace(".", ":").split(":"), "")[:2]
    late = next((w.text[0] in "Pp" for n, w in words if n == "ampm"), None)
    hours = int(hour) if late is None else int(hour) % 12 + 12 * late
    if hours > 23 or int(minute or 0) > 59 or (late is not None and not 1 <= int(hour) <= 12):
        return None
    return Value(timex3=f"T{hours:02d}" + (f":{minute}" if minute else ""), type="TIME")


def read_daytime(words: Words, _: DateRule) -> Value | None:
    """A part of a day: its EDTF value is the day, its TIMEX3 value says the part."""
    code = next((daytime(w.text) for n, w in words if n == "daytime"), "TMO")
    folded_ = {w.text.casefold() for _, w in words}
    weekday = next((weekday_number(w.text) for n, w in words if n == "weekday"), None)
    when = collect([x for x in words if x[0] != "daytime"])
    if when != When():
        value = dated(when, weekday)
        return replace(value, timex3=value.timex3 + code, type="TIME")
    if weekday is not None:
        return Value(timex3=f"XXXX-WXX-{weekday + 1}{code}", type="TIME")
    if folded_ & {"tonight", "overnight"}:
        return Value(timex3="TNI", type="TIME", relative="now=P1D")
    names = {n for n, _ in words}
    ahead, behind = names & _AHEAD or "tomorrow" in folded_, names & _BEHIND or "yesterday" in folded_
    step = "+P1D" if ahead else "-P1D" if behind else "=P1D"
    deictic = folded_ & {"this", "yesterday", "tomorrow"} or ("last" in folded_ and "the" not in folded_)
    return Value(timex3=code, type="TIME", relative=f"{'now' if deictic else 'ref'}{step}")


def read_day(words: Words, _: DateRule) -> Value:
    """A day of the month that the narrative stands in: "on the 17th"."""
    return Value(timex3=f"XXXX-XX-{number(words[-1][1].text):02d}", relative="ref=")
