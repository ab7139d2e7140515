"""Statements that a check can test: "31 interviews", said by a report of itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import Field
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.extract.nlp import block_of, put
from pipeline.extract.rulefile import Rule, read_rules

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {w: n for n, w in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_NUMBER: list[list[dict[str, Any]]] = [
    [{"TEXT": {"REGEX": r"^(?!(?:19|20)\d\d$)\d{1,4}$"}}],
    [{"LOWER": {"IN": sorted(_WORDS)}}],
    [{"LOWER": {"IN": _TENS}}, {"ORTH": "-"}, {"LOWER": {"IN": _UNITS[1:10]}}],
]
"""A count in digits (a year is none) or in words."""


class ClaimRule(Rule):
    """Matcher patterns in which the string `NUMBER` stands for a count; `check` and `of` go into the claim."""

    check: str
    of: str
    patterns: tuple[list[str | dict[str, Any]], ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """What is claimed: so many of something."""

    rule: str
    check: str
    number: int
    of: str


@Language.factory("chronocite_claims")
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """The pipeline's component; it works on running text alone."""
    return ClaimFinder(nlp)


class ClaimFinder:
    """Leaves claims as span group `claims`."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = Matcher(nlp.vocab, validate=True)
        self._rules = {rule.id: rule for rule in read_rules("claims", ClaimRule)}
        for rule in self._rules.values():
            self._matcher.add(rule.id, [p for pattern in rule.patterns for p in _spelled(pattern)])

    def __call__(self, doc: Doc) -> Doc:
        """Find them."""
        block = block_of(doc)
        if block is not None and block.kind in {"footnote", "endnote", "furniture"}:
            return doc
        spans = filter_spans(self._matcher(doc, as_spans=True))
        details = [self._told(span) for span in spans]
        put(doc, "claims", spans, details)
        return doc

    def _told(self, span: Span) -> ClaimFound:
        rule = self._rules[span.label_]
        return ClaimFound(rule.id, rule.check, count_of(span.text), rule.of)


def _spelled(pattern: list[str | dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [[t for token in pattern for t in (number if isinstance(token, str) else [token])] for number in _NUMBER]


@cache
def count_of(text: str) -> int:
    """The number that a text begins with, in digits or in words up to ninety-nine."""
    first = text.split()[0].casefold()
    if first.isdigit():
        return int(first)
    return sum(_WORDS[part] for part in first.split("-"))
