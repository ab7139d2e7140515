"""What an event was, where its word alone does not say: the type of what was decided, spoken of, or moved for.

Which rules' words take a type from beside them is said in `events.yaml`: `deciding`, `topic`, `yields`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.events.lexicon import triggers_in
from pipeline.extract.events.standing import BE
from pipeline.extract.events.triggers import EventRule, Trigger, event_rules
from pipeline.extract.nlp import TextBlock
from pipeline.extract.rulefile import following_rules

_COUNTED = re.compile(
    r"\bthe (?:first|second|third|fourth|fifth|sixth|seventh|next|last|latest|latter|other)(?: one)?"
    r"(?: (?:was|were|is|to be|being|held|scheduled|planned))* $|\bthe (?:19|20)\d\d $"
)
_SPOKEN = 2000
"""Characters before a sentence in which its topic is looked for."""
_OBJECT = re.compile(r"(?: (?:in|at|for))?(?: (?!to\b|and\b|with\b|which\b)[\w’'+–-]+){0,5} ")
_NEW_OBJECT = re.compile(
    r" (?:an?|its|their|his|her|several|many|more|some|two|three|four|five|six|seven|eight|nine|ten|\d[\d,]*)"
    r" (?!(?:first|second|third|next|latter|former|further|follow-on|similar|such)\b)"
)
_PURPOSE = re.compile(
    r"[^,;()]*? (?:to|for)(?: (?:participate|engage|take part|join|conduct|hold|carry out|attend)\b)?"
    r"(?: (?!and\b|which\b|that\b|after\b|before\b)[\w’'+–-]+){0,6}? "
)


def with_kind(block: TextBlock, sentence: tuple[int, int], trigger: Trigger, triggers: Sequence[Trigger]) -> Trigger:
    """Give a trigger the type that the words beside it tell, where its rule says so.

    Args:
        block: That it stands in.
        sentence: Its span.
        trigger: The word that a date dates.
        triggers: Of the sentence.
    """
    rule = _rules_by_id().get(trigger.rule)
    if rule is None:
        return trigger
    text = block.reading.text
    what: Trigger | None = None
    if rule.deciding:
        what = _decided(text, sentence, trigger, triggers)
    elif rule.topic:
        what = _object(text, trigger, triggers)
        if what is None and not _is_of_another(text, sentence, trigger):
            what = _topic(block, sentence[0], trigger.start)
    elif rule.yields:
        what = _purpose(text, trigger, triggers, rule.yields)
    return replace(trigger, type=what.type, plover=what.plover, joint=what.joint) if what else trigger


def _decided(text: str, sentence: tuple[int, int], trigger: Trigger, triggers: Sequence[Trigger]) -> Trigger | None:
    """Of "agreed at the summit to set up" what was agreed."""
    behind = (t for t in triggers if t.form == "base" and not t.weight and t.start > trigger.end)
    return next((t for t in behind if text[max(sentence[0], t.start - 3) : t.start] == "to "), None)


def _object(text: str, verb: Trigger, triggers: Sequence[Trigger]) -> Trigger | None:
    """Of "held a seminar", "took part in the parade" what was held."""
    if verb.form == "noun":
        return None
    behind = (t for t in triggers if t.form == "noun" and t.start > verb.end)
    return next((t for t in behind if _OBJECT.fullmatch(text, verb.end, t.start)), None)


def _topic(block: TextBlock, start: int, verb: int) -> Trigger | None:
    """Of "the first was held" what was last spoken of, in the paragraph or in its headings.

    Args:
        block: That it stands in.
        start: Of its sentence, in which only what is counted ("while the third was held") may be spoken of before.
        verb: Where the verb begins.
    """
    text = block.reading.text
    said = text[max(0, start - _SPOKEN) : verb if _COUNTED.search(text, start, verb) else start]
    for passage in (said, *reversed(block.block.section)):
        strong = [
            t
            for t in triggers_in(passage, 0, len(passage))
            if not t.weight and (t.joint or (t.form == "noun" and t.type == "appointment"))
        ]
        if strong:
            return strong[-1]
    return None


def _is_of_another(text: str, sentence: tuple[int, int], verb: Trigger) -> bool:
    """Whether a verb has an object that is new, and so not what was spoken of: "organized a raffle"."""
    if verb.form == "noun" or BE.search(text, sentence[0], verb.start):
        return False
    return _NEW_OBJECT.match(text, verb.end) is not None


def _purpose(text: str, verb: Trigger, triggers: Sequence[Trigger], types: Sequence[str]) -> Trigger | None:
    """Of "sent two frigates to train with" what they were sent for."""
    behind = (t for t in triggers if t.start > verb.end and t.type in types and not t.weight)
    return (
        next((t for t in behind if _PURPOSE.fullmatch(text, verb.end, t.start)), None) if verb.form == "past" else None
    )


@following_rules
def _rules_by_id() -> dict[str, EventRule]:
    return {r.id: r for r in event_rules() if r.deciding or r.topic or r.yields}
