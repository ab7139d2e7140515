"""The days of a citation: a text with its dates masked, and the dates that a matched form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.extract.citations.conventions import Held, mask
from pipeline.extract.dates import DateFound
from pipeline.extract.nlp import found, text_of


@dataclass(frozen=True, slots=True)
class DatedText:
    """A doc's text, the same with its dates masked, and its calendar dates by where they begin."""

    plain: str
    masked: str
    dates: Mapping[int, DateFound]


@dataclass(frozen=True, slots=True)
class Day:
    """One date that a citation names; `edtf` is empty where the year is left out."""

    start: int
    end: int
    edtf: str
    timex3: str


def dated(doc: Doc) -> DatedText:
    """What the forms are read over; spans of time and "today" are no calendar dates."""
    dates = {
        date.parts[0][0]: date
        for _, date in found(doc, "dates", DateFound)
        if date.parts and date.dated and any(c.isdigit() for c in date.value or date.timex3)
    }
    return DatedText(text_of(doc), mask(text_of(doc), [(d.parts[0][0], d.parts[-1][1]) for d in dates.values()]), dates)


def days_in(known: Mapping[int, DateFound], held: Held) -> list[Day]:
    """The days that a match names, members of a list each for itself; a range is one."""
    out: list[Day] = []
    for start, end in held.dates:
        date = known[start]
        listed = date.value.startswith("{") or (not date.value and "," in date.timex3)
        values = date.value.strip("{}").split(",") if date.value else []
        timexes = date.timex3.split(",")
        if listed and len(date.parts) in {len(values), len(timexes)}:
            out += [
                Day(a, b, values[i] if values else "", timexes[i] if i < len(timexes) else "")
                for i, (a, b) in enumerate(date.parts)
            ]
        else:
            out.append(Day(start, end, date.value, date.timex3))
    return out
