"""Who acts: states and organisations, by name, by adjective, by the seat of their government, by their organs.

`actors.yaml` says how each is called, `actor_context.yaml` what the words around a name make of it: part of
another name (the South China Sea), a place (in Norway), an organ (the Norwegian Ministry of Defence).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import spacy
from pydantic import Field
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from pipeline.extract.nlp import found, put, split_dashes
from pipeline.extract.rulefile import PatternRule, Rule, following_rules, read_rules

Form = Literal["name", "adjective", "metonym", "acronym", "body", "prefix"]

Token.set_extension("actor", default="", force=True)


@dataclass(frozen=True, slots=True)
class ActorFound:
    """An actor in a text.

    Attributes:
        code: ISO 3166-1 alpha-3, or the acronym of an organisation.
        rule: The id of the rule that names it.
        form: How it is called; `body` is an organ of it, `prefix` the first half of a compound (`Franco-`).
        place: `True` where the state is the place of something (`in Norway`), not someone who acts.
    """

    code: str
    rule: str
    form: Form
    place: bool = False


class ActorRule(Rule):
    """One actor and what it is called; every form is matched as it is spelt, names also in capitals."""

    code: str = Field(pattern=r"^[A-Za-z0-9]{2,12}$")
    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


class ContextRule(PatternRule):
    """What the words around an actor's name make of it."""

    effect: Literal["not", "place", "body"]


def actor_rules() -> tuple[ActorRule, ...]:
    """The rules of `actors.yaml`."""
    return read_rules("actors", ActorRule)


def context_rules() -> tuple[ContextRule, ...]:
    """The rules of `actor_context.yaml`."""
    return read_rules("actor_context", ContextRule)


WINDOW = 16
"""Tokens on either side of an actor that a context rule may look at; the rest of the text is not searched."""


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


class ActorFinder:
    """The component `chronocite_actors`: leaves group `actors` with `ActorFound` details, in text order."""

    def __init__(self, nlp: Language) -> None:
        self._forms: dict[int, ActorFound] = {}
        self._phrases = PhraseMatcher(nlp.vocab, attr="ORTH")
        for rule in actor_rules():
            for form, phrases in _spellings(rule):
                self._add(nlp, ActorFound(rule.code, rule.id, form), phrases)
        self._effects: dict[str, Literal["not", "place", "body"]] = {}
        self._context = Matcher(nlp.vocab)
        for context in context_rules():
            self._effects[context.id] = context.effect
            self._context.add(context.id, list(context.patterns))

    def _add(self, nlp: Language, actor: ActorFound, phrases: Iterable[str]) -> None:
        key = f"{actor.rule}/{actor.form}"
        docs = [nlp.make_doc(p) for p in phrases]
        if docs:
            self._phrases.add(key, docs)
            self._forms[nlp.vocab.strings[key]] = actor

    def __call__(self, doc: Doc) -> Doc:
        """Find the actors of one block."""
        spans = [Span(doc, s, e, label=key) for key, s, e in self._phrases(doc)]
        spans = [s for s in filter_spans(spans) if self._stands(s)]
        for span in spans:
            for token in span:
                token._.actor = self._forms[span.label].form
        matches = [m for low, high in _windows(doc, spans) for m in self._around(doc[low:high])]
        kept, details = [], []
        for span in spans:
            around = [m for m in matches if m[1] <= span.start and span.end <= m[2]]
            if any(effect == "not" for effect, _, _ in around):
                continue
            actor = self._forms[span.label]
            bodies = [m for m in around if m[0] == "body" and m[1] == span.start]
            end = max((e for _, _, e in bodies), default=span.end)
            kept.append(Span(doc, span.start, end, label=actor.rule))
            details.append(
                replace(
                    actor,
                    form="body" if bodies else actor.form,
                    place=not bodies and any(effect == "place" for effect, _, _ in around),
                )
            )
        put(doc, "actors", kept, details)
        return doc

    def _around(self, window: Span) -> Iterator[tuple[Literal["not", "place", "body"], int, int]]:
        """The context rules that match in a window: their effect and the doc's tokens."""
        for key, start, end in self._context(window):
            effect = self._effects[window.vocab.strings[key]]
            yield effect, window.start + start, window.start + end

    def _stands(self, span: Span) -> bool:
        """A prefix counts only before a dash and a capital: `Franco-Japanese`, never the general."""
        if self._forms[span.label].form != "prefix":
            return True
        doc = span.doc
        if span.end + 1 >= len(doc) or span[-1].whitespace_ or doc[span.end].text not in {"-", "–", "—"}:
            return False
        return not doc[span.end].whitespace_ and doc[span.end + 1].text[:1].isupper()


def _spellings(rule: ActorRule) -> Iterable[tuple[Form, list[str]]]:
    yield "name", [*rule.names, *(n.upper() for n in rule.names if len(n) > 3)]
    yield "acronym", list(rule.acronyms)
    yield "adjective", [*rule.adjectives, *(a.upper() for a in rule.adjectives if len(a) > 5)]
    yield "metonym", list(rule.capitals)
    yield "body", list(rule.bodies)
    yield "prefix", list(rule.prefixes)


@Language.factory("chronocite_actors")
def make_actor_finder(nlp: Language, name: str) -> ActorFinder:
    """For spaCy, which wants a factory."""
    return ActorFinder(nlp)


@following_rules
def _small_pipeline() -> Language:
    nlp = spacy.blank("en")
    split_dashes(nlp)
    nlp.add_pipe("chronocite_actors")
    return nlp


def actors_in(text: str) -> tuple[str, ...]:
    """The codes of the actors that a short text names, in order, each once."""
    doc = _small_pipeline()(text)
    return tuple(dict.fromkeys(d.code for _, d in found(doc, "actors", ActorFound)))


def actor_of(text: str) -> str:
    """The one actor that a short text names (`Japanese`, `Ministry of Defence of Malta`), or nothing."""
    codes = actors_in(text)
    return codes[0] if len(codes) == 1 else ""
