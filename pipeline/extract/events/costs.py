"""How far a word is from a date's government, in characters: less is nearer, below 0 it is what the date is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.dates.timing import DateAt, gap
from pipeline.extract.events.clauses import OF_IT, WHEN, joined_clause, opens
from pipeline.extract.events.standing import BE
from pipeline.extract.events.triggers import LIGHT, Trigger

CLAUSE = 160
"""What every clause between costs, in characters of distance; so for commas, semicolons, a gerund ("of sailing"), and
for what is joined on behind the date ("in May and left")."""
COMMA = 25
STOP = 300
COLON = 100
GERUND = 100
JOINED = 60
SPOKEN = 200
"""What a noun pays that is only spoken of: "condemned the attack"."""
INFINITIVE = 60
"""What a verb pays behind another one: "decided to move"."""
HELD = 2000
"""What is taken off for a date that stands within a word's phrase."""
AIM = 120
"""What everything pays behind a date for an infinitive between."""

BARRIER = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|while|although|though|because|whereas|whereby|if|unless|until|till|whether|than"
    r"|so that|in order to|before|after|since|as|but|following|compared (?:to|with))\b|\s[–—]\s|\w—\w|[()“”]",
    re.IGNORECASE,
)
_SPEECH_OF = re.compile(r"(?: (?!(?:in|at|on|during|after|before|to|that|and|when)\b)[\w’'+–-]+){0,5} ")
_OCCASIONS = frozenset(["appointment", "conflict", "dialogue", "exercise", "visit"])
_ON_ITS_OWN = re.compile(r" (?:to|as|at|in|on|by|from|into|with)\b")
_UP_TO_VERB = re.compile(r"(?: (?:in|on|at) [^,;:]{3,24})? to (?:\w+ly )?")
_SAYS_AT_LAST = re.compile(r", (?:[^,;“”\"]| (?:Jr|Sr)\.,){2,80}? $")
_ADJACENT = re.compile(
    r"(?: (?:[A-Z]\w+|reporters|journalists|lawmakers|parliament|the \w+))?(?: (?:late|early))?(?: (?:on|in|at))? "
)
"""Of ", the mayor said on Monday": before the verb, and between it and the date."""
_IT_WAS = re.compile(
    r"\b[Ii]t (?:was|is) (?:not until|only|first)?(?: ?(?:in|on|during|by))?(?: (?:the|early|late))* ?$"
)
_THAT = re.compile(r"(?:, [^,;]{1,100},)? that ")
_JOINED = re.compile(r",? (?:and|but|then) ")
_INSERTED = re.compile(
    r", (?:which|who|whose|whom|where|as|while|after|before|because|although|though|despite|following|amid|with)\b"
    r"[^,;]*,"
)
"""A clause between two commas: what goes on behind it is as near as if it were not there."""
_BRACKETS = re.compile(r" ?\([^()]*\)")
_DOER = re.compile(r"(?: (?:[A-Z][\w’-]+|that|which|also|had|then|\w+ly)){0,3} ")
_CIRCUMSTANCES = re.compile(
    r"\b(?:against (?:an?|the) (?:backdrop|background) of|amid(?:st)?|despite|in spite of|because of|due to|owing to"
    r"|in (?:response|reaction) to|in the (?:face|wake|aftermath) of)(?: (?!(?:and|that|which)\b)[\w’'–-]+){0,4} $",
    re.IGNORECASE,
)
_GERUND = re.compile(r"\b(?:of|in|for|by|to|on|at|with|from|before|after|without|toward|towards)(?: \w+ly)? $")
_OF_DATE = re.compile(
    r"\s(?:(?:held|taking place|that took place) )?(?:in|of|on|from|at the end of|in early|in late)\s"
)
_IN_PHRASE = re.compile(
    r"(?:[,\s]+(?!(?:and|or|but|in|on|at|by|with|to|of|for|from|the|an?|when|as|that|which|who|was|were|is|has|had)\b)"
    r"(?:(?:[A-Z]\.)+|[\w’'–+-]+)){0,5}[,\s]*"
)
_DETERMINER = re.compile(
    r"(?:\b(?:the|an?|its|their|his|her|our|this|that|these|those|each|every|both|all|any|most|many|several|such)"
    r"|[’']s|s[’']) $",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r",? \w")
_PLAN_TO = re.compile(
    r"\b(?:plans?|proposals?|calls?|efforts?|bids?|attempts?|ability|rights?|requests?|orders?|pressure|desire|needs?"
    r"|obligations?|authority|permission)\b[^,;:()]* to $"
)
_PARTICIPLE = re.compile(
    r", (?:\w+ly )?(?!(?:following|including|according|during|beginning|starting|regarding|concerning)\b)\w+ing "
)
"""Behind a date: what was done besides, and what it was done to ("spoke in May, declaring an end to the war")."""
_PURPOSE = re.compile(r" for (?:[\w’-]+ ){0,3}")
"""Between a date and a noun: what it was done for ("sailed there in May for talks")."""
_TO_DO = re.compile(
    r"\bto (?!(?:the|an?|its|their|his|her|our|some|this|that|these|those|all|any|both|each|no|war|date|power|office"
    r")\b)(?![a-z]*[^s]s\b)(?=[a-z]+\b)"
)
"""Behind a date: an infinitive, and what comes behind it was to be done then ("invited her to address the meeting")."""


def cost_among(
    text: str,
    sentence: tuple[int, int],
    trigger: Trigger,
    date: DateAt,
    triggers: Sequence[Trigger],
    *,
    alone: bool,
    closes: bool,
) -> int:
    """What a trigger costs among those of its sentence: as `cost`, and by what the others say of it.

    Args:
        text: Of the block.
        sentence: Its span.
        trigger: One of `triggers`.
        date: The date.
        triggers: All that it may be said of.
        alone: It is the only date of the sentence.
        closes: See `cost`.
    """
    first = opens(text, sentence, trigger, date) or says_at_last(text, sentence, trigger, date)
    return (
        cost(text, trigger, date, closes=closes)
        + SPOKEN * (_spoken_of(text, trigger, triggers) or _promised(text, trigger, triggers))
        + CLAUSE * joined_clause(text, trigger, date, triggers)
        + CLAUSE * _is_of_nature(text, trigger, triggers)
        + CLAUSE * _is_backdrop(text, sentence, trigger, triggers)
        - HELD * (alone and _holds(text, trigger, date))
        - LIGHT * first
    )


def cost(text: str, trigger: Trigger, date: DateAt, *, closes: bool = False) -> int:
    """How far a trigger is from a date's government; less is nearer, and below 0 it is the noun that the date is of.

    `closes`: the date ends a clause that begins with "when"; what follows is another.
    """
    span = (trigger.start, trigger.end)
    if names(text, trigger, date):
        # Of "the 2016 air show visit" the last noun is the head.
        return trigger.weight - 2000 - max(0, trigger.start - date.end)
    low, high = sorted((span, date.reach))
    if low == date.reach and 0 <= (cleft := cleft_end(text, date)) < high[0]:
        low = low[0], cleft
    between = _INSERTED.sub("", _BRACKETS.sub("", text[low[1] : high[0]]))
    if low == span:
        between = OF_IT.sub("", between)
    distance = min(gap(low, high), len(between))
    joined = False
    if low == date.reach:
        joined = trigger.form != "noun" and _JOINED.match(between) is not None
        if clause := WHEN.match(between):
            between = between[clause.end() :]
    aims = len(_TO_DO.findall(between)) if low == date.reach and trigger.form != "past" else 0
    gerund = trigger.form == "ing" and _GERUND.search(text, max(0, trigger.start - 25), trigger.start)
    return (
        distance
        + trigger.weight
        + JOINED * joined
        + GERUND * bool(gerund)
        + AIM * aims
        + COMMA * (low == date.reach and trigger.form == "noun" and _PURPOSE.fullmatch(between) is not None)
        + CLAUSE * _describes(text, trigger)
        + CLAUSE * (low == date.reach and _PARTICIPLE.match(between) is not None)
        + INFINITIVE * (trigger.form == "base" and (trigger.weight > 0 or _aim(text, trigger)))
        + COMMA * between.count(",")
        + STOP * between.count(";")
        + COLON * between.count(": ")
        + CLAUSE * (low[0] == date.reach[0] and between.startswith(", ") and trigger.form == "past" and closes)
        + CLAUSE * len(BARRIER.findall(between))
    )


def _is_of_nature(text: str, verb: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether it is a flood that did it: "floods destroyed two towns" tells of the floods."""
    if verb.type != "conflict" or verb.form != "past":
        return False
    ahead = (t for t in triggers if t.rule == "event.nature" and t.end < verb.start)
    return any(_DOER.fullmatch(text, t.end, verb.start) for t in ahead)


def _is_backdrop(text: str, sentence: tuple[int, int], noun: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a noun only tells in what circumstances something else was done: "amid protests, she resigned"."""
    if noun.form != "noun" or not any(t.form == "past" and t.weight < LIGHT for t in triggers):
        return False
    return _CIRCUMSTANCES.search(text, max(sentence[0], noun.start - 60), noun.start) is not None


def _describes(text: str, verb: Trigger) -> bool:
    """Whether a participle only says which is meant of the noun before it: "gaps left by the flood"."""
    if verb.form != "past" or not text.startswith(" by ", verb.end):
        return False
    return (
        not BE.search(text, max(0, verb.start - 24), verb.start)
        and text[max(0, verb.start - 2) : verb.start].rstrip()[-1:].isalpha()
    )


def _spoken_of(text: str, noun: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a noun is the object of a verb of speech."""
    if noun.form != "noun":
        return False
    ahead = (t for t in triggers if t.speaking and t.end < noun.start)
    return any(_SPEECH_OF.fullmatch(text, t.end, noun.start) for t in ahead)


def _holds(text: str, trigger: Trigger, date: DateAt) -> bool:
    """Whether a phrase that tells of an occasion holds its date: "won the 2004 election"."""
    return trigger.type in _OCCASIONS and inside(text, trigger, date)


def inside(text: str, trigger: Trigger, date: DateAt) -> bool:
    """Whether a phrase holds a date that describes its object: "released the 2004 data", not "raised in May to"."""
    return trigger.start < date.start and date.end <= trigger.end and not _ON_ITS_OWN.match(text, date.end)


def says_at_last(text: str, sentence: tuple[int, int], verb: Trigger, date: DateAt) -> bool:
    """Whether a sentence ends with who said it when: "the dam had burst, the mayor said on Monday"."""
    if not verb.speaking or verb.form != "past" or text[date.end : date.end + 1] not in {".", ",", ""}:
        return False
    if not _ADJACENT.fullmatch(text, verb.end, date.start):
        return False
    return _SAYS_AT_LAST.search(text, sentence[0], verb.start) is not None


def _promised(text: str, verb: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a verb only tells what somebody said that they would do: "pledged to help"."""
    if verb.form != "base":
        return False
    said = (t for t in triggers if t.speaking and t.form in {"past", "s"} and t.end < verb.start)
    return any(t.rule != "event.rejection" and _UP_TO_VERB.fullmatch(text, t.end, verb.start) for t in said)


def cleft_end(text: str, date: DateAt) -> int:
    """Where the clause begins that "it was in May 2004 that …" dates; -1 where nothing is told so."""
    if _IT_WAS.search(text, max(0, date.start - 40), date.start) is None:
        return -1
    that = _THAT.match(text, date.end)
    return that.end() if that else -1


def _aim(text: str, verb: Trigger) -> bool:
    """Whether a verb tells what a plan is for: "introduced plans in May to abolish"."""
    return _PLAN_TO.search(text, max(0, verb.start - 60), verb.start) is not None


def names(text: str, noun: Trigger, date: DateAt) -> bool:
    """Whether a date says which one is meant of a noun: "the May 2004 summit", "the summit of May 2004"."""
    if noun.form != "noun":
        return False
    low, high = date.reach
    if noun.start >= high:
        return (
            tells_which(text, date) and noun.start - high <= 50 and bool(_IN_PHRASE.fullmatch(text, high, noun.start))
        )
    return noun.end <= low and _OF_DATE.fullmatch(text, noun.end, low) is not None


def tells_which(text: str, date: DateAt) -> bool:
    """Whether a date only describes what follows it: "the 2014 review", "its May 2004 summit"."""
    ahead = _DETERMINER.search(text, max(0, date.start - 8), date.start)
    return ahead is not None and _DESCRIBED.match(text, date.end) is not None
