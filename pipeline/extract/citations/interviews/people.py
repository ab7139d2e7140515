"""Who was asked: the people that a matched form names, one for each that an "and" joins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.citations.conventions import Held
from pipeline.extract.citations.refusing import PERSONS
from pipeline.extract.citations.wording import has_role, is_known_place, is_personal_name

_LISTED = re.compile(r",\s+(?P<names>(?:[^,;]+,\s+)*?[^,;]+?\s+(?:and|&)\s+[^,;]+)(?=[,;]|$)")
"""Names that follow a name with nothing said of any but the last: `, Bo Lund and Ida Vik`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked: the span of the name or role, and what is said between commas."""

    start: int
    end: int
    details: str


def people_in(text: str, held: Held) -> list[Asked]:
    """The people asked that a member of a match names, in order; where it names none, an empty span at its start."""
    low, high = next((held.slots[s] for s in PERSONS if s in held.slots), None) or (held.start, held.start)
    # In running text "two pilots and a guard" are told of together; in a note an "and" joins citations.
    names = [(low, high)]
    if low < high and "people" not in held.slots:
        names = [(low + a, low + b) for a, b in _joined(text[low:high])]
    begin, end = held.slots.get("details", (high, high))
    out = []
    while other := _next_person(text[begin:end]):
        stop, start, close = (begin + at for at in other)
        if text[begin:stop].strip():
            out += [Asked(*name, text[begin:stop]) for name in names]
            names = []
        names, begin = [*names, (start, close)], close
    return out + [Asked(*name, text[begin:end]) for name in names]


def _joined(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the people whom an "and" joins; one span for one person or a body with an "and" in its name."""
    for joint in re.finditer(r"\s+(?:and|&)\s+", text):
        if _are_two(text[: joint.start()], text[joint.end() :]):
            yield 0, joint.start()
            yield joint.end(), len(text)
            return
    yield 0, len(text)


def _next_person(details: str) -> tuple[int, int, int] | None:
    """Where the details of one person end and another person begins: `, Director, Map House, and Bo Lund, Clerk`.

    Returns:
        The end of the first one's details, start and end of the second one's name; `None` if there is none.
    """
    listed = _LISTED.match(details)
    if listed and all(_is_whole_name(n) for n in re.split(r",\s+|\s+(?:and|&)\s+", listed["names"])):
        end = re.compile(r",\s|\s+(?:and|&)\s").search(details, listed.start("names"))
        return listed.start(), listed.start("names"), end.start() if end else listed.end()
    for m in re.finditer(r"(?:,\s+|\A\s+)(?:and|&)\s+(?P<name>[^,;]+)(?=[,;]|$)", details):
        if _is_whole_name(m["name"]):
            return m.start(), *m.span("name")
    return None


def _is_whole_name(text: str) -> bool:
    """Whether it is a name of two words or more, no role and no place: `Bo Lund`."""
    name = text.split()
    return len(name) > 1 and is_personal_name(name) and not has_role(text) and not is_known_place(text)


def _are_two(one: str, other: str) -> bool:
    """Two whole names, two roles, or two surnames."""
    names = [h.split() if is_personal_name(h.split()) else [] for h in (one, other)]
    if all(len(n) == 1 for n in names):
        return True
    return all(len(n) > 1 or has_role(h) for n, h in zip(names, (one, other), strict=True))
