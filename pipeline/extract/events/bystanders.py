"""Whom a sentence only speaks of: the reason, the occasion, what is said; they take no part in what it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span

from pipeline.extract.actors import ActorFound, states
from pipeline.extract.events.clauses import in_quotes
from pipeline.extract.events.triggers import Trigger

REACH = 70
"""Characters from the words that say why to the actor."""
_WHY = re.compile(
    r"\b(?:against (?:the|a) (?:backdrop|background) of|in (?:response|reaction|contrast|opposition) to"
    r"|in retaliation for|in the (?:face|light|wake|shadow) of|in light of|in view of|amid(?:st)?|because of|due to"
    r"|owing to|given|despite|in spite of|regardless of|unlike|as opposed to|instead of|rather than|fears? (?:of|about)"
    r"|concerns? (?:about|over|with|regarding)|an? (?:apparent |thinly veiled |clear )?(?:reference|allusion) to"
    r"|(?:dependence|reliance) on|threats? (?:from|of|posed by))(?: (?!(?:and|with|by|in|at|on|to)\b)[\w’'–-]+){0,4} $",
    re.IGNORECASE,
)
"""Before those that are why, or against what, others do something: "met amid fears of Danish tariffs"."""
_UNLIKE = re.compile(r"unlike\b|as opposed to\b", re.IGNORECASE)
_OPENS = re.compile(r"unlike|as opposed to|instead of|rather than|concerns?\b|fears?\b", re.IGNORECASE)
"""Of `_WHY`, what says so before the verb too, where it opens the sentence: "Concerns about Chad led Kenya to arm"."""
_MOVED = frozenset(["conflict", "deployment", "operation", "sanction"])
"""What is done in answer to somebody is done to them, mostly."""
_OCCASION_AHEAD = re.compile(
    r"\b(?:at|during|for|attend|attended|attending|on the (?:sidelines|margins|fringes) of|after|before"
    r"|following|ahead of)(?: (?:an?|the|this|that|its|their|his|her))?"
    r"(?: (?!(?:and|with|by|in|on|to)\b)[\w’'–-]+){0,2} $"
)
_OCCASION_BEHIND = re.compile(
    r"(?:[’']s?)? (?:(?!(?:and|with|in|on|to|of)\b)[\w’'–-]+ ){0,2}?(?:summit|meetings?|conference|assembly|sessions?"
    r"|forum)\b",
    re.IGNORECASE,
)
"""Around an organisation whose meeting is only the occasion: "met on the sidelines of the UN conference"."""
_TOLD = re.compile(r"\b(?:that|how|whether|regarding|about|concerning)\b(?! (?:day|year|month|week|time)\b)")
"""Behind a verb of speech: what was said, or of what."""
_SAYS_LAST = re.compile(
    r", (?!(?:and|but|or|which|who|that|including|such|as|for|on|in|at|by|from|with|to|where|when)\b)[^,;“”\"]{2,80}? $"
)
_OFFICIAL = re.compile(
    r"\b(?:president|premier|chancellor|(?:\w+ )?ministers?|ministry|government|army|navy|police|officials?|spokes\w+"
    r"|authorities|parliament|cabinet|king|queen|mayor|governor)\b",
    re.IGNORECASE,
)
"""Who speaks for a state; where the sentence names but one, it is that state's."""
_SO = 30
"""Characters that may stand behind ", the ministry said" in its sentence: "on Tuesday"."""


def without_spoken_of(
    text: str, sentence: tuple[int, int], trigger: Trigger, here: Sequence[tuple[Span, ActorFound]]
) -> list[tuple[Span, ActorFound]]:
    """The actors of a sentence without those that are only the reason, the occasion, or what is said.

    Args:
        text: Of the block.
        sentence: Its span, or that of the clause that tells of the event.
        trigger: Of the event.
        here: The actors of the sentence, in order.
    """
    told = _told_outside(text, sentence, trigger, here)
    low, high = speaker(text, sentence, trigger)
    saying = [(s, d) for s, d in told if low <= s.start_char < high]
    if saying or len({d.code for _, d in told}) != 1 or not _OFFICIAL.search(text, low, min(high, trigger.start)):
        told = saying
    kept: list[tuple[Span, ActorFound]] = []
    dropped_to = -1
    for span, actor in told:
        between = text[dropped_to : span.start_char] if dropped_to >= 0 else "-"
        # "Unlike Norway, Sweden joined": ahead of the verb a comma ends what is only spoken of.
        ended = dropped_to <= trigger.start and "," in between
        joined = not ended and between.strip(" ,") in {"", "and", "or"}
        if (
            joined
            or _only_why(text, sentence, trigger, span, dropped_to)
            or _only_occasion(text, sentence, trigger, span, actor)
        ):
            dropped_to = span.end_char
        else:
            kept.append((span, actor))
    return kept


def _told_outside(
    text: str, sentence: tuple[int, int], trigger: Trigger, here: Sequence[tuple[Span, ActorFound]]
) -> Sequence[tuple[Span, ActorFound]]:
    """Without those that are only named in a quotation, if others are named: of whom is spoken, not who acts."""
    if not any(mark in text[slice(*sentence)] for mark in '“”"') or in_quotes(text, sentence, trigger.start):
        return here
    outside = [(s, d) for s, d in here if not in_quotes(text, sentence, s.start_char)]
    return outside if any(not d.place for _, d in outside) else here


def speaker(text: str, sentence: tuple[int, int], trigger: Trigger) -> tuple[int, int]:
    """Where those stand that a verb of speech is said of, and whom they tell it: before what is said."""
    if trigger.type != "statement" or trigger.form != "past":
        return sentence
    last = _SAYS_LAST.search(text, sentence[0], trigger.start)
    if last and sentence[1] - trigger.end <= _SO:
        return last.start(), sentence[1]
    said = _TOLD.search(text, trigger.end, sentence[1])
    return sentence[0], said.start() if said else sentence[1]


def _only_why(text: str, sentence: tuple[int, int], trigger: Trigger, actor: Span, dropped_to: int) -> bool:
    """Whether an actor stands behind words that say why; `dropped_to` ends the last one that did."""
    why = _WHY.search(text, max(sentence[0], actor.start_char - REACH), actor.start_char)
    if why is None:
        return False
    if actor.end_char <= trigger.start and _UNLIKE.match(text, why.start()):
        return True
    if trigger.end <= why.start():
        return trigger.type not in _MOVED
    # Of "concerns about Chad led Kenya" only the first is feared.
    opens = dropped_to < why.start() and not text[sentence[0] : why.start()].strip(' \n“"')
    # "Concerns about Chad led to sanctions": those are done to Chad.
    ahead = opens and actor.end_char <= trigger.start and trigger.type not in {"conflict", "sanction"}
    return ahead and _OPENS.match(text, why.start()) is not None


def _only_occasion(text: str, sentence: tuple[int, int], trigger: Trigger, span: Span, actor: ActorFound) -> bool:
    if actor.code in states():
        return False
    behind = _OCCASION_BEHIND.match(text, span.end_char)
    if behind is None or span.start_char <= trigger.start < behind.end():
        return False
    return _OCCASION_AHEAD.search(text, max(sentence[0], span.start_char - REACH), span.start_char) is not None
