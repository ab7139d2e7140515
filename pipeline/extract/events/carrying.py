"""A date carried over: the sentence before says when, and this one goes on with what happened then.

"On May 3, 2004, the ministers met in Lima. They signed …": a sentence that has no date of its own takes the one of the
sentence before where it clearly goes on with it. It tells of something done, in the past tense; what always
holds, what has been going on since, and what points to another time ("later", "once", "since then") takes no date.
Farther on, and in the paragraphs behind, only what takes up those or that by name goes on: "the two sides agreed",
"at a joint press conference".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.events.telling import EventAt
from pipeline.extract.events.triggers import LIGHT, WEAK, Trigger

LONGEST = 4
"""Sentences that one date is carried over, and"""
SILENT = 2
"""so many of them that don't go on with the story."""
FARTHEST = 12
"""Sentences behind a date that may take it up by name, and"""
BLOCKS = 2
"""so many blocks."""

_ELSEWHEN = re.compile(
    r"(?<![\w-])(?:since|ever|always|often|usually|typically|generally|regularly|annually|frequently|every|each year"
    r"|today|now|currently|previously|earlier|later|historically|traditionally|(?<!^)once|until|recently|initially"
    r"|originally|at first|\w+ times|afterwards?|after that|subsequent(?:ly)?|eventually|finally|next|soon"
    r"|over (?:the|time)|years?|months?|decades?|weeks?|century|centuries|ago"
    r"|in (?:all|total|sum)|altogether|overall|to date|above|below|chapter|section)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_ASIDE = re.compile(
    r"(?:(?:Once|After|When|As|While|Although|Though|Even though|Because|Since|To|In order to|Besides|Despite|Having"
    r"|Following)\b[^,;]{3,160}|[A-Z][\w’'-]*(?: [\w’'-]+){0,2}), "
)
"""What may stand before the main clause: "To move on, they signed", "For example, they met"."""
_NOT_DONE = re.compile(
    r"\b(?:is|are|has|have|having|had|does|do|can|could|will|would|may|might|must|should|remains?|includes?|[Ii]f|[Uu]nless"
    r"|[Aa]lthough|[Tt]hough|[Ww]hether|[Uu]nlike|[Ll]ike|[Bb]ecause|that|which|who"
    r"|(?:[Aa]s|[Ww]hile|[Ww]hen) (?:the|an?|it|they|he|she))\b"
)
"""Before the word: a tense or a clause in which it tells of nothing that was done then."""
_OTHER_VERB = re.compile(
    r"\b(?:was|were|had|did|began|made|took|gave|came|went|said|told|saw)\b"
    r"(?! (?:\w+ly |also |not |then )?$)(?![^,;]*(?:,| and\b| but\b))"
)
"""A verb of the main clause before the word, not joined to it."""
_PERHAPS_A_VERB = re.compile(r"\b\w{3,}ed\b(?![^,;]*(?:,| and\b| but\b))")
_DONE_TO = re.compile(r" (?:by|with|through|from|for|via|under)\b")
_JOINT_SUBJECT = re.compile(
    r"\b(?:they|both|(?:the|both) (?:two |three )?(?:sides|parties|countries|nations|governments|leaders|ministers"
    r"|presidents|delegations|allies|partners)|the two)(?: also| then| jointly| formally)? $",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"\b(?:(?:the|both|these) (?:two |three )?(?:sides|parties|countries|nations|governments|leaders|ministers"
    r"|presidents|delegations|allies|partners)|the two|both)(?: also| then| jointly| formally| further)? $",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"(?:at|during|on the (?:sidelines|margins) of|at the end of) (?P<which>an?|the|this|that|their|his|her|its)"
    r"(?: [\w’'+–-]+){0,4} $",
    re.IGNORECASE,
)
_TAKING_UP = re.compile(
    r"\b(?:they|both|the two|(?:the|these) (?:sides|parties|countries|nations|governments|leaders|ministers|presidents"
    r"|delegations|allies|partners)|(?:at|during|on|at the end of) (?:an?|the|this|that|their|his|her|its)) ",
    re.IGNORECASE,
)
_NO_OCCASION = frozenset(["conflict", "other", "policy", "institution"])
_DID = re.compile(
    r"[^,;]{0,80}, (?:[\w.’'–-]+ ){1,8}?(?!which|who|that)\w+(?:ed|ook|old|aid|et|eld|ent|ave|ame|ade|rote) "
)
_ENGAGED = re.compile(
    r"\b(?:as part of|was on|were on|while on|(?:took|taking|had taken) part in|participat(?:ed|ing) in)"
    r" (?:an?|its|their)(?: [\w’'+–-]+){0,4} $",
    re.IGNORECASE,
)
_NEW = re.compile(r"(?:An?|Another|A further) (?:[\w’'+–-]+ ){0,4}$")
_CAME = re.compile(r"(?: [\w’'+–-]+){0,4}? (?:followed|ensued|took place|was held|were held|was signed|came about)\b")
_FIRST = (
    r"\b(?:became|was|were) (?:the |only the |an? )?(?:first|second|third|last|only|youngest|oldest)\b[^,;.]*[ —–]to "
)
_FIRST_TO = re.compile(rf"{_FIRST}$")
_FIRST_AT = re.compile(
    rf"{_FIRST}(?:attend|host|hold|chair|address|join|take part in|participate in)(?: [\w’'–-]+){{1,5}} $"
)
"""Of "became the first minister to visit" the visit is told of."""
_TAKES_UP = re.compile(r"\b(?:the|this|that|these|those|their|its|his|her)(?: [\w’'+-]+){0,3} $", re.IGNORECASE)
_OBJECT = re.compile(r"(?: [\w’'+-]+){0,5} ")
_FELL_THROUGH = re.compile(
    r"\b(?P<what>it|this|(?:the|this|that|these|those|both|all) (?:\w+ ){0,2}?(?P<noun>\w+)) (?:was|were|had been)"
    r"(?: \w+ly| also| then| later)? (?P<how>cancel(?:l?ed)|called off|scrapped|postponed|put off|abandoned|aborted)\b",
    re.IGNORECASE,
)
_PLANS = frozenset(["plan", "plans", "event", "events", "project", "projects", "idea"])


@dataclass(slots=True)
class Story:
    """What was dated last, and how far that is: a date is carried over from there.

    Attributes:
        past: The events of the last sentence with a date that told any.
        carried: Sentences passed since.
        silent: Those of them that did not go on with it.
        section: That it is told in.
    """

    past: list[EventAt] = field(default_factory=list)
    carried: int = 0
    silent: int = 0
    section: tuple[str, ...] = ()

    def enter(self, block: int, section: tuple[str, ...]) -> None:
        """Forget what is too far behind when a new block begins."""
        if self.past and (section != self.section or block - self.past[0].block > BLOCKS):
            self.past = []
        self.section = section

    def tell(self, events: list[EventAt]) -> None:
        """Go on from the events of a sentence, if it has any."""
        if events:
            self.past, self.carried, self.silent = events, 0, 0

    def goes_on(self) -> bool:
        """Count one more sentence; `False` when the date is too far behind."""
        self.carried += 1
        return self.carried <= FARTHEST

    def near(self, block: int) -> bool:
        """Whether a sentence may go on with it without taking it up by name."""
        # What else happened in a year is many things; on a day, or in a month, it is the story.
        longest = LONGEST if len(self.past[0].date.value) >= len("2014-05") else 1
        return self.past[0].block == block and self.carried <= longest and self.silent < SILENT


def fell_through(
    text: str, sentence: tuple[int, int], triggers: Sequence[Trigger], before: Trigger
) -> tuple[int, int] | None:
    """The words of "it was called off", said of what was spoken of before; `None` if nothing is said of that.

    Args:
        text: Of the block.
        sentence: A sentence without a date.
        triggers: Of the sentence.
        before: What was told last.
    """
    said = _FELL_THROUGH.search(text, *sentence)
    if said is None:
        return None
    same = any(t.type == before.type and said.start() <= t.start < said.start("how") for t in triggers)
    plan = said["noun"] is None or said["noun"].lower() in _PLANS
    return said.span("how") if same or plan else None


def may_take_up(text: str, sentence: tuple[int, int]) -> bool:
    """Whether a sentence may take up by name what was told before: a quick look, most don't."""
    return _TAKING_UP.search(text, *sentence) is not None


def taken_up(
    text: str, sentence: tuple[int, int], triggers: Sequence[Trigger], before: Sequence[Trigger]
) -> Trigger | None:
    """The word by which a sentence takes up by name what was told before: who it was ("the two sides signed"), or an
    occasion ("at a joint press conference, she …").

    Args:
        text: Of the block.
        sentence: Its span.
        triggers: Of the sentence.
        before: The triggers that were dated last.
    """
    if _points_elsewhere(text, sentence):
        return None
    start = _main_clause(text, sentence)
    for t in triggers:
        if t.form == "noun" and t.type not in _NO_OCCASION and (when := _OCCASION.fullmatch(text, start, t.start)):
            # "At the hearing" is that of which was spoken.
            known = when["which"].lower() not in {"the", "that"} or any(t.type == b.type for b in before)
            return t if known and _DID.match(text, t.end, sentence[1]) else None
        named = _SIDES.search(text, start, t.start) or (t.joint and text[start : t.start].lower() == "they ")
        if named and t.form == "past" and (not t.weight or (t.weight == WEAK and t.joint)):
            return None if _NOT_DONE.search(text, start, t.start) else t
    return None


def continued(
    text: str, sentence: tuple[int, int], triggers: Sequence[Trigger], before: Sequence[Trigger]
) -> Trigger | None:
    """The word by which a sentence without a date goes on with what the dated one before told, if it does.

    Args:
        text: Of the block.
        sentence: Its span.
        triggers: Of the sentence.
        before: The triggers that were dated in the sentence before.
    """
    if _points_elsewhere(text, sentence) or text.count("“", *sentence) > 1:
        return None
    start = _main_clause(text, sentence)
    for t in triggers:
        if t.start < start:
            if t.form == "noun" and not t.weight and engaged(text, sentence[0], t):
                return t
            continue
        if _NOT_DONE.search(text, start, t.start):
            return None
        if (
            t.form == "noun"
            and not t.weight
            and (_new_or_engaged(text, start, t) or _FIRST_AT.search(text, start, t.start))
        ):
            return t
        if t.form == "past" and t.start == start:
            # "Held at the level of ministers, …": what it is about comes behind, and so does the verb.
            continue
        if t.form == "past" and _only_describes(text, start, t):
            return None
        if t.form == "base" and _FIRST_TO.search(text, start, t.start):
            return _object_of(text, t, triggers) if t.weight == LIGHT else t
        if t.form == "past" and not t.weight:
            return t
        if t.form == "past" and t.weight == WEAK and t.joint and _JOINT_SUBJECT.search(text, start, t.start):
            return t
        if t.form == "past" and t.weight == LIGHT:
            return _object_of(text, t, triggers) or _named_again(text, sentence, t, triggers, before)
    return None


def _only_describes(text: str, start: int, verb: Trigger) -> bool:
    """Whether a verb only says which is meant, and another one tells: "it included loans bought through agents"."""
    if _OTHER_VERB.search(text, start, verb.start):
        return True
    if _DONE_TO.match(text, verb.end) is None:
        return False
    return _PERHAPS_A_VERB.search(text, start, verb.start) is not None


def _points_elsewhere(text: str, sentence: tuple[int, int]) -> bool:
    """Whether a sentence speaks of another time, or of all times; what stands in brackets aside."""
    return _ELSEWHEN.search(_BRACKETS.sub("", text[slice(*sentence)])) is not None


def _main_clause(text: str, sentence: tuple[int, int]) -> int:
    aside = _ASIDE.match(text, *sentence)
    return aside.end() if aside else sentence[0]


def engaged(text: str, start: int, noun: Trigger) -> bool:
    """Whether a noun is what somebody was engaged in when something else happened: "as part of a long tour"."""
    return noun.form == "noun" and _ENGAGED.search(text, max(start, noun.start - 80), noun.start) is not None


def _new_or_engaged(text: str, start: int, noun: Trigger) -> bool:
    """Whether a noun is what came then ("another exercise followed"), or what somebody did then ("was on a tour")."""
    if engaged(text, start, noun):
        return True
    return _NEW.fullmatch(text, start, noun.start) is not None and _CAME.match(text, noun.end) is not None


def _object_of(text: str, verb: Trigger, triggers: Sequence[Trigger]) -> Trigger | None:
    """The event that "conducted", "took part in" is said of: "they conducted joint exercises"."""
    behind = (t for t in triggers if t.start > verb.end and t.form == "noun" and not t.weight)
    return next((t for t in behind if _OBJECT.fullmatch(text, verb.end, t.start)), None)


def _named_again(
    text: str, sentence: tuple[int, int], verb: Trigger, triggers: Sequence[Trigger], before: Sequence[Trigger]
) -> Trigger | None:
    """The event that was spoken of before: "the exercise was held"."""
    kinds = {t.type for t in before}
    ahead = [t for t in triggers if t.end < verb.start and t.form == "noun" and t.type in kinds]
    return next((t for t in ahead if _TAKES_UP.search(text, max(sentence[0], t.start - 40), t.start)), None)
