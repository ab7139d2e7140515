"""The line of narration: which date an underspecified or relative one hangs on, and the value that this gives it.

One pass over a document, in reading order. A date on the line moves the *focus*: dates behind it that leave out their
year, or are told by a distance, are told from there. What is only mentioned beside the line does not move it: a year in
front of a noun, brackets, quotations, what bounds a state ("since 1996"), what lies ahead of the story ("planned for
1950") or is looked back to ("a year earlier"). A heading sets it, and the years of a heading bound its section.

News is told from the day of writing instead; so are `last year` and `yesterday` everywhere, but in a quotation, or in
the past tense, where they are told from the day of which is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.dates import DateFound, Place
from pipeline.extract.dates.relative import Resolved, Step, contains, step_of, unknown, weekday_of
from pipeline.extract.dates.surroundings import Around, Surroundings
from pipeline.extract.dates.telling import Scope, apposed, explained, from_anchor, from_writing, sharing
from pipeline.extract.dates.values import When, read_timex3
from pipeline.extract.dates.writing import dateline, reports, written_on
from pipeline.extract.nlp import TextBlock, found, put, text_of

FROM_FOCUS, FROM_HEADING, FROM_WRITING, FROM_SHARED = "focus", "heading", "writing", "shared"
"""What gives a date its value: the narrative's date, a heading, the time of writing, the date coordinated with it."""

_BESIDE = frozenset({"caption", "table"})
_OF_EVENT = re.compile(r"\b(?:before|after)$", re.IGNORECASE)
_FAR = 12
"""Blocks. What was told longer ago is out of focus: no anchor is surer than a stale one."""
_OWN_DAYS = 2
"""Years. What happened no longer before the writing is told from there: "this year the two met"."""
_THAT = re.compile(r"\b(?:that|those|same)\b", re.IGNORECASE)
_PART_OF_DAY = re.compile(r"T(?:[A-Z]{2}|\d\d(?::\d\d)?)$")
_BACK = 6
"""How many dates of the line are looked back through for one that is fine enough."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date that others are told from.

    Attributes:
        when: Its value; of a range or list the last one.
        place: Where it stands; `None` for a date of writing that does not stand in the text.
        block: The number of its block in the document.
        sentence: The number of its sentence in the block.
        heading: It stands in a heading.
    """

    when: When
    place: Place | None = None
    block: int = -1
    sentence: int = -1
    heading: bool = False


def resolve(texts: Sequence[TextBlock], published: str = "") -> None:
    """Give the dates of a document the values that only their context tells, in place.

    Args:
        texts: The blocks of running text in reading order, with `sentences`, `dates` and `quotes`.
        published: EDTF of the document's own date; empty where it is not known.
    """
    line = _Line(_written(texts, published), texts)
    for number, text in enumerate(texts):
        dates = found(text.doc, "dates", DateFound)
        if text.block.kind == "heading" and text.block.level == 1:
            line.begin_chapter()
        if dates:
            told = list(line.block(number, text, [d for _, d in dates]))
            if any(a is not b for a, (_, b) in zip(told, dates, strict=True)):
                put(text.doc, "dates", [s for s, _ in dates], told)


def _written(texts: Sequence[TextBlock], published: str) -> Anchor | None:
    if when := written_on(published):
        return Anchor(when)
    if head := dateline(texts):
        number, date = head
        place = texts[number].block.block_id, date.parts[0][0], date.parts[-1][1]
        return Anchor(read_timex3(date.timex3)[0][0], place, number)
    return None


class _Line:
    """The narrative as it goes on."""

    def __init__(self, written: Anchor | None, texts: Sequence[TextBlock]) -> None:
        self._written = written
        self._news = reports(texts, written.when if written else None)
        self._chaptered = any(t.block.level > 1 for t in texts)
        self._focus: list[Anchor] = []
        self._last: Anchor | None = None
        self._back: Anchor | None = None
        self._aside: tuple[int, tuple[int, int], Anchor] | None = None
        self._occasion: Anchor | None = None
        self._scope: Scope | None = None

    def begin_chapter(self) -> None:
        """A chapter begins without a date; where all headings are of one level, they are no chapters."""
        if self._chaptered:
            self._focus, self._scope = [], None

    def block(self, number: int, text: TextBlock, dates: Sequence[DateFound]) -> Iterator[DateFound]:
        """The dates of one block, told."""
        surroundings = Surroundings(text)
        words = text_of(text.doc)
        self._focus = [a for a in self._focus if number - a.block <= _FAR]
        self._return_to_scope()
        for i, date in enumerate(dates):
            start, end = date.parts[0][0], date.parts[-1][1]
            if date.type not in {"DATE", "TIME"} or date.problem == "impossible":
                yield date
                continue
            date, part = _parted(date)
            around = surroundings.of(start, end)
            here = Anchor(When(), (text.block.block_id, start, end), number, around.sentence, surroundings.heading)
            if not date.value:
                following = dates[i + 1] if i + 1 < len(dates) else None
                if following and not following.value and date.relative and apposed(date, words, following):
                    # "Two days later, on May 3": what explains it is told first.
                    spot = following.parts[0][0], following.parts[-1][1]
                    there = replace(here, place=(text.block.block_id, *spot))
                    following = self._told(following, surroundings.of(*spot), there)
                date = self._coordinated(date, words, following, here) or self._told(date, around, here)
            self._move(date, around, here, beside=text.block.kind in _BESIDE)
            yield replace(date, timex3=date.timex3 + part) if part else date

    # --- the focus -----------------------------------------------------------------------------------------------

    def _move(self, date: DateFound, around: Around, here: Anchor, *, beside: bool) -> None:
        members = [m for m in read_timex3(date.timex3.removesuffix("-XX")) if m[1].year is not None]
        if not members or not date.value:
            return
        first, last = members[0][0], members[-1][1]
        when = first if here.heading else last
        here = replace(here, when=when)
        if here.heading:
            if self._written and self._written.place == here.place:
                return
            entitled = around.entitles(ranging=first != last) and first.year is not None and last.year is not None
            self._scope = (first.year or 0, last.year or 0) if entitled else None
        elif around.aside:
            self._aside = here.block, around.aside, here
            return
        else:
            self._last = here
            self._occasion = here if around.occasion else self._occasion
            step = step_of(date.relative)
            self._back = here if step and step.way == "-" else self._back
        if not beside and (here.heading or self._goes_on(date, around, here)):
            self._focus.append(here)

    def _goes_on(self, date: DateFound, around: Around, here: Anchor) -> bool:
        """The narrative goes on from this date; else it is only mentioned."""
        step, when = step_of(date.relative), here.when
        if (step and step.way == "-") or around.bounds or around.modifies or around.glued:
            return False
        if date.by and around.due:
            return False
        before = self._focus[-1] if self._focus else None
        if before is None or before.when.year is None or when.year is None:
            return True
        if contains(when, before.when) and ((step and step.way == "=") or _together(before, here)):
            return False  # "that year", or "on May 3 (a Monday), 1943": the same once more
        if around.opens:
            return True
        if date.by and when.year < before.when.year:
            return False
        if when.year > before.when.year and around.future:
            return False
        if when.year < before.when.year and (
            around.recalled or (before.when.month and not (when.month or when.season))
        ):
            return False
        return self._in_scope(when)

    def _return_to_scope(self) -> None:
        """What a paragraph told of other years than its section's ends with the paragraph."""
        if self._scope:
            low, high = self._scope
            inside = [a for a in self._focus[-_BACK:] if low <= (a.when.year or low) <= high + 1]
            self._focus = inside or self._focus

    def _in_scope(self, when: When) -> bool:
        """In the years of the heading, give or take one: stories begin before their title and end behind it."""
        return not self._scope or when.year is None or self._scope[0] - 1 <= when.year <= self._scope[1] + 1

    # --- telling -------------------------------------------------------------------------------------------------

    def _coordinated(self, date: DateFound, text: str, following: DateFound | None, here: Anchor) -> DateFound | None:
        resolved = sharing(date, text, following) or explained(date, text, following)
        if not resolved or not following or not here.place:
            return None
        place = here.place[0], following.parts[0][0], following.parts[-1][1]
        return _by(FROM_SHARED, date, resolved, place)

    def _told(self, date: DateFound, around: Around, here: Anchor) -> DateFound:
        step = step_of(date.relative)
        if not step and "XXXX" not in date.timex3:
            return self._present(date, around)
        if step and step.unit and not date.timex3:
            if step.amount is None and step.way != "=":
                return replace(date, timex3="FUTURE_REF" if step.way == "+" else "PAST_REF")
            if step.way != "=" and step.amount == 1 and (around.lasts or around.of_event):
                return replace(date, timex3=f"P1{step.unit}", type="DURATION" if around.lasts else date.type)
            if around.tied and _OF_EVENT.search(around.words):
                return replace(date, timex3=_nowhere(step))
        if around.recurs:
            return date
        for anchor in self._anchors(date, around, here):
            written = self._written.when if self._written else None
            spoken = anchor is self._written
            resolved = (
                from_writing(date, around, anchor.when)
                if spoken
                else from_anchor(date, around, anchor.when, scope=self._scope, written=written)
            )
            if resolved and around.fiscal:
                return replace(date, timex3=f"FY{resolved.timex3[:4]}")
            if resolved:
                by = FROM_WRITING if spoken else FROM_HEADING if anchor.heading else FROM_FOCUS
                return _by(by, date, resolved, anchor.place)
        return replace(date, timex3=_nowhere(step)) if step and step.unit and not date.timex3 else date

    def _present(self, date: DateFound, around: Around) -> DateFound:
        """In news "today" is the day of writing; elsewhere it is only these days."""
        if not self._news or not self._written or around.words.casefold() != "today":
            return date
        when = self._written.when
        return _by(FROM_WRITING, date, Resolved(when.edtf(), when.timex3()), self._written.place)

    def _anchors(self, date: DateFound, around: Around, here: Anchor) -> Iterator[Anchor]:
        """The dates that this one may be told from, the surest first."""
        step = step_of(date.relative)
        if self._aside and around.aside and not (step and step.now) and self._aside[:2] == (here.block, around.aside):
            yield self._aside[2]
        if step and step.now:
            yield from self._spoken(step, around, here)
            return
        if self._occasion and not step and _together(self._occasion, here):
            yield self._occasion
        if self._back and not step and _together(self._back, here):
            yield self._back
        if self._news and self._written and self._of_its_day(step, around, here):
            yield self._written
            return
        if step and self._last and _near(self._last, here):
            yield self._last
        if weekday_of(date.timex3) is not None:
            if self._focus and self._focus[-1].block >= here.block - 1:
                yield from self._line(step)
            if self._written and not self._long_ago():
                yield self._written
            return
        yield from self._line(step)
        if self._written and not self._focus:
            yield self._written

    def _of_its_day(self, step: Step | None, around: Around, here: Anchor) -> bool:
        """In news: it is told from the day of writing, not from another year that the sentence before told of."""
        if step:
            return step.way == "=" and not _THAT.search(around.words)
        at, written = (self._focus[-1] if self._focus else None), self._written
        return not (at and written and _near(at, here) and at.when.year != written.when.year)

    def _spoken(self, step: Step, around: Around, here: Anchor) -> Iterator[Anchor]:
        """From where "last year", "this week", "two days ago" are told."""
        then = around.quoted or (around.past and (step.way != "-" or around.reported) and self._long_ago())
        if self._written and (self._news or not then):
            yield self._written
        elif then or (self._written is None and around.reported):
            yield from (a for a in self._line(step) if step.unit != "D" or _near(a, here))

    def _long_ago(self) -> bool:
        """The story is not about the writer's own days."""
        at = self._written.when.year if self._written else None
        then = self._focus[-1].when.year if self._focus else None
        return at is None or (then is not None and at - then > _OWN_DAYS)

    def _line(self, step: Step | None) -> Iterator[Anchor]:
        """Back along the line, as long as what stands farther lies in what stands nearer."""
        newest: When | None = None
        for anchor in reversed(self._focus[-_BACK:]):
            if anchor.when.decade or anchor.when.century:
                if step and step.unit in {"DE", "CE"}:
                    yield anchor
            elif newest is None or contains(newest, anchor.when):
                yield anchor
                newest = newest or anchor.when


def _by(by: str, date: DateFound, resolved: Resolved, place: Place | None) -> DateFound:
    if not resolved.value:
        return replace(date, timex3=resolved.timex3)
    return replace(date, value=resolved.value, timex3=resolved.timex3, anchor=place, by=by)


def _parted(date: DateFound) -> tuple[DateFound, str]:
    """A date without its part of the day ("the night of 8 February"), and this as TIMEX3 writes it (`TNI`)."""
    match = _PART_OF_DAY.search(date.timex3) if date.type == "TIME" else None
    if not match:
        return date, ""
    return replace(date, timex3=date.timex3[: match.start()]), match.group()


def _nowhere(step: Step) -> str:
    resolved = unknown(step, When())
    return resolved.timex3 if resolved else ""


def _together(one: Anchor, other: Anchor) -> bool:
    return (one.block, one.sentence) == (other.block, other.sentence)


def _near(one: Anchor, other: Anchor) -> bool:
    """In the same sentence, or in the one before."""
    return one.block == other.block and other.sentence - 1 <= one.sentence <= other.sentence
