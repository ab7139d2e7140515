"""Whose an agreement is: the actors in its name, else those of its sentence or note, else the pair in focus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.actors import ActorFound
from pipeline.extract.actors.focus import FocusTracker
from pipeline.extract.agreements.acts import act_finder
from pipeline.extract.agreements.foreseen import holds_what_is_to_come
from pipeline.extract.agreements.rules import PAPERS
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.agreements.signers import Actor, list_from, signers_of, subjects_of, who_signed
from pipeline.extract.agreements.wording import words_of
from pipeline.extract.dates.timing import sentences_of
from pipeline.extract.nlp import TextBlock, found

WIDEST = 1_500
"""Characters on either side of a mention in which its parties are looked for: no sentence is longer."""
NOTE_KINDS = frozenset({"footnote", "endnote"})

_TOPIC = re.compile(
    r"\b(?:on|regarding|about|against|in|over|around|from|for|governing|covering|concerning|affecting|relating to"
    r"|(?:establish|creat|found)\w+(?: of)?|(?:extension|protection|conservation|preservation|development|partition|"
    r"neutrality|reconstruction|unification|reunification|cession|evacuation|demilitari[sz]ation) of"
    r"|(?:future|status|accession|withdrawal|independence) (?:of|to|from))"
    r" (?:the )?$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\b(?:two|three|four|both|they|their|them|trilateral|bilateral|joint(?:ly)?|mutual(?:ly)?|sides)\b", re.IGNORECASE
)
_THE_TWO = re.compile(r"\b(?:the two|both|they|the three)\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:the two|both)\b", re.IGNORECASE)
_DASHES = frozenset("-–—")
_OWN_NAME = frozenset({"name", "proper"})
_THREE = re.compile(
    r"\b(?:three(?![- ](?:\w+ )?(?:years?|months?|weeks?|days?|hours?|minutes|decades?|centuries|times|areas|fields|"
    r"rounds|steps|phases|stages|pillars|points|parts|drafts|documents|agreements|treaties|pacts|people|men|women|miles|"
    r"kilomet\w+|percent|million|billion)\b)|trilateral|tripartite)\b",
    re.IGNORECASE,
)
_QUOTES = ("“", '"')
_ENDS = (";", ". ")
"""Ends of a citation in a note."""
_OPENS = re.compile(r"\W*(?:In|Under|By|Through|With) (?:an?|their) (?:\w+ )?", re.IGNORECASE)
"""Before an agreement that a sentence begins with: `In a memorandum of May 1994, Chad and Mali pledged`."""
_WITH = re.compile(r"\b(?:with|between)\s+(?:the\s+)?")
_OTHERS = re.compile(r"\bbetween (?:the )?[A-Z]\w+ and (?:the )?[A-Z]\w+")
_GROUP = re.compile(
    r" with (?:(?:the|an?|its|his|her|their|several|various) )?(?:[\w-]+ ){0,2}?(?:government|authorities|rebels?|"
    r"militias?|groups?|company|companies|firms?|opposition|party|parties|movements?|guerrillas|tribes?|insurgents|unions?|front)\b"
)
"""Behind an agreement: a partner that is no state."""
_ONE_OF_MANY = re.compile(
    r"\b(?:join(?:ed|ing|s)?|acced(?:ed|ing)(?: to)?|accession to|adher(?:ed|ing|ence) to|part(?:y|ies) to|"
    r"signator(?:y|ies) (?:of|to)|member(?:s|ship)? (?:of|in)|withdr\w+ from|pull\w* out of|quit|le(?:ft|aving))"
    r"\s+(?:the|their|its|a)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
"""Before what others are parties of as well."""
_TIES = re.compile(
    r"\s+(?:(?:\w+ )?(?:and )?\w+ )?(?:Partnership|Alliance|Co-?operation|Relations(?:hip)?|Friendship|Ties|Dialogue|"
    r"Partnerships)\b",
    re.IGNORECASE,
)
"""Behind two actors joined by a dash: what is theirs, not what others declare on."""
_POSSESSIVE = re.compile(r"(?:[’']s?|[-–—])?\s*$")
_BEHIND = re.compile(
    r"\s*(?:\([^()]{2,30}\),?\s*)?(?:(?:of|from) (?:\w+ )?(?:\d\d?,? )?\d{4} )?(?:signed |concluded |reached )?"
    r"(?:with|between|among|amongst)\s+(?:the\s+)?"
)


def with_parties(
    agreements: Sequence[AgreementAt], blocks: Sequence[TextBlock], focus: FocusTracker
) -> tuple[AgreementAt, ...]:
    """Say whose each agreement is.

    What "the agreement" means has the parties of what it refers to, where it names none itself.
    """
    out: list[AgreementAt] = []
    for a in agreements:
        known = out[a.refers] if a.refers >= 0 else None
        # "The Chad–Mali Fish Agreement (CMFA)" is always theirs; a "fisheries agreement (FA)" may be another pair's.
        shared = known is not None and (a.found.form != "learned" or known.parties_from == "name")
        own = _with_parties(a, blocks[a.block], focus) if a.found.around.owned and known is not None else None
        if own is not None and own.parties_from in {"name", "sentence"}:
            told = replace(own, refers=-1 if known and known.parties != own.parties else a.refers)
        elif (
            known is not None
            and shared
            and not a.found.around.generic
            and (known.parties or known.found.form in _OWN_NAME)
        ):
            told = replace(a, parties=known.parties, parties_from=known.parties_from)
        else:
            told = _with_parties(replace(a, refers=a.refers if shared else -1), blocks[a.block], focus)
            if known is not None and shared and told.parties_from == "focus" and _WITH.search(known.found.name):
                told = a  # what it means was with somebody unknown
        out.append(replace(told, words=words_of(told, blocks[a.block])))
    return tuple(out)


def _with_parties(mention: AgreementAt, block: TextBlock, focus: FocusTracker) -> AgreementAt:
    if mention.found.around.generic:
        return mention
    text = block.reading.text
    low, high = _passage(block, mention)
    # A headline in a note ("Chad, Mali Sign Pact") is read like a sentence.
    note = block.block.kind in NOTE_KINDS and not (low < mention.start and text[low - 1 : low] in _QUOTES)
    actors = [
        (s.start_char, s.end_char, d)
        for s, d in found(block.doc, "actors", ActorFound)
        if low <= s.start_char and s.end_char <= high
    ]
    named = _named(text, mention, actors)
    if len(named) >= 2:
        return _told(mention, named, "name")
    if not named and _with_strangers(text, mention, high, actors):
        return mention
    pair = _pair(mention, block, focus, (low, high))
    here = _of_note(mention, actors, named) if note else _of_sentence(block, (low, high), mention, actors, named, pair)
    if mention.found.form == "proper" and not note:
        here = who_signed(text, (low, high), mention, actors)
        return _told(mention, here, "sentence") if len(here) >= 2 else mention
    if len(here) >= 2 and not _stands_alone(mention, block, note=note):
        return _told(mention, here, "sentence")
    if _THREE.search(text, low, mention.start):
        # "The three countries": the pair, and whom the sentence before names beside it.
        pair = pair | _named_before(block, low) if not note else set()
        return _told(mention, pair, "focus") if len(pair) == 3 and named <= pair else mention
    if pair and named <= pair and _pairs_own(mention, block, note=note, sentence=text[low:high]):
        return _told(mention, pair, "focus")
    return _told(mention, named, "name") if named else mention


def _with_strangers(text: str, mention: AgreementAt, end: int, actors: Sequence[Actor]) -> bool:
    """Whether a partner is told who is no known actor: "a truce with the rebels", "agreed between Kalmar and Lund"."""
    partner = None if mention.found.form == "name" else _WITH.search(text, mention.start, mention.end)
    spans = [(partner.end(), mention.end)] if partner else []
    spans += [others.span() for others in [_OTHERS.search(text, mention.end, end)] if others]
    spans += [group.span() for group in [_GROUP.match(text, mention.end, end)] if group]
    return any(not any(low <= start < high for start, _, _ in actors) for low, high in spans)


def _pair(mention: AgreementAt, block: TextBlock, focus: FocusTracker, passage: tuple[int, int]) -> set[str]:
    """The pair in focus; one that an earlier paragraph names goes out of it where others act.

    Whom a paragraph is about, beside the one that the document is about, counts unless the sentence speaks of others.

    Args:
        mention: Whose parties are looked for.
        block: It stands here.
        focus: Of the document.
        passage: Its sentence.
    """
    sentence, end = passage
    now = focus.at(mention.block, mention.start)
    if now.source == "pair" and now.block < mention.block:
        acting = {d.code for s, d in found(block.doc, "actors", ActorFound) if not d.place and s.end_char <= end}
        if not acting <= set(now.actors):
            return set()
    if now.source == "paragraph" and not _JOINT.search(block.reading.text, sentence, end):
        acting = {d.code for s, d in found(block.doc, "actors", ActorFound) if sentence <= s.start_char < end}
        if acting and acting.isdisjoint(now.actors):
            return set()
    return set(now.actors)


def _named_before(block: TextBlock, sentence: int) -> set[str]:
    """The actors of the sentence before the one that begins at `sentence`."""
    low = max((a for a, _ in sentences_of(block.doc) if a < sentence), default=sentence)
    return {d.code for s, d in found(block.doc, "actors", ActorFound) if low <= s.start_char < sentence}


def _told(mention: AgreementAt, parties: set[str], source: str) -> AgreementAt:
    return replace(mention, parties=tuple(sorted(parties)), parties_from=source)


def _passage(block: TextBlock, mention: AgreementAt) -> tuple[int, int]:
    """The sentence of running text; in a note the quotation that the mention is in the middle of, or its citation."""
    text = block.reading.text
    if block.block.kind in NOTE_KINDS:
        quote = max(text.rfind(q, 0, mention.start) for q in _QUOTES)
        if quote >= 0 and "”" not in text[quote : mention.start] and quote + 1 < mention.start:
            end = text.find("”" if text[quote] == "“" else text[quote], mention.end)
            return quote + 1, end if end >= 0 else len(text)
        low = max(text.rfind(c, 0, mention.start) + len(c) for c in _ENDS)
        high = min((at for c in _ENDS if (at := text.find(c, mention.end)) >= 0), default=len(text))
        return max(low, 0), high
    low, high = next((s for s in sentences_of(block.doc) if s[0] <= mention.start < s[1]), (0, len(text)))
    return max(low, mention.start - WIDEST), min(high, mention.end + WIDEST)


def _named(text: str, mention: AgreementAt, actors: Sequence[Actor]) -> set[str]:
    """The actors that a name says are its parties: not those that it is about ("Joint Statement on Malta").

    Those before it as its owner (`Norway’s treaty`) and behind it as a partner (`ACSA with Norway`) are of the name.
    """
    out = set()
    for start, end, d in actors:
        inside = mention.start <= start and end <= mention.end
        if inside and not d.place and d.form != "metonym" and not _is_topic(text, mention, start, actors):
            out.add(d.code)
        if end <= mention.start and mention.start - end < 4 and _POSSESSIVE.fullmatch(text[end : mention.start]):
            out.add(d.code)
    partners = _WITH.search(text, mention.start, mention.end)
    if partners:
        out |= list_from(text, partners.end(), actors)
    if behind := _BEHIND.match(text, mention.end):
        out |= list_from(text, behind.end(), actors)
    return out


def _is_topic(text: str, mention: AgreementAt, start: int, actors: Sequence[Actor]) -> bool:
    """Whether a name is about an actor: "on Malta", "on the Chad–Mali border", but not "on Chad–Mali relations"."""
    ends = {b: (a, b) for a, b, _ in actors}
    first, last = start, next(b for a, b, _ in actors if a == start)
    if text[first - 1] in _DASHES and first - 1 in ends:
        first = ends[first - 1][0]
    elif text[last : last + 1] in _DASHES:
        last = next((b for a, b, _ in actors if a == last + 1), last)
    if not _TOPIC.search(text[mention.start : first]):
        return False
    return not (any(c in _DASHES for c in text[first:last]) and _TIES.match(text, last))


def _of_note(mention: AgreementAt, actors: Sequence[Actor], named: set[str]) -> set[str]:
    """The authors of a title, a document of two has two, and whom it is with: "Chad, “Joint Statement with Mali”"."""
    title = mention.found.form == "name"
    if named and not _WITH.search(mention.found.name):
        return set()
    return (
        named | {d.code for start, end, d in actors if end <= mention.start or start >= mention.end} if title else set()
    )


def _of_sentence(
    block: TextBlock,
    sentence: tuple[int, int],
    mention: AgreementAt,
    actors: Sequence[Actor],
    named: set[str],
    pair: set[str],
) -> set[str]:
    """The actors of a sentence, where it is clear that they are the parties."""
    text = block.reading.text
    if not named and _ONE_OF_MANY.search(text, max(sentence[0], mention.start - 40), mention.start):
        return set()
    outside = [a for a in actors if not a[2].place and not (mention.start <= a[0] and a[1] <= mention.end)]
    others = {d.code for _, _, d in outside} - named
    subjects = subjects_of(text, mention, outside)
    if named:
        return named | (others if len(others) == 1 else subjects)
    if len(subjects) > 2 or (len(subjects) == 2 and len(others) > 2):
        return subjects
    if len(signers := signers_of(text, sentence, mention, outside)) > 1:
        return signers
    joint = _JOINT.search(text, *sentence)
    if joint and len(ahead := {d.code for start, _, d in outside if start < joint.start()}) == 2:
        return ahead
    if len(others) == 2 and not (pair and others != pair and joint):
        told = others == pair or mention.found.kind in PAPERS or _acted_on(mention, block)
        return others if told or _OPENS.fullmatch(text, sentence[0], mention.start) else set()
    if len(others) == 3 and _THREE.search(text, *sentence):
        return others
    return set()


def _stands_alone(mention: AgreementAt, block: TextBlock, *, note: bool) -> bool:
    """Whether it is nobody's in the passage: a name in running text that nobody acts on ("Article 5 of the …")."""
    said = mention.found
    if said.form == "proper":
        return True
    if said.form != "name" or said.around.indefinite or said.alias or note:
        return False
    return not _acted_on(mention, block)


def _acted_on(mention: AgreementAt, block: TextBlock) -> bool:
    """Whether its sentence tells of something that happens to agreements."""
    return act_finder().in_sentence_of(block.doc, mention.start, mention.end)


def _pairs_own(mention: AgreementAt, block: TextBlock, *, note: bool, sentence: str) -> bool:
    """Whether it may be the agreement of the pair in focus.

    A name wants more than an act: that it only describes ("the Security of Information Agreement") or that the
    sentence speaks of the two; in a note, that the title says it is joint.
    """
    said = mention.found
    if _stands_alone(mention, block, note=note):
        return False
    if said.form != "name" or said.around.indefinite or said.alias:
        told = said.kind in PAPERS or not said.around.indefinite
        told = told or _acted_on(mention, block) or bool(_BOTH.search(sentence))
        return told or holds_what_is_to_come(sentence)
    if note:
        return "joint" in said.name.casefold() or not said.name.isascii()
    return said.descriptive or bool(_THE_TWO.search(sentence[: sentence.find(said.name)]))
