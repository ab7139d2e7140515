"""Who took part in an event: the actors of its sentence, completed or replaced by the pair in focus."""

from __future__ import annotations

import re

from pipeline.extract.actors import ActorFound
from pipeline.extract.actors.focus import Focus
from pipeline.extract.actors.people import People
from pipeline.extract.events.dating import BARRIER
from pipeline.extract.events.triggers import Trigger
from pipeline.extract.nlp import TextBlock, found

_TOGETHER = re.compile(
    r"\b(?:(?:the|both|these|all) (?:two |three )?(?:countries|nations|sides|governments|states|parties"
    r"|militaries|navies|armies|forces|neighbou?rs|allies|partners|leaders)|the two|both|they"
    r"|bilateral(?:ly)?|mutual(?:ly)?|jointly)\b",
    re.IGNORECASE,
)
"""Words for the pair in focus."""

REACH = 80
"""Characters between a verb and its subject."""
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being)(?: \w+ly| also)? $")
_BY = re.compile(r"\bby (?:the )?(?:\w+ )?$")
_WHOSE = re.compile(r"[’']s?(?: [\w-]+){0,3} |(?: [\w-]+){0,1} ")
_ON = re.compile(r" (?:of|to|on|against|with|in)(?: the)? ")
_OBJECT = re.compile(r"(?: (?:the|its|their|with|to|by|a|an|\w+ly)){0,2} ")


def participants_of(
    block: TextBlock, sentence: tuple[int, int], trigger: Trigger, pair: Focus, people: People
) -> tuple[tuple[str, ...], str]:
    """Who took part, and who says so: the actors of the sentence, completed or replaced by the pair in focus."""
    here = [(s, d) for s, d in found(block.doc, "actors", ActorFound) if sentence[0] <= s.start_char < sentence[1]]
    acting = {d.code for _, d in here if not d.place} | people.codes_in(block.reading.text, *sentence)
    everyone = {d.code for _, d in here} | acting
    if not acting and not trigger.joint and not _TOGETHER.search(block.reading.text, *sentence):
        return (), ""
    if not acting:
        return (pair.actors, pair.source) if pair.actors else (tuple(sorted(everyone)), "sentence" if everyone else "")
    if len(acting) == 1 and trigger.joint:
        if acting <= set(pair.actors):
            return pair.actors, f"sentence+{pair.source}"
        if len(everyone) == 2:
            return tuple(sorted(everyone)), "sentence"
    return tuple(sorted(acting)), "sentence"


def roles_of(
    block: TextBlock, sentence: tuple[int, int], trigger: Trigger, participants: tuple[str, ...]
) -> tuple[str, ...]:
    """Who did it to whom, where the grammar says it: `agent:CODE`, `target:CODE`.

    Of a verb the subject is the agent and the object the target, in the passive the other way round ("was invaded by
    Peru"); of a noun the one "by" whom, or whose it is, and the one "of", "to", "on" or "against" whom. Nothing is said
    where a clause stands between.
    """
    text = block.reading.text
    passive = trigger.form == "past" and _PASSIVE.search(text, sentence[0], trigger.start) is not None
    out: list[str] = []
    for span, actor in found(block.doc, "actors", ActorFound):
        if actor.code not in participants or not sentence[0] <= span.start_char < sentence[1]:
            continue
        ahead = span.end_char <= trigger.start
        between = text[span.end_char : trigger.start] if ahead else text[trigger.end : span.start_char]
        if BARRIER.search(between) or ";" in between or "," in between:
            continue
        if role := _role(text, trigger, span.start_char, between, ahead=ahead, passive=passive):
            out.append(f"{role}:{actor.code}")
    both = {r.split(":")[1] for r in out}
    # Who would be both (in "France met France's ally") is neither.
    return tuple(r for r in dict.fromkeys(out) if len({o for o in out if o.endswith(r.split(":")[1])}) == 1 and both)


def _role(text: str, trigger: Trigger, start: int, between: str, *, ahead: bool, passive: bool) -> str:
    by = not ahead and _BY.search(text, trigger.end, start) is not None
    if trigger.form == "noun":
        if ahead:
            return "agent" if _WHOSE.fullmatch(between) else ""
        return "agent" if by else "target" if _ON.fullmatch(between) else ""
    if len(between) > REACH:
        return ""
    if passive:
        return "target" if ahead else "agent" if by else ""
    if ahead:
        return "agent"
    return "target" if _OBJECT.fullmatch(between) else ""
