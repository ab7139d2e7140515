"""Which agreement an act is done to, and which date governs it: by grammar as far as it shows, else by nearness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.agreements.acts import CLOSE, NO_ACT, OWN_ACT, ActFound, is_object
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt, gap

REACH = 160
"""Characters between an act and its agreement."""
BESIDE = 5
"""Characters between an agreement and the date of what is done to it: `signed an accord in 2004`."""
COMMA = 40
"""What a comma costs between a date and an act behind it: `adopted on 3 May, signed in June`."""
OTHERS = 50
"""What a date costs that stands behind another act."""
FAR = 220
"""What a date may cost at most: characters, and what stands between."""

OF_WHAT_WAS_NAMED = frozenset({"signed", "entered_into_force", "ended", "revised", "renewed", "ratified"})
"""Acts that are said of "it"; "they concluded" and "it established" are said of all kinds of things."""
_INTRANSITIVE = frozenset({"entered_into_force"})
_CARRIED = frozenset(
    {OWN_ACT, "signed", "adopted", "concluded", "agreed_in_principle", "announced", "negotiations_started"}
)
"""Acts that tell on where a dated sentence left off."""

_PRONOUN = re.compile(
    r"\b(?:it|they|both|this|which|(?:two|both) (?:sides|countries|nations|governments))\b", re.IGNORECASE
)
_IT_BEHIND = re.compile(r"\s+(?:it|them|both)\b(?! (?:is|was|were|has|had|would|will|should|to)\b)")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|get|got|has|have|had)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BREAK = re.compile(
    r";|—|,? (?:while|whereas|although|though|but|because|whose|where)\b|"
    r", (?:and|which|who|it|he|she|they|the \w+ \w+ed)\b"
)
_TOLD_BEHIND = re.compile(
    r", (?:which|that) (?:\w+ ){0,2}(?:in|on|into)\b|, which (?:was|were|entered|went|came|took)\b"
)
_JOINED = re.compile(
    r"\s*(?:\([^()]{1,40}\)\s*)?(?:,|and|&|, and|as well as|, as well as|along with|or)\s+"
    r"(?:(?:an?|the|its|their|another|new|second|separate|similar|bilateral|two)\s+)*",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:after|following|before|prior to|despite|unlike|in response to|because of|under|based on|in line with|"
    r"according to|pursuant to|in contrast (?:with|to)|building on|in view of|ahead of|contained in|called for in)\b"
    r"[^,;]*$",
    re.IGNORECASE,
)
_NOUN_ACT = re.compile(r"(?:\w+(?:ings?|ion|ure|al)(?: (?:of|on|from|to))?$|entry |accession)", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:(?:amendment|revision|upgrade|update|modification|supplement|addendum|amending protocol)s?|"
    r"(?P<renewal>extension|renewal|prolongation))\s+(?:of|to)\s+(?:(?:the|their|its|this|that)\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(?:revised|amended|updated|renegotiated|modified|moderni[sz]ed|reworked)\s+$", re.IGNORECASE)
"""Before a noun: `a revised accord was signed`."""
_MADE = frozenset({"signed", "adopted", "concluded", "entered_into_force", "agreed_in_principle"})
_HAD = re.compile(r"\b(?:had|has|have)\s+(?:\w+\s+)?$", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:that|which|who|whose|where)\b", re.IGNORECASE)
_REDUCED = re.compile(r"\s+(?:in|on|at|by|between|during|earlier|last|this|after|under|with)\b")
"""Behind a participle that is a shortened clause: `the accord reached in May`."""
_ADJECTIVE = re.compile(r"\b(?:the|an?|its|their|this|that|our|any|each|such|every)\s+(?:\w+\s+)?$", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|had|will|would|may|might|could|should|can|to|if)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OPENS = re.compile(
    r"\s*(?:(?:On|In|At|By|Early in|Late in|During|Then,?|Also,?|Finally,?|Later,?|Again,?)\s+)*(?:on |in |the )*",
    re.IGNORECASE,
)


def modifies(text: str, date: DateAt, mention: AgreementAt) -> bool:
    """Whether a date only tells which agreement is meant: "the 2014 joint statement", "the accord of May 1988"."""
    if date.start >= mention.end:
        return text[mention.end : date.start].strip() == "of"
    if not mention.found.around.year or date.end > mention.start or mention.start - date.end > 40:
        return False
    return mention.found.around.year == date.value


def inside(date: DateAt, mention: AgreementAt) -> bool:
    """Whether a date is part of a name."""
    return mention.start <= date.start and date.end <= mention.end


# --- the agreement of an act -----------------------------------------------------------------------------------


def object_of(
    text: str,
    act: ActFound,
    here: Sequence[tuple[int, AgreementAt]],
    acts: Sequence[ActFound],
    dates: Sequence[DateAt],
) -> int | None:
    """The mention that an act is about: its object or, of a passive or intransitive verb, its subject."""
    passive = bool(_PASSIVE.search(text[max(0, act.start - 30) : act.start]))
    subject = passive or (act.act in _INTRANSITIVE and not text[act.start : act.end].casefold().startswith("ent"))
    # What is "replaced by" another is its subject; what was "followed by" another tells of that one.
    agent = act.act != OWN_ACT and text[act.start : act.end].endswith(" by")
    reduced = passive or bool(_REDUCED.match(text, act.end))
    options = []
    for i, a in here:
        behind = a.start >= act.end
        if (not behind and a.end > act.start) or (behind and agent):
            continue
        low, high = (act.end, a.start) if behind else (a.end, act.start)
        between = text[low:high]
        if act.weak and not _direct(_without(text, low, high, dates), passive=passive, reduced=reduced, behind=behind):
            continue
        if behind and len(between) <= 1 and _ADJECTIVE.search(text[max(0, act.start - 30) : act.start]):
            continue  # "the proposed treaty", "a revised accord"
        cost = len(between) + 40 * len(_BREAK.findall(between))
        shortened = not behind and not between.strip() and reduced
        cost += 60 if behind == (subject or shortened) else (0 if behind else 20)
        cost += 30 * sum(low <= x.start < high and x.act != NO_ACT for x in acts)
        options.append((cost, i))
    best = min(options, default=None)
    return best[1] if best is not None and best[0] <= REACH else None


def _direct(between: str, *, passive: bool, reduced: bool, behind: bool) -> bool:
    """Whether a weak verb has its agreement as object (`issued a joint statement`) or subject (`… was issued`)."""
    if behind:
        return not passive and is_object(between)
    if "," in between or len(between) > CLOSE or _BREAK.search(between):
        return False
    return passive or (reduced and not between.strip())


def changes(text: str, mention: AgreementAt, act: str) -> str:
    """What an act does to an agreement of which only a change is spoken of.

    "An amendment to the treaty was signed", "a revised treaty was signed".

    Returns:
        The act itself where no change is spoken of; else `revised` or `renewed`; empty where the change only entered
        into force.
    """
    ahead = text[max(0, mention.start - 60) : mention.start]
    change = _CHANGE.search(ahead)
    if act in _MADE and _CHANGED.search(ahead):
        return "revised" if act != "entered_into_force" else act
    if change is None or act not in _MADE:
        return act
    if act == "entered_into_force":
        return ""
    return "renewed" if change["renewal"] else "revised"


def with_joined(
    text: str, target: int | None, here: Sequence[tuple[int, AgreementAt]], dates: Sequence[DateAt]
) -> list[tuple[int, DateAt | None]]:
    """A mention and those that "and" joins to it, each with the date that stands right behind it, if one does."""
    if target is None:
        return []
    out: list[tuple[int, DateAt | None]] = []
    rest = [(i, a) for i, a in here if i >= target]
    for i, a in rest:
        if out:
            before = here[[j for j, _ in here].index(i) - 1][1]
            between = _without(text, before.end, a.start, dates)
            # "…, and a pact, which took effect in June": what happened to that one is told behind it.
            if not _JOINED.fullmatch(between) or _TOLD_BEHIND.match(text, a.end):
                break
        own = next((d for d in dates if d.value and 0 <= d.start - a.end <= 4), None)
        out.append((i, own))
    # The first one's date is found like any other.
    return [(out[0][0], None), *out[1:]]


def _without(text: str, low: int, high: int, dates: Sequence[DateAt]) -> str:
    """The words between two places, dates and their prepositions left out."""
    for d in dates:
        if low <= d.start and d.end <= high:
            return (
                re.sub(r"\b(?:in|on)\s*$", "", text[low : d.start], flags=re.IGNORECASE).rstrip() + text[d.end : high]
            )
    return text[low:high]


def in_focus(
    index: int,
    before_act: str,
    after_act: str,
    act: ActFound,
    agreements: Sequence[AgreementAt],
    before: Sequence[int],
) -> Iterator[int]:
    """The agreement named before, for "It entered into force" and "Signed in May".

    What was acted on last (`before`, by index), both of them for "both"; else what was named last.
    """
    said = before_act.strip()
    # "Talks began in May", "Talks were concluded": of what was named last.
    opens = (act.act == "negotiations_started" or act.rule == "act.talks-concluded") and not said
    pronoun = _PRONOUN.search(said[-40:]) or _IT_BEHIND.match(after_act)
    if not opens and (act.act not in OF_WHAT_WAS_NAMED or (said and not pronoun)):
        return
    if before and agreements[before[-1]].block == index:
        yield from dict.fromkeys(before if "both" in said[-40:].casefold() else before[-1:])
        return
    past = [
        i
        for i, a in enumerate(agreements)
        if not a.found.around.generic and (a.block == index - 1 or (a.block == index and a.start < act.start))
    ]
    yield from past[-1:]


# --- the date of an act ----------------------------------------------------------------------------------------


def ruling(
    text: str, act: ActFound, target: AgreementAt | None, dates: Sequence[DateAt], acts: Sequence[ActFound]
) -> DateAt | None:
    """The date that governs an act; none where that one has no value ("that August") or where all are of other things.

    The nearest one counts, where another act between, a clause's end, or "after", "under" and the like before the date
    put it further away. Nothing reaches over a semicolon. What stands right behind the agreement is near, too.
    """
    low, high = text.rfind(";", 0, act.start) + 1, text.find(";", act.end)
    here = [d for d in dates if low <= d.start and (high < 0 or d.start < high)]
    if not here and act.act in _CARRIED and target and target.found.around.indefinite and target.start > act.end:
        # "They met in May 2004; it yielded a treaty": the clause before has the date.
        here = [d for d in dates if d.end < low]
        return here[0] if len(here) == 1 and here[0].value else None
    beside = [d for d in here if target and target.start > act.end and 0 <= d.start - target.end <= BESIDE]
    costs = [(0 if d in beside else _cost(text, act, d, acts), d.start < act.start, d.start, d) for d in here]
    best = min(costs, default=None, key=lambda c: c[:3])
    if best is None or best[0] > FAR or not best[3].value:
        return None
    if act.act == "not_concluded" and (best[3].start < act.end or "," in text[act.end : best[3].start]):
        return None  # what was never ratified has the date of something else in its sentence
    return best[3]


def _cost(text: str, act: ActFound, date: DateAt, acts: Sequence[ActFound]) -> int:
    a, b = date.reach
    low, high = (b, act.start) if b <= act.start else (act.end, a)
    between = text[low:high]
    if b <= act.start and "," in between and _NOUN_ACT.match(text[act.start : act.end]):
        return FAR + 1  # "In 1926, to mark the signing of the accord": the date is the sentence's
    if b <= act.start and _HAD.search(text[max(0, act.start - 20) : act.start]) and _WHICH.search(between):
        return FAR + 1  # "In May they signed the accord that they had negotiated": not in May
    cost = gap((a, b), (act.start, act.end)) + 30 * len(_BREAK.findall(between))
    cost += 60 * sum(low <= x.start and x.end <= high for x in acts)
    if b <= act.start:
        # "Signed in 2003 and ratified …": the date is the other act's, if this one has one of its own.
        cost += COMMA * between.count(",") + OTHERS * any(x.end <= a for x in acts)
    clause = max(text.rfind(c, 0, a) for c in ",;.") + 1
    if bound := _BOUND.search(text[clause:a]):
        # The act itself stands in the "after" clause: "after it was signed in May".
        cost += 0 if clause + bound.start() <= act.start < a else 500
    return cost


def carried(
    text: str,
    act: ActFound,
    targets: Sequence[tuple[int, DateAt | None]],
    agreements: Sequence[AgreementAt],
    dates_before: Sequence[DateAt],
) -> DateAt | None:
    """The only date of the sentence before, where this one clearly tells on: in the past tense, of something new."""
    values = {d.value for d in dates_before}
    if len(values) != 1 or not targets or act.act not in _CARRIED:
        return None
    date = dates_before[0]
    if len(date.value) < 4 or "/" in date.value or "{" in date.value or "X" in date.value:
        return None
    past = text[act.start : act.end].split()[0].casefold().endswith("ed") or act.act == "concluded"
    new = all(agreements[i].found.around.indefinite or agreements[i].found.called for i, _ in targets)
    return date if past and new and not _PERFECT.search(text[max(0, act.start - 20) : act.start]) else None
