"""How the words of a match become a value: one reader for each way of saying when, or how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.dates.notation import DateRule, Match, Reader
from pipeline.extract.dates.values import (
    Impossible,
    When,
    fill_range,
    fits_weekday,
    full_year,
    list_values,
    on_calendar,
    parsed,
    range_values,
)
from pipeline.extract.dates.windows import Word
from pipeline.extract.dates.words import (
    classes,
    month_number,
    number,
    season_number,
    unit_code,
    weekday_number,
    year_span,
)

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


def read(match: Match) -> Value | None:
    """The value of a match; `None` where its words say nothing after all."""
    value = _READERS[match.rule.read](match.words, match.rule)
    return value and (value if value.parts else replace(value, parts=((match.start, match.end),)))


# --- dates -----------------------------------------------------------------------------------------------------


def _collect(words: Words) -> When:
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
            case "yy":
                when = replace(when, year=full_year(int(word.text)))
            case "season" | "clearseason":
                when = replace(when, season=season_number(word.text))
            case "decade":
                digits = int(word.text.strip("s'’"))
                when = replace(when, year=full_year(digits) if digits < 100 else digits, decade=True)
            case "approx":
                when = replace(when, approximate=True)
            case "era" if word.text[0] in "Bb" and when.year is not None:
                when = replace(when, year=1 - when.year - 9 * when.decade)
    return when


def _date(words: Words, _: DateRule) -> Value:
    weekday = next((weekday_number(w.text) for name, w in words if name == "weekday"), None)
    return _dated(_collect(words), weekday)


def _dated(when: When, weekday: int | None = None) -> Value:
    try:
        when = on_calendar(when)
    except Impossible:
        return Value(timex3=when.timex3(), problem="impossible")
    if weekday is not None and not fits_weekday(when, weekday):
        return Value(when.edtf(), when.timex3(), problem="weekday")
    return Value(when.edtf(), when.timex3())


def _numeric(words: Words, rule: DateRule) -> Value:
    text = words[0][1].text
    head, mark, year = text.rpartition("/")
    if mark and len(year) == 2:
        text = f"{head}/{full_year(int(year))}"
    when = next(filter(None, (parsed(text, form) for form in rule.formats)), None)
    return _dated(when) if when else Value(problem="impossible")


def _yearspan(words: Words, _: DateRule) -> Value | None:
    word = words[0][1]
    if ends := year_span(word.text):
        parts = ((word.start, word.start + 4), (word.end - 2, word.end))
        value, timex3 = range_values(When(ends[0]), When(ends[1]))
        return Value(value, timex3, parts=parts)
    year, month = int(word.text[:4]), int(word.text[5:])
    return _dated(When(year, month)) if word.text[4] == "-" and 1 <= month <= 12 else None


_PARTERS = frozenset({"to", "dash", "and"})


def _range(words: Words, _: DateRule) -> Value | None:
    at = next(i for i, (name, _) in enumerate(words) if name in _PARTERS)
    first, last = fill_range(_collect(words[:at]), _collect(words[at + 1 :]))
    return _ranged(first, last, (_hull(words[:at]), _hull(words[at + 1 :])))


def _ranged(first: When, last: When, parts: tuple[Span, ...]) -> Value | None:
    try:
        first, last = on_calendar(first), on_calendar(last)
    except Impossible:
        return Value(timex3=range_values(first, last)[1], parts=parts, problem="impossible")
    if first.year is not None and last.year is not None and _sortable(first) > _sortable(last):
        return None
    value, timex3 = range_values(first, last)
    return Value(value, timex3, parts=parts)


def _sortable(when: When) -> tuple[int, int, int]:
    return (when.year or 0, *when.order()) if when.month else (when.year or 0, when.season or 0, 0)


def _hull(words: Words) -> Span:
    return words[0][1].start, words[-1][1].end


def _list(words: Words, _: DateRule) -> Value | None:
    """The members of a list share its year, and each the month that stands nearest: in front, else behind."""
    years = [x for x in words if x[0] in {"anyyear", "yy"}]
    members = list(_members([x for x in words if x not in years]))
    if len(members) < 2 or not any(w.text.casefold() in {"and", "&", "or"} for _, w in words):
        return None
    year = _collect(years).year
    dates = [(replace(a, year=year), replace(b, year=year)) for a, b, _ in _monthed(members)]
    parts = [part for *_, part in members]
    if years:
        parts[-1] = (parts[-1][0], years[-1][1].end)
    if any(a.order() > b.order() for a, b in dates):
        return None
    try:
        dates = [(on_calendar(a), on_calendar(b)) for a, b in dates]
    except Impossible:
        return Value(timex3=list_values(dates)[1], parts=tuple(parts), problem="impossible")
    value, timex3 = list_values(dates)
    return Value(value, timex3, parts=tuple(parts))


Member = tuple[When, When, Span]
"""The ends of a range (one date twice where it is none) and its own words."""


def _members(words: Words) -> Iterator[Member]:
    member: list[tuple[str, Word]] = []
    for name, word in [(_role(n, w), w) for n, w in words] + [("sep", words[-1][1])]:
        if name != "sep":
            member.append((name, word))
        elif member:
            at = next((i for i, (n, _) in enumerate(member) if n == "dash"), None)
            if at is None:
                yield (when := _collect(member)), when, _hull(member)
            elif 0 < at < len(member) - 1:
                yield *fill_range(_collect(member[:at]), _collect(member[at + 1 :])), _hull(member)
            member = []


def _role(name: str, word: Word) -> str:
    of = classes(word.text)
    return next((r for r in ("month", "season", "dash", "sep") if r in of), "day" if "day" in of else name)


def _monthed(members: Sequence[Member]) -> list[Member]:
    """Days without a month get it from the member before them ("May 3, 10"), else from one behind ("3 and 10 May")."""
    forward = members[0][0].month is not None
    month, out = None, []
    for first, last, part in members if forward else reversed(members):
        month = (last.month if forward else first.month) or month
        if first.season is None:
            first, last = replace(first, month=first.month or month), replace(last, month=last.month or month)
        out.append((first, last, part))
    return out if forward else out[::-1]


def _decade(words: Words, _: DateRule) -> Value | None:
    if sum(name == "decade" for name, _ in words) == 2:
        at = next(i for i, (name, _) in enumerate(words) if i and name in _PARTERS and words[i - 1][0] == "decade")
        return _ranged(_collect(words[:at]), _collect(words[at + 1 :]), (_hull(words[:at]), _hull(words[at + 1 :])))
    return _dated(_collect(words))


def _century(words: Words, _: DateRule) -> Value | None:
    centuries = [(number(w.text), w) for name, w in words if name in {"ordinal", "ordinalword"}]
    if any(name == "era" and w.text[0] in "Bb" for name, w in words):  # EDTF has no centuries before the first
        return Value(timex3=f"BC{centuries[0][0] - 1:02d}") if len(centuries) == 1 else None
    whens = [When((nth - 1) * 100, century=True) for nth, _ in centuries]
    if len(whens) == 1:
        return _dated(whens[0])
    ends = [*[w.end for _, w in centuries[:-1]], words[-1][1].end]
    starts = [words[0][1].start, *[w.start for _, w in centuries[1:]]]
    parts = tuple(zip(starts, ends, strict=True))
    value, timex3 = list_values([(when, when) for when in whens])
    return Value(value, timex3, parts=parts)


def _part(words: Words, _: DateRule) -> Value | None:
    """Quarters and halves of a year: ISO 8601-2 numbers them 33–36 and 40–41."""
    code = next((w.text for name, w in words if name == "quartercode"), None)
    nth = int(code[1]) if code else next((number(w.text) for n, w in words if n in {"ordinal", "ordinalword"}), 2)
    quarter = code[0] == "Q" if code else any(w.text.casefold() == "quarter" for _, w in words)
    if nth > (4 if quarter else 2):
        return None
    return _dated(replace(_collect([x for x in words if x[0] == "year"]), season=nth + (32 if quarter else 39)))


def _fiscal(words: Words, _: DateRule) -> Value:
    return Value(timex3="FY" + next(w.text for name, w in words if name == "year"))


# --- lengths, and what needs an anchor ---------------------------------------------------------------------------


def _period(words: Words) -> str:
    """An ISO 8601 period, with TimeML's `DE`, `CE` and `X` for a quantity that is not given."""
    unit = next(unit_code(w.text) for n, w in words if n in {"unit", "units"})
    plural = any(n == "units" for n, _ in words)
    amounts = [number(w.text) for n, w in words if n in {"number", "integer"}]
    half = any(w.text.casefold() == "half" for _, w in words)
    vague = any(n == "vague" for n, _ in words)
    if vague or (plural and not amounts):
        amount = "X"
    elif half:
        amount = f"{amounts[0] if amounts else int(any(n == 'and' for n, _ in words))}.5".removeprefix("0")
    else:
        amount = str(amounts[0]) if amounts else "1"
    return f"PT{amount}{unit[1:]}" if unit.startswith("T") else f"P{amount}{unit}"


def _duration(words: Words, _: DateRule) -> Value:
    amounts = [x for x in words if x[0] == "number"]
    if len(amounts) == 2 and any(n in {"to", "and"} for n, _ in words):
        unit = next(x for x in words if x[0] in {"unit", "units"})
        least, most = (_period([amount, unit]) for amount in amounts)
        first, last = amounts[0][1], amounts[1][1]
        parts = ((words[0][1].start, first.end), (last.start, words[-1][1].end))
        return Value(timex3=f"{least}/{most}", type="DURATION", parts=parts)
    return Value(timex3=_period(words), type="DURATION")


def _shift(words: Words, _: DateRule) -> Value:
    """A length that leads from one date to another: "two years later", "three months ago"."""
    period = _period(words)
    if any(w.text.casefold() == "ago" for _, w in words):
        return Value(relative=f"now-{period}", timex3="")
    back = any(name == "earlier" or w.text.casefold() == "before" for name, w in words)
    return Value(relative=f"ref{'-' if back else '+'}{period}")


_AHEAD, _BEHIND = frozenset({"next", "'following'"}), frozenset({"last", "'before'"})
_NEIGHBOUR_DAYS = {"yesterday": "now-P1D", "tomorrow": "now+P1D"}


def _calendar(words: Words, _: DateRule) -> Value:
    """A unit, month, season or weekday of the calendar told by its neighbour: "the following year", "that August"."""
    folded = {w.text.casefold() for _, w in words}
    names = {name for name, _ in words}
    if day := folded & _NEIGHBOUR_DAYS.keys():
        return Value(relative=_NEIGHBOUR_DAYS[day.pop()])
    written = "this" in folded or ("the" not in folded and bool(folded & {"last", "next", "past"}))
    step = "+" if names & _AHEAD else "-" if names & _BEHIND else "="
    when = _collect(words)
    unit = next((unit_code(w.text) for n, w in words if n == "unit"), "")
    weekday = next((weekday_number(w.text) for n, w in words if n == "weekday"), None)
    timex3 = when.timex3() if when != When() else "" if weekday is None else f"XXXX-WXX-{weekday + 1}"
    if not unit and step == "=" and not folded & {"this", "that", "same"}:
        return Value(timex3=timex3)
    period = f"P{'T' * unit.startswith('T')}1{unit[-1:] if unit.startswith('T') else unit}" if unit else ""
    return Value(timex3=timex3, relative=f"{'now' if written else 'ref'}{step}{period}")


def _vague(words: Words, _: DateRule) -> Value:
    """Of "recent years", "the coming decades", "now": somewhere behind, ahead, or where the writer stands."""
    names = {name for name, _ in words}
    return Value(timex3="PRESENT_REF" if "present" in names else "FUTURE_REF" if "next" in names else "PAST_REF")


def _set(words: Words, _: DateRule) -> Value:
    return Value(timex3=_period([x for x in words if x[0] in {"unit", "units", "number"}]), type="SET")


def _clock(words: Words, _: DateRule) -> Value | None:
    text = next(w.text for n, w in words if n in {"clock", "day"})
    hour, minute = (*text.replace(".", ":").split(":"), "")[:2]
    late = next((w.text[0] in "Pp" for n, w in words if n == "ampm"), None)
    hours = int(hour) if late is None else int(hour) % 12 + 12 * late
    if hours > 23 or int(minute or 0) > 59 or (late is not None and not 1 <= int(hour) <= 12):
        return None
    return Value(timex3=f"T{hours:02d}" + (f":{minute}" if minute else ""), type="TIME")


def _nothing(_: Words, __: DateRule) -> Value:
    return Value()


_READERS: Mapping[Reader, Callable[[Words, DateRule], Value | None]] = {
    "nothing": _nothing,
    "date": _date,
    "numeric": _numeric,
    "yearspan": _yearspan,
    "range": _range,
    "list": _list,
    "decade": _decade,
    "century": _century,
    "part": _part,
    "duration": _duration,
    "shift": _shift,
    "calendar": _calendar,
    "vague": _vague,
    "set": _set,
    "clock": _clock,
    "fiscal": _fiscal,
}
