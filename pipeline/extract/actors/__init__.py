"""Who acts: states and organisations, by name, by adjective, by the seat of their government, by their organs.

`actors.yaml` says how each is called, `actor_context.yaml` what the words around a name make of it: part of
another name (the South China Sea), a place (in Norway), an organ (the Norwegian Ministry of Defence).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.extract.actors.context import ContextFinder
from pipeline.extract.nlp import found, pipeline, put
from pipeline.extract.rulefile import Rule, following_rules, read_rules

Form = Literal["name", "adjective", "metonym", "acronym", "body", "prefix"]


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

    code: str = Field(
        pattern=r"^[A-Za-z0-9]{2,12}$", description="ISO 3166-1 alpha-3 for a state, the common acronym for others"
    )
    names: tuple[str, ...] = Field((), description="names in full, as they are spelt")
    acronyms: tuple[str, ...] = Field((), description="abbreviations, as they are spelt")
    adjectives: tuple[str, ...] = Field((), description="adjectives, and words for the people")
    capitals: tuple[str, ...] = Field((), description="seats of government that stand for the government")
    bodies: tuple[str, ...] = Field((), description="services and organs that are known without the state's name")
    prefixes: tuple[str, ...] = Field((), description="first parts of compounds: `Franco` in Franco-Japanese")


def actor_rules() -> tuple[ActorRule, ...]:
    """The rules of `actors.yaml`."""
    return read_rules("actors", ActorRule)


class ActorFinder:
    """The component `chronocite_actors`: leaves group `actors` with `ActorFound` details, in text order.

    The tokens of a name carry how it is called (`name`, `adjective` …) as their tag; the pipeline has no tagger.
    """

    def __init__(self, nlp: Language) -> None:
        # First, while the vocabulary is small: each flag of a context rule goes through all words that are known.
        self._context = ContextFinder(nlp)
        self._forms: dict[int, ActorFound] = {}
        self._phrases = PhraseMatcher(nlp.vocab, attr="ORTH")
        for rule in actor_rules():
            for form, phrases in _spellings(rule):
                self._add(nlp, ActorFound(rule.code, rule.id, form), phrases)

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
                token.tag_ = self._forms[span.label].form
        matches = self._context.around(doc, spans)
        kept, details = [], []
        whole = 0
        for span in spans:
            if span.start < whole and self._forms[span.label].form == "body":
                continue  # "Malta's National Security Council" is Malta's, whatever the council is elsewhere.
            # What matches inside a name ("World Bank") says nothing of what is around it.
            size = span.end - span.start
            around = [m for m in matches if m[1] <= span.start and span.end <= m[2] and m[2] - m[1] > size]
            bodies = [m for m in around if m[0] == "body" and m[1] == span.start]
            if not bodies and any(effect == "not" for effect, _, _ in around):
                continue
            actor = self._forms[span.label]
            end = max((e for _, _, e in bodies), default=span.end)
            whole = max(whole, end)
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
def states() -> frozenset[str]:
    """The codes of states: of those that have a people, or an adjective; organisations have none."""
    return frozenset(r.code for r in actor_rules() if r.adjectives)


@following_rules
def capitals() -> Mapping[str, str]:
    """The codes of states by their seats of government."""
    return {city: r.code for r in actor_rules() for city in r.capitals}


def actors_in(text: str) -> tuple[str, ...]:
    """The codes of the actors that a short text names, in order, each once."""
    nlp = pipeline()
    doc = nlp.get_pipe("chronocite_actors")(nlp.make_doc(text))
    return tuple(dict.fromkeys(d.code for _, d in found(doc, "actors", ActorFound)))


def actor_of(text: str) -> str:
    """The one actor that a short text names (`Japanese`, `Ministry of Defence of Malta`), or nothing."""
    codes = actors_in(text)
    return codes[0] if len(codes) == 1 else ""
