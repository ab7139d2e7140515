"""Did it happen, was it planned, did it fall through: the cue nearest to an event's words; rules in `modality.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.extract.rulefile import Rule, read_rules

_CLAUSE = re.compile(
    r";|[,—] (?:it|he|she|they|this|these|which|who|whose|and|although|while|because|though)\b"
    r"|[,—] but (?!was|were|had|has|is)"
    r"| (?:although|because|while|whereas)\b|\d,? (?:it|he|she|they)\b"
)
REACH = 90
"""Characters between a cue and the words that it tells of."""


class ModalityRule(Rule):
    """Cues of one modality of the contract; `unless` undoes them."""

    modality: str
    cues: tuple[str, ...]
    unless: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All cues as one pattern."""
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.cues)})", re.IGNORECASE)

    @cached_property
    def undone(self) -> re.Pattern[str] | None:
        """What undoes them."""
        return re.compile("|".join(self.unless), re.IGNORECASE) if self.unless else None


@dataclass(frozen=True, slots=True)
class Modality:
    """A modality and the cue `text[start:end]` that says so; no cue for what simply happened."""

    value: str = "actual"
    rule: str = ""
    start: int = -1
    end: int = -1


def modality_rules() -> tuple[ModalityRule, ...]:
    """The rules of `modality.yaml`; the first that fits counts."""
    return read_rules("modality", ModalityRule)


def modality_of(text: str, sentence: tuple[int, int], trigger: tuple[int, int]) -> Modality:
    """The modality of what `text[slice(*trigger)]` tells of, in its sentence.

    A cue counts within `REACH` characters of the trigger and in its clause; one inside quotation marks is what
    somebody said, not what happened, and does not count for a trigger outside.
    """
    low, high = max(sentence[0], trigger[0] - REACH), min(sentence[1], trigger[1] + REACH)
    low = max((m.end() for m in _CLAUSE.finditer(text, low, trigger[0])), default=low)
    high = min((m.start() for m in _CLAUSE.finditer(text, trigger[1], high)), default=high)
    for rule in modality_rules():
        for cue in rule.pattern.finditer(text, low, high):
            if rule.undone and rule.undone.search(text, low, high):
                continue
            if _quoted(text, sentence[0], cue.start()) != _quoted(text, sentence[0], trigger[0]):
                continue
            return Modality(rule.modality, rule.id, *cue.span())
    return Modality()


def _quoted(text: str, start: int, at: int) -> bool:
    return text.count("“", start, at) > text.count("”", start, at)
