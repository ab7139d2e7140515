"""People as citations describe them: `retired Japanese official`, `Ann Berg, Chief of Surveys, Met Office`.

Whom no role describes is named; a body that was asked as such (`the Ports Authority of Malta`) is anonymous, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.extract.citations.wording import (
    ACRONYM,
    BRACKETED,
    bare_name,
    has_role,
    is_actor,
    is_body,
    is_known_place,
    is_personal_name,
    is_seat,
    is_withheld,
    role_at,
    words,
)
from pipeline.extract.rulefile import following_rules

Anonymity = Literal["anonymous", "named", "withheld"]
_LINK = re.compile(r"\s+(?:of|from|at|with|in|for|to)\s+(?:the\s+)?(?=[^\W\d_])")
_BY = re.compile(r"\(?(?:by|via|over)\s+(?:the\s+)?(?P<medium>[\w-]+)", re.IGNORECASE)
_RETIRED = re.compile(r"(?:ret|retd)\.?")
_AGE = re.compile(r"(?:aged?\s+)?\d{1,3}(?:\s*(?:years(?:\s+old)?|yrs?\.?))?", re.IGNORECASE)
_TAIL = re.compile(r"(?:[,;]\s|\s(?=[(\[]))")
_STATE = re.compile(
    r"D\.C\.|A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
    r"|AB|BC|MB|NB|NS|ON|QC|SK|NSW|ACT|QLD"
)
"""Short for a state or province of the United States, Canada, Australia."""
_SUFFIX = re.compile(r"(?:Jr|Sr|Ph\.?\s?D|M\.?D|II|III|IV|Esq)\b\.?")
_NUMBERS = {w: n for n, w in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a citation describes them; the fields are those of `citations.csv`."""

    affiliation: str
    role: str
    status: tuple[str, ...]
    anonymity: Anonymity
    place: str = ""
    medium: str = ""


@following_rules
def describe(attribution: str) -> Person:
    """Take an attribution apart: `retired Japanese official` is a status, an affiliation and a role.

    A person described by a role is anonymous; one whose words hold no role is named.
    """
    bare = bare_name(attribution)
    held = [w for w in bare.split() if w]
    lowered = [w.casefold().strip(".") for w in held]
    first = 0
    while first < len(held) - 1 and (lowered[first] in words("status") or lowered[first] in words("count")):
        first += 1
    at = role_at(lowered, first)
    bracketed = BRACKETED.findall(attribution)
    retired = tuple("retired" for b in bracketed if _RETIRED.fullmatch(b))
    inside = next((b for b in bracketed if not (is_withheld(b) or _BY.match(b) or _RETIRED.fullmatch(b))), "")
    if at is None:
        return _without_role(" ".join(held[first:]), (*_statuses(lowered[:first]), *retired), inside, attribution)
    start, size = at
    affiliation = [w for w in held[first:start] if w.casefold() not in words("status")]
    late = [w.casefold() for w in held[first:start] if w.casefold() in words("status")]
    role, more = _role_and_body(" ".join(held[start:]))
    anonymity: Anonymity = "anonymous"
    rest = held[start + size :]
    if held[start][:1].isupper() and is_personal_name(rest) and len(rest[0]) > 1 and not has_role(" ".join(rest)):
        role, more, anonymity = " ".join(held[start : start + size]), "", "named"
    return Person(
        affiliation=_listed(" ".join(affiliation), more, inside),
        role=role,
        status=(*_statuses(lowered[:first]), *late, *retired),
        anonymity="withheld" if is_withheld(attribution) else anonymity,
    )


@following_rules
def least_number(attribution: str) -> int:
    """The least number of people that an attribution proves: `three officials` are three, `officials` two at least."""
    lowered = [w.casefold().strip(".,") for w in bare_name(attribution).split()]
    # A number at the end tells which one: `Official 3`.
    counted = [w for w in lowered[:2] if w in words("count") or (w.isdecimal() and w is not lowered[-1])]
    if counted:
        return int(counted[0]) if counted[0].isdecimal() else _NUMBERS.get(counted[0], 2)
    at = role_at(lowered, 0)
    if at is None:
        return 1
    role = " ".join(lowered[at[0] : sum(at)])
    return 2 if role.endswith("s") and role[:-1] in words("role") else 1


def describe_with(attribution: str, details: str) -> Person:
    """Describe somebody with what follows between commas: title, body, place, and how they were talked to.

    Args:
        attribution: The name or role.
        details: What follows, `, Chief of Surveys, Met Office`, with its first comma.
    """
    person = describe(attribution)
    held = _segments(details)
    kept = [s for s in held if _BY.match(s) or is_withheld(s)]
    said = _with_country([s for s in held if s not in kept])
    for i, segment in enumerate((*said, *kept), 1):
        person = _with_segment(person, segment, last=i == len(said), titled=any(map(has_role, said[: i - 1])))
    return person


def _segments(details: str) -> tuple[str, ...]:
    """The parts of what commas and brackets separate."""
    return tuple(s for part in _TAIL.split(details) if (s := part.strip(" ,;")))


def _with_country(held: list[str]) -> list[str]:
    """`Valletta` and `Malta` are one place, as are `Erie` and `PA`."""
    ends = len(held) > 1 and (
        is_actor(held[-1]) or _STATE.fullmatch(held[-1]) or (is_known_place(held[-1]) and is_known_place(held[-2]))
    )
    if ends and _is_place(held[-2]) and not (has_role(held[-2]) or is_body(held[-2])):
        return [*held[:-2], f"{held[-2]}, {held[-1]}"]
    return held


def _without_role(rest: str, status: tuple[str, ...], inside: str, whole: str) -> Person:
    """No listed role: a body, a nationality, a description in small letters (`Dutch farmer`), or else a name."""
    affiliation = role = ""
    anonymity: Anonymity = "anonymous"
    small = re.search(r"(?:^|\s)(?P<role>[^\W\d_A-Z][\w-]*)$", rest)
    if is_body(rest) or is_actor(rest) or whole.casefold().startswith("the "):
        affiliation = rest
    elif rest.rpartition(" ")[2].lstrip("#").isdecimal():  # `Deckhand 4`
        role = rest
    elif small and not is_personal_name(rest.split()):
        # `Dutch farmer` is from somewhere; `trawler hand`, `diplomate ivoirien` have nothing that says so.
        whose = rest[: small.start()]
        affiliation, role = (whose, small["role"]) if any(c.isupper() for c in whose) else ("", rest)
    else:
        anonymity = "named"
    if is_withheld(whole):
        anonymity = "withheld"
    return Person(_listed(affiliation, inside), role, status, anonymity)


def _statuses(lowered: Sequence[str]) -> tuple[str, ...]:
    return tuple(w for w in lowered if w in words("status"))


def _role_and_body(text: str) -> tuple[str, str]:
    """`official from the Ministry of Trade` is a role and a body; `professor of history` is a role alone."""
    link = _LINK.search(text)
    rest = text[link.end() :] if link else ""
    if link and rest[:1].isupper() and not has_role(rest) and (is_body(rest) or is_actor(rest)):
        return text[: link.start()], rest
    return text, ""


def _with_segment(person: Person, segment: str, *, last: bool, titled: bool) -> Person:
    """Take in one thing more that is said of somebody; only the last one may be a place, behind a title if known."""
    if by := _BY.match(segment):
        return replace(person, medium=by["medium"].casefold())
    if is_withheld(segment):
        return replace(person, anonymity="withheld")
    if _SUFFIX.fullmatch(segment) or _AGE.fullmatch(segment):
        return person
    inner = segment.strip("()[]").removeprefix("and ")
    if has_role(inner) and not _ends_as_body(inner):
        return _with_title(person, inner)
    # A city is where they met; a state behind a title is whose minister it is.
    titled = titled and person.anonymity == "named" and (is_actor(inner) or not is_known_place(inner))
    titled = titled and not is_seat(inner)
    if last and _is_place(inner) and not is_body(inner) and not titled:
        return replace(person, place=inner)
    if not bare_name(inner)[:1].isupper() and not is_body(inner):
        return person
    return replace(person, affiliation=_listed(person.affiliation, inner))


def _ends_as_body(text: str) -> bool:
    """Whether a word of bodies ends it, and neither a role begins it nor a link leads there: `Investors Service`."""
    held = text.casefold().split()
    return held[-1] in words("body") and held[0] not in words("role") and not _LINK.search(text)


def _with_title(person: Person, title: str) -> Person:
    """All of a title is the role, but for a body in it: `Data Manager`, `Chief of the Ice Service`, `NATO planner`."""
    held = title.split()
    first = 0
    while first < len(held) - 1 and held[first].casefold() in words("status"):
        first += 1
    role, body = _role_and_body(" ".join(held[first:]))
    before, _, rest = role.partition(" ")
    if rest and has_role(rest) and (is_actor(before) or ACRONYM.fullmatch(before)):
        role, body = rest, before
    return replace(
        person,
        role=_listed(person.role, role),
        status=(*person.status, *(w.casefold() for w in held[:first])),
        affiliation=_listed(person.affiliation, body),
    )


def _listed(*members: str) -> str:
    return "; ".join(filter(None, members))


def _is_place(text: str) -> bool:
    held = text.split()
    return bool(held) and held[0][0].isupper() and len(held) <= 5 and not any(c.isdigit() for c in text)
