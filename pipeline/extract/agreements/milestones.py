"""What happened to which agreement, and when: an act, an agreement and a date that one sentence or one note joins.

In running text the act (`acts.yaml`) stands in the sentence; `pairing.py` says whose it is,
`governing.py` which date governs it.
What a note tells of the agreements that it cites is read in `cited.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.agreements.acts import NO_ACT, OWN_ACT, ActFinder, ActFound, act_finder
from pipeline.extract.agreements.cited import milestones_cited
from pipeline.extract.agreements.foreseen import EARLY, foreseen, paper_before
from pipeline.extract.agreements.governing import carried, listed_behind, ruling
from pipeline.extract.agreements.occasions import Dated, occasion
from pipeline.extract.agreements.pairing import (
    LIVES,
    changes,
    has_subject,
    in_focus,
    inside,
    is_of_pronoun,
    modifies,
    object_of,
    with_joined,
)
from pipeline.extract.agreements.parties import NOTE_KINDS
from pipeline.extract.agreements.rules import PAPERS
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.agreements.steps import Mentioned, MilestoneAt
from pipeline.extract.dates.timing import DateAt, dates_of, nearest, sentences_of
from pipeline.extract.nlp import TextBlock

__all__ = ["BODY_KINDS", "MilestoneAt", "milestones_of"]

BODY_KINDS = frozenset({"paragraph", "list"})
REPEATED = frozenset({"renewed", "revised"})
"""Acts that are done to one agreement time and again."""

_TALKS = re.compile(r"(?:negotiations?|talks)\b", re.IGNORECASE)
_VAGUE = re.compile(r"X")
_DATED_NOUN = re.compile(r"\s(?:\([^()]{1,30}\),?\s)?(?:dated\s|\()$")
_TIMED_NOUN = re.compile(r"\s(?:\([^()]{1,30}\),?\s)?(?:in|on)\s$")
_NO_OBJECT = re.compile(
    r"(?:\b(?:since|after|following|with|through|before|until|via|and|includ(?:es?|ed|ing)|namely|as)|[,:;(])"
    r"\s+(?:(?:the|an?|its|their|another|new|first|second|bilateral|own)\s+)*$"
)
"""Before a noun that no verb has as its object."""
_SUBJECT = re.compile(r",? an? (?:(?:new|second|further|formal) )?")
_CITES = re.compile(r"[“”\"«]|https?:|www\.|\bpp?\. \d|\b(?:19|20)\d\d[a-z]\b")
_ADOPTED = {"signed": "adopted", "concluded": "adopted"}


def milestones_of(blocks: Sequence[TextBlock], agreements: Sequence[AgreementAt]) -> tuple[MilestoneAt, ...]:
    """The milestones of a document, in reading order; only dated ones.

    Args:
        blocks: Of one document, in order.
        agreements: Its settled agreement mentions, in order.
    """
    by_block: dict[int, list[Mentioned]] = {}
    for i, a in enumerate(agreements):
        by_block.setdefault(a.block, []).append((i, a))
    finder = act_finder()
    out: list[MilestoneAt] = []
    for index, block in enumerate(blocks):
        here = by_block.get(index, [])
        # "It entered into force" may open the paragraph behind the one that names it.
        near = here or by_block.get(index - 1, [])
        if block.block.kind in NOTE_KINDS and here:
            told = list(milestones_cited(index, block, here, finder))
            out += told + list(_in_paragraph(index, block, agreements, here, finder))
        elif block.block.kind in BODY_KINDS and near:
            out += _in_paragraph(index, block, agreements, here, finder)
    return tuple({(m.agreement, m.act, m.date): m for m in reversed(out)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence, and what its acts may be about.

    Attributes:
        block: Index of the block.
        text: Of the block.
        span: The sentence's characters.
        here: The mentions in it.
        every: Its dates that are not vague.
        before: The mentions acted on in the last sentence that tells of an act.
        dates_before: The dates of the sentence before, or of the occasion that this one names.
        on_occasion: Whether it names one.
        paper: The date of the statement or plan that the paragraph tells of.
    """

    block: int
    text: str
    span: tuple[int, int]
    here: Sequence[Mentioned]
    every: Sequence[DateAt]
    before: Sequence[int]
    dates_before: Sequence[DateAt]
    on_occasion: bool = False
    paper: DateAt | None = None

    @property
    def single(self) -> list[Mentioned]:
        """The mentions of single agreements."""
        return [(i, a) for i, a in self.here if not a.found.around.generic]

    @property
    def dates(self) -> list[DateAt]:
        """The dates that may be those of acts: no part of a name, nor what tells which agreement is meant."""
        return [d for d in self.every if not any(modifies(self.text, d, a) or inside(d, a) for _, a in self.here)]

    def told(self, mention: int, act: str, rule: str, span: tuple[int, int], date: DateAt) -> MilestoneAt:
        """A milestone of this sentence."""
        return MilestoneAt(mention, act, rule, self.block, span, date, self.span)


def _in_paragraph(
    index: int, block: TextBlock, agreements: Sequence[AgreementAt], mentions: Sequence[Mentioned], finder: ActFinder
) -> Iterator[MilestoneAt]:
    """The milestones of running text; in a note, of what is said behind its citations."""
    text, note = block.reading.text, block.block.kind in NOTE_KINDS
    before: list[int] = []
    dates_before: list[DateAt] = []
    dated: list[Dated] = []
    paper: DateAt | None = None
    for sentence in sentences_of(block.doc):
        if note and _CITES.search(text, *sentence):
            # A citation, which `milestones_cited` has read; what is said behind it may be of its day.
            dates_before = [d for d in dates_of(block.doc, sentence) if not any(inside(d, a) for _, a in mentions)]
            continue
        here = [(i, a) for i, a in mentions if sentence[0] <= a.start < sentence[1]]
        every = [d for d in dates_of(block.doc, sentence, valued=False) if not _VAGUE.search(d.value)]
        if here and not every:
            at = occasion(text, sentence, dated)
            dates_before = at or dates_before
        else:
            at = []
        scene = _Scene(index, text, sentence, here, every, before, dates_before, bool(at), paper)
        told = list(_in_sentence(scene, agreements, finder))
        yield from told
        before = [m.agreement for m in told] or before
        valued = [d for d in every if d.value]
        dates_before = valued if here or not told else []
        if valued:
            dated.append((sentence, valued))
        paper = _paper_of(told, agreements) or (paper if not valued else None)


def _paper_of(told: Sequence[MilestoneAt], agreements: Sequence[AgreementAt]) -> DateAt | None:
    """The date of the last statement or plan that a sentence says was made."""
    made = [m.date for m in told if m.act == "adopted" and agreements[m.agreement].found.kind in PAPERS]
    return made[-1] if made else None


def _in_sentence(scene: _Scene, agreements: Sequence[AgreementAt], finder: ActFinder) -> Iterator[MilestoneAt]:
    yield from _of_dated_names(scene)
    dates = scene.dates
    undated = not any(d.value for d in dates)
    listed = undated and bool(scene.here) and (scene.paper is not None or bool(scene.every))
    if undated and not listed and (scene.every or not scene.dates_before):
        return
    acts = [
        a for a in finder.acts(scene.text, *scene.span) if not any(m.start <= a.start < m.end for _, m in scene.here)
    ]
    if listed and (told := [*_foreseen(scene, acts)]):
        yield from told
        return
    in_paper = any(a.act in EARLY and paper_before(scene.text, a.start, scene.here, scene.every) for a in acts)
    if undated and not in_paper and (scene.every or not scene.dates_before):
        return
    used: set[int] = set()
    last: tuple[int, int] | None = None
    talks = False  # they opened, so that it is they who were suspended
    for act in acts:
        if act.act == NO_ACT or (talks and act.act in LIVES and not _named_since(scene, last, act)):
            continue
        targets = _targets(scene, act, acts, dates, agreements, last)
        if not targets:
            continue
        used.update(i for i, _ in targets)
        last = (act.end, targets[0][0]) if scene.here else last
        talks = act.act == "negotiations_started" and _TALKS.match(scene.text, act.start) is not None
        yield from _dated(scene, act, acts, dates, targets, agreements)
    if any(a.act == NO_ACT for a in acts):
        return
    for i, mention in scene.single:
        if i not in used and (date := _date_of_noun(scene.text, dates, mention, acts)):
            said = mention.found
            yield scene.told(i, said.default_act, said.rule, (mention.start, mention.end), date)


def _named_since(scene: _Scene, last: tuple[int, int] | None, act: ActFound) -> bool:
    """Whether an agreement stands between the act before and this one."""
    return last is None or any(last[0] <= a.start < act.start for _, a in scene.here)


def _foreseen(scene: _Scene, acts: Sequence[ActFound]) -> Iterator[MilestoneAt]:
    for i, act, words, date in foreseen(scene.text, scene.span, scene.single, scene.every, acts, scene.paper):
        mention = scene.single[[j for j, _ in scene.single].index(i)][1]
        span = (words.start, words.end) if words else (mention.start, mention.end)
        yield scene.told(i, act, words.rule if words else "act.foreseen", span, date)


def _of_dated_names(scene: _Scene) -> Iterator[MilestoneAt]:
    """ "The accord of May 1988" says when it was made, whatever the sentence tells of it."""
    for i, mention in scene.single:
        behind = next((d for d in scene.every if d.value and d.start >= mention.end), None)
        if behind is not None and modifies(scene.text, behind, mention):
            said = mention.found
            yield scene.told(i, said.default_act, said.rule, (mention.start, mention.end), behind)


def _targets(
    scene: _Scene,
    act: ActFound,
    acts: Sequence[ActFound],
    dates: Sequence[DateAt],
    agreements: Sequence[AgreementAt],
    last: tuple[int, int] | None,
) -> list[tuple[int, DateAt | None]]:
    """The mentions that an act is done to, each with a date of its own if one stands behind it.

    Args:
        scene: The sentence.
        act: In it.
        acts: All of the sentence.
        dates: That may be those of acts.
        agreements: All of the document.
        last: Where the act before ended, and what it was done to: "it was adopted in May and took effect in June".
    """
    of_pronoun = is_of_pronoun(scene.text, scene.span[0], act)
    target = None if of_pronoun else object_of(scene.text, act, scene.single, acts, dates)
    if target is None and last and not act.weak and not any(last[0] <= a.start < act.start for _, a in scene.here):
        target = None if has_subject(scene.text, act, scene.here) else last[1]
    if target is None and (of_pronoun or not scene.here):
        return [(i, None) for i in in_focus(scene.block, scene.text, scene.span, act, agreements, scene.before)]
    return with_joined(scene.text, act, target, scene.single, dates)


def _dated(
    scene: _Scene,
    act: ActFound,
    acts: Sequence[ActFound],
    dates: Sequence[DateAt],
    targets: Sequence[tuple[int, DateAt | None]],
    agreements: Sequence[AgreementAt],
) -> Iterator[MilestoneAt]:
    first = agreements[targets[0][0]]
    if act.act in EARLY and (told := paper_before(scene.text, act.start, scene.here, scene.every)):
        shared: DateAt | None = told
    elif dates:
        shared = ruling(scene.text, act, first if scene.here else None, dates, acts)
    else:
        shared = (
            None
            if scene.every
            else carried(scene.text, act, targets, agreements, scene.dates_before, on_occasion=scene.on_occasion)
        )
    for target, own in targets:
        date, mention = own or shared, agreements[target]
        if act.of_two and len(mention.parties) != 2:
            continue
        # "The entry into force of the accord in 2004 and a memorandum in 2005": the second was made then.
        made = own is not None and mention.found.around.indefinite and not first.found.around.indefinite
        if date is not None:
            name = mention.found.default_act if made else _named(act, mention)
            name = changes(scene.text, mention, name) if mention.block == scene.block else name
        if date is not None and name:
            yield scene.told(target, name, act.rule, (act.start, act.end), date)
            for again in listed_behind(scene.text, date, dates) if name in REPEATED else ():
                yield scene.told(target, name, act.rule, (act.start, act.end), again)


def _named(act: ActFound, mention: AgreementAt) -> str:
    """The act as the kind has it: a statement that two "concluded" was adopted."""
    if act.act == OWN_ACT:
        return mention.found.default_act
    return _ADOPTED.get(act.act, act.act) if mention.found.kind in PAPERS and act.act == "concluded" else act.act


def _date_of_noun(text: str, dates: Sequence[DateAt], mention: AgreementAt, acts: Sequence[ActFound]) -> DateAt | None:
    """The date of a noun without an act.

    "Since the declaration in 2005": the noun and its date say it all. "… in 2003 with a joint statement", "In 2003, a
    Ports Agreement improved …": the sentence brings it in and dates it.
    """
    behind = next((d for d in dates if d.value and 0 <= d.start - mention.end < 40), None)
    if behind is not None:
        between, ahead = text[mention.end : behind.start], text[max(0, mention.start - 40) : mention.start]
        if _DATED_NOUN.fullmatch(between) or (_TIMED_NOUN.fullmatch(between) and _NO_OBJECT.search(ahead)):
            return behind
    strong = [a for a in acts if not a.weak]
    if strong or not mention.found.around.indefinite or not dates:
        return None
    date = nearest(dates, mention.start, mention.end)
    subject = mention.found.form == "name" and _SUBJECT.fullmatch(text, date.end, mention.start) is not None
    return date if date.value and (subject or mention.found.kind in PAPERS) else None
