"""Dated events: in a sentence with a date, the words that tell what happened, who took part, where, and whether it did.

A pass over all blocks of a document, because "the two countries" and "it" mean what was named before. Event
types and their words are rules in `events.yaml`; what happens to agreements comes from `acts.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.extract.actors import ActorFound
from pipeline.extract.actors.focus import Focus, FocusTracker
from pipeline.extract.actors.people import People
from pipeline.extract.agreements.milestones import BODY_KINDS, MilestoneAt, milestones_of, with_parties
from pipeline.extract.agreements.settling import AgreementAt, settle
from pipeline.extract.dates.timing import DateAt, dates_of, gap, sentences_of
from pipeline.extract.events.modality import Modality, modality_of
from pipeline.extract.nlp import TextBlock, found
from pipeline.extract.rulefile import Rule, read_rules

WEAK = 1000
"""What a weak trigger pays, in characters of distance: any strong one in the sentence is nearer."""
JOINT_TYPES = frozenset({"agreement", "dialogue", "visit", "exercise", "exchange", "industrial_project"})
"""Types that take two: where one of the pair in focus is named, the other took part, too."""

_CAPITALS = (
    r"[A-Z][\w’'.-]*(?: (?:of|the|and|de|du|del|la|le|des|for|[A-Z][\w’'.-]*|\d{1,4}))*"
    r"(?<! of)(?<! the)(?<! and)(?<! for)"
)
_CALLED = re.compile(
    r"\b(?:[Cc]alled|[Nn]amed|[Dd]ubbed|[Cc]ode-?named|[Kk]nown as|[Tt]itled|[Ee]ntitled),? (?:the )?[“\"‘]?"
    rf"({_CAPITALS})"
)
_BEFORE_NOUN = re.compile(
    r"((?:[A-Z][\w’'–-]* |and |of ){1,6})(?:[Ee]xercises?|[Dd]ialogue|[Ss]ummit|[Tt]alks|[Cc]onference|[Dd]rills?)\b"
)
_OPERATION = re.compile(r"\b(?:Operation|Exercise) [A-Z]\w+(?: [A-Z]\w+| \d{2,4})*")
_CAPITAL_NEXT = re.compile(r" [A-Z](?![A-Z])")
"""Behind a capital: the word is in the middle of a name ("Rapid Deployment Brigade")."""
_TOGETHER = re.compile(
    r"\b(?:two|both|they|their|them|these|each|mutual(?:ly)?|joint(?:ly)?|bilateral|sides|nations|countries)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Oo]ff|[Nn]ear|[Tt]hrough|[Vv]isit(?:ed|s)? to|[Vv]isited|[Tt]oward) (?:the )?"
    r"(?:(?:northern|southern|eastern|western|central|coast of|waters of|waters off|port of) ?(?:the )?)*"
    r"([A-Z][\w’'-]+(?:,? [A-Z][\w’'-]+)*)"
)
_NO_PLACE = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|"
    r"Fall|Winter|Article|Chapter|Section|World War|President|Prime|Minister|PM|Mr|Mrs|Dr|King|Queen|General|Admiral)\b"
)


class EventRule(Rule):
    """The words of one type of event; a `weak` rule counts where no other does, a `topic` rule takes another's type."""

    type: str
    triggers: tuple[str, ...]
    weak: bool = False
    topic: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All triggers as one pattern over whole words."""
        return re.compile(rf"(?<![\w-])(?:{'|'.join(self.triggers)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words `text[start:end]` that tell of an event; `agreement` is the index of the mention that it is about."""

    type: str
    rule: str
    start: int
    end: int
    weak: bool = False
    agreement: int = -1


@dataclass(frozen=True, slots=True)
class EventAt:
    """An event of a document.

    Attributes:
        block: Index of the block.
        start: Of the sentence in `doc.text`; `end` its end.
        end: See `start`.
        trigger: With type and rule.
        words: Of the trigger.
        date: With its value.
        participants: Actor codes, sorted.
        participants_from: `sentence`, `heading`, `pair`, `paragraph`, `counts`, or
            `sentence+…` where the focus supplied one; may be empty.
        modality: With its cue.
        name: Of an exercise, dialogue, operation; as printed.
        place: As printed.
    """

    block: int
    start: int
    end: int
    trigger: Trigger
    words: str
    date: DateAt
    participants: tuple[str, ...]
    participants_from: str
    modality: Modality
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class EventsFound:
    """All that a document says of agreements and events, in reading order; blocks by index, positions in `doc.text`."""

    agreements: tuple[AgreementAt, ...]
    milestones: tuple[MilestoneAt, ...]
    events: tuple[EventAt, ...]


def event_rules() -> tuple[EventRule, ...]:
    """The rules of `events.yaml`."""
    return read_rules("events", EventRule)


def triggers_in(text: str, start: int, end: int) -> list[Trigger]:
    """The triggers of `text[start:end]` in order; of overlapping ones the longer, then that of the earlier rule."""
    every = [
        Trigger(r.type, r.id, *m.span(), weak=r.weak)
        for r in event_rules()
        for m in r.pattern.finditer(text, start, end)
        if not (m.start() > start and m.group()[0].isupper() and _CAPITAL_NEXT.match(text, m.end()))
    ]
    kept: list[Trigger] = []
    for t in sorted(every, key=lambda t: (t.weak, t.start - t.end)):
        if not any(t.start < k.end and k.start < t.end for k in kept):
            kept.append(t)
    return sorted(kept, key=lambda t: t.start)


def events_of(blocks: Sequence[TextBlock]) -> EventsFound:
    """Read a document's agreements, their milestones and its dated events.

    Args:
        blocks: All blocks of one document in reading order, with the groups `sentences, dates, actors, agreements`.
    """
    focus = FocusTracker(blocks)
    people = People(blocks)
    agreements = with_parties(settle(blocks), blocks, focus)
    milestones = milestones_of(blocks, agreements)
    events: list[EventAt] = []
    for index, block in enumerate(blocks):
        if block.block.kind not in BODY_KINDS:
            continue
        told = [m for m in milestones if m.block == index]
        mentions = [a for a in agreements if a.block == index]
        for sentence in sentences_of(block.doc):
            acts = [m for m in told if m.sentence == sentence]
            for trigger, date in _dated(block, sentence, acts, mentions):
                events.append(_event(index, block, sentence, trigger, date, agreements, focus, people))
    return EventsFound(agreements, milestones, tuple(events))


def _dated(
    block: TextBlock, sentence: tuple[int, int], acts: Sequence[MilestoneAt], mentions: Sequence[AgreementAt]
) -> Iterator[tuple[Trigger, DateAt]]:
    """Each date of a sentence with the trigger that it dates; an agreement's acts bring their own dates."""
    text = block.reading.text
    done: set[DateAt] = set()
    for m in acts:
        done.add(m.date)
        yield Trigger("agreement", m.rule, *m.act_span, agreement=m.agreement), m.date
    dates = [d for d in dates_of(block.doc, sentence) if d not in done]
    dates = [d for d in dates if not any(0 <= a.start - d.end <= 1 for a in mentions) and not _quoted(text, d.start)]
    triggers = [t for t in triggers_in(text, *sentence) if not any(a.start <= t.start < a.end for a in mentions)]
    for date in dates:
        best = min(triggers, key=lambda t: _distance(text, t, date), default=None)
        if best is not None:
            yield _of_topic(block, sentence, best), date


def _quoted(text: str, at: int) -> bool:
    """Whether a place is inside “…”: what is dated there is somebody's words, or a title."""
    return text.count("“", 0, at) > text.count("”", 0, at)


def _of_topic(block: TextBlock, sentence: tuple[int, int], trigger: Trigger) -> Trigger:
    """Give "the first was held" the type of what was last spoken of, in the paragraph or in its headings."""
    if trigger.rule not in {r.id for r in event_rules() if r.topic}:
        return trigger
    passages = [block.reading.text[: sentence[0]], *reversed(block.block.section)]
    for passage in passages:
        strong = [t for t in triggers_in(passage, 0, len(passage)) if not t.weak and t.type in JOINT_TYPES]
        if strong:
            return replace(trigger, type=strong[-1].type)
    return trigger


def _distance(text: str, trigger: Trigger, date: DateAt) -> int:
    low, high = sorted(((trigger.start, trigger.end), date.reach))
    between = text[low[1] : high[0]]
    return gap(low, high) + WEAK * trigger.weak + 25 * between.count(",") + 80 * between.count(";")


def _event(
    index: int,
    block: TextBlock,
    sentence: tuple[int, int],
    trigger: Trigger,
    date: DateAt,
    agreements: Sequence[AgreementAt],
    focus: FocusTracker,
    people: People,
) -> EventAt:
    text = block.reading.text
    if trigger.agreement >= 0 and agreements[trigger.agreement].parties:
        mention = agreements[trigger.agreement]
        participants, source = mention.parties, mention.parties_from
    else:
        participants, source = _participants(block, sentence, trigger, focus.at(index, sentence[1]), people)
    return EventAt(
        index,
        *sentence,
        trigger,
        text[trigger.start : trigger.end],
        date,
        participants,
        source,
        modality_of(text, sentence, (trigger.start, trigger.end)),
        name=_name(text, sentence, trigger),
        place=_place(text, sentence, trigger),
    )


def _participants(
    block: TextBlock, sentence: tuple[int, int], trigger: Trigger, pair: Focus, people: People
) -> tuple[tuple[str, ...], str]:
    """Who took part, and who says so: the actors of the sentence, completed or replaced by the pair in focus."""
    here = [(s, d) for s, d in found(block.doc, "actors", ActorFound) if sentence[0] <= s.start_char < sentence[1]]
    acting = {d.code for _, d in here if not d.place} | people.codes_in(block.reading.text, *sentence)
    everyone = {d.code for _, d in here} | acting
    if not acting and trigger.type not in JOINT_TYPES and not _TOGETHER.search(block.reading.text, *sentence):
        return (), ""
    if not acting:
        return (pair.actors, pair.source) if pair.actors else (tuple(sorted(everyone)), "sentence" if everyone else "")
    if len(acting) == 1 and trigger.type in JOINT_TYPES:
        if acting <= set(pair.actors):
            return pair.actors, f"sentence+{pair.source}"
        if len(everyone) == 2:
            return tuple(sorted(everyone)), "sentence"
    return tuple(sorted(acting)), "sentence"


def _name(text: str, sentence: tuple[int, int], trigger: Trigger) -> str:
    """A name given in the sentence: "called …", "Exercise …", or capitals before `exercise`, `dialogue`, `summit`."""
    if trigger.type not in {"exercise", "dialogue", "operation", "institution", "industrial_project", "deployment"}:
        return ""
    if m := _CALLED.search(text, *sentence):
        return m[1].rstrip(".,")
    if m := _OPERATION.search(text, *sentence):
        return m.group()
    if m := _BEFORE_NOUN.search(text, *sentence):
        name = re.sub(r"^(?:(?:The|In|At|On|A|An|During|After|Since|For|Following|and|of) )+", "", m.group())
        # One capital at the start of a sentence is no name: "Formal talks".
        opens = m.start() == sentence[0] and not re.search(r" [A-Z]", name)
        return name if " " in name and not opens else ""
    return ""


def _place(text: str, sentence: tuple[int, int], trigger: Trigger) -> str:
    """The place nearest to the trigger: capitals behind a preposition of place that are no month, person or work."""
    options = [
        (gap(m.span(1), (trigger.start, trigger.end)), m[1])
        for m in _PLACE.finditer(text, *sentence)
        if not _NO_PLACE.match(m[1])
    ]
    return min(options)[1].removesuffix("’s").removesuffix("'s") if options else ""
