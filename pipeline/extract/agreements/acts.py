"""What a sentence says was done to an agreement: signed, adopted, in force, ended; rules in `acts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field
from spacy.tokens import Doc

from pipeline.extract.nlp import text_of
from pipeline.extract.rulefile import Rule, following_rules, read_rules

NO_ACT = "none"
"""What looks like an act and is none: "would be signed", "if they sign"."""
OWN_ACT = "own"
"""What makes an agreement of its kind: "the talks led to a treaty" that was signed, or a statement that was adopted."""
NEXT = 30
"""Characters between the subject of a weak act and the act: `a truce had been reached`."""
SIGNING = frozenset({"signed", "concluded", "ratified", "entered_into_force", "agreed_in_principle", "not_concluded"})
"""Acts that nothing but an agreement undergoes."""
CLOSE = 70
"""Characters between a weak act and its agreement."""
PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|get|got|has|have|had)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
"""Before a participle."""
REDUCED = re.compile(r"\s+(?:in|on|at|by|between|during|earlier|last|this|after|under|with)\b")
"""Behind a participle that is a shortened clause: `the accord reached in May`."""
_MAKING = re.compile(r"\b(?:sign|conclud|ratif|initial|negotiat)", re.IGNORECASE)
_TO_MAKE = re.compile(r"\bto (?:sign|conclude|ratify|initial|negotiate|finali[sz]e|draw up)\b", re.IGNORECASE)
"""Before what nothing but an agreement undergoes."""
_OTHER_OBJECT = re.compile(
    r"\b(?:on|about|for|regarding|concerning|under|of|in|with|to|by|from|against|into|that|which|who|and|but|when|after|"
    r"at|as|during|over|through|within)\b|[,;:.“”]",
    re.IGNORECASE,
)


class ActRule(Rule):
    """Cues of one thing that happens to an agreement; where two begin at one place the first rule's counts."""

    act: str = Field(
        description="an act of `milestones.csv` or one of your own; `none` for what looks like an act and is none; "
        "`own` for the `default_act` of the agreement's kind"
    )
    cues: tuple[str, ...] = Field(description="regular expressions over whole words, any case")
    weak: bool = Field(False, description="the cue counts only with an agreement as its direct object or subject")
    of_two: bool = Field(False, description="what one party does, and so is told of agreements of two only")


@dataclass(frozen=True, slots=True)
class ActFound:
    """An act at `text[start:end]`."""

    act: str
    rule: str
    start: int
    end: int
    weak: bool = False
    of_two: bool = False


def act_rules() -> tuple[ActRule, ...]:
    """The rules of `acts.yaml`."""
    return read_rules("acts", ActRule)


class ActFinder:
    """Finds the acts of a text, each place claimed once: all cues are one pattern, read from left to right."""

    def __init__(self) -> None:
        self._rules = {f"r{i}": rule for i, rule in enumerate(act_rules())}
        groups = (f"(?P<{name}>{'|'.join(rule.cues)})" for name, rule in self._rules.items())
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)

    def acts(self, text: str, start: int = 0, end: int | None = None) -> list[ActFound]:
        """The acts that `text[start:end]` tells of, in order, `none` among them."""
        return list(self._found(text, start, len(text) if end is None else end))

    def _found(self, text: str, start: int, end: int) -> Iterator[ActFound]:
        for m in self._pattern.finditer(text, start, end):
            # The last group closed is the outermost one, the rule's, whatever groups its cues have.
            rule = self._rules[m.lastgroup or ""]
            yield ActFound(rule.act, rule.id, *m.span(), rule.weak, rule.of_two)

    def in_sentence_of(self, doc: Doc, start: int, end: int, *, only: frozenset[str] | None = None) -> bool:
        """Whether the sentence of `doc.text[start:end]` tells of an act beside that span, or of `only` some near it."""
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return False
        low, high = span[0].sent.start_char, span[0].sent.end_char
        text = text_of(doc)
        return any(
            (a.end <= start or a.start >= end or _around(a, start, end))
            and (only is None or a.act in only or _is_of_making(text, a))
            and (only is None or max(a.start - end, start - a.end) <= CLOSE)
            and (not a.weak or _around(a, start, end) or is_object(text[a.end : start]) or _is_subject(text, end, a))
            for a in self._found(text, low, high)
        )


def to_be_made(text: str, start: int) -> bool:
    """Whether a noun that begins at `start` is what somebody is to make: "for the two to conclude an"."""
    return any(is_object(text[m.end() : start]) for m in _TO_MAKE.finditer(text, max(0, start - CLOSE), start))


def _is_of_making(text: str, act: ActFound) -> bool:
    """Whether what did not happen is something that is done to agreements: "on the point of signing"."""
    return act.act == NO_ACT and _MAKING.search(text, act.start, act.end) is not None


def _around(act: ActFound, start: int, end: int) -> bool:
    """Whether the words of an act are on both sides: "talks on the accord began", "put the accord on hold"."""
    return act.start <= start and end <= act.end and end - start < act.end - act.start


def is_object(between: str) -> bool:
    """Whether a verb and the noun behind it are so close that the noun is the verb's object: `issued a joint`."""
    return 0 < len(between) <= CLOSE and not _OTHER_OBJECT.search(between)


def _is_subject(text: str, end: int, act: ActFound) -> bool:
    """Whether a noun that ends at `end` undergoes a verb behind it: `a truce was reached`, `a truce reached in`."""
    between = text[end : act.start]
    if not 0 < len(between) < NEXT:
        return False
    return bool(PASSIVE.search(between)) or (not between.strip(" ,") and bool(REDUCED.match(text, act.end)))


@following_rules
def act_finder() -> ActFinder:
    """The finder of the rules in use."""
    return ActFinder()
