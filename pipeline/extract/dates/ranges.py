"""Readers of what has several members: ranges, lists, spans of years, centuries, fiscal years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dates.collecting import Span, Value, Words, collect, dated, hull
from pipeline.extract.dates.notation import DateRule
from pipeline.extract.dates.values import (
    Impossible,
    When,
    fill_range,
    full_year,
    list_values,
    on_calendar,
    range_values,
)  # fmt: skip
from pipeline.extract.dates.windows import Word
from pipeline.extract.dates.words import classes, number, year_span


def read_yearspan(words: Words, _: DateRule) -> Value | None:
    """Two years as "1998–99"; where the second number can be no year, a month ("2019-04"), or nothing."""
    word = words[0][1]
    if ends := year_span(word.text):
        parts = ((word.start, word.start + 4), (word.end - 2, word.end))
        value, timex3 = range_values(When(ends[0]), When(ends[1]))
        return Value(value, timex3, parts=parts)
    year, month = int(word.text[:4]), int(word.text[5:])
    return dated(When(year, month)) if word.text[4] == "-" and 1 <= month <= 12 else None


def read_yeartail(words: Words, _: DateRule) -> Value | None:
    """Two years of which the second is told by its last digits: "1990-1", "1914 to 18"; `None` if it is not later."""
    first, last = words[0][1], words[-1][1]
    start, tail = int(first.text), last.text.strip("'’")
    end = start - start % 10 ** len(tail) + int(tail)
    if end <= start:
        return None
    value, timex3 = range_values(When(start), When(end))
    return Value(value, timex3, parts=((first.start, first.end), (last.start, last.end)))


_PARTERS = frozenset({"to", "dash", "and", "slash"})


def read_range(words: Words, _: DateRule) -> Value | None:
    """A time from one date to another, which share what one of them says; `None` for one that runs backwards."""
    at = next(i for i, (name, _) in enumerate(words) if name in _PARTERS and words[i - 1][0] != "part")
    before, behind = words[:at], words[at + 1 :]
    eras = [x for x in behind if x[0] == "era"]
    if eras and not any(n in {"era", "anno"} for n, _ in before):  # "499–493 BC"
        first, last = collect([*before, *eras]), collect(behind)
    else:
        first, last = fill_range(collect(before), collect(behind))
    # "Circa 1750–1760" says of both that they are about right.
    return _ranged(
        first, replace(last, approximate=last.approximate or first.approximate), (hull(before), hull(behind))
    )


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


def read_open(words: Words, _: DateRule) -> Value | None:
    """A time that goes on: "from 1994 on", "1994–present"."""
    at = next((i for i, (name, _) in enumerate(words) if name in {"to", "dash"}), len(words))
    value = dated(collect(words[:at]))
    if not value.value:
        return None
    if at == len(words):
        return replace(value, value=f"{value.value}/..")
    parts = (hull(words[:at]), hull(words[at + 1 :]))
    return replace(value, value=f"{value.value}/..", timex3=f"{value.timex3}/PRESENT_REF", parts=parts)


def read_list(words: Words, _: DateRule) -> Value | None:
    """The members of a list share its year, and each the month that stands nearest: in front, else behind."""
    if any(n == "era" for n, _ in words):
        return _era_list(words)
    years = [x for x in words if x[0] in {"anyyear", "yy"}]
    members = list(_members([x for x in words if x not in years]))
    if len(members) < 2 or not any(w.text.casefold() in {"and", "&", "or"} for _, w in words):
        return None
    year = collect(years).year
    dates = [(replace(a, year=year), replace(b, year=year)) for a, b, _ in _monthed(members)]
    parts = [part for *_, part in members]
    if years:
        parts[-1] = (parts[-1][0], years[-1][1].end)
    if any(a.order() > b.order() for a, b in dates) or dates != sorted(dates, key=_place):
        return None
    try:
        dates = [(on_calendar(a), on_calendar(b)) for a, b in dates]
    except Impossible:
        return Value(timex3=list_values(dates)[1], parts=tuple(parts), problem="impossible")
    value, timex3 = list_values(dates)
    return Value(value, timex3, parts=tuple(parts))


def _place(member: tuple[When, When]) -> tuple[int, int, int]:
    return (member[0].season or 0, *member[0].order())


def _era_list(words: Words) -> Value:
    era = words[-1]
    years = [x for x in words if x[0] == "oldyear"]
    whens = [collect([year, era]) for year in years]
    starts = [words[0][1].start, *[w.start for _, w in years[1:]]]
    ends = [*[w.end for _, w in years[:-1]], era[1].end]
    value, timex3 = list_values([(when, when) for when in whens])
    return Value(value, timex3, parts=tuple(zip(starts, ends, strict=True)))


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
                yield (when := collect(member)), when, hull(member)
            elif 0 < at < len(member) - 1:
                yield *fill_range(collect(member[:at]), collect(member[at + 1 :])), hull(member)
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


def read_decade(words: Words, _: DateRule) -> Value | None:
    """A decade, or the time from one to another."""
    if sum(name == "decade" for name, _ in words) == 2:
        at = next(i for i, (name, _) in enumerate(words) if i and name in _PARTERS and words[i - 1][0] == "decade")
        return _ranged(collect(words[:at]), collect(words[at + 1 :]), (hull(words[:at]), hull(words[at + 1 :])))
    return dated(collect(words))


def read_decades(words: Words, _: DateRule) -> Value | None:
    """Decades of which the first tells the century of the others: "the 1970s and 80s", "the 1820s to '40s"."""
    first, *others = (w for n, w in words if n in {"decade", "shortdecade"})
    century = int(first.text[:2]) * 100
    tens = [int(first.text[2]), *(int(w.text.strip("'’")[0]) for w in others)]
    if tens != sorted(set(tens)):
        return None
    whens = [When(century + 10 * n, decade=True) for n in tens]
    parts = ((words[0][1].start, first.end), *((w.start, w.end) for w in others))
    if any(name == "to" for name, _ in words):
        return _ranged(whens[0], whens[-1], parts)
    value, timex3 = list_values([(when, when) for when in whens])
    return Value(value, timex3, parts=parts)


def read_century(words: Words, _: DateRule) -> Value | None:
    """A century, several, or the time from one to another."""
    centuries = [(number(w.text), w) for name, w in words if name in {"ordinal", "ordinalword"}]
    if any(name == "era" and w.text[0] in "Bb" for name, w in words):  # EDTF has no centuries before the first
        return Value(timex3=f"BC{centuries[0][0] - 1:02d}") if len(centuries) == 1 else None
    whens = [When((nth - 1) * 100, century=True) for nth, _ in centuries]
    if len(whens) == 1:
        return dated(whens[0])
    ends = [*[w.end for _, w in centuries[:-1]], words[-1][1].end]
    starts = [words[0][1].start, *[w.start for _, w in centuries[1:]]]
    parts = tuple(zip(starts, ends, strict=True))
    if any(name == "to" for name, _ in words):
        return _ranged(whens[0], whens[1], parts)
    value, timex3 = list_values([(when, when) for when in whens])
    return Value(value, timex3, parts=parts)


def read_fiscal(words: Words, _: DateRule) -> Value | None:
    """Fiscal years, one, a range of them or a list; calendar years where "CY" says so have no other value either."""
    years = [(n, w) for n, w in words if n in {"year", "yy", "shortyear", "yearspan"}]
    if spans := [w for n, w in words if n in {"yearspan", "yyspan"}]:
        return _fiscal_span(spans[0])
    told = [f"FY{full_year(number(w.text)) if n != 'year' else w.text}" for n, w in years]
    if len(years) == 1:
        return Value(timex3=told[0])
    if any(n == "to" for n, _ in words) and told[0] >= told[1]:
        return None
    cuts = [w.end for _, w in years]
    names = [w.start for n, w in words if n in {"fiscal", "fy"}]
    starts = [words[0][1].start] + [
        min([s for s in names if cuts[i] <= s < w.start], default=w.start) for i, (_, w) in enumerate(years[1:])
    ]
    mark = "/" if any(n == "to" for n, _ in words) else ","
    return Value(timex3=mark.join(told), parts=tuple(zip(starts, cuts, strict=True)))


def _fiscal_span(word: Word) -> Value | None:
    """Of "FY2019–20" two years; but a fiscal year may as well be named by both calendar years that it touches."""
    century = "" if len(word.text) > 5 else str(full_year(int(word.text[:2])) // 100)
    ends = year_span(century + word.text)
    if ends is None or ends[1] == ends[0] + 1:
        return ends and Value(timex3=f"FY{ends[1]}")
    return Value(timex3=f"FY{ends[0]}/FY{ends[1]}", parts=((word.start, word.end - 3), (word.end - 2, word.end)))
