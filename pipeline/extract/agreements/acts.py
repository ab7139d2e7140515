"""What a sentence says was done to an agreement: signed, adopted, in force, ended; rules in `acts.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc

from pipeline.extract.nlp import text_of
from pipeline.extract.rulefile import Rule, read_rules


class ActRule(Rule):
    """Cues of one act of the contract."""

    act: str
    cues: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All cues as one pattern over whole words."""
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.cues)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ActFound:
    """An act at `text[start:end]`."""

    act: str
    rule: str
    start: int
    end: int


def act_rules() -> tuple[ActRule, ...]:
    """The rules of `acts.yaml`."""
    return read_rules("acts", ActRule)


class ActFinder:
    """Finds the acts of a text, each place claimed once."""

    def __init__(self) -> None:
        self._rules = act_rules()

    def acts(self, text: str, start: int = 0, end: int | None = None) -> list[ActFound]:
        """The acts that `text[start:end]` tells of, in order."""
        out: list[ActFound] = []
        for rule in self._rules:
            for m in rule.pattern.finditer(text, start, len(text) if end is None else end):
                if not any(m.start() < a.end and a.start < m.end() for a in out):
                    out.append(ActFound(rule.act, rule.id, *m.span()))
        return sorted(out, key=lambda a: a.start)

    def in_sentence_of(self, doc: Doc, start: int, end: int) -> bool:
        """Whether the sentence of `doc.text[start:end]` tells of an act beside that span."""
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return False
        low, high = span[0].sent.start_char, span[0].sent.end_char
        return any(a.end <= start or a.start >= end for a in self.acts(text_of(doc), low, high))
