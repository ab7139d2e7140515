"""What a matched form says: which of its words are the person, the place, the day, the manner of asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.extract.actors import actors_in
from pipeline.extract.citations.conventions import Held
from pipeline.extract.citations.described import Anonymity, describe_with
from pipeline.extract.citations.interviews.dating import DatedText, Day, days_in
from pipeline.extract.citations.interviews.people import Asked, people_in
from pipeline.extract.citations.interviews.rules import InterviewRule, Kind
from pipeline.extract.citations.refusing import PERSONS, refusal
from pipeline.extract.citations.wording import bare_name, is_asker, is_known_place, is_withheld

_PAGE = re.compile(r"(?:(?:at\s+)?\b(?:pp?\.|pages?|paras?\.)|\bat)\s*[\divxlc][\d,\sivxlc–—-]*", re.IGNORECASE)
_SPELT = (
    (re.compile(r"\be-?mail"), "email"),
    (re.compile(r"\bphone\b"), "telephone"),
    (re.compile(r"\bintervs?\b\.?"), "interview"),
    (re.compile(r"\bintv?s?\b\.?|\binterviewees?\b"), "interview"),
    (re.compile(r"\btelecons?\b\.?"), "telephone conversation"),
    (re.compile(r"\bkiis?\b"), "key informant interview"),
    (re.compile(r"\bfgds?\b"), "focus group discussion"),
    (re.compile(r"\bpers\.\s?comms?\."), "personal communication"),
    (re.compile(r"\bwhats\s?app\b"), "whatsapp"),
    (re.compile(r"\breplies\b"), "reply"),
    (re.compile(r"\banswers\b"), "answer"),
)
_PLURAL = re.compile(
    r"(interview|conversation|discussion|exchange|communication|hearing|deposition|email|e-mail|message|meeting|briefing"
    r"|call|consultation|letter|group|response)s$"
)
"""A mode that is named in the plural: two interviews are two citations."""
_JOINT = re.compile(r"[\s,;]+and(?:\s+with)?$")
_FOR = re.compile(r"\s+(?:for|on\s+behalf\s+of)\s+.*", re.DOTALL)
"""For whom somebody asked; `Lena Farah for the Court Archive` is who asked and where it is kept."""
_NO_NAME = re.compile(r"(?:names?|identit(?:y|ies))\b.*\b(?:withheld|undisclosed|redacted)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interview:
    """A citation of somebody talked to; the fields are those of `citations.csv`.

    `start` and `end` are its span in the text of the doc; `date` is EDTF, `day` what a date without its year says as
    TIMEX3 (`XXXX-09-15`); `date_from` tells where the year is from if not from the date's own words.
    """

    rule: str
    kind: Kind
    start: int
    end: int
    attribution: str
    affiliation: str
    role: str
    status: tuple[str, ...]
    anonymity: Anonymity | Literal[""]
    mode: str
    counterpart: str
    place: str = ""
    date: str = ""
    day: str = ""
    date_from: str = ""
    locator: str = ""
    actors: tuple[str, ...] = ()


def interviews_in(
    source: DatedText,
    rule: InterviewRule,
    members: Sequence[Held],
    piece: tuple[int, int],
    first: Interview | None = None,
) -> tuple[Interview, ...]:
    """The citations of a match: one for each member, each person that an "and" joins, each day.

    Args:
        source: The text that was read.
        rule: The one whose form matched.
        members: Of the match.
        piece: Start and end of what was read, which the citations share out among them.
        first: The citation before it in the note, where this one goes on from it and leaves out what they share.

    Returns:
        None if there is no match, or if one of its members is none after all (`refusal`).
    """
    text = source.plain
    if not members or any(refusal(text, held) for held in members):
        return ()
    modes = [m for held in members if (m := _mode(text, rule, held)) or first]
    if not modes:
        return ()
    out: list[tuple[int, Interview]] = []
    dated = [days_in(source.dates, held) or [Day(0, 0, "", "")] for held in members]
    if (first or len(members) > 1) and _are_of_books(text, [d for days in dated for d in days], first):
        return ()
    for held, days in zip(members, dated, strict=True):
        for who in people_in(text, held):
            for day in days:
                shared = held is not members[0] and who.start < held.start
                begins = held.start if shared else who.start if day is days[0] else day.start
                told = _interview(text, rule, held, who, day, modes[0], first)
                out.append((begins, told if held.slots.keys() & set(PERSONS) else _of_same(told, first)))
    return tuple(_cut_apart(text, piece, out))


def _are_of_books(text: str, listed: Sequence[Day], first: Interview | None) -> bool:
    """Whether a date in a list is missing or a year alone: behind an interview with its day `Moss (2004)` is a book.

    Years throughout are those of interviews: `Interviews with Moss, 2004, and Vik, 2005`.
    """
    years = [day for day in listed if not ("-" in day.edtf or "-" in day.timex3)]
    bare = first is None and len(years) == len(listed)
    return bool(years) and not (bare and all(text[day.start - 1 : day.start].isspace() for day in years))


def _of_same(told: Interview, first: Interview | None) -> Interview:
    """Behind an interview a place and a day tell of another one with the same person: `…, Rome, May 3; Bonn, May 5`."""
    if first is None:
        return told
    return replace(first, rule=told.rule, place=told.place, date=told.date, day=told.day, locator=told.locator)


def _cut_apart(text: str, piece: tuple[int, int], told: Sequence[tuple[int, Interview]]) -> Iterator[Interview]:
    """Give each citation its own part of the piece: from its first own word to the next one's."""
    begins = [piece[0], *(at for at, _ in told[1:])]
    for i, (_, interview) in enumerate(told):
        start = begins[i]
        end = begins[i + 1] if i + 1 < len(begins) else piece[1]
        if i and start and text[start - 1] == "(":
            start -= 1
        while i + 1 < len(told) and end > start and (text[end - 1].isspace() or text[end - 1] in "(,;&"):
            end -= 1
        if i + 1 < len(told) and (joint := _JOINT.search(text, start, end)):
            end = joint.start()
        if i and text[end - 1] == ")" and "(" not in text[start:end]:
            end -= 1
        yield replace(interview, start=start, end=end)


def _interview(
    text: str,
    rule: InterviewRule,
    held: Held,
    who: Asked,
    day: Day,
    mode: str,
    first: Interview | None,
) -> Interview:
    def of(slot: str) -> str:
        return " ".join(text[slice(*held.slots[slot])].split()).strip(" ,") if slot in held.slots else ""

    printed = " ".join(text[who.start : who.end].split())
    details = who.details
    if of("withheld"):
        details += f" {of('withheld')}"
    if of("by"):
        details += f", {of('by')}"
    person = describe_with(printed, details)
    attribution = (bare_name(printed) or printed.strip("[]() ")).strip('“”" ,')
    attribution = "" if _NO_NAME.fullmatch(attribution) else attribution
    kept_back = of("mode") if attribution and rule.where == "note" else text[held.start : held.end]
    page = _PAGE.search(of("locator") or of("tail"))
    behind = of("tail").strip(" ,()").removeprefix("in ")
    subject = person.affiliation or ("" if person.anonymity == "named" else attribution)
    return Interview(
        rule=rule.id,
        kind=rule.kind,
        start=held.start,
        end=held.end,
        attribution=attribution,
        affiliation=person.affiliation,
        role=person.role,
        status=person.status,
        anonymity="withheld" if is_withheld(kept_back) else person.anonymity if attribution else "",
        mode=_with_medium(mode or (first.mode if first else ""), person.medium),
        counterpart=_counterpart(of("house"), of("counterpart") or of("asker"), first),
        place=of("place") or person.place or (behind if is_known_place(behind) else ""),
        date=day.edtf,
        day="" if day.edtf else day.timex3,
        locator=page.group().strip(" ,") if page else of("locator") or of("number"),
        actors=actors_in(subject) or actors_in(person.role if person.anonymity == "named" else ""),
    )


def _counterpart(house: str, asker: str, first: Interview | None) -> str:
    house, asker = (_FOR.sub("", re.sub(r"[’']s?$", "", who)) for who in (house, asker))
    if house and (not asker or is_asker(asker)):
        return house
    return asker or house or (first.counterpart if first else "")


def _mode(text: str, rule: InterviewRule, held: Held) -> str:
    if "mode" not in held.slots:
        return rule.mode
    return _PLURAL.sub(r"\1", _spelt_out(" ".join(text[slice(*held.slots["mode"])].casefold().split())))


def _with_medium(mode: str, medium: str) -> str:
    medium = _spelt_out(medium)
    return f"{medium} {mode}" if medium and medium not in mode else mode


def _spelt_out(manner: str) -> str:
    for pattern, spelt in _SPELT:
        manner = pattern.sub(spelt, manner)
    return manner
