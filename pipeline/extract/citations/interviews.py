"""Interviews and correspondence: which words of a citation are the person, the place, the day.

The conventions are rules (`rules/interviews.yaml`) in the language of `conventions`. A piece of a note is a citation
only if a form covers all of it, so that prose about interviewing is never taken for one; the forms for running text
find their span in a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field
from spacy.tokens import Doc

from pipeline.extract.actors import actors_in
from pipeline.extract.citations.conventions import Form, Held, compile_cue, compile_form, mask
from pipeline.extract.citations.described import (
    Anonymity,
    bare_name,
    describe_with,
    is_asker,
    is_known_place,
    is_withheld,
    next_person,
    split_people,
    words,
)
from pipeline.extract.citations.refusing import PERSONS, refusal
from pipeline.extract.dates import DateFound
from pipeline.extract.nlp import found, text_of
from pipeline.extract.rulefile import Rule, read_rules

Kind = Literal["interview", "correspondence"]
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
)
_PLURAL = re.compile(
    r"(interview|conversation|discussion|exchange|communication|hearing|deposition|email|e-mail|message|meeting|briefing"
    r"|call|consultation|letter|group|response)s$"
)
_BRACKET = re.compile(r"[(\[](?:see\s+)?(?P<inner>(?:[^()\[\]]|\([^()]{1,80}\)){6,400})[)\]]", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:names?|identit(?:y|ies))\b.*\b(?:withheld|undisclosed|redacted)\b.*", re.IGNORECASE)
_TO_OTHERS = re.compile(
    r",?\s+(?:has\s+|had\s+)?(?:told|telling|informed|spoke\s+(?:to|with)|by)\s+(?!me\b|us\b)", re.IGNORECASE
)
"""What makes an unnamed source somebody else's: it told reporters, was named by a paper."""
_AND_BEHIND = re.compile(r"(?<=;)\s+(?:and|&)$")


class InterviewRule(Rule):
    """A convention: how a house cites the people it talked to."""

    kind: Kind = Field(description="what its citations are")
    forms: tuple[str, ...] = Field(min_length=1, description="what a whole citation looks like, in slots and words")
    modes: tuple[str, ...] = Field((), description="what may fill `{mode}`")
    manners: tuple[Annotated[str, Field(pattern=r"\S")], ...] = Field(
        (), description="what may stand before a mode, once or several times; proper names with their capital"
    )
    mode: str = Field("", description="the mode where the form has no `{mode}`")
    cues: tuple[str, ...] = Field(
        (), description="words, as forms have them, of which each of its citations has one; else these are its modes"
    )
    continued: tuple[str, ...] = Field(
        (), description="forms of what may follow such a citation behind a semicolon, sharing what it doesn't say"
    )
    where: Literal["note", "text"] = Field(
        "note", description="`note`: a piece of a note from end to end; `text`: a span of a sentence of running text"
    )


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


@dataclass(frozen=True, slots=True)
class Convention:
    """A rule with its forms compiled; a text without `cue` has none of them."""

    rule: InterviewRule
    forms: tuple[Form, ...]
    continued: tuple[Form, ...]
    cue: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Day:
    """One date that a citation names; `edtf` is empty where the year is left out."""

    start: int
    end: int
    edtf: str
    timex3: str


@dataclass(frozen=True, slots=True)
class DatedText:
    """A doc's text, the same with its dates masked, and its calendar dates by where they begin."""

    plain: str
    masked: str
    dates: Mapping[int, DateFound]


class InterviewGrammar:
    """All conventions, compiled."""

    def __init__(self, rules: Sequence[InterviewRule] | None = None) -> None:
        chosen = read_rules("interviews", InterviewRule) if rules is None else rules
        self.conventions = tuple(convention(rule) for rule in chosen)
        cues = {where: _cue(r for r in chosen if r.where == where) for where in ("note", "text")}
        self._cues = {where: re.compile(f"(?={cue.pattern})", cue.flags) for where, cue in cues.items()}

    def read(self, text: DatedText, start: int, end: int) -> tuple[Interview, ...]:
        """The citations of a piece of a note that a form covers from end to end; none if no form does.

        Args:
            text: Of the note.
            start: Of the piece, in characters.
            end: Of the piece.
        """
        for each in self._of("note", text, start, end):
            for form in each.forms:
                if told := _told(text, each.rule, form.read(text.masked, start, end), (start, end)):
                    return told
        return self._continuing(text, start, end)

    def find(self, text: DatedText) -> tuple[Interview, ...]:
        """The attributions of running text, in order; of two that overlap the first."""
        told: list[Interview] = list(self._in_brackets(text))
        for each in self._of("text", text, 0, len(text.masked)):
            for form in each.forms:
                for held in form.search(text.masked, 0, len(text.masked)):
                    if _TO_OTHERS.match(text.masked, held.end):
                        continue
                    told += _told(text, each.rule, (held,), (held.start, held.end))
        out: list[Interview] = []
        for one in sorted(told, key=lambda t: (t.start, -t.end)):
            if not out or one.start >= out[-1].end:
                out.append(one)
        return tuple(out)

    def _in_brackets(self, text: DatedText) -> Iterator[Interview]:
        """Citations as notes have them, in the brackets of a sentence: `(Dutch official, interview, May 3, 2021)`."""
        if not _starts(self._cues["note"], text.masked):
            return
        for bracket in _BRACKET.finditer(text.masked):
            low, high = bracket.span("inner")
            cuts = [low, *(m.end() for m in re.compile(r";\s*").finditer(text.masked, low, high)), high + 1]
            for start, end in pairwise(cuts):
                end = start + len(text.masked[start : end - 1].rstrip("; "))
                yield from (i for i in self.read(text, start, end) if i.date or i.day or i.locator)

    def _of(self, where: str, text: DatedText, start: int, end: int) -> Iterator[Convention]:
        # Most texts speak of no interview in any way; asked once, not by each convention.
        starts = _starts(self._cues[where], text.masked)
        spoken = starts[bisect_left(starts, start) : bisect_left(starts, end)]
        return (
            c
            for c in self.conventions
            if c.rule.where == where and any(c.cue.match(text.masked, at, end) for at in spoken)
        )

    def _continuing(self, text: DatedText, start: int, end: int) -> tuple[Interview, ...]:
        """`…; Rita Moss (Mar. 10, 2004)` behind an interview whose convention lets the next ones be shorter."""
        high = len(_AND_BEHIND.sub("", text.masked[:start].rstrip())) - 1
        if high < 0 or text.masked[high] != ";":
            return ()
        low = max(text.masked.rfind(";", 0, high), text.masked.rfind(". ", 0, high)) + 1
        low += len(text.masked[low:high]) - len(text.masked[low:high].lstrip())
        first = self.read(text, low, high) if low < high else ()
        if not first or not (first[-1].date or first[-1].day):
            return ()
        each = next(c for c in self.conventions if c.rule.id == first[-1].rule)
        for form in each.continued:
            if told := _told(text, each.rule, form.read(text.masked, start, end), (start, end), first[-1]):
                return told
        return ()


def convention(rule: InterviewRule) -> Convention:
    """Compile a rule's forms.

    Raises:
        RuleError: A form is not well-formed.
    """
    askers = sorted(words("asker"))
    return Convention(
        rule,
        tuple(compile_form(f, rule.modes, askers, rule.manners) for f in rule.forms),
        tuple(compile_form(f, rule.modes, askers, rule.manners) for f in rule.continued),
        _cue([rule]),
    )


def _cue(rules: Iterable[InterviewRule]) -> re.Pattern[str]:
    """What a text has in which one of some rules may find anything: a cue, or else a mode; of neither, every text."""
    askers = sorted(words("asker"))
    told: set[str] = set()
    for rule in rules:
        told |= {compile_cue(cue, askers) for cue in rule.cues} or set(map(re.escape, rule.modes)) or {""}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(told))})", re.IGNORECASE)


@lru_cache(maxsize=8)
def _starts(cue: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Where in a text a cue begins; a note is asked for each of its pieces."""
    return tuple(m.start() for m in cue.finditer(text))


def dated(doc: Doc) -> DatedText:
    """What the forms are read over; spans of time and "today" are no calendar dates."""
    dates = {
        date.parts[0][0]: date
        for _, date in found(doc, "dates", DateFound)
        if date.parts and date.dated and any(c.isdigit() for c in date.value or date.timex3)
    }
    return DatedText(text_of(doc), mask(text_of(doc), [(d.parts[0][0], d.parts[-1][1]) for d in dates.values()]), dates)


def _told(
    source: DatedText,
    rule: InterviewRule,
    members: Sequence[Held],
    piece: tuple[int, int],
    first: Interview | None = None,
) -> tuple[Interview, ...]:
    """The citations of a match: one for each member, each person that an "and" joins, each day."""
    text = source.plain
    if not members or any(refusal(text, held) for held in members):
        return ()
    modes = [m for held in members if (m := _mode(text, rule, held)) or first]
    if not modes:
        return ()
    out: list[tuple[int, Interview]] = []
    for held in members:
        days = _days(source.dates, held) or [_Day(0, 0, "", "")]
        listed = first is not None or len(members) > 1
        if listed and not all("-" in d.edtf or "-" in d.timex3 for d in days):
            # Behind an interview `Moss (2004)` is a book.
            return ()
        for who in _people(text, held):
            for day in days:
                shared = held is not members[0] and who.start < held.start
                begins = held.start if shared else who.start if day is days[0] else day.start
                told = _interview(text, rule, held, who, day, modes[0], first)
                out.append((begins, told if held.slots.keys() & set(PERSONS) else _of_same(told, first)))
    return tuple(_cut_apart(text, piece, out))


def _of_same(told: Interview, first: Interview | None) -> Interview:
    """Behind an interview a place and a day tell of another one with the same person: `…, Rome, May 3; Bonn, May 5`."""
    if first is None:
        return told
    return replace(first, rule=told.rule, place=told.place, date=told.date, day=told.day, locator=told.locator)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Somebody asked: the span of the name or role, and what is said between commas."""

    start: int
    end: int
    details: str


def _people(text: str, held: Held) -> list[_Asked]:
    low, high = next((held.slots[s] for s in PERSONS if s in held.slots), None) or (held.start, held.start)
    # In running text "two pilots and a guard" are told of together; in a note an "and" joins citations.
    names = [(low, high)]
    if low < high and "people" not in held.slots:
        names = [(low + a, low + b) for a, b in split_people(text[low:high])]
    begin, end = held.slots.get("details", (high, high))
    out = []
    while other := next_person(text[begin:end]):
        stop, start, close = (begin + at for at in other)
        out += [_Asked(*name, text[begin:stop]) for name in names]
        names, begin = [(start, close)], close
    return out + [_Asked(*name, text[begin:end]) for name in names]


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
        if i + 1 < len(told) and text[start:end].endswith(" and"):
            end = start + len(text[start : end - 4].rstrip(" ,;"))
        if i and text[end - 1] == ")" and "(" not in text[start:end]:
            end -= 1
        yield replace(interview, start=start, end=end)


def _interview(
    text: str,
    rule: InterviewRule,
    held: Held,
    who: _Asked,
    day: _Day,
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
    house, asker = (re.sub(r"[’']s?$", "", who) for who in (house, asker))
    if house and (not asker or is_asker(asker)):
        return house
    return asker or house or (first.counterpart if first else "")


def _mode(text: str, rule: InterviewRule, held: Held) -> str:
    if "mode" not in held.slots:
        return rule.mode
    mode = " ".join(text[slice(*held.slots["mode"])].casefold().split())
    for pattern, spelt in _SPELT:
        mode = pattern.sub(spelt, mode)
    return _PLURAL.sub(r"\1", mode)


def _with_medium(mode: str, medium: str) -> str:
    for pattern, spelt in _SPELT:
        medium = pattern.sub(spelt, medium)
    return f"{medium} {mode}" if medium and medium not in mode else mode


def _days(known: Mapping[int, DateFound], held: Held) -> list[_Day]:
    """The days that a match names, members of a list each for itself; a range is one."""
    out: list[_Day] = []
    for start, end in held.dates:
        date = known[start]
        listed = date.value.startswith("{") or (not date.value and "," in date.timex3)
        values = date.value.strip("{}").split(",") if date.value else []
        timexes = date.timex3.split(",")
        if listed and len(date.parts) in {len(values), len(timexes)}:
            out += [
                _Day(a, b, values[i] if values else "", timexes[i] if i < len(timexes) else "")
                for i, (a, b) in enumerate(date.parts)
            ]
        else:
            out.append(_Day(start, end, date.value, date.timex3))
    return out


def with_years(told: Sequence[Interview]) -> tuple[Interview, ...]:
    """Give dates without a year the year of the other citations of the same note, if these agree on one."""
    years = {i.date[:4] for i in told if i.date[:4].isdigit()}
    if len(years) != 1:
        return tuple(told)
    year = next(iter(years))
    return tuple(_in_year(i, year, "note") for i in told)


KnownDays = Mapping[tuple[str, str], set[str]]
"""By person and day of the year (`-05-03`) the years in which citations of a document put it."""


def with_known_day(told: Interview, known: KnownDays) -> Interview:
    """Give a date without a year the year in which the document elsewhere dates the same person's same day."""
    years = known.get((told.attribution.casefold(), told.day[4:]), set()) if told.day else set()
    return _in_year(told, next(iter(years)), "document") if len(years) == 1 else told


def days_of(told: Sequence[Interview]) -> KnownDays:
    """See `KnownDays`."""
    out: dict[tuple[str, str], set[str]] = {}
    for i in told:
        if len(i.date) == 10 and not i.date_from:
            out.setdefault((i.attribution.casefold(), i.date[4:]), set()).add(i.date[:4])
    return out


def _in_year(interview: Interview, year: str, origin: str) -> Interview:
    if not interview.day.startswith("XXXX-") or not re.fullmatch(r"XXXX-\d\d(?:-\d\d)?", interview.day):
        return interview
    return replace(interview, date=year + interview.day[4:], day="", date_from=origin)
