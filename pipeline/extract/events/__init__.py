"""Dated events: in a sentence with a date, the words that tell what happened, who took part, where, and whether it did.

A pass over all blocks of a document, because "the two countries" and "it" mean what was named before. Event
types and their words are rules in `events.yaml`; what happens to agreements comes from `acts.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.edtf import bounds, year_of
from pipeline.extract.actors.focus import FocusTracker
from pipeline.extract.actors.people import People
from pipeline.extract.agreements.milestones import BODY_KINDS, MilestoneAt, milestones_of
from pipeline.extract.agreements.parties import with_parties
from pipeline.extract.agreements.settling import AgreementAt, settle
from pipeline.extract.dates import DateFound
from pipeline.extract.dates.timing import DateAt, dates_of, sentences_of
from pipeline.extract.dates.writing import opens_story
from pipeline.extract.events.carrying import LONGEST, Story, continued, engaged, fell_through, may_take_up, taken_up
from pipeline.extract.events.clauses import in_quotes
from pipeline.extract.events.costs import tells_which
from pipeline.extract.events.dating import also, dated, glued
from pipeline.extract.events.kinds import with_kind
from pipeline.extract.events.lexicon import triggers_in
from pipeline.extract.events.modality import UNREAL, modality_of, planned_for
from pipeline.extract.events.naming import name_of, place_of
from pipeline.extract.events.taking_part import TOGETHER, participants_of, roles_of
from pipeline.extract.events.telling import EventAt, EventsFound
from pipeline.extract.events.triggers import EventRule, Trigger, event_rules
from pipeline.extract.nlp import TextBlock, found

__all__ = ["EventAt", "EventRule", "EventsFound", "Trigger", "event_rules", "events_of", "triggers_in"]

MOST_DATES = 40
MOST_CHARACTERS = 4000
"""A sentence with more is none, but a table or a list."""

_NO_PROSE = re.compile(r"(?:\.\s?){5}|https?://|www\.|\bpp?\. \d|\bvol\. \d|\beds?\., ")
"""Leaders of a table of contents, and what only references have."""

_OPENS = re.compile(r" (?:opens|begins|starts|meets|convenes|closes|ends|takes place|is held|kicks off)\b")
_DID = re.compile(r"(?: (?:on|between|of|by|with|for|\w+ly|[A-Z]\w+))* \w+ed\b")

Sentence = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Read:
    """What of a document is known when its events are read."""

    blocks: Sequence[TextBlock]
    agreements: Sequence[AgreementAt]
    focus: FocusTracker
    people: People
    published: str
    """The last day on which the document may have come out; empty where that is not known."""


def events_of(blocks: Sequence[TextBlock], *, published: str = "") -> EventsFound:
    """Read a document's agreements, their milestones and its dated events.

    Args:
        blocks: All blocks of one document in reading order, with the groups `sentences, dates, actors, agreements`.
        published: When the document came out, EDTF; what is told of later days is planned.
    """
    focus = FocusTracker(blocks)
    people = People(blocks)
    agreements = with_parties(settle(blocks), blocks, focus)
    milestones = milestones_of(blocks, agreements)
    told: dict[int, list[MilestoneAt]] = defaultdict(list)
    for m in milestones:
        told[m.block].append(m)
    mentions: dict[int, list[AgreementAt]] = defaultdict(list)
    for a in agreements:
        mentions[a.block].append(a)
    read = _Read(blocks, agreements, focus, people, bounds(published)[1])
    events: list[EventAt] = []
    story = Story()
    for index, block in enumerate(blocks):
        if block.block.kind in BODY_KINDS:
            events += _in_block(read, index, story, told[index], mentions[index])
    return EventsFound(agreements, milestones, tuple(events))


def _in_block(
    read: _Read, index: int, story: Story, told: Sequence[MilestoneAt], mentions: Sequence[AgreementAt]
) -> list[EventAt]:
    block = read.blocks[index]
    text = block.reading.text
    out: list[EventAt] = []
    story.enter(index, block.block.section)
    for sentence, has_date in _sentences(block, story):
        if has_date:
            acts = [m for m in told if m.sentence == sentence]
            here = [_event(read, index, sentence, t, d) for t, d in _dated(block, sentence, acts, mentions)]
            out += (e for e in here if e.modality.value != UNREAL)
            story.tell([e for e in here if not tells_which(text, e.date) and text[e.date.start - 1] != "("])
        elif story.past and story.goes_on():
            if not story.near(index) and not may_take_up(text, sentence) and not _first_of(sentence, mentions):
                continue
            triggers = _free(text, sentence, mentions, ())
            last = story.past[-1]
            if last.block == index and (cue := fell_through(text, sentence, triggers, last.trigger)):
                out = _called_off(text, out, last, sentence, cue)
                continue
            event = _carried(read, index, sentence, story, triggers, mentions)
            story.silent += event is None
            out += [event] if event else []
    return out


def _called_off(text: str, told: Sequence[EventAt], last: EventAt, sentence: Sentence, cue: Sentence) -> list[EventAt]:
    """What was told of something that a later sentence says was called off, and that sentence itself."""
    modality = modality_of(text, sentence, cue, "past")
    trigger = replace(last.trigger, start=cue[0], end=cue[1], agreement=-1)
    start, end = sentence
    words = text[slice(*cue)]
    again = replace(last, start=start, end=end, trigger=trigger, words=words, modality=modality, cue=words)
    same = (last.trigger.type, last.date.value)
    undone = [replace(e, modality=modality, cue=words) if (e.trigger.type, e.date.value) == same else e for e in told]
    return [*undone, replace(again, date_from="context")]


def _sentences(block: TextBlock, story: Story) -> Iterator[tuple[Sentence, bool]]:
    """The sentences of a block, each with whether it holds a date; without a story, from the first date on."""
    text = block.reading.text
    starts = [
        s.start_char
        for s, d in found(block.doc, "dates", DateFound)
        if d.dated and not glued(text, s.start_char, s.end_char, d.value)
    ]
    if not starts and not story.past:
        return
    first = 0 if story.past else starts[0]
    for low, high in sentences_of(block.doc):
        if high > first and high - low <= MOST_CHARACTERS and not _NO_PROSE.search(text, low, high):
            here = starts[bisect_right(starts, low - 1) : bisect_right(starts, high - 1)]
            yield (low, high), any(not in_quotes(text, (low, high), at) for at in here)


def _carried(
    read: _Read,
    index: int,
    sentence: Sentence,
    story: Story,
    triggers: Sequence[Trigger],
    mentions: Sequence[AgreementAt],
) -> EventAt | None:
    """The event of a sentence that goes on with what was dated before, with that date, if there is but one."""
    text = read.blocks[index].reading.text
    past = story.past
    date = past[0].date
    first, last = bounds(date.value)
    if len(date.value) == len("2014") and story.carried > LONGEST:
        return None
    if len({e.date.value for e in past}) != 1 or "X" in date.value or first[:4] != last[:4]:
        return None
    before = [e.trigger for e in past]
    trigger = _brought_in(read, text, sentence, mentions) or taken_up(text, sentence, triggers, before)
    if trigger is None and story.near(index):
        trigger = continued(text, sentence, triggers, before)
    if trigger is None:
        return None
    if engaged(text, sentence[0], trigger):
        # What went on for longer than the day is told by its year.
        date = replace(date, value=year_of(date.value) or date.value)
    elsewhere = past[0].block if past[0].block != index else -1
    event = replace(_event(read, index, sentence, trigger, date), date_from="context", date_block=elsewhere)
    return event if event.modality.value != UNREAL else None


def _brought_in(read: _Read, text: str, sentence: Sentence, mentions: Sequence[AgreementAt]) -> Trigger | None:
    """An agreement that a sentence begins with and tells something of: "A joint statement condemned …"."""
    first = _first_of(sentence, mentions)
    if (
        first is None
        or first.found.around.generic
        or not first.found.around.indefinite
        or not _DID.match(text, first.end)
    ):
        return None
    at = read.agreements.index(first)
    act = first.found.default_act
    at_first = (first.start, first.end)
    return Trigger("agreement", first.found.rule, *at_first, agreement=at, plover="AGREE", joint=True, act=act)


def _first_of(sentence: Sentence, mentions: Sequence[AgreementAt]) -> AgreementAt | None:
    """The agreement that a sentence begins with, behind an article."""
    return next((a for a in mentions if sentence[0] < a.start <= sentence[0] + 3), None)


def _dated(
    block: TextBlock, sentence: Sentence, acts: Sequence[MilestoneAt], mentions: Sequence[AgreementAt]
) -> Iterator[tuple[Trigger, DateAt]]:
    """Each date of a sentence with the trigger that it dates; an agreement's acts bring their own dates."""
    text = block.reading.text
    every = [d for d in dates_of(block.doc, sentence) if not glued(text, d.start, d.end, d.value)]
    every = [d for d in every if not opens_story(text, d.start, d.end)]
    if len(every) > MOST_DATES:
        return
    triggers = _free(text, sentence, mentions, every)
    done: set[DateAt] = set()
    for m in acts:
        act = Trigger("agreement", m.rule, *m.act_span, agreement=m.agreement, form="past", plover="AGREE", joint=True)
        act = replace(act, act=m.act)
        yield act, m.date
        second = also(text, sentence, m.date, act, triggers, every) if m.date not in done else None
        done.add(m.date)
        if second is not None:
            yield second, m.date
    dates = [d for d in every if d not in done and not in_quotes(text, sentence, d.start)]
    dates = [d for d in dates if not any(0 <= a.start - d.end <= 1 for a in mentions)]
    for trigger, date in dated(text, sentence, dates, triggers):
        yield with_kind(block, sentence, trigger, triggers), date


def _free(text: str, sentence: Sentence, mentions: Sequence[AgreementAt], dates: Sequence[DateAt]) -> list[Trigger]:
    """The triggers of a sentence that are no words of an agreement's name or of a date."""
    taken = [*((a.start, a.end) for a in mentions), *((d.start, d.end) for d in dates)]
    return [t for t in triggers_in(text, *sentence) if not any(a <= t.start < b for a, b in taken)]


def _event(read: _Read, index: int, sentence: Sentence, trigger: Trigger, date: DateAt) -> EventAt:
    block = read.blocks[index]
    text = block.reading.text
    dates = [(d.start, d.end) for d in dates_of(block.doc, sentence)]
    place = place_of(block.doc, text, sentence, trigger, date.start, dates)
    if trigger.agreement >= 0 and read.agreements[trigger.agreement].parties:
        mention = read.agreements[trigger.agreement]
        participants, source = mention.parties, mention.parties_from
    else:
        pair = read.focus.at(index, sentence[1], referring=TOGETHER.search(text, *sentence) is not None)
        around = {"place": place, "alone": read.focus.alone_in(index), "about": read.focus.about(index)}
        participants, source = participants_of(block, sentence, trigger, pair, read.people, **around)
    modality = modality_of(text, sentence, (trigger.start, trigger.end), trigger.form, dated=date.start)
    if modality.value == "actual" and (cue := planned_for(text, sentence, date.start)):
        modality = cue
    if modality.value == "actual" and _to_come(text, trigger, date, read.published):
        modality = replace(modality, value="planned")
    return EventAt(
        index,
        *sentence,
        trigger,
        text[trigger.start : trigger.end],
        date,
        participants,
        source,
        modality,
        name=name_of(text, sentence, trigger, date.start, dates),
        place=place,
        cue=text[modality.start : modality.end].strip() if modality.rule else "",
        roles=roles_of(block, sentence, trigger, participants),
    )


def _to_come(text: str, trigger: Trigger, date: DateAt, published: str) -> bool:
    """Whether a document tells of what was still to come when it came out: "the fair opens this week"."""
    now = trigger.form == "s" or (trigger.form == "noun" and _OPENS.match(text, trigger.end) is not None)
    if not published or (date.relative and not now):
        return False
    first, last = bounds(date.value)
    return first > published or (now and last > published)
