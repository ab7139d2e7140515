"""What the words around an actor's name make of it: the rules of `actor_context.yaml`, made fast to match.

spaCy asks a Python function for each list and each regular expression of a pattern, at every token. What such a
condition says depends on the word alone, so it becomes a flag of the vocabulary, which is asked once a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, Literal

from pydantic import Field, field_validator
from spacy.errors import MatchPatternError
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.extract.rulefile import PatternRule, read_rules

Effect = Literal["not", "place", "body"]
WINDOW = 10
"""Tokens on either side of an actor that a context rule may look at; the rest of the text is not searched."""

Pattern = list[dict[Any, Any]]


class ContextRule(PatternRule):
    """What the words around an actor's name make of it."""

    effect: Effect = Field(
        description="`not`: the name is part of another name; `place`: the state is where, not who; `body`: an organ "
        "of the state, the span grows over it"
    )

    @field_validator("patterns")
    @classmethod
    def _taken_by_spacy(cls, patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        try:
            Matcher(Vocab()).add("patterns", list(patterns))
        except MatchPatternError as error:
            first = next((line for line in str(error).splitlines() if line.startswith("- ")), "- they are empty")
            raise ValueError(f"spaCy does not take them: {first[2:]}") from error
        return patterns


def context_rules() -> tuple[ContextRule, ...]:
    """The rules of `actor_context.yaml`."""
    return read_rules("actor_context", ContextRule)


class ContextFinder:
    """Finds what stands around actors; their tokens carry how they are called as their tag."""

    def __init__(self, nlp: Language) -> None:
        self._effects: dict[int, Effect] = {}
        self._matcher = Matcher(nlp.vocab, validate=False)
        flags = _Flags(nlp.vocab)
        for rule in context_rules():
            self._effects[nlp.vocab.strings.add(rule.id)] = rule.effect
            self._matcher.add(rule.id, [p for raw in rule.patterns for p in flags.compiled(raw)])

    def around(self, doc: Doc, spans: Sequence[Span]) -> list[tuple[Effect, int, int]]:
        """The rules that match near the spans: their effect and the tokens of the doc."""
        out = []
        for low, high in _windows(doc, spans):
            out += [(self._effects[key], low + start, low + end) for key, start, end in self._matcher(doc[low:high])]
        return out


def _windows(doc: Doc, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Stretches of tokens around the spans, those that overlap put together."""
    low = high = 0
    for span in spans:
        start, end = max(0, span.start - WINDOW), min(len(doc), span.end + WINDOW)
        if high and start > high:
            yield low, high
            low = start
        elif not high:
            low = start
        high = max(high, end)
    if high:
        yield low, high


class _Flags:
    """Conditions on words as flags of a vocabulary, each made once; a vocabulary has room for some forty."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._made: dict[str, int] = {}
        self._full = False

    def compiled(self, pattern: Pattern) -> Iterator[Pattern]:
        """A pattern as patterns that need no Python while they match: `_: {actor: {IN: [a, b]}}` is one for each."""
        for tokens in product(*(list(self._token(t)) for t in pattern)):
            yield list(tokens)

    def _token(self, token: dict[str, Any]) -> Iterator[dict[Any, Any]]:
        plain: dict[Any, Any] = {}
        for key, value in token.items():
            test = _test(key, value)
            flag = self._flag(f"{key} {value!r}", test) if test else None
            if flag is not None:
                plain[flag] = True
            elif key != "_":
                plain[key] = value
        actor = token.get("_", {}).get("actor")
        if actor is None:
            yield plain
            return
        for form in actor["IN"] if isinstance(actor, dict) else [actor]:
            yield {**plain, "TAG": form}

    def _flag(self, name: str, test: Callable[[str], bool]) -> int | None:
        if name not in self._made and not self._full:
            try:
                self._made[name] = self._vocab.add_flag(test)
            except ValueError:
                self._full = True
        return self._made.get(name)


def _test(key: str, value: object) -> Callable[[str], bool] | None:
    """A condition on a word as a function of its text; `None` for what needs none (an exact value, an operator)."""
    if not isinstance(value, dict) or key not in {"TEXT", "ORTH", "LOWER", "LENGTH"}:
        return None
    fold: Callable[[str], str] = str.lower if key == "LOWER" else str
    if set(value) == {"IN"}:
        words = frozenset(value["IN"])
        return lambda text: fold(text) in words
    if set(value) == {"NOT_IN"}:
        barred = frozenset(value["NOT_IN"])
        return lambda text: fold(text) not in barred
    if set(value) == {"REGEX"}:
        pattern = re.compile(value["REGEX"])
        return lambda text: bool(pattern.search(fold(text)))
    if key == "LENGTH" and set(value) == {">"}:
        least = int(value[">"])
        return lambda text: len(text) > least
    return None
