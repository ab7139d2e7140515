"""Which agreement an act is done to: by grammar as far as it shows, else by nearness."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.extract.agreements.acts import CLOSE, NO_ACT, OWN_ACT, PASSIVE, REDUCED, ActFound, is_object
from pipeline.extract.agreements.rules import PAPERS
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt

REACH = 160
"""Characters between an act and its agreement."""

OF_WHAT_WAS_NAMED = frozenset({"signed", "entered_into_force", "ended", "revised", "renewed", "ratified"})
"""Acts that are said of "it"; "they concluded" and "it established" are said of all kinds of things."""
_INTRANSITIVE = frozenset({"entered_into_force"})
_ENDS_ALONE = re.compile(
    r"expire|laps|collaps|broke|f[ea]ll|r[au]n\b|last|(?:remain|stay|continu)ed in|w(?:as|ere) in|unravel",
    re.IGNORECASE,
)
"""Verbs that have no object."""
_OF_ANOTHER = re.compile(
    r"\w (?:(?:set|fixed|made|given|agreed) )?(?:by|under|in|on|over|about|for|to) (?:(?:the|an?|its|their) )?"
    r"(?:\w+ )?$",
    re.IGNORECASE,
)
"""Before an agreement that is not the subject."""
_OF_ONE = re.compile(r"\b(?:the|an earlier|an older) ones?(?: that| which)?(?: (?:was|were|had been))? $")
"""Before what is done to one that is not named: `it replaced the one concluded in`."""
_WITH_SOMEONE = re.compile(r"\bwith (?:the )?[A-Z]")
"""In "talks with Malta began": they need not be on what was named last."""
LIVES = frozenset({"ended", "renewed"})
"""Acts that befall meetings and plans as well."""
_PRONOUN = re.compile(
    r"\b(?:it|they|both|this|which|(?:two|both) (?:sides|countries|nations|governments))\b", re.IGNORECASE
)
_IT_WAS = re.compile(
    r"\s*(?:It|They|Both)\s+(?:was|were|has been|have been|had been)\s+(?:(?:\w+ly|then|later|also|soon|first)\s+)*"
)
_IT_BEHIND = re.compile(r"\s+(?:it|them|both)\b(?! (?:is|was|were|has|had|would|will|should|to)\b)")
BREAK = re.compile(
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
_FINITE = re.compile(
    r"\s+(?:was|were|is|are|has|had|have|will|would|came|took|went|entered|followed|expired|lapsed|held|collapsed|ended|"
    r"began|became|remains?|remained)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|or|but|then|was|were)\s+(?:(?:was|were|later|then|finally|\w+ly)\s+)*$", re.IGNORECASE)
_WHICH_WAS = re.compile(r"\)?,? (?:that|which) (?:was|were|has been|had been) (?:\w+ly )?")
"""Between an agreement and what was done to it: `a pact, which was negotiated`."""
_RELATIVE = re.compile(
    r",? (?:that|which) (?:(?:the|both|its|their|his|her) )?(?!(?:was|were|is|are|has|had|would|will|also|later)\b)"
    r"[^,;:.]+(?:, [^,;:.]+? and [^,;:.]+)?(?<! to )(?<! be )(?<! been )(?<! was )(?<! were )(?<! is )(?<! are )",
    re.IGNORECASE,
)
"""Between an agreement and a verb whose object it is: `the statement that the two presidents issued`.

What is passive there befalls something else: `a plan that names ten steps to be`.
"""
_CHANGE = re.compile(
    r"\b(?:(?:(?:amendment|revision|upgrade|update|modification|supplement|addendum|amending protocol)s?|"
    r"(?:amended|revised|updated|upgraded|modified|expanded|enhanced|strengthened|new|final) (?:version|text|edition)|"
    r"(?P<renewal>extension|renewal|prolongation))\s+(?:of|to)|protocols? (?:to amend|(?:amend|modify|revis)ing))\s+"
    r"(?:(?:the|their|its|this|that)\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(?:revised|amended|updated|renegotiated|modified|moderni[sz]ed|reworked)\s+$", re.IGNORECASE)
"""Before a noun: `a revised accord was signed`."""
_MADE = frozenset({"signed", "adopted", "concluded", "entered_into_force", "agreed_in_principle"})
WHICH_DID = re.compile(r", (?:which|who|that) ", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:.]\s+|,\s+(?:(?:and|but|while|when|after)\s+)?")
_SUBJECT = re.compile(
    r"(?:the|an?|its|their|his|her|this|that)\s+(?!(?:two|both|was|were|had|has|have|is|are)\b)(?:[\w’'-]+\s+){1,4}?"
    r"(?:(?:was|were|had|has|have|been|is|are|also|then|later|finally|formally|officially|first|\w+ly)\s+)*",
    re.IGNORECASE,
)
"""A noun phrase before a verb."""
_INSTRUMENT = re.compile(
    r"\b(?:document|text|instrument|paper|agreement|accord|pact|deal|treaty|truce|cease-?fire|armistice|settlement|"
    r"arrangement|memorandum|contract)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:meeting|summit|visit|trip|tour|talks|round|session|dialogue|conference|exercise|drill|manoeuvre|maneuver|"
    r"deployment|mission|project|programme|program|election|referendum|vote|ceremony|operation|offensive)\b",
    re.IGNORECASE,
)
"""What "it" is, rather than an agreement told of before, where it is called off or extended."""
_ADJECTIVE = re.compile(r"\b(?:the|an?|its|their|this|that|our|any|each|such|every)\s+(?:\w+\s+)?$", re.IGNORECASE)


def acts_between(acts: Sequence[ActFound], low: int, high: int) -> Sequence[ActFound]:
    """Those of a sentence's acts, which are in order, that begin in `text[low:high]`."""
    return acts[bisect_left(acts, low, key=lambda a: a.start) : bisect_left(acts, high, key=lambda a: a.start)]


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


def object_of(
    text: str,
    act: ActFound,
    here: Sequence[tuple[int, AgreementAt]],
    acts: Sequence[ActFound],
    dates: Sequence[DateAt],
) -> int | None:
    """The mention that an act is about: its object or, of a passive or intransitive verb, its subject."""
    if _OF_ONE.search(text[max(0, act.start - 30) : act.start]):
        return None
    passive, subject = _passive(text, act), _of_subject(text, act)
    # What is "replaced by" another is its subject; what was "followed by" another tells of that one.
    agent = act.act != OWN_ACT and text[act.start : act.end].endswith(" by")
    reduced = passive or bool(REDUCED.match(text, act.end))
    # "It was signed in May and ratified in June, which pleased the makers of a pact": no object comes behind that.
    coordinated = bool(REDUCED.match(text, act.end) and _AND.search(text[max(0, act.start - 30) : act.start]))
    inner = [i for i, a in here if act.start <= a.start and a.end <= act.end]
    if inner:
        return inner[0]  # "talks on the accord began", "put the accord on hold"
    other = has_subject(text, act, here)
    acts = acts_between(acts, act.start - REACH, act.end + REACH)
    dates = [d for d in dates if act.start - REACH <= d.start <= act.end + REACH]
    options = []
    for i, a in here:
        behind = a.start >= act.end
        if max(a.start - act.end, act.start - a.end) > REACH:
            continue
        if (not behind and (other or a.end > act.start)) or (behind and (agent or _alone(text, act))):
            continue
        if not behind and _alone(text, act) and _of_another(text, a):
            continue
        if behind and coordinated and "," in text[act.end : a.start]:
            continue
        low, high = (act.end, a.start) if behind else (a.end, act.start)
        between = text[low:high]
        if act.weak and not _direct(
            _without(text, low, high, dates),
            passive=passive,
            reduced=reduced,
            behind=behind,
            intransitive=text[act.start : act.end] == "followed",
        ):
            continue
        if behind and _describes(text, act, a):
            continue
        cost = len(between) + 40 * len(BREAK.findall(between))
        shortened = not behind and not between.strip() and reduced
        cost += 60 if behind == (subject or shortened) else (0 if behind else 20)
        cost += 30 * sum(low <= x.start < high and x.act != NO_ACT for x in acts)
        options.append((cost, i))
    best = min(options, default=None)
    return best[1] if best is not None and best[0] <= REACH else None


def _describes(text: str, act: ActFound, mention: AgreementAt) -> bool:
    """Whether a participle only describes a noun: "the proposed treaty", "a revised accord"."""
    beside = 0 <= mention.start - act.end <= 1
    return beside and _ADJECTIVE.search(text[max(0, act.start - 30) : act.start]) is not None


def _passive(text: str, act: ActFound) -> bool:
    return bool(PASSIVE.search(text[max(0, act.start - 30) : act.start]))


def _of_subject(text: str, act: ActFound) -> bool:
    """Whether a verb tells of its subject: it is passive, or has no object ("entered into force")."""
    intransitive = act.act in _INTRANSITIVE and not text[act.start : act.end].casefold().startswith("entr")
    return intransitive or _alone(text, act) or _passive(text, act)


def _of_another(text: str, mention: AgreementAt) -> bool:
    """Whether an agreement only belongs to a verb's subject: "the term set by the accord expired"."""
    ahead = text[max(0, mention.start - 60) : mention.start]
    return bool(_OF_ANOTHER.search(ahead)) and not WHICH_DID.match(text, mention.end)


def _alone(text: str, act: ActFound) -> bool:
    words = text[act.start : act.end]
    return bool(_ENDS_ALONE.match(words)) or (words.casefold() == "ended" and not act.weak)


def has_subject(text: str, act: ActFound, here: Sequence[tuple[int, AgreementAt]]) -> bool:
    """Whether a verb tells of a subject that is no agreement: "…; the Faro Amendment entered into force"."""
    if _OF_ONE.search(text[max(0, act.start - 30) : act.start]) or any(_describes(text, act, a) for _, a in here):
        return True
    if not _of_subject(text, act):
        return False
    first = max(0, act.start - 2 * REACH)
    clause = max((m.end() for m in _CLAUSE.finditer(text, first, act.start)), default=first)
    subject = _SUBJECT.fullmatch(text, clause, act.start)
    if subject is None or _INSTRUMENT.search(subject.group()):
        return False
    return not any(a.start < act.start and clause < a.end for _, a in here)


def is_of_pronoun(text: str, sentence: int, act: ActFound) -> bool:
    """Whether a sentence begins with what undergoes the verb, as a pronoun: "It was revised when …"."""
    return act.act in OF_WHAT_WAS_NAMED and bool(_IT_WAS.fullmatch(text, sentence, act.start))


def _direct(between: str, *, passive: bool, reduced: bool, behind: bool, intransitive: bool) -> bool:
    """Whether a weak verb has its agreement as object (`issued a joint statement`) or subject (`… was issued`)."""
    if behind:
        return not passive and is_object(between)
    if _WHICH_WAS.fullmatch(between) or (len(between) <= CLOSE and _RELATIVE.fullmatch(between)):
        return True
    if reduced and between == ", ":
        return True
    if "," in between or len(between) > CLOSE or BREAK.search(between):
        return False
    return passive or ((reduced or intransitive) and not between.strip())


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
    text: str, act: ActFound, target: int | None, here: Sequence[tuple[int, AgreementAt]], dates: Sequence[DateAt]
) -> list[tuple[int, DateAt | None]]:
    """A mention and those that "and" joins to it, each with the date that stands right behind it, if one does."""
    if target is None:
        return []
    out: list[tuple[int, DateAt | None]] = []
    rest = [(i, a) for i, a in here if i >= target]
    for i, a in rest:
        if out:
            if a.start > act.end and _FINITE.match(text, a.end):
                break  # "They signed a pact, and a memorandum was drafted"
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
    text: str,
    sentence: tuple[int, int],
    act: ActFound,
    agreements: Sequence[AgreementAt],
    before: Sequence[int],
) -> Iterator[int]:
    """The agreement named before, for "It entered into force" and "Signed in May".

    What was acted on last (`before`, by index), both of them for "both"; else what was named last.

    Args:
        index: Of the block.
        text: Of the block.
        sentence: That of the act; it names no agreement.
        act: In it.
        agreements: All of the document.
        before: Those acted on in the last sentence that tells of an act.
    """
    said, after_act = text[sentence[0] : act.start].strip(), text[act.end : sentence[1]]
    # "Talks began in May", "Talks were concluded": of what was named last.
    opens = (act.act == "negotiations_started" or act.rule == "act.talks-concluded") and not said
    opens = opens and not _WITH_SOMEONE.search(text, act.start, act.end)
    pronoun = _PRONOUN.search(said[-40:]) or _IT_BEHIND.match(after_act)
    if not opens and (act.act not in OF_WHAT_WAS_NAMED or (said and not pronoun)):
        return
    if before and agreements[before[-1]].block == index:
        meant = [*dict.fromkeys(before if "both" in said[-40:].casefold() else before[-1:])]
    else:
        meant = [
            i
            for i, a in enumerate(agreements)
            if not a.found.around.generic and (a.block == index - 1 or (a.block == index and a.start < act.start))
        ][-1:]
    for i in meant:
        a = agreements[i]
        behind = a.end if a.block == index else 0
        # "… a joint statement and planned a summit. It was cancelled": the summit.
        other = act.act in LIVES and _HELD.search(text, behind, act.start)
        if not other and not (act.act == "ended" and a.found.kind in PAPERS):
            yield i
