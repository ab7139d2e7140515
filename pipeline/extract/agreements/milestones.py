"""What happened to which agreement, and when: an act, an agreement and a date that one sentence or one note joins.

In running text the act (`acts.yaml`) stands in the sentence; its agreement is the mention nearest to it, or the one
in focus where the sentence says only "it". In a note the title of an agreement with the date behind it says
that it was signed, or adopted, on that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.actors import ActorFound
from pipeline.extract.actors.focus import FocusTracker
from pipeline.extract.agreements.acts import ActFinder, ActFound
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt, dates_of, nearest, sentences_of
from pipeline.extract.nlp import TextBlock, found

NOTE_KINDS = frozenset({"footnote", "endnote"})
BODY_KINDS = frozenset({"paragraph", "list"})
REACH = 160
"""Characters between an act and its agreement."""
REACH_OF_TITLE = 120
"""Characters between the title of an agreement and its date in a note."""

OF_WHAT_WAS_NAMED = frozenset({"signed", "entered_into_force", "ended", "revised", "renewed", "ratified"})
"""Acts that are said of "it"; "they concluded" and "it established" are said of all kinds of things."""

_VAGUE = re.compile(r"X")
_TOPIC = re.compile(r"\b(?:on|regarding|about|against|in|over|around) (?:the )?$")
_DATED_NOUN = re.compile(r"\s(?:in|of|on|from)\s$")
_OPENING = ("“", '"', "[", "‘", "«")
_PRONOUN = re.compile(
    r"\b(?:it|they|both|this|which|(?:two|both) (?:sides|countries|nations|governments))\b", re.IGNORECASE
)
_ADOPTED = {"signed": "adopted", "concluded": "adopted"}
_STATEMENTS = frozenset({"joint_statement", "joint_declaration", "roadmap", "action_plan"})


@dataclass(frozen=True, slots=True)
class MilestoneAt:
    """A milestone of a document.

    Attributes:
        agreement: Index of the mention in the document's settled agreement mentions.
        act: An act of the contract.
        rule: The id of the rule.
        block: Index of the block that act and date stand in.
        act_span: `doc.text[slice(*act_span)]` are the words of the act; the title itself where a note has no other.
        date: With its value.
        sentence: The span of the sentence or note.
    """

    agreement: int
    act: str
    rule: str
    block: int
    act_span: tuple[int, int]
    date: DateAt
    sentence: tuple[int, int]


def with_parties(
    agreements: Sequence[AgreementAt], blocks: Sequence[TextBlock], focus: FocusTracker
) -> tuple[AgreementAt, ...]:
    """Say whose each agreement is: the actors in its name, else those of its sentence, else those in focus."""
    return tuple(_with_parties(a, blocks[a.block], focus) for a in agreements)


def _with_parties(mention: AgreementAt, block: TextBlock, focus: FocusTracker) -> AgreementAt:
    if mention.found.generic:
        return mention
    actors = [(s, d) for s, d in found(block.doc, "actors", ActorFound)]
    named = {
        d.code
        for s, d in actors
        if _is_party(block.reading.text, mention, s.start_char, s.end_char) and not d.place and d.form != "metonym"
    }
    pair = focus.at(mention.block, mention.start)
    if not named and _stands_alone(mention, block):
        return mention
    if len(named) >= 2:
        return replace(mention, parties=tuple(sorted(named)), parties_from="name")
    low, high = next((s for s in sentences_of(block.doc) if s[0] <= mention.start < s[1]), (0, len(block.reading.text)))
    if block.block.kind not in NOTE_KINDS and named:
        others = {d.code for s, d in actors if low <= s.start_char < high and not d.place} - named
        if len(others) == 1:
            return replace(mention, parties=tuple(sorted(named | others)), parties_from="sentence")
    if block.block.kind not in NOTE_KINDS and not named:
        here = {d.code for s, d in actors if low <= s.start_char < high and not d.place}
        joint = re.search(r"\b(?:two|three|four|both|they|their|trilateral|bilateral)\b", block.reading.text[low:high])
        if len(here) == 2 and not (joint and pair.actors and here != set(pair.actors)):
            return replace(mention, parties=tuple(sorted(here)), parties_from="sentence")
        if len(here) == 3 and re.search(r"\b(?:three|trilateral)\b", block.reading.text[low:high]):
            return replace(mention, parties=tuple(sorted(here)), parties_from="sentence")
    if pair.actors and (not named or named <= set(pair.actors)):
        return replace(mention, parties=pair.actors, parties_from="focus")
    return replace(mention, parties=tuple(sorted(named)), parties_from="name" if named else "")


def _stands_alone(mention: AgreementAt, block: TextBlock) -> bool:
    """Whether it is not the pair's: a name in running text that nobody acts on ("Article 5 of the Kalmar Treaty")."""
    if mention.found.form == "proper":
        return True
    if mention.found.form != "name" or block.block.kind in NOTE_KINDS:
        return False
    return not ActFinder().in_sentence_of(block.doc, mention.start, mention.end)


def _is_party(text: str, mention: AgreementAt, start: int, end: int) -> bool:
    """Whether an actor in a name is whose it is: not in "Joint Statement on Malta", which is about it."""
    inside = mention.start <= start and end <= mention.end
    return inside and not _TOPIC.search(text[mention.start : start])


def milestones_of(blocks: Sequence[TextBlock], agreements: Sequence[AgreementAt]) -> tuple[MilestoneAt, ...]:
    """The milestones of a document, in reading order; only dated ones.

    Args:
        blocks: Of one document, in order.
        agreements: Its settled agreement mentions, in order.
    """
    finder = ActFinder()
    out: list[MilestoneAt] = []
    for index, block in enumerate(blocks):
        if block.block.kind in NOTE_KINDS:
            out += _in_note(index, block, agreements, finder)
        elif block.block.kind in BODY_KINDS:
            for sentence in sentences_of(block.doc):
                out += _in_sentence(index, block, sentence, agreements, finder)
    return tuple({(m.agreement, m.act, m.date): m for m in reversed(out)}.values())[::-1]


def _in_sentence(
    index: int, block: TextBlock, sentence: tuple[int, int], agreements: Sequence[AgreementAt], finder: ActFinder
) -> Iterator[MilestoneAt]:
    text = block.reading.text
    here = [
        (i, a)
        for i, a in enumerate(agreements)
        if a.block == index and sentence[0] <= a.start < sentence[1] and not a.found.generic
    ]
    dates = [
        d
        for d in dates_of(block.doc, sentence, valued=False)
        if not _VAGUE.search(d.value) and not any(_modifies(text, d, a) or _inside(d, a) for _, a in here)
    ]
    if not any(d.value for d in dates):
        return
    acts = [a for a in finder.acts(text, *sentence) if not any(m.start <= a.start < m.end for _, m in here)]
    used: set[int] = set()
    for act in acts:
        target = _object_of(act, here)
        if target is None and not here:
            target = _in_focus(index, text[sentence[0] : act.start], act, agreements)
        if target is None:
            continue
        used.add(target)
        date = _date_of(text, dates, act)
        if date is None:
            continue
        kind = agreements[target].found.kind
        name = _ADOPTED.get(act.act, act.act) if kind in _STATEMENTS and act.act == "concluded" else act.act
        yield MilestoneAt(target, name, act.rule, index, (act.start, act.end), date, sentence)
    for i, mention in here:
        behind = next((d for d in dates if d.value and _DATED_NOUN.fullmatch(text[mention.end : d.start])), None)
        if i not in used and behind is not None:
            # "the declaration in 2005": the noun and its date say it all.
            span = (mention.start, mention.end)
            yield MilestoneAt(i, mention.found.default_act, mention.found.rule, index, span, behind, sentence)
            continue
        # "… in 2003 with a joint statement": the sentence brings it in and dates it.
        if i not in used and not acts and mention.found.indefinite and mention.found.kind in _STATEMENTS:
            date = nearest(dates, mention.start, mention.end)
            act_name = mention.found.default_act
            if date.value:
                span = (mention.start, mention.end)
                yield MilestoneAt(i, act_name, mention.found.rule, index, span, date, sentence)


def _date_of(text: str, dates: Sequence[DateAt], act: ActFound) -> DateAt | None:
    """The date of an act: the nearest in its clause; none where that one has no value ("that August", unanchored)."""
    low, high = text.rfind(";", 0, act.start) + 1, text.find(";", act.end)
    here = [d for d in dates if low <= d.start and (high < 0 or d.start < high)]
    if not here:
        return None
    date = nearest(here, act.start, act.end)
    return date if date.value else None


def _modifies(text: str, date: DateAt, mention: AgreementAt) -> bool:
    """Whether a date only tells which agreement is meant: "the 2014 joint statement"."""
    return date.end <= mention.start and not text[date.end : mention.start].strip()


def _inside(date: DateAt, mention: AgreementAt) -> bool:
    return mention.start <= date.start and date.end <= mention.end


def _object_of(act: ActFound, here: Sequence[tuple[int, AgreementAt]]) -> int | None:
    """The mention that an act is about: the nearest, one behind it before one ahead of it at the same distance."""
    options = [
        ((a.start - act.end) if a.start >= act.end else (act.start - a.end) + 20, i)
        for i, a in here
        if a.end <= act.start or a.start >= act.end
    ]
    best = min(options, default=None)
    return best[1] if best is not None and best[0] <= REACH else None


def _in_focus(index: int, before: str, act: ActFound, agreements: Sequence[AgreementAt]) -> int | None:
    """The last agreement named before, for "It entered into force" and "Signed in May"."""
    said = before.strip()
    if act.act not in OF_WHAT_WAS_NAMED or (said and not _PRONOUN.search(said[-40:])):
        return None
    past = [
        i
        for i, a in enumerate(agreements)
        if not a.found.generic and (a.block == index - 1 or (a.block == index and a.start < act.start))
    ]
    return past[-1] if past else None


def _in_note(
    index: int, block: TextBlock, agreements: Sequence[AgreementAt], finder: ActFinder
) -> Iterator[MilestoneAt]:
    text = block.reading.text
    here = [(i, a) for i, a in enumerate(agreements) if a.block == index]
    dates = [d for d in dates_of(block.doc, (0, len(text))) if not any(_inside(d, a) for _, a in here)]
    # A title that only mentions an agreement ("Parliament Debates Treaty") dates itself, not the agreement.
    titles = [(i, a) for i, a in here if a.found.form == "name" and text[: a.start].endswith(_OPENING)]
    for i, title in titles:
        part_end = text.find(";", title.end)
        part_end = part_end if part_end >= 0 else len(text)
        ahead = [d for d in dates if title.end <= d.start < min(part_end, title.end + REACH_OF_TITLE)]
        if ahead and not finder.acts(text, title.end, ahead[0].start):
            span = (title.start, title.end)
            yield MilestoneAt(i, title.found.default_act, title.found.rule, index, span, ahead[0], (0, len(text)))
        following = next((t.start for j, t in titles if j > i), len(text))
        for act in finder.acts(text, title.end, following):
            behind = [d for d in dates if act.end <= d.start <= act.end + 30]
            if behind and act.act in {"signed", "entered_into_force", "adopted", "ratified", "revised", "ended"}:
                yield MilestoneAt(i, act.act, act.rule, index, (act.start, act.end), behind[0], (0, len(text)))
